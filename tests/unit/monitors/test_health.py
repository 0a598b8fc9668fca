"""The health of sources: how each stands, when the operator is told, and when our own network is at fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.health import HealthState, SourceHistory
from domain.notice import NoticeKind, make_notice
from domain.source import PollRecord, SourceState, Trouble, Verdict, WatchedSource
from monitors import health
from tests.builders import NOON, a_source, a_watched_source

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
VERIFIED = a_source(verified=date(2026, 1, 1), gap_hours=24.0)


def watched(**state: Any) -> WatchedSource:
    seen = {"last_success_at": NOON, "verdict": Verdict.UNCHANGED, "newest_entry_at": NOON - HOUR}
    return a_watched_source(VERIFIED, **{**seen, **state})


def failing(times: int, hours: float, **state: Any) -> WatchedSource:
    return watched(failures=times, failing_since=NOON - hours * HOUR, verdict=Verdict.SERVER_ERROR, **state)


def stands(source: WatchedSource) -> HealthState:
    return health.health_of(SourceHistory(source, ()), NOON).state


STATES = [
    (watched(), HealthState.WORKING),
    (watched(newest_entry_at=NOON - 4 * DAY), HealthState.SILENT),
    (watched(newest_entry_at=None), HealthState.WORKING),
    (failing(1, 1), HealthState.FAILING),
    (watched(failures=2, verdict=Verdict.BLOCKED), HealthState.BLOCKED),
    (watched(failures=2, verdict=Verdict.ROBOTS), HealthState.BLOCKED),
    (watched(failures=0, verdict=Verdict.DNS), HealthState.OWN_OUTAGE),
    (a_watched_source(), HealthState.UNVERIFIED),
    (a_watched_source(failures=3, verdict=Verdict.GONE), HealthState.UNVERIFIED),
    (a_watched_source(a_source(verified=date(2026, 1, 1))), HealthState.WORKING),
    (a_watched_source(a_source(enabled=False, reason="moved")), HealthState.DISABLED),
]


@pytest.mark.parametrize(("source", "state"), STATES, ids=lambda each: getattr(each, "value", ""))
def test_how_a_source_stands(source: WatchedSource, state: HealthState) -> None:
    assert stands(source) is state


def test_health_counts_what_was_answered_of_the_last_thirty_polls() -> None:
    polls = tuple(
        PollRecord(VERIFIED.id, NOON - n * HOUR, Verdict.NEW if n % 3 else Verdict.DNS, "", 0.1, 1, 1)
        for n in range(40)
    )
    found = health.health_of(SourceHistory(failing(2, 5, detail="HTTP 500"), polls), NOON)
    assert (found.polls, found.answered, found.failures, found.detail) == (30, 20, 2, "HTTP 500")
    assert (found.quiet_for, found.patience) == (HOUR, 3 * DAY)


def test_why_a_source_is_off_is_its_reason() -> None:
    off = a_watched_source(a_source(enabled=False, reason="moved"), detail="HTTP 404")
    assert health.health_of(SourceHistory(off, ()), NOON).detail == "moved"


def told(before: WatchedSource, after: WatchedSource) -> tuple[Trouble, list[NoticeKind]]:
    state, notices = health.told_after(before, after.state, NOON)
    return state.told, [notice.kind for notice in notices]


FAILED_LONG = failing(health.FAILED_TIMES, 6)
SILENT = watched(newest_entry_at=NOON - 4 * DAY)


def test_a_source_that_failed_often_and_for_long_is_told_of_once() -> None:
    assert told(watched(), FAILED_LONG) == (Trouble.FAILING, [NoticeKind.SOURCE_FAILING])
    again = failing(9, 40, told=Trouble.FAILING)
    assert told(again, replace(again, state=replace(again.state, failures=10))) == (Trouble.FAILING, [])


def test_a_few_failures_or_many_in_a_moment_are_no_news() -> None:
    assert told(watched(), failing(health.FAILED_TIMES - 1, 100)) == (Trouble.NONE, [])
    assert told(watched(), failing(100, 5.9)) == (Trouble.NONE, [])
    assert told(watched(), watched(failures=9, failing_since=None)) == (Trouble.NONE, [])


def test_a_silent_source_is_told_of_once_and_its_poll_is_good() -> None:
    assert told(watched(), SILENT) == (Trouble.SILENT, [NoticeKind.SOURCE_SILENT])
    assert told(watched(told=Trouble.SILENT), watched(newest_entry_at=NOON - 4 * DAY, told=Trouble.SILENT)) == (
        Trouble.SILENT,
        [],
    )


@pytest.mark.parametrize("trouble", [Trouble.FAILING, Trouble.SILENT])
def test_recovery_is_told_once(trouble: Trouble) -> None:
    before = failing(9, 40, told=trouble)
    after = watched(told=trouble)
    assert told(before, after) == (Trouble.NONE, [NoticeKind.SOURCE_RECOVERED])
    assert told(watched(), watched()) == (Trouble.NONE, [])


def test_who_answers_again_and_is_silent_is_said_to_be_silent() -> None:
    before = failing(9, 40, told=Trouble.FAILING)
    after = replace(SILENT, state=replace(SILENT.state, told=Trouble.FAILING))
    assert told(before, after) == (Trouble.SILENT, [NoticeKind.SOURCE_SILENT])


def test_a_silent_source_that_fails_once_is_still_silent() -> None:
    silent = replace(SILENT, state=replace(SILENT.state, told=Trouble.SILENT))
    assert told(silent, failing(1, 0, told=Trouble.SILENT)) == (Trouble.SILENT, [])


def test_nobody_is_told_of_a_source_that_is_off() -> None:
    off = a_watched_source(a_source(enabled=False))
    assert told(off, FAILED_LONG) == (Trouble.NONE, [])


def test_a_notice_has_all_that_a_sentence_needs_and_an_id_of_its_own() -> None:
    _, (notice,) = health.told_after(watched(), FAILED_LONG.state, NOON)
    assert notice.source_id == VERIFIED.id
    assert notice.data["name"] == VERIFIED.name
    assert notice.data["failures"] == health.FAILED_TIMES
    assert notice.data["since"] == (NOON - 6 * HOUR).isoformat()
    _, (later,) = health.told_after(watched(), FAILED_LONG.state, NOON + HOUR)
    assert later.id != notice.id


@given(st.lists(st.sampled_from(["good", "failed", "silent"]), max_size=60))
def test_whatever_happens_trouble_and_recovery_are_told_in_turns(story: list[str]) -> None:
    source = watched()
    kinds: list[NoticeKind] = []
    now = NOON
    for what in story:
        now += 3 * HOUR
        before = source.state
        state = {
            "good": replace(before, failures=0, failing_since=None, newest_entry_at=now),
            "silent": replace(before, failures=0, failing_since=None, newest_entry_at=now - 9 * DAY),
            "failed": replace(before, failures=before.failures + 1, failing_since=before.failing_since or now),
        }[what]
        state, notices = health.told_after(source, state, now)
        kinds += [notice.kind for notice in notices]
        source = replace(source, state=state)
    assert all(one is not other for one, other in pairwise(kinds))
    assert kinds[:1] != [NoticeKind.SOURCE_RECOVERED]
    expected = {NoticeKind.SOURCE_FAILING: Trouble.FAILING, NoticeKind.SOURCE_SILENT: Trouble.SILENT}
    assert source.state.told is expected.get(kinds[-1] if kinds else NoticeKind.SOURCE_RECOVERED, Trouble.NONE)


def asked(unreached: int, reached: int) -> list[tuple[str, Verdict]]:
    return [
        *((f"https://down{n}.example/rss", Verdict.DNS) for n in range(unreached)),
        *((f"https://up{n}.example/rss", Verdict.BLOCKED) for n in range(reached)),
    ]


@pytest.mark.parametrize(
    ("unreached", "reached", "ours"), [(5, 0, True), (4, 0, False), (3, 2, True), (3, 3, False), (20, 19, True)]
)
def test_when_most_of_many_hosts_cannot_be_reached_the_fault_is_ours(
    unreached: int, reached: int, *, ours: bool
) -> None:
    assert health.is_own_outage(asked(unreached, reached)) is ours


def test_many_sources_of_one_host_are_one_host() -> None:
    same = [(f"https://down.example/{n}", Verdict.UNREACHABLE) for n in range(9)]
    assert not health.is_own_outage(same)
    assert health.unreached_hosts([*same, ("https://DOWN.example/up", Verdict.NEW)]) == (1, 0)


def test_our_own_network_is_told_of_once_and_its_return_once() -> None:
    down = health.network_notice(asked(6, 1), None, NOON)
    assert down is not None
    assert (down.kind, down.data) == (NoticeKind.NETWORK_DOWN, {"asked": 7, "unreached": 6})
    assert health.network_notice(asked(6, 1), down, NOON + HOUR) is None
    assert health.network_notice([], down, NOON + HOUR) is None
    assert health.network_notice(asked(3, 1), down, NOON + HOUR) is None
    back = health.network_notice(asked(1, 6), down, NOON + HOUR)
    assert back is not None
    assert (back.kind, back.data) == (NoticeKind.NETWORK_BACK, {"since": NOON.isoformat()})
    assert health.network_notice(asked(1, 6), back, NOON + 2 * HOUR) is None
    assert health.network_notice(asked(0, 6), None, NOON) is None


def test_only_what_stops_everything_is_urgent() -> None:
    urgent = [kind for kind in NoticeKind if make_notice(kind, NOON).kind.is_urgent]
    assert urgent == [NoticeKind.NETWORK_DOWN, NoticeKind.DISK_LOW]


def test_a_fresh_state_knows_no_trouble() -> None:
    assert SourceState(VERIFIED.id).told is Trouble.NONE
