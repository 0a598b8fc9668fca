from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.markup import CALLBACK_LIMIT
from bot.report_orders import FORMS, Order, Period, data_of, file_name, order_of, scope_of
from domain.commitment import CENTRAL_ASIA
from reports.formats import FORMATS
from tests.builders import NOON, a_declaration

ORDERS = [
    Order(),
    *(Order(period) for period in Period),
    *(Order(period, country) for period, country in product(Period, ("", *CENTRAL_ASIA))),
    *(Order(period, country, form) for period, country, form in product(Period, ("", *CENTRAL_ASIA), FORMS)),
]


def test_what_a_button_says_is_what_is_read() -> None:
    assert [order_of(data_of(each)) for each in ORDERS] == ORDERS
    assert all(len(data_of(each).encode()) <= CALLBACK_LIMIT for each in ORDERS)


def test_every_format_offered_exists() -> None:
    assert set(FORMS) <= set(FORMATS)


@pytest.mark.parametrize(
    "data",
    ["report:year", "report:week:JP", "report:week:KZ:pdf", "report:week:KZ:docx:1", "report:week:", "report::KZ",
     "choose:week", "report:all:all:all", "report:week:KZall"],
)  # fmt: skip
def test_forged_data_orders_nothing(data: str) -> None:
    assert order_of(data) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_an_order(text: str) -> None:
    order = order_of(f"report:{text}")
    assert order is None or data_of(order) == f"report:{text}"


@pytest.mark.parametrize(
    ("period", "since"),
    [(Period.WEEK, date(2026, 1, 9)), (Period.MONTH, date(2025, 12, 20)), (Period.ALL, date(2025, 12, 20))],
)
def test_a_period_ends_today_and_begins_no_earlier_than_the_declaration(period: Period, since: date) -> None:
    scope = scope_of(Order(period, "KZ", "csv"), a_declaration(), NOON)
    assert (scope.since, scope.until, scope.country) == (since, date(2026, 1, 15), "KZ")


def test_a_file_is_named_by_its_days_and_country() -> None:
    order = Order(Period.WEEK, "KZ", "csv")
    assert file_name(order, scope_of(order, a_declaration(), NOON)) == "cajad-2026-01-09-2026-01-15-KZ.csv"
    everywhere = Order(Period.WEEK, "", "docx")
    assert file_name(everywhere, scope_of(everywhere, a_declaration(), NOON)) == "cajad-2026-01-09-2026-01-15.docx"
