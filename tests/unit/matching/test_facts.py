"""Sums of money and the facts of the gist."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from domain.match import Instrument, Item
from matching.facts import MOST, amounts_in

if TYPE_CHECKING:
    from matching.matcher import LexicalMatcher


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("a grant of $6.8 million", "6800000", "USD"),
        ("worth US$352,530", "352530", "USD"),
        ("up to about USD393 million", "393000000", "USD"),
        ("¥19.3bn", "19300000000", "JPY"),
        ("выделит 11,6 млн долларов", "11600000", "USD"),
        ("на 3,232 млрд иен", "3232000000", "JPY"),
        ("3 трлн иен", "3000000000000", "JPY"),
        ("96,3 тыс. долларов", "96300", "USD"),
        ("供与額10億円", "1000000000", "JPY"),
        ("7億6,500万円の無償", "765000000", "JPY"),
        ("13.82億円", "1382000000", "JPY"),
        ("総額3兆円", "3000000000000", "JPY"),
        ("558 045 доллар", "558045", "USD"),
        ("2 million dollarlik", "2000000", "USD"),
        ("1,45 млрд доллар", "1450000000", "USD"),
        ("12 млн евро", "12000000", "EUR"),
        ("5年間で総額3兆円", "3000000000000", "JPY"),
        ("18年で78億ドル", "7800000000", "USD"),
        ("в 2025 500 000 долларов", "500000", "USD"),
    ],
)
def test_a_sum_is_read_as_newspapers_write_it(text: str, amount: str, currency: str) -> None:
    money = amounts_in(text)[0]
    assert (money.amount, money.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize("text", ["1" * 298 + "円", "1," * 149 + "円", "1" * 298 + "$", "1 " * 149 + "иен"])
def test_a_passage_of_digits_costs_no_more_than_words(text: str) -> None:
    start = time.process_time()
    for _ in range(20):
        amounts_in(text)
    assert time.process_time() - start < 20 * 0.01


def test_only_so_many_sums_of_a_passage_are_read() -> None:
    assert len(amounts_in("$1 " * 100)) <= 2 * MOST


def test_numbers_without_a_currency_are_no_sums() -> None:
    assert amounts_in("в 2025 году 470 проектов, 円安") == []


def test_a_grant_has_a_giver_a_receiver_a_sum_and_a_place(matcher: LexicalMatcher) -> None:
    item = Item(id="1", title="Япония выделит Казахстану грант в 5 млн долларов на сканеры для таможни порта Актау")
    facts = matcher.match(item).facts
    assert (facts.givers, facts.receivers, facts.instrument, facts.place) == (
        ("JP",),
        ("KZ",),
        Instrument.GRANT,
        "aktau",
    )
    assert facts.amount is not None
    assert facts.amount.amount == Decimal(5_000_000)


def test_what_is_not_said_is_left_out(matcher: LexicalMatcher) -> None:
    item = Item(id="1", title="Япония и Кыргызстан углубляют сотрудничество в сельском хозяйстве")
    facts = matcher.match(item).facts
    assert (facts.instrument, facts.amount, facts.place) == (None, None, None)
    assert facts.givers == ("JP", "KG")
