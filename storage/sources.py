"""Sources: what is declared about them, what polling has shown, and the history of their polls."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from domain.due import CALENDAR_PREFIX
from domain.rhythm import Rhythm
from domain.source import (
    PollRecord,
    Quote,
    Source,
    SourceId,
    SourceKind,
    SourceState,
    Tier,
    Trouble,
    Verdict,
    WatchedSource,
)
from storage.tables import PollRow, SourceRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row


class SqlSourceRepository:
    """The sources of one transaction; see ``domain.ports.SourceRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_due(self, now: datetime) -> Sequence[WatchedSource]:
        """Return enabled sources whose next poll is due (or that were never polled), longest overdue first."""
        due = or_(SourceRow.next_poll_at.is_(None), SourceRow.next_poll_at <= now)
        order = (SourceRow.next_poll_at.asc().nulls_first(), SourceRow.id)
        rows = self._connection.execute(select(SourceRow).where(SourceRow.enabled, due).order_by(*order))
        return [to_watched(row) for row in rows]

    def list_all(self) -> Sequence[WatchedSource]:
        """Return every source ever declared, by id; the calendar of the declaration is none."""
        watched = select(SourceRow).where(~SourceRow.id.startswith(CALENDAR_PREFIX))
        rows = self._connection.execute(watched.order_by(SourceRow.id))
        return [to_watched(row) for row in rows]

    def find(self, source_id: SourceId) -> WatchedSource | None:
        """Return one source, or None."""
        row = self._connection.execute(select(SourceRow).where(SourceRow.id == source_id)).first()
        return None if row is None else to_watched(row)

    def list_polls(self, source_id: SourceId, limit: int) -> Sequence[PollRecord]:
        """Return the newest polls of a source, newest first."""
        chosen = select(PollRow).where(PollRow.source_id == source_id).order_by(PollRow.at.desc()).limit(limit)
        return [to_poll(row) for row in self._connection.execute(chosen)]


def declared_values(source: Source) -> dict[str, Any]:
    """Return the columns of a source that its declaration fills."""
    return {
        "id": source.id,
        "name": source.name,
        "kind": source.kind.value,
        "url": source.url,
        "country": source.country,
        "languages": list(source.languages),
        "tier": source.tier.value,
        "owner_type": source.owner_type,
        "zone": source.zone,
        "gap_hours": source.gap_hours,
        "enabled": source.enabled,
        "reason": source.reason,
        "verified": source.verified,
        "user_agent": source.user_agent,
        "encoding": source.encoding,
        "terms": source.terms,
        "note": source.note,
        "lead": source.lead,
        "options": dict(source.options) or None,
        "quote": source.quote.value,
        "min_items": source.min_items,
        "proxy": source.proxy,
        "fallback": source.fallback,
    }


def state_values(state: SourceState) -> dict[str, Any]:
    """Return the columns of a source that polling fills."""
    return {
        "next_poll_at": state.next_poll_at,
        "last_polled_at": state.last_polled_at,
        "last_success_at": state.last_success_at,
        "last_full_at": state.last_full_at,
        "baseline_at": state.baseline_at,
        "newest_entry_at": state.newest_entry_at,
        "etag": state.etag,
        "last_modified": state.last_modified,
        "body_hash": state.body_hash,
        "verdict": None if state.verdict is None else state.verdict.value,
        "detail": state.detail,
        "failures": state.failures,
        "cursor": state.cursor,
        "gap_seconds": _seconds(state.rhythm.gap),
        "window_seconds": _seconds(state.rhythm.window),
        "asked_seconds": _seconds(state.rhythm.asked),
        "failing_since": state.failing_since,
        "told": state.told.value,
    }


def poll_values(record: PollRecord) -> dict[str, Any]:
    """Return the row of one poll."""
    return {
        "source_id": record.source_id,
        "at": record.at,
        "verdict": record.verdict.value,
        "detail": record.detail,
        "duration": record.duration,
        "entries": record.entries,
        "new_entries": record.new_entries,
    }


def to_watched(row: Row[Any]) -> WatchedSource:
    """Return a source from a row of its table."""
    return WatchedSource(_source(row), _state(row))


def _source(row: Row[Any]) -> Source:
    return Source(
        id=SourceId(row.id),
        name=row.name,
        kind=SourceKind(row.kind),
        url=row.url,
        country=row.country,
        languages=tuple(row.languages),
        tier=Tier(row.tier),
        owner_type=row.owner_type,
        zone=row.zone,
        gap_hours=row.gap_hours,
        enabled=row.enabled,
        reason=row.reason,
        verified=row.verified,
        user_agent=row.user_agent,
        encoding=row.encoding,
        terms=row.terms,
        note=row.note,
        lead=row.lead,
        options=row.options or {},
        quote=Quote(row.quote),
        min_items=row.min_items,
        proxy=row.proxy,
        fallback=row.fallback,
    )


def _state(row: Row[Any]) -> SourceState:
    return SourceState(
        source_id=SourceId(row.id),
        next_poll_at=row.next_poll_at,
        last_polled_at=row.last_polled_at,
        last_success_at=row.last_success_at,
        last_full_at=row.last_full_at,
        baseline_at=row.baseline_at,
        newest_entry_at=row.newest_entry_at,
        etag=row.etag,
        last_modified=row.last_modified,
        body_hash=row.body_hash,
        verdict=None if row.verdict is None else Verdict(row.verdict),
        detail=row.detail,
        failures=row.failures,
        cursor=row.cursor,
        rhythm=Rhythm(_duration(row.gap_seconds), _duration(row.window_seconds), _duration(row.asked_seconds)),
        failing_since=row.failing_since,
        told=Trouble(row.told),
    )


def _seconds(duration: timedelta | None) -> float | None:
    return None if duration is None else duration.total_seconds()


def _duration(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def to_poll(row: Row[Any]) -> PollRecord:
    """Return a poll from a row of its table."""
    return PollRecord(
        source_id=SourceId(row.source_id),
        at=row.at,
        verdict=Verdict(row.verdict),
        detail=row.detail,
        duration=row.duration,
        entries=row.entries,
        new_entries=row.new_entries,
    )
