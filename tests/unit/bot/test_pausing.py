from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pausing import DAYS, LENGTHS, LONGEST, pause_until
from tests.builders import NOON


@pytest.mark.parametrize(
    ("text", "zone", "until"),
    [
        ("2026-02-01", "UTC", datetime(2026, 2, 1, tzinfo=UTC)),
        (" 01.02.2026 ", "Asia/Tokyo", datetime(2026, 1, 31, 15, tzinfo=UTC)),
        ("1.2.", "Asia/Tashkent", datetime(2026, 1, 31, 19, tzinfo=UTC)),
        ("01.02", "UTC", datetime(2026, 2, 1, tzinfo=UTC)),
        ("15.01.", "UTC", datetime(2027, 1, 15, tzinfo=UTC)),
        ("until 2026-02-01", "UTC", datetime(2026, 2, 1, tzinfo=UTC)),
        ("2026/2/1", "UTC", datetime(2026, 2, 1, tzinfo=UTC)),
        ("1.2.26", "UTC", datetime(2026, 2, 1, tzinfo=UTC)),
        ("1 February", "UTC", datetime(2026, 2, 1, tzinfo=UTC)),
        ("until Feb 1st, 2026", "UTC", datetime(2026, 2, 1, tzinfo=UTC)),
        ("до 1 февраля", "UTC", datetime(2026, 2, 1, tzinfo=UTC)),
        ("1 мая 2026 года", "UTC", datetime(2026, 5, 1, tzinfo=UTC)),
        ("2月1日まで", "UTC", datetime(2026, 2, 1, tzinfo=UTC)),
        ("２０２６年２月１日", "Asia/Tokyo", datetime(2026, 1, 31, 15, tzinfo=UTC)),
        ("завтра", "UTC", datetime(2026, 1, 16, tzinfo=UTC)),
        ("tomorrow", "UTC", datetime(2026, 1, 16, tzinfo=UTC)),
        ("明日", "UTC", datetime(2026, 1, 16, tzinfo=UTC)),
        ("3 days", "UTC", NOON + timedelta(days=3)),
        ("for 3 days", "UTC", NOON + timedelta(days=3)),
        ("через 3 дня", "UTC", NOON + timedelta(days=3)),
        ("1st February", "UTC", datetime(2026, 2, 1, tzinfo=UTC)),
        ("2026年 2月 1日", "UTC", datetime(2026, 2, 1, tzinfo=UTC)),
        ("3 дня", "UTC", NOON + timedelta(days=3)),
        ("2 недели", "UTC", NOON + timedelta(days=14)),
        ("10日間", "UTC", NOON + timedelta(days=10)),
        ("2026-10-26", "Europe/Berlin", datetime(2026, 10, 25, 23, tzinfo=UTC)),
    ],
)
def test_a_day_is_read_as_its_first_moment_where_the_reader_is(text: str, zone: str, until: datetime) -> None:
    assert pause_until(text, NOON, zone) == until


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-15",
        "2025-12-31",
        "2028-01-01",
        "2026-02-30",
        "30.02.",
        "31.13.",
        "29.02.",
        "0 days",
        "400 days",
        "1 brumaire",
        "2/1",
        "2-1",
        "2026-2月1",
        "01/02/2026",
        "3日",
        "yesterday",
        "",
        "1",
        "２０２６",
    ],
)
def test_no_day_or_one_that_is_over_or_too_far_is_not_taken(text: str) -> None:
    assert pause_until(text, NOON, "UTC") is None


def test_the_last_of_february_is_the_next_there_is() -> None:
    before = datetime(2027, 12, 1, tzinfo=UTC)
    assert pause_until("29.02.", before, "UTC") == datetime(2028, 2, 29, tzinfo=UTC)


def test_buttons_pause_for_whole_days() -> None:
    assert [LENGTHS[str(days)] for days in DAYS] == [timedelta(days=1), timedelta(days=3), timedelta(days=7)]


@given(st.text(max_size=12) | st.dates().map(str) | st.from_regex(r"\d{1,2}\.\d{1,2}\.(\d{4})?", fullmatch=True))
def test_whatever_is_written_a_pause_ends_within_a_year_or_there_is_none(text: str) -> None:
    until = pause_until(text, NOON, "Asia/Tokyo")
    assert until is None or NOON < until <= NOON + LONGEST + timedelta(days=1)
