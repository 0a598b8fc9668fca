"""The catalogue as rows: chosen, ordered and put into words or JSON; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bot.replies.health import health_line
from domain.health import HealthState
from domain.source import Tier
from monitors.health import health_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import timedelta

    from bot.texts import Texts
    from domain.health import Health, SourceHistory
    from domain.source import PollRecord, Source, SourceState

STATES: Mapping[str, HealthState] = MappingProxyType(
    {
        "working": HealthState.WORKING,
        "unverified": HealthState.UNVERIFIED,
        "failing": HealthState.FAILING,
        "silent": HealthState.SILENT,
        "blocked": HealthState.BLOCKED,
        "outage": HealthState.OWN_OUTAGE,
        "off": HealthState.DISABLED,
    }
)
"""What ``--state`` takes."""

MINUTES_UP_TO = 120
HOURS_UP_TO = 72

NEVER = datetime.min.replace(tzinfo=UTC)

_WORST_FIRST = (
    HealthState.BLOCKED,
    HealthState.FAILING,
    HealthState.SILENT,
    HealthState.OWN_OUTAGE,
    HealthState.UNVERIFIED,
    HealthState.WORKING,
    HealthState.DISABLED,
)
_TIERS = tuple(Tier)


class Order(StrEnum):
    """What ``--sort`` takes; within one order, by id."""

    ID = "id"
    STATE = "state"
    """What needs somebody first."""
    NEWEST = "newest"
    """Newest item first."""
    SUCCESS = "success"
    """Smallest share of answered polls first."""
    COUNTRY = "country"
    TIER = "tier"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source with its history and what follows from it."""

    history: SourceHistory
    health: Health

    @property
    def source(self) -> Source:
        """What is declared."""
        return self.history.watched.source

    @property
    def state(self) -> SourceState:
        """What polling has shown."""
        return self.history.watched.state


@dataclass(frozen=True, slots=True)
class Choice:
    """Which sources to show; empty = any."""

    country: str = ""
    kind: str = ""
    tier: str = ""
    state: str = ""
    language: str = ""

    def takes(self, row: SourceRow) -> bool:
        """Tell whether a source is to be shown."""
        source = row.source
        return (
            self.country.upper() in ("", source.country)
            and self.kind in ("", source.kind)
            and self.tier in ("", source.tier)
            and (not self.state or STATES[self.state] is row.health.state)
            and (not self.language or self.language in source.languages)
        )


def rows_of(histories: Iterable[SourceHistory], now: datetime) -> list[SourceRow]:
    """Return the sources with their health."""
    return [SourceRow(each, health_of(each, now)) for each in histories]


def chosen(rows: Iterable[SourceRow], choice: Choice, order: Order) -> list[SourceRow]:
    """Return the rows to show, in the order asked for."""
    by_id = sorted((row for row in rows if choice.takes(row)), key=lambda row: row.source.id)
    return sorted(by_id, key=_KEYS[order])


def share(health: Health) -> float:
    """Return the share of the last polls that were answered; of none it is 0."""
    return health.answered / health.polls if health.polls else 0.0


def cells(row: SourceRow, texts: Texts) -> tuple[str, ...]:
    """Return the cells of the table: id, country, kind, tier, languages, newest item, answered, verified, state."""
    source, health = row.source, row.health
    answered = f"{100 * share(health):.0f} %" if health.polls else "-"
    return (
        source.id,
        source.country,
        source.kind,
        source.tier,
        " ".join(source.languages),
        f"{health.newest_at:%Y-%m-%d %H:%M}" if health.newest_at else "-",
        answered,
        source.verified.isoformat() if source.verified else "never",
        health_line(health, texts),
    )


def declaration(source: Source) -> dict[str, Any]:
    """Return all that is declared of a source, as JSON knows it."""
    return {
        "id": source.id,
        "name": source.name,
        "kind": source.kind,
        "url": source.url,
        "country": source.country,
        "languages": list(source.languages),
        "tier": source.tier,
        "owner_type": source.owner_type,
        "zone": source.zone,
        "gap_hours": source.gap_hours,
        "enabled": source.enabled,
        "reason": source.reason,
        "verified": source.verified.isoformat() if source.verified else None,
        "user_agent": source.user_agent,
        "encoding": source.encoding,
        "terms": source.terms,
        "note": source.note,
        "options": dict(source.options),
        "lead": source.lead,
        "quote": source.quote,
        "min_items": source.min_items,
        "proxy": source.proxy,
        "fallback": source.fallback,
    }


def data(row: SourceRow) -> dict[str, Any]:
    """Return a row with everything, as JSON knows it; durations in seconds."""
    state, health = row.state, row.health
    return declaration(row.source) | {
        "state": next(word for word, each in STATES.items() if each is health.state),
        "verdict": state.verdict,
        "detail": state.detail,
        "failures": state.failures,
        "failing_since": _iso(state.failing_since),
        "polls": health.polls,
        "answered": health.answered,
        "newest_at": _iso(health.newest_at),
        "patience": health.patience.total_seconds(),
        "gap": _seconds(state.rhythm.gap),
        "window": _seconds(state.rhythm.window),
        "asked": _seconds(state.rhythm.asked),
        "last_polled_at": _iso(state.last_polled_at),
        "last_success_at": _iso(state.last_success_at),
        "baseline_at": _iso(state.baseline_at),
        "next_poll_at": _iso(state.next_poll_at),
        "cursor": state.cursor,
    }


def poll_data(polls: Sequence[PollRecord]) -> list[dict[str, Any]]:
    """Return the history of a source, newest first, as JSON knows it."""
    return [
        {
            "at": _iso(poll.at),
            "verdict": poll.verdict,
            "detail": poll.detail,
            "duration": round(poll.duration, 3),
            "entries": poll.entries,
            "new_entries": poll.new_entries,
        }
        for poll in polls
    ]


def span(duration: timedelta) -> str:
    """Return a duration in the largest unit that says enough."""
    minutes = round(duration.total_seconds() / 60)
    if minutes < MINUTES_UP_TO:
        return f"{minutes} min"
    hours = minutes / 60
    return f"{hours:.0f} h" if hours < HOURS_UP_TO else f"{hours / 24:.0f} days"


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _seconds(duration: timedelta | None) -> float | None:
    return None if duration is None else duration.total_seconds()


_KEYS: Mapping[Order, Callable[[SourceRow], Any]] = MappingProxyType(
    {
        Order.ID: lambda row: row.source.id,
        Order.STATE: lambda row: _WORST_FIRST.index(row.health.state),
        Order.NEWEST: lambda row: -(row.health.newest_at or NEVER).timestamp(),
        Order.SUCCESS: lambda row: share(row.health),
        Order.COUNTRY: lambda row: row.source.country,
        Order.TIER: lambda row: _TIERS.index(row.source.tier),
    }
)
