"""The rules of weekly posts: when one is written and for whom, what moved and what is silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.commitment import Pillar
from domain.development import DevelopmentId
from domain.due import DueNotice
from domain.facets import Facets
from domain.showing import Count
from domain.status import ChangeReason, Coverage, Overlay, Status, StatusChange
from domain.subscriber import SubscriberState
from domain.telling import Timing
from domain.weekly_post import (
    SILENT_AFTER,
    Week,
    concerns_due,
    concerns_unit,
    follows,
    moves_of,
    silences_of,
    week_before,
    week_to_tell,
)
from tests.assessment_builders import a_result, a_unit, recorded
from tests.builders import NOON, a_subscriber

MONDAY = date(2026, 1, 26)
NINE = datetime(2026, 1, 26, 4, 0, tzinfo=UTC)
"""Nine o'clock of that Monday in Tashkent."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GROUP = a_subscriber(is_group=True)
PILLARS = {26: Pillar.CONNECTIVITY, 12: Pillar.GREEN}
ZONES = ("Asia/Tashkent", "Asia/Tokyo", "UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia")


def test_a_group_gets_its_post_on_monday_from_nine_on_its_own_clock_until_midnight() -> None:
    week = Week(MONDAY, "Asia/Tashkent")
    assert week_to_tell(GROUP, NINE) == week_to_tell(GROUP, NINE + 14 * HOUR) == week
    for early_or_late in (NINE - timedelta(seconds=1), NINE + 15 * HOUR, NINE - DAY, NINE + DAY):
        assert week_to_tell(GROUP, early_or_late) is None


def test_posts_come_to_groups_unless_switched_off_and_to_others_if_switched_on() -> None:
    on, off = Timing(weekly_post=True), Timing(weekly_post=False)
    assert [each.gets_weekly_post for each in (GROUP, replace(GROUP, timing=off))] == [True, False]
    alone = a_subscriber()
    assert [week_to_tell(each, NINE) is None for each in (alone, replace(alone, timing=on))] == [True, False]
    assert week_to_tell(replace(GROUP, timing=off), NINE) is None


@pytest.mark.parametrize(
    "over",
    [
        {"state": SubscriberState.STOPPED},
        {"state": SubscriberState.PAUSED},
        {"created_at": NINE},
        {"timing": Timing(paused_until=NINE + 2 * HOUR)},
        {"timing": replace(Timing(), quiet_from=NOON.time(), quiet_until=NOON.replace(hour=10).time())},
    ],
)
def test_no_post_comes_to_who_left_or_came_later_nor_in_a_pause_or_quiet_hours(over: dict[str, Any]) -> None:
    assert week_to_tell(replace(GROUP, **over), NINE + HOUR / 2) is None


def test_after_pause_or_quiet_hours_the_post_of_the_same_day_comes() -> None:
    paused = replace(GROUP, timing=Timing(paused_until=NINE + 2 * HOUR))
    assert week_to_tell(paused, NINE + 2 * HOUR) == Week(MONDAY, GROUP.zone)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), st.sampled_from(ZONES))  # noqa: DTZ001 - made aware below
def test_a_week_has_one_monday_and_its_period_ends_before_its_post(naive: datetime, zone: str) -> None:
    now = naive.replace(tzinfo=UTC)
    week = week_to_tell(replace(GROUP, zone=zone, created_at=datetime(2025, 1, 1, tzinfo=UTC)), now)
    local = now.astimezone(ZoneInfo(zone))
    assert (week is not None) == (local.weekday() == 0 and local.hour >= 9)
    if week is not None:
        first, last = week.days
        began, ended = week.period
        assert (first.weekday(), last.weekday(), (last - first).days) == (0, 6, 6)
        assert began.astimezone(ZoneInfo(zone)).date() == first
        assert began < ended < week.told_at <= now


@pytest.mark.parametrize(("day", "first"), [(25, 12), (26, 19), (27, 19), (31, 19)])
def test_the_week_before_a_day_is_the_last_that_was_over(day: int, first: int) -> None:
    monday = date(2026, 1, first)
    assert week_before(date(2026, 1, day)) == (monday, monday + timedelta(days=6))


PERIOD = Week(MONDAY, "UTC").period


def a_change(unit: str, before: Status | None, after: Status, *, days: float = 1, **over: Any) -> StatusChange:
    values: dict[str, Any] = {"reason": ChangeReason.EVIDENCE_ADDED, "evidence": (DevelopmentId(f"for-{unit}"),)}
    values |= {"overlays_before": (), "overlays_after": ()}
    at = PERIOD[0] + days * DAY
    return StatusChange(a_unit(unit).id, at, before, after, **{**values, **over})


