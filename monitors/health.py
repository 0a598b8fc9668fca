"""The health of sources: how each stands, when the operator is told, and when our own network is at fault; pure.

Each trouble is told once, and its end once (design rule 11). A source that answers well and brings nothing new is
silent, not failing: its polls count as good.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from domain.health import POLLS_LOOKED_AT, Health, HealthState, SourceHistory
from domain.notice import NoticeKind, make_notice
from domain.source import Trouble, Verdict
from monitors.rhythm import is_silent, patience

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from domain.notice import Notice
    from domain.source import SourceState, WatchedSource

FAILED_TIMES = 5
FAILED_FOR = timedelta(hours=6)
"""A source has failed when five polls in a row did, over at least six hours: waits double after each failure, so a
ministry is asked five times within eleven hours, and five polls made by hand in a minute are no news."""

UNREACHED = frozenset({Verdict.DNS, Verdict.UNREACHABLE, Verdict.TIMED_OUT})
OUTAGE_HOSTS = 5
OUTAGE_LOOKS_BACK = timedelta(minutes=10)
"""If most of at least five hosts asked within ten minutes cannot be reached, our own network is at fault."""

_REFUSALS = frozenset({Verdict.BLOCKED, Verdict.ROBOTS})
_KINDS = {
    Trouble.FAILING: NoticeKind.SOURCE_FAILING,
    Trouble.SILENT: NoticeKind.SOURCE_SILENT,
    Trouble.NONE: NoticeKind.SOURCE_RECOVERED,
}


def health_of(history: SourceHistory, now: datetime) -> Health:
    """Return how a source stands.

    Args:
        history: the source, its state and its newest polls, newest first.
        now: for how long it has been quiet.
    """
    watched, state = history.watched, history.watched.state
    polls = history.polls[:POLLS_LOOKED_AT]
    newest = state.newest_entry_at
    return Health(
        state=_state_of(watched, now),
        verdict=state.verdict,
        detail=state.detail if watched.source.enabled else watched.source.reason,
        failures=state.failures,
        failing_since=state.failing_since,
        newest_at=newest,
        quiet_for=None if newest is None else max(now - newest, timedelta()),
        patience=patience(watched),
        polls=len(polls),
        answered=sum(poll.verdict.is_success for poll in polls),
    )


def told_after(watched: WatchedSource, state: SourceState, now: datetime) -> tuple[SourceState, tuple[Notice, ...]]:
    """Return the state with what the operator knows now, and the notice that tells it, if any.

    Args:
        watched: as before the poll. state: as the poll leaves it.
    """
    told = _trouble(replace(watched, state=state), now)
    if told is watched.state.told or not watched.source.enabled:
        return state, ()
    data = {"name": watched.source.name, **_facts(state, watched)}
    return replace(state, told=told), (make_notice(_KINDS[told], now, watched.source.id, data),)


def unreached_hosts(verdicts: Iterable[tuple[str, Verdict]]) -> tuple[int, int]:
    """Return how many hosts were asked and how many of them could not be reached by any request.

    Args:
        verdicts: address and verdict of each source's last poll.
    """
    reached: dict[str, bool] = {}
    for url, verdict in verdicts:
        host = urlsplit(url).hostname or url
        reached[host] = reached.get(host, False) or verdict not in UNREACHED
    return len(reached), sum(not each for each in reached.values())


def is_own_outage(verdicts: Sequence[tuple[str, Verdict]]) -> bool:
    """Tell whether the fault lies at our own end: many hosts asked, and most could not even be reached."""
    asked, unreached = unreached_hosts(verdicts)
    return asked >= OUTAGE_HOSTS and 2 * unreached > asked


def network_notice(verdicts: Sequence[tuple[str, Verdict]], last: Notice | None, now: datetime) -> Notice | None:
    """Return what the operator is to be told about our own network, None = nothing new.

    Args:
        verdicts: address and verdict of what was polled of late, as for ``is_own_outage``.
        last: what was last told about the network, None = nothing so far.
    """
    was_down = last is not None and last.kind is NoticeKind.NETWORK_DOWN
    asked, unreached = unreached_hosts(verdicts)
    if is_own_outage(verdicts):
        return (
            None
            if was_down
            else make_notice(NoticeKind.NETWORK_DOWN, now, data={"asked": asked, "unreached": unreached})
        )
    if not was_down or last is None or 2 * unreached > asked or asked == 0:
        return None
    return make_notice(NoticeKind.NETWORK_BACK, now, data={"since": last.at.isoformat()})


def _state_of(watched: WatchedSource, now: datetime) -> HealthState:
    source, state = watched.source, watched.state
    if not source.enabled:
        return HealthState.DISABLED
    if state.last_success_at is None and source.verified is None:
        return HealthState.UNVERIFIED
    if state.verdict is not None and not state.verdict.is_success:
        if state.failures == 0:
            return HealthState.OWN_OUTAGE
        return HealthState.BLOCKED if state.verdict in _REFUSALS else HealthState.FAILING
    return HealthState.SILENT if is_silent(watched, state.newest_entry_at, now) else HealthState.WORKING


def _trouble(watched: WatchedSource, now: datetime) -> Trouble:
    state = watched.state
    if state.failures == 0:
        return Trouble.SILENT if is_silent(watched, state.newest_entry_at, now) else Trouble.NONE
    since = state.failing_since or now
    if state.failures >= FAILED_TIMES and now - since >= FAILED_FOR:
        return Trouble.FAILING
    return state.told


def _facts(state: SourceState, watched: WatchedSource) -> Mapping[str, object]:
    """Return what a notice needs to be a sentence in any language."""
    before = watched.state
    return {
        "verdict": state.verdict.value if state.verdict else "",
        "detail": state.detail,
        "failures": state.failures,
        "since": _iso(state.failing_since or before.failing_since),
        "newest_at": _iso(state.newest_entry_at),
        "was": before.told.value,
    }


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
