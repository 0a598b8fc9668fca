"""Dates of a list: found in running text, and given the year that stands elsewhere."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.dates import parse_date
from monitors.parsers.list_dates import Calendar, date_from_groups, find_date, find_year

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026年08月19日発表", "2026年08月19日"),
        ("dt>平成38年8月7日</dt", "平成38年8月7日"),
        ("公表：令和８年５月１日(金)", "令和8年5月1日"),
        ("Politics 24.09.2026 18:05 1 024 views", "24.09.2026 18:05"),
        ("29-07-2026", "29-07-2026"),
        ("12:30, 12 мая 2026 | Экономика", "12:30, 12 мая 2026"),
        ("2026 жылғы 12 мамыр", "2026 жылғы 12 мамыр"),
        ("September 3rd, 2026 by staff", "September 3rd, 2026"),
        ("3-sentabr, 2026", "3-sentabr, 2026"),
        ("2026-05-12T10:00:00+05:00", "2026-05-12T10:00:00+05:00"),
        ("8月19日付", ""),
        ("In 12 projects 2026 people", ""),
        ("tel. 8-800-2026-12", ""),
        ("192.168.10.2026", ""),
        ("", ""),
    ],
)
def test_a_date_is_found_in_running_text(text: str, found: str) -> None:
    assert find_date(text) == found
    assert not found or parse_date(found, TOKYO, None) is not None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("令和８年のプレスリリース", 2026),
        ("令和元年", 2019),
        ("2026年8月分", 2026),
        ("令和8年度", None),
        ("2026年度", None),
        ("8月", None),
    ],
)
def test_a_heading_names_a_calendar_year(text: str, year: int | None) -> None:
    assert find_year(text) == year


def served(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("page", "at", "day", "dated"),
    [
        (2026, None, "8月19日付", "2026年8月19日"),
        (None, served("2026-08-20"), "8月19日付", "2026年8月19日"),
        (None, served("2026-01-03"), "12月28日付", "2025年12月28日"),
        (None, served("2026-08-18T16:00"), "8月19日付", "2026年8月19日"),
        (None, None, "8月19日付", ""),
        (2026, served("2027-01-05"), "1月4日付", "2027年1月4日"),
        (2026, served("2027-01-05"), "12月28日付", "2026年12月28日"),
        (2026, served("2027-03-01"), "1月4日付", "2026年1月4日"),
    ],
)
def test_a_day_without_year_gets_the_year_of_the_page_or_the_latest_that_has_come(
    page: int | None, at: datetime | None, day: str, dated: str
) -> None:
    assert Calendar(page, at).date_of(day) == dated


def test_the_year_changes_where_the_months_leap_in_either_order() -> None:
    downwards = Calendar(2026, None)
    assert [downwards.date_of(day) for day in ("1月5日", "12月28日", "12月26日")] == [
        *("2026年1月5日", "2025年12月28日", "2025年12月26日")
    ]
    upwards = Calendar(2025, None)
    assert [upwards.date_of(day) for day in ("12月28日", "1月5日")] == ["2025年12月28日", "2026年1月5日"]


def test_headings_date_what_stands_below_them_until_the_next() -> None:
    calendar = Calendar(None, None)
    calendar.pass_heading("令和8年1月分")
    assert calendar.date_of("") == ""
    calendar.pass_heading("1月5日")
    assert calendar.date_of("no date of its own") == "2026年1月5日"
    assert calendar.date_of("3.1.2026") == "3.1.2026"
    calendar.pass_heading("令和7年12月分")
    assert calendar.date_of("") == ""
    calendar.pass_heading("12月26日")
    assert calendar.date_of("") == "2025年12月26日"


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.lists(st.integers(0, 40), min_size=1, max_size=30))
def test_a_list_that_goes_back_day_by_day_is_dated_right_from_the_servers_clock_alone(
    newest: date, steps: list[int]
) -> None:
    days = [newest]
    for step in steps:
        days.append(days[-1] - timedelta(days=step))
    calendar = Calendar(None, datetime(newest.year, newest.month, newest.day, 3, tzinfo=UTC))
    dated = [calendar.date_of(f"{day.month}月{day.day}日") for day in days]
    assert dated == [f"{day.year}年{day.month}月{day.day}日" for day in days]


@pytest.mark.parametrize(
    ("address", "dated"),
    [("/2026/05/12/x", "2026-05-12"), ("/26/5/1/x", "2026-05-01"), ("/2026/13/01/x", ""), ("/2026/02/30/x", "")],
)
def test_the_date_in_an_address_is_taken_only_if_it_is_one(address: str, dated: str) -> None:
    found = re.search(r"/(?P<year>\d+)/(?P<month>\d+)/(?P<day>\d+)/", address)
    assert found is not None
    assert date_from_groups(found) == dated
