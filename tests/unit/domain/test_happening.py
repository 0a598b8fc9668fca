"""When an act lies: the past for what was held, the future for what is planned, and nothing where it is not said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import FARTHEST
from domain.development import Stage
from domain.happening import LONGEST_AGO, ZONES, ActPrecision, Happening, happening
from domain.moment import Moment, Precision

PUBLISHED = Moment(datetime(2026, 2, 2, 23, 30, tzinfo=UTC), Precision.MINUTE)
NOT_KNOWN = Moment(PUBLISHED.at, Precision.UNKNOWN)


def day_of(*told: str, stage: Stage = Stage.AGREED, published: Moment = PUBLISHED) -> date | None:
    found = happening(told, stage, published)
    return None if found is None else found.day


@pytest.mark.parametrize(
    ("told", "day"),
    [
        (("01-30",), date(2026, 1, 30)),
        (("12-20",), date(2025, 12, 20)),
        (("12-10", "01-30"), date(2026, 1, 30)),
        (("02-03",), date(2026, 2, 3)),
        (("t30",), date(2026, 1, 30)),
        (("t2",), date(2026, 2, 2)),
        (("d-1",), date(2026, 2, 1)),
        (("d0", "01-30"), date(2026, 1, 30)),
        (("d0",), date(2026, 2, 2)),
        (("2026-01",), date(2026, 1, 31)),
        (("2026-02",), date(2026, 2, 2)),
    ],
)
def test_what_was_held_lies_on_the_last_named_day_before_its_report(told: tuple[str, ...], day: date) -> None:
    assert day_of(*told) == day


@pytest.mark.parametrize(
    ("at", "zone", "yesterday"),
    [
        pytest.param("2026-02-02T15:30+00:00", "Asia/Tokyo", date(2026, 2, 2), id="half past midnight in Tokyo"),
        pytest.param("2026-02-02T14:30+00:00", "Asia/Tokyo", date(2026, 2, 1), id="half past eleven in Tokyo"),
        pytest.param("2026-02-02T19:30+00:00", "Asia/Almaty", date(2026, 2, 2), id="half past midnight in Almaty"),
        pytest.param("2026-02-02T18:30+00:00", "Asia/Almaty", date(2026, 2, 1), id="half past eleven in Almaty"),
        pytest.param("2026-02-02T18:30+00:00", "UTC", date(2026, 2, 1), id="no zone declared"),
    ],
)
def test_yesterday_is_seen_from_the_publisher_s_calendar(at: str, zone: str, yesterday: date) -> None:
    published = Moment(datetime.fromisoformat(at), Precision.MINUTE)
    found = happening(("d-1",), Stage.AGREED, published, ZoneInfo(zone))
    assert found == Happening(yesterday)
    tomorrow = happening(("d1",), Stage.PLANNED, published, ZoneInfo(zone))
    assert tomorrow == Happening(yesterday + timedelta(days=2), ahead=True)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_a_day_given_without_a_time_is_shifted_by_no_zone(zone: str) -> None:
    published = Moment(datetime(2026, 2, 2, tzinfo=UTC), Precision.DAY)
    assert happening(("d-1",), Stage.AGREED, published, ZoneInfo(zone)) == Happening(date(2026, 2, 1))


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(("2026-05-15",), id="a day to come"),
        pytest.param(("2024-08-01",), id="an earlier signature"),
        pytest.param(("2019-04",), id="an earlier month"),
        pytest.param(("02-29",), id="a day that does not exist"),
        pytest.param(("2026-13",), id="a month that does not exist"),
        pytest.param(("9999-12-31",), id="an absurd year"),
        pytest.param((), id="none"),
    ],
)
def test_a_day_of_the_wrong_side_or_of_no_calendar_says_nothing(told: tuple[str, ...]) -> None:
    assert happening(told, Stage.AGREED, PUBLISHED) is None


def test_a_plan_lies_on_the_first_day_to_come() -> None:
    assert happening(("2026-01-30", "05-17", "05-15"), Stage.PLANNED, PUBLISHED) == Happening(
        date(2026, 5, 15), ahead=True
    )
    assert happening(("2026-06",), Stage.PLANNED, PUBLISHED) == Happening(
        date(2026, 6, 1), ActPrecision.MONTH, ahead=True
    )
    assert day_of("2020-01-30", stage=Stage.PLANNED) is None
    assert day_of("2050-01-30", stage=Stage.PLANNED) is None


def test_where_the_publication_is_not_known_only_days_with_a_year_are_used() -> None:
    assert day_of("01-30", "d-1", "t30", published=NOT_KNOWN) is None
    assert day_of("2026-01-30", published=NOT_KNOWN) == date(2026, 1, 30)


@given(
    st.lists(
        st.one_of(st.dates().map(str), st.text(max_size=8), st.from_regex(r"[dt]?-?\d{1,2}(-\d{2})?")), max_size=6
    ),
    st.sampled_from(Stage),
)
def test_the_day_is_always_on_the_side_where_it_belongs(told: list[str], stage: Stage) -> None:
    found = happening(told, stage, PUBLISHED)
    if found is not None:
        seen = PUBLISHED.at.date()
        assert found.ahead == (stage is Stage.PLANNED)
        assert seen <= found.day <= seen + FARTHEST if found.ahead else seen - LONGEST_AGO <= found.day <= seen + ZONES


@given(st.permutations(["12-10", "01-30", "d-1", "2026-05-15", "t5"]), st.sampled_from(Stage))
def test_the_order_of_days_does_not_matter(told: list[str], stage: Stage) -> None:
    assert happening(told, stage, PUBLISHED) == happening(sorted(told), stage, PUBLISHED)


def test_news_is_older_than_no_act_by_much() -> None:
    edge = PUBLISHED.at.date() - LONGEST_AGO
    assert day_of(edge.isoformat()) == edge
    assert day_of((edge - timedelta(days=1)).isoformat()) is None