def moves(*changes: StatusChange) -> list[tuple[str, Status, Status]]:
    names = sorted({each.unit_id for each in changes})
    found = moves_of(changes, [a_unit(each) for each in names], [recorded(a_result(each)) for each in names], PERIOD)
    return [(each.unit.id, each.before, each.after) for each in found]


def test_changes_of_a_week_become_one_move_of_each_unit_the_farthest_first() -> None:
    found = moves(
        a_change("26-b", Status.LIMITED, Status.SUBSTANTIAL, days=3),
        a_change("26-b", Status.NO_EVIDENCE, Status.LIMITED, days=1),
        a_change("12-a", Status.NO_EVIDENCE, Status.NOT_STARTED),
    )
    assert found == [
        ("26-b", Status.NO_EVIDENCE, Status.SUBSTANTIAL),
        ("12-a", Status.NO_EVIDENCE, Status.NOT_STARTED),
    ]


def test_what_is_where_it_was_moved_nothing() -> None:
    there, back = (
        a_change("26-b", Status.LIMITED, Status.COMPLETE),
        a_change("26-b", Status.COMPLETE, Status.LIMITED, days=2),
    )
    assert moves(there, back) == []


@pytest.mark.parametrize("reason", [ChangeReason.FIRST, ChangeReason.COVERAGE])
def test_what_only_this_service_learnt_moved_nothing(reason: ChangeReason) -> None:
    assert moves(a_change("26-b", Status.WITHHELD, Status.LIMITED, reason=reason)) == []


@pytest.mark.parametrize("days", [-0.01, 7])
def test_what_changed_before_or_after_the_week_is_not_of_it(days: float) -> None:
    assert moves(a_change("26-b", Status.NO_EVIDENCE, Status.LIMITED, days=days)) == []


def test_a_unit_that_had_no_status_before_did_not_move() -> None:
    assert moves(a_change("26-b", None, Status.LIMITED)) == []


def test_a_move_tells_what_is_new_beside_the_status_and_whether_it_was_reviewed() -> None:
    line = a_change(
        "26-b",
        Status.LIMITED,
        Status.LIMITED,
        overlays_before=(Overlay.CONTRARY,),
        overlays_after=(Overlay.CONTRARY, Overlay.DELAYED),
    )
    [move] = moves_of([line], [a_unit()], [recorded(a_result(reviewed=True))], PERIOD)
    assert (move.overlays, move.reviewed, move.evidence) == ((Overlay.DELAYED,), True, ("for-26-b",))


def test_the_longest_silence_comes_first_and_its_sources_stand_with_it() -> None:
    few, many = replace(a_result("30-a"), coverage=Coverage(3, 1)), replace(a_result("30-b"), coverage=Coverage(9, 2))
    counts = {
        26: Count(1, NINE - SILENT_AFTER),
        27: Count(1, NINE - SILENT_AFTER + HOUR),
        28: Count(4, NINE - 2 * SILENT_AFTER),
    }
    found = silences_of([26, 27, 28, 30], counts, [recorded(few), recorded(many)], NINE)
    assert [each.number for each in found] == [30, 28, 26]
    assert [each.coverage for each in found] == [Coverage(9, 2), None, None]
    assert [each.newest for each in found] == [None, NINE - 2 * SILENT_AFTER, NINE - SILENT_AFTER]


@given(st.sets(st.integers(1, 53), min_size=1, max_size=40))
def test_week_by_week_every_commitment_without_a_report_opens_the_list_in_turn(numbers: set[int]) -> None:
    lists = [
        [each.number for each in silences_of(numbers, {}, [], NINE + 7 * n * DAY)] for n in range(len(numbers) + 1)
    ]
    assert all(sorted(each) == sorted(numbers) for each in lists)
    assert {number for each in lists for number in each[:4]} == numbers


def test_topics_and_countries_of_a_chat_decide_about_units_and_due_days() -> None:
    everything, green, numbered = (
        Facets(),
        Facets(pillars=frozenset({Pillar.GREEN})),
        Facets(commitments=frozenset({26})),
    )
    assert [follows(each, 26, PILLARS) for each in (everything, green, numbered)] == [True, False, True]
    assert follows(green, 12, PILLARS)
    kazakh = Facets(countries=frozenset({"KZ"}))
    assert concerns_unit(kazakh, a_unit(actors=("JP", "KZ")), PILLARS)
    assert concerns_unit(kazakh, a_unit(actors=("JP",)), PILLARS)
    assert not concerns_unit(kazakh, a_unit(actors=("JP", "UZ")), PILLARS)
    assert not concerns_unit(green, a_unit("26-b"), PILLARS)
    due = DueNotice(DevelopmentId("due"), MONDAY, (12, 26), 5, 1, NINE, countries=("UZ",))
    assert [concerns_due(each, due, PILLARS) for each in (everything, numbered, kazakh)] == [True, True, False]
