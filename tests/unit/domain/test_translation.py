"""What is taken of a machine's answer, and from when its budget counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.translation import HEADLINE_LIMIT, cleaned, month_of


@pytest.mark.parametrize(
    ("answer", "headline"),
    [
        ("Japan lends money\n", "Japan lends money"),
        ("  Japan \t lends  money ", "Japan lends money"),
        ("«Япония выделит грант»", "Япония выделит грант"),
        ("「日本が無償資金協力」", "日本が無償資金協力"),
        ("", ""),
        ("Here is the translation:\nJapan lends money", ""),
        ("word " * HEADLINE_LIMIT, ""),
    ],
    ids=["a line", "white space", "quotation marks", "Japanese quotation marks", "nothing", "explained", "without end"],
)
def test_a_translation_is_one_line_of_a_headlines_length(answer: str, headline: str) -> None:
    assert cleaned(answer) == headline


@given(st.text())
def test_whatever_a_machine_says_stays_one_short_line(answer: str) -> None:
    line = cleaned(answer)
    assert len(line) <= HEADLINE_LIMIT
    assert len(line.splitlines()) <= 1


def test_a_month_begins_with_its_first_second() -> None:
    assert month_of(datetime(2026, 1, 31, 23, 59, 59, 5, tzinfo=UTC)) == datetime(2026, 1, 1, tzinfo=UTC)
