"""Dates as publishers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.moment import Moment, Precision
from monitors.date_words import MONTHS
from monitors.dates import parse_date, publication

ALMATY = ZoneInfo("Asia/Almaty")
TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
ZONES = st.sampled_from(["UTC", "Asia/Tokyo", "Asia/Almaty", "America/New_York", "Pacific/Kiritimati"]).map(ZoneInfo)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("Wed, 19 Aug 2026 17:00:00 JST", "2026-08-19T08:00"),
        ("20 Aug 2026 03:13:00 +0900", "2026-08-19T18:13"),
        ("Sat, 20 Dec 2025 14:05:00 GMT", "2025-12-20T14:05"),
        ("Sat, 20 Dec 2025 14:05 MSK", "2025-12-20T11:05"),
        ("Sat, 20 Dec 2025 14:05 (МСК)", "2025-12-20T11:05"),
        ("Sat, 20 Dec 25 14:05:00 Z", "2025-12-20T14:05"),
        ("20-Dec-2025 14:05:00 EST", "2025-12-20T19:05"),
        ("Sat Dec 20 14:05:00 2025", "2025-12-20T09:05"),
        ("Sat Dec 20 14:05:00 UTC 2025", "2025-12-20T14:05"),
        ("Sat, 20 Dec 2025 14:05:00", "2025-12-20T09:05"),
        ("Sat 20 Dec 2025 14:05:00 XYZ", "2025-12-20T09:05"),
        ("Sat, 20 Dec 2025 14:05:00 GMT+0500", "2025-12-20T09:05"),
        ("Sat, 20 Dec 2025 14:05:00 +0900 (JST)", "2025-12-20T05:05"),
        ("Sat, 20 Dec 2025 14:05:00 +9", "2025-12-20T05:05"),
        ("Thu, 20 Jul 2023 14:05:00 ALMT", "2023-07-20T08:05"),
        ("2025-12-20T14:05:00Z", "2025-12-20T14:05"),
        ("2025-12-20T14:05:00.123456+09:00", "2025-12-20T05:05"),
        ("2025-12-20T14:05+0900", "2025-12-20T05:05"),
        ("2025-12-20t14:05−05:00", "2025-12-20T19:05"),
        ("20251220T140500Z", "2025-12-20T14:05"),
        ("20251220T1405", "2025-12-20T09:05"),
        ("2025-12-20T24:00:00Z", "2025-12-21T00:00"),
        ("2025-12-20 14:05:00", "2025-12-20T09:05"),
        ("2025/12/20 14:05", "2025-12-20T09:05"),
        ("20.12.2025 14:05", "2025-12-20T09:05"),
        ("14:05, 20.12.2025", "2025-12-20T09:05"),
        ("20.12.2025 | 14.05", "2025-12-20T09:05"),
        ("20 декабря 2025 г., 14:05", "2025-12-20T09:05"),
        ("Суббота, 20 декабря 2025 года в 14:05", "2025-12-20T09:05"),
        ("14:05 20 дек. 2025", "2025-12-20T09:05"),
        ("Dec. 20, 2025 2:05 PM", "2025-12-20T09:05"),
        ("December 20, 2025 at 12:05 a.m.", "2025-12-19T19:05"),
        ("令和7年12月20日 14時05分", "2025-12-20T09:05"),
        ("２０２５年１２月２０日（土）　午後２時５分", "2025-12-20T09:05"),
        ("2025年12月20日午前9時", "2025-12-20T04:00"),
        ("2025-yil 20-dekabr 14:05", "2025-12-20T09:05"),
    ],
)
def test_a_stamp_is_read_in_its_own_zone_or_in_that_of_the_source(text: str, utc: str) -> None:
    moment = parse_date(text, ALMATY, None)
    assert moment is not None
    assert moment.at.isoformat(timespec="minutes") == f"{utc}+00:00"
    assert moment.precision is Precision.MINUTE


@pytest.mark.parametrize(
    "text",
    [
        *("2025-12-20", "2025-12-20Z", "2025-12-20+09:00", "20251220", "2025/12/20", "2025.12.20", "20.12.2025"),
        *(
            "20.12.25",
            "20-12-2025",
            "20/12/2025",
            "12/20/2025",
            "Sat, 20 Dec 2025",
            "20 Dec 2025",
            "20th December 2025",
        ),
        *(
            "December 20, 2025",
            "Dec 20 2025",
            "20 декабря 2025",
            "20 декабря 2025 г.",
            "20 дек 2025",
            "20-ДЕКАБРЯ-2025",
        ),
        *("20-dekabr, 2025-yil", "20 декабр 2025", "2025 жылғы 20 желтоқсан", "20 желтоқсан 2025", "20 dekabr 2025"),
        *(
            "令和7年12月20日",
            "令和７年１２月２０日（土）",
            "平成37年12月20日",
            "2025年12月20日",
            "R7.12.20",
            "昭和100年12月20日",
        ),
    ],
)
@pytest.mark.parametrize("zone", [ALMATY, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Kiritimati")], ids=str)
def test_a_day_is_the_same_day_in_every_zone(text: str, zone: ZoneInfo) -> None:
    assert parse_date(text, zone, None) == Moment(datetime(2025, 12, 20, tzinfo=UTC), Precision.DAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("平成38年3月1日", date(2026, 3, 1)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("2016/6/29", date(2016, 6, 29)),
        ("07/07/2025", date(2025, 7, 7)),
    ],
)
def test_days_that_others_misread(text: str, day: date) -> None:
    moment = parse_date(text, TOKYO, datetime(2001, 1, 1, tzinfo=UTC))
    assert moment is not None
    assert moment.at.date() == day


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "2025", "2025-12", "2025年12月", "31.02.2025", "2025-13-01", "2025-12-20T25:00:00Z"),
        *(
            "2025-12-20T14:61:00Z",
            "06/07/2025",
            "Sat, 20 Dec 2025 14:05:00 +9900",
            "0000-00-00 00:00:00",
            "令和0年0月0日",
        ),
    ],
)
def test_what_names_no_day_is_no_date_whatever_the_library_guesses(text: str) -> None:
    assert parse_date(text, ALMATY, NOW) is None


@pytest.mark.parametrize("text", ["15 Foo 2026", "2026-01-15 or so", "2026-W03-4"])
def test_unknown_forms_are_left_to_the_library(text: str) -> None:
    assert parse_date(text, ALMATY, NOW) == Moment(NOW, Precision.MINUTE)
    assert parse_date(text, ALMATY, None) is None


@pytest.mark.parametrize("text", ["yesterday", "09:00", "15 January"])
def test_a_guess_whose_year_stands_nowhere_is_made_up(text: str) -> None:
    assert parse_date(text, ALMATY, NOW) is None


def test_every_name_of_a_month_is_read() -> None:
    for name, number in MONTHS.items():
        moment = parse_date(f"7 {name} 2025", ALMATY, None)
        assert moment is not None, name
        assert (moment.at.month, moment.at.day) == (number, 7)


@given(DAYS, ZONES, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%Y年%m月%d日", "%d %b %Y", "%Y%m%d"]))
def test_no_zone_and_no_form_shifts_a_day(day: date, zone: ZoneInfo, form: str) -> None:
    moment = parse_date(day.strftime(form), zone, None)
    assert moment is not None
    assert (moment.at.date(), moment.precision) == (day, Precision.DAY)


@given(st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 31)), st.integers(-12, 14))  # noqa: DTZ001 - zone follows
def test_a_stamp_with_offset_is_read_exactly_in_both_standards(naive: datetime, hours: int) -> None:
    stamp = naive.replace(microsecond=0)
    offset = f"{hours:+03d}:00"
    expected = stamp.replace(tzinfo=UTC) - timedelta(hours=hours)
    for text in (f"{stamp.isoformat()}{offset}", f"{stamp:%a, %d %b %Y %H:%M:%S} {offset.replace(':', '')}"):
        moment = parse_date(text, TOKYO, None)
        assert moment is not None
        assert moment.at == expected


@given(st.text(max_size=120))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert publication(text, None, TOKYO, NOW).at.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "believed"),
    [
        ("2026-01-15T09:59:00Z", True),
        ("2026-01-15T10:01:00Z", False),
        ("2000-01-01T00:00:00Z", True),
        ("1999-12-31T23:59:00Z", False),
        ("1 Jan 70", False),
        ("2014-05-05", True),
        ("never", False),
        ("", False),
    ],
)
def test_only_the_future_the_last_century_and_nonsense_fall_back_to_first_seen(text: str, *, believed: bool) -> None:
    moment = publication(text, None, ALMATY, NOW)
    assert (moment.precision is not Precision.UNKNOWN) == believed
    assert (moment.at == NOW) != believed


def test_today_at_the_source_is_no_future_although_utc_is_a_day_behind() -> None:
    evening = datetime(2026, 1, 15, 16, 0, tzinfo=UTC)
    assert publication("2026年1月16日", None, TOKYO, evening).precision is Precision.DAY
    assert publication("2026年1月17日", None, TOKYO, evening).precision is Precision.UNKNOWN
