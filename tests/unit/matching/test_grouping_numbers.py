"""Numbers of a text, read alike in every language."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lexicons import load_language_data
from domain.match import Money
from matching.grouping.days import folded
from matching.grouping.numbers import MOST, NumberReader

READER = NumberReader(load_language_data().amounts)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("27,6 тысячи человек", {"27600"}),
        ("27,6 мингтаси", {"27600"}),
        ("27.6 thousand visitors", {"27600"}),
        ("27 600 туристов", {"27600"}),
        ("2万7600人が訪れた", {"27600"}),
        ("20日、都内で300人と会談した", {"300"}),
        ("研修は20日間続いた", {"20"}),
        ("約500人、定員30人", {"500", "30"}),
        ("5千万トン", {"50000000"}),
        ("рост на 41,1%", {"41.1"}),
        ("линия в 500 m", {"500"}),
        ("12 врачей, 5 стран", set()),
        ("16 сентября 2025 года", set()),
        ("в 2026 году", set()),
    ],
)
def test_a_number_is_read_with_its_scale(text: str, numbers: set[str]) -> None:
    assert READER.numbers_in(folded(text), ()) == numbers


def test_the_digits_of_a_sum_are_no_number_beside_it() -> None:
    sums = [Money(Decimal(7_642_000), "USD", "7 млн 642 тыс. долларов")]
    assert READER.numbers_in(folded("7 млн 642 тыс. долларов на 300 школ"), sums) == {"300"}


def test_of_a_table_of_figures_only_the_first_are_kept() -> None:
    assert len(READER.numbers_in(" ; ".join(str(each) for each in range(3000, 3500)), ())) == MOST


@given(st.integers(13, 999), st.integers(0, 999))
def test_how_thousands_are_parted_does_not_matter(thousands: int, rest: int) -> None:
    written = {
        f"{thousands}{rest:03}",
        f"{thousands} {rest:03}",
        f"{thousands},{rest:03}",
        f"{thousands}\u00a0{rest:03}",
    }
    assert len({frozenset(READER.numbers_in(each, ())) for each in written}) == 1
