from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.moment import Precision
from matching.grouping.dating import calendar_days, full_days, is_ahead
from matching.grouping.days import days_in, folded, ordinals_in, without_dates, years_in
from matching.grouping.keys import stored_keys
from tests.unit.matching.grouped import a_grouped


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Переговоры прошли 16 сентября 2025 года", {"2025-09-16"}),
        ("16–19 апреля в Алматы", {"04-16", "04-17", "04-18", "04-19"}),
        ("signed on December 10, 2025 in Dushanbe", {"2025-12-10"}),
        ("met on Aug. 25 and agreed", {"08-25"}),
        ("on 20 October a forum opens", {"10-20"}),
        ("2月24日、アスタナで", {"02-24"}),
        ("2024年7月5日に署名", {"2024-07-05"}),
        ("2024 жылғы 16-19 сәуірде Алматыда", {"2024-04-16", "2024-04-17", "2024-04-18", "2024-04-19"}),
        ("19-20-декабрда Токиодо", {"12-19", "12-20"}),
        ("2026-yil 15-iyuldan boshlab", {"2026-07-15"}),
        ("17-nji dekabrda Tokio bardy", {"12-17"}),
        ("2 август Сироҷиддин Муҳриддин", {"08-02"}),
        ("日本政府は20日、都内で", {"20"}),
        ("東京で12月19日から20日まで", {"12-19", "12-20"}),
        ("19~20日に開催", {"19", "20"}),
        ("10日間の研修、20日本人、45日", set()),
        ("29 февраля", {"02-29"}),
        ("31 февраля", set()),
        ("Средства в размере 12,5 млн", set()),
    ],
)
def test_days_are_read_in_every_language(text: str, days: set[str]) -> None:
    assert days_in(folded(text)) == days


@pytest.mark.parametrize(
    ("text", "ordinals"),
    [
        ("第16回経済合同会議", {16}),
        ("2回目の対話", {2}),
        ("the 9th Foreign Ministers' Meeting", {9}),
        ("16-е заседание комитета", {16}),
        ("Второй диалог", {2}),
        ("16-njy mejlis", {16}),
        ("учинчи мулоқот", {3}),
        ("XV заседание", {15}),
        ("5 сентября и 3 октября", set()),
        ("на 15 процентов", set()),
    ],
)
def test_ordinals_are_read_and_dates_are_none(text: str, ordinals: set[int]) -> None:
    assert ordinals_in(text) == ordinals


def test_years_and_what_is_left_without_dates() -> None:
    assert years_in("в 2024-2025 годах на 2025 млн иен") >= {2024}
    assert "2025" not in without_dates("16 сентября 2025 года 300 мвт")
    assert "300" in without_dates("16 сентября 2025 года 300 мвт")


def test_a_day_without_a_year_is_the_one_nearest_to_publication() -> None:
    january = datetime(2026, 1, 10, tzinfo=UTC)
    assert full_days(a_grouped(days=("12-20",), published_at=january)) == {date(2025, 12, 20)}
    undated = a_grouped(days=("12-20",), precision=Precision.UNKNOWN)
    assert full_days(undated) == set()
    assert calendar_days(undated) == {"12-20"}
    assert full_days(a_grouped(days=("12-20",), years=(2024,), precision=Precision.UNKNOWN)) == {date(2024, 12, 20)}


def test_what_lies_after_publication_is_announced() -> None:
    assert is_ahead(a_grouped(days=("2026-02-01",)))
    assert not is_ahead(a_grouped(days=("2026-01-10",)))
    assert not is_ahead(a_grouped(days=("2026-02-01",), precision=Precision.UNKNOWN))
    assert not is_ahead(a_grouped(days=("2031-02-01",))), "a term years ahead is no date of an event"


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    plain = folded(text)
    days_in(plain), ordinals_in(text), years_in(plain), without_dates(plain)


@given(st.dates(date(2000, 1, 1), date(2039, 12, 31)), st.integers(-150, 150))
def test_the_nearest_year_is_at_most_half_a_year_away(day: date, apart: int) -> None:
    published = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=apart)
    [found] = full_days(a_grouped(days=(f"{day:%m-%d}",), published_at=published)) or [published.date()]
    assert abs(found - published.date()) <= timedelta(days=183) or f"{day:%m-%d}" == "02-29"


@pytest.mark.parametrize(
    ("day", "hours", "resolved"),
    [
        ("18", 0, {date(2026, 1, 18)}),
        ("31", 0, {date(2025, 12, 31)}),
        ("02", 24 * 16, {date(2026, 2, 2)}),
        ("30", 24 * 45, set()),
    ],
)
def test_a_day_without_a_month_is_the_one_nearest_to_the_publication(day: str, hours: int, resolved: set[date]) -> None:
    assert full_days(a_grouped(days=(day,), hours=hours)) == resolved
    assert calendar_days(a_grouped(days=(day,))) == set()
    keys = stored_keys(a_grouped(days=(day,), hours=hours))
    assert {key for key in keys if key.startswith("day:")} == {f"day:{each:%m-%d}:KZ" for each in resolved}


def test_a_day_without_a_month_is_none_where_the_publication_is_unknown() -> None:
    assert full_days(a_grouped(days=("18",), precision=Precision.UNKNOWN)) == set()
