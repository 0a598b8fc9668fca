"""The rhythm of a source, and the wait that follows from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.moment import Moment, Precision
from domain.rhythm import Rhythm
from domain.source import Tier
from monitors import rhythm
from tests.builders import NOON, a_source, a_watched_source, an_entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.entry import Entry
    from domain.source import WatchedSource

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOTHING = Rhythm()


def published(ages: Iterable[timedelta], precision: Precision = Precision.MINUTE) -> list[Entry]:
    """Entries published so long before noon."""
    return [an_entry(published=Moment(NOON - age, precision)) for age in ages]


def every(gap: timedelta, times: int) -> list[timedelta]:
    return [gap * number for number in range(times)]


def shown(entries: list[Entry], before: Rhythm = NOTHING) -> Rhythm:
    return rhythm.rhythm_of(entries, before, None, NOON)


def watched(tier: Tier = Tier.PRESS, gap_hours: float = 24.0, **seen: Any) -> WatchedSource:
    return a_watched_source(a_source(tier=tier, gap_hours=gap_hours), rhythm=Rhythm(**seen))


FRIDAYS = [DAY * 7 * week + HOUR * paper for week in range(4) for paper in range(5)]

RHYTHMS = [
    pytest.param(every(15 * MINUTE, 25), 15 * MINUTE, id="an agency that never sleeps"),
    pytest.param(FRIDAYS, 7 * DAY - 4 * HOUR, id="five papers each Friday"),
    pytest.param([*every(DAY, 10), 3000 * DAY], DAY, id="one item on top since years"),
]


@pytest.mark.parametrize(("ages", "gap"), RHYTHMS)
def test_the_usual_gap_is_the_pause_in_which_half_of_the_time_passes(ages: list[timedelta], gap: timedelta) -> None:
    assert shown(published(ages)).gap == gap


def test_a_document_of_days_shows_a_gap_and_no_window() -> None:
    assert shown(published(every(2 * DAY, 8), Precision.DAY)) == Rhythm(gap=2 * DAY)


def test_a_window_is_measured_where_the_document_is_densest() -> None:
    quiet_before = [*every(10 * MINUTE, 6), *(DAY + each for each in every(HOUR, 5))]
    assert shown(published(every(15 * MINUTE, 24))).window == 6 * HOUR
    assert shown(published(quiet_before)).window == 2 * DAY
    assert shown(published([*every(10 * MINUTE, 7), DAY, 2 * DAY])).window == 100 * MINUTE


def test_too_few_dates_leave_what_was_known() -> None:
    known = Rhythm(gap=DAY, window=6 * HOUR)
    assert shown(published(every(HOUR, rhythm.FEWEST_TIMES - 1)), known) == known
    assert shown(published([HOUR] * 50), known) == known
    assert shown(published(every(HOUR, 50), Precision.UNKNOWN), known) == known


def test_dates_of_the_future_and_of_the_last_century_show_nothing() -> None:
    wrong = published([-HOUR, -DAY, NOON - datetime(1970, 1, 1, tzinfo=UTC), NOON - datetime(1904, 1, 1, tzinfo=UTC)])
    assert shown(published(every(HOUR, 8)) + wrong) == shown(published(every(HOUR, 8)))


@given(
    ages=st.lists(st.timedeltas(timedelta(), 4000 * DAY), min_size=rhythm.FEWEST_TIMES, max_size=40, unique=True),
    earlier=st.timedeltas(timedelta(), 2000 * DAY),
    data=st.data(),
)
def test_order_and_place_in_time_change_no_rhythm(
    ages: list[timedelta], earlier: timedelta, data: st.DataObject
) -> None:
    mixed = data.draw(st.permutations(ages))
    found = shown(published(ages))
    assert shown(published(mixed)) == found
    assert shown(published(age + earlier for age in ages)) == found
    assert found.gap is not None
    assert found.window is not None
    assert min(ages) < max(ages)
    assert timedelta() < found.gap <= max(ages) - min(ages)


@pytest.mark.parametrize(
    ("tier", "gap_hours", "minutes"),
    [
        pytest.param(Tier.OFFICIAL, 48.0, 45, id="a quiet ministry"),
        pytest.param(Tier.AGENCY, 0.2, 15, id="an agency that never sleeps"),
        pytest.param(Tier.PRESS, 1.0, 30, id="half the gap"),
        pytest.param(Tier.PRESS, 24.0, 60, id="a daily"),
        pytest.param(Tier.PRESS, 72.0, 180, id="a quiet magazine"),
        pytest.param(Tier.AGENCY, 24.0 * 30, 360, id="a very quiet one"),
    ],
)
def test_the_wait_follows_the_rhythm_of_the_source(tier: Tier, gap_hours: float, minutes: int) -> None:
    assert rhythm.usual_wait(watched(tier, gap_hours)) == minutes * MINUTE


def test_what_the_documents_show_counts_more_than_what_is_declared() -> None:
    assert rhythm.usual_wait(watched(gap_hours=24, gap=40 * MINUTE)) == 20 * MINUTE
    assert rhythm.usual_wait(watched(gap_hours=1, gap=3 * DAY)) == 3 * HOUR


@pytest.mark.parametrize("tier", Tier)
def test_a_short_window_is_looked_into_several_times(tier: Tier) -> None:
    for window in (6 * HOUR, 2 * HOUR, HOUR):
        wait = rhythm.usual_wait(watched(tier, gap_hours=100, window=window))
        assert window / wait >= rhythm.LOOKS_PER_WINDOW
    assert rhythm.usual_wait(watched(tier, window=MINUTE)) == rhythm.SHORTEST


def test_half_of_what_officials_publish_reaches_alerts_within_thirty_minutes() -> None:
    """Half an interval, half a bell, two minutes to fetch and to read the lead, a minute to deliver."""
    on_the_way = 3.5 * MINUTE
    wishes = [{}, {"asked": HOUR}, {"asked": 7 * DAY}, {"gap": 30 * DAY}]
    for seen in wishes:
        wait = rhythm.wait_after(watched(Tier.OFFICIAL, 240, **seen), {}, 1.0)
        assert wait / 2 + on_the_way <= 30 * MINUTE


def test_a_feed_may_wish_for_longer_but_not_so_long_that_its_items_are_lost() -> None:
    assert rhythm.wait_after(watched(asked=2 * HOUR), {}) == 2 * HOUR
    assert rhythm.wait_after(watched(asked=30 * DAY), {}) == DAY
    assert rhythm.wait_after(watched(asked=DAY, window=6 * HOUR), {}) == 2 * HOUR
    assert rhythm.wait_after(watched(asked=MINUTE), {}) == HOUR
    assert rhythm.wait_after(watched(asked=DAY, window=MINUTE), {}) == rhythm.SHORTEST


def test_what_the_server_asks_for_is_obeyed_in_full() -> None:
    official = watched(Tier.OFFICIAL, window=HOUR)
    assert rhythm.wait_after(official, {"cache-control": "public, max-age=7200"}, 0.9) == 2 * HOUR
    assert rhythm.wait_after(official, {"cache-control": "Max-Age=99999999"}) == DAY
    assert rhythm.wait_after(official, {"cache-control": "no-cache"}) == rhythm.usual_wait(official)


def test_time_spent_in_caches_counts_as_waited() -> None:
    assert rhythm.fresh_for({"cache-control": "max-age=3600", "age": "3000"}) == 10 * MINUTE
    assert rhythm.fresh_for({"cache-control": "max-age=3600", "age": "99999"}) == timedelta()
    assert rhythm.fresh_for({"cache-control": "max-age=3600", "age": "soon"}) == HOUR
    assert rhythm.fresh_for({}) == timedelta()


durations = st.none() | st.timedeltas(timedelta(), 4000 * DAY)


@given(
    tier=st.sampled_from(Tier),
    gap_hours=st.floats(0.01, 10_000),
    gap=durations,
    window=durations,
    asked=durations,
    header=st.text() | st.integers(0).map("max-age={}".format),
    jitter=st.floats(0.9, 1.1),
)
def test_no_source_is_asked_too_often_or_given_up(
    *,
    tier: Tier,
    gap_hours: float,
    gap: timedelta | None,
    window: timedelta | None,
    asked: timedelta | None,
    header: str,
    jitter: float,
) -> None:
    source = watched(tier, gap_hours, gap=gap, window=window, asked=asked)
    wait = rhythm.wait_after(source, {"cache-control": header, "age": header}, jitter)
    assert 0.9 * rhythm.SHORTEST <= wait <= rhythm.LONGEST


@given(st.sampled_from(Tier), st.floats(0.1, 5000), st.floats(0.1, 5000))
def test_who_publishes_less_often_is_not_asked_more_often(tier: Tier, one: float, other: float) -> None:
    busy, quiet = sorted((one, other))
    assert rhythm.usual_wait(watched(tier, busy)) <= rhythm.usual_wait(watched(tier, quiet))


def test_silence_is_unusual_after_three_gaps_but_never_over_a_weekend() -> None:
    assert rhythm.patience(watched(gap_hours=48)) == 6 * DAY
    assert rhythm.patience(watched(gap_hours=48, gap=10 * DAY)) == 30 * DAY
    assert rhythm.patience(watched(gap_hours=48, gap=HOUR)) == 6 * DAY
    assert rhythm.patience(watched(gap_hours=1, gap=HOUR)) == 3 * DAY


def test_a_source_is_silent_once_its_patience_is_over() -> None:
    source = watched(gap_hours=48)
    assert not rhythm.is_silent(source, None, NOON)
    assert not rhythm.is_silent(source, NOON - 6 * DAY, NOON)
    assert rhythm.is_silent(source, NOON - 6 * DAY - MINUTE, NOON)


def test_a_wrong_date_does_not_hide_a_silence() -> None:
    def newest(*moments: Moment, new: int = 0, before: datetime | None = None) -> datetime | None:
        entries = [an_entry(published=moment) for moment in moments]
        return rhythm.newest_of(entries, entries[:new], before, NOON)

    old = Moment(NOON - 9 * DAY, Precision.MINUTE)
    assert newest(old, Moment(datetime(1970, 1, 1, tzinfo=UTC), Precision.DAY)) == old.at
    assert newest(Moment(NOON + HOUR, Precision.MINUTE)) == NOON
    assert newest(Moment(NOON - 2 * DAY - 12 * HOUR, Precision.DAY)) == NOON - DAY - 12 * HOUR
    assert newest(Moment(NOON - HOUR, Precision.DAY)) == NOON
    assert newest(old, Moment(NOON, Precision.UNKNOWN), new=0) == old.at
    assert newest(Moment(NOON, Precision.UNKNOWN), old, new=1) == NOON
    assert newest(old, before=NOON - DAY) == NOON - DAY
    assert newest() is None
