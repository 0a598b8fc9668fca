"""The health of a source in one line of words, and its history line by line; pure."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.labels import verdict_reason
from bot.texts import marked
from domain.health import HealthState
from domain.source import Verdict

if TYPE_CHECKING:
    from bot.texts import Texts
    from domain.health import Health
    from domain.source import PollRecord

_STATES = MappingProxyType(
    {
        HealthState.WORKING: marked("working"),
        HealthState.UNVERIFIED: marked("unverified"),
        HealthState.SILENT: marked("silent"),
        HealthState.FAILING: marked("failing"),
        HealthState.BLOCKED: marked("blocked"),
        HealthState.OWN_OUTAGE: marked("our own network was down"),
        HealthState.DISABLED: marked("switched off"),
    }
)


def state_name(state: HealthState, texts: Texts) -> str:
    """Return how a source stands, in a word or two."""
    return texts.say(_STATES[state])


def health_line(health: Health, texts: Texts) -> str:
    """Return how a source stands in one line: the state, why, and how many of its last polls were answered."""
    parts = [state_name(health.state, texts), *_reason(health, texts)]
    told = texts.say(": ").join(filter(None, parts))
    if not health.polls:
        return texts.say("{told}; never polled", told=told)
    return texts.say("{told}; {answered} of {polls} polls answered", told=told, **_figures(health))


def poll_line(poll: PollRecord, texts: Texts) -> str:
    """Return one line of a source's history: when, what came of it, how many items were there and new."""
    if not poll.verdict.is_success:
        return texts.say("{when}: {what}", when=texts.time(poll.at), what=verdict_reason(poll.verdict, texts))
    if poll.verdict is Verdict.UNCHANGED and not poll.entries:
        return texts.say("{when}: {what}", when=texts.time(poll.at), what=texts.say("nothing has changed"))
    return texts.say(
        "{when}: {entries} items, {new} new", when=texts.time(poll.at), entries=poll.entries, new=poll.new_entries
    )


def _figures(health: Health) -> dict[str, object]:
    return {"answered": health.answered, "polls": health.polls}


def _reason(health: Health, texts: Texts) -> list[str]:
    if health.state is HealthState.DISABLED:
        return [health.detail]
    if health.failures and health.verdict is not None:
        reason = verdict_reason(health.verdict, texts)
        return [texts.say("{reason}, {n} in a row", reason=reason, n=health.failures)]
    if health.newest_at is not None and health.state in (HealthState.WORKING, HealthState.SILENT):
        return [texts.say("newest item {when}", when=texts.time(health.newest_at))]
    return []
