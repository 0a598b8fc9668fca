"""Leads: which stories wait for their article's first paragraphs, and what was read of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, or_, select, update

from domain.lead import AwaitedLead, Lead, LeadState
from domain.source import SourceId
from domain.story import StoryId
from storage.search import index_reports
from storage.sources import SqlSourceRepository
from storage.stories import STORY_COLUMNS, to_story
from storage.tables import LeadRow, ReportRow, SourceRow, StoryRow
from storage.writing import in_lots, upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from domain.source import WatchedSource

_AWAITED = (
    select(
        LeadRow.story_id,
        LeadRow.state,
        LeadRow.text,
        LeadRow.text_hash,
        LeadRow.wanted_at,
        LeadRow.fetched_at,
        LeadRow.attempts,
        LeadRow.detail.label("lead_detail"),
        exists().where(ReportRow.story_id == LeadRow.story_id).label("told"),
        *STORY_COLUMNS,
    )
    .join(StoryRow, StoryRow.id == LeadRow.story_id)
    .join(SourceRow, SourceRow.id == StoryRow.source_id)
)


class SqlLeadRepository:
    """The lead queue of one transaction; see ``domain.repositories.LeadRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_waiting(self, tried_before: datetime, limit: int) -> Sequence[AwaitedLead]:
        """Return waiting leads not asked for since ``tried_before``: of relevant stories first, then oldest first."""
        rested = or_(LeadRow.fetched_at.is_(None), LeadRow.fetched_at <= tried_before)
        order = (StoryRow.relevant.desc().nulls_last(), LeadRow.wanted_at, LeadRow.story_id)
        chosen = _AWAITED.where(LeadRow.state == LeadState.WAITING.value, rested).order_by(*order).limit(limit)
        rows = self._connection.execute(chosen).all()
        sources = SqlSourceRepository(self._connection)
        watched = {source_id: sources.find(SourceId(source_id)) for source_id in {row.source_id for row in rows}}
        return [_awaited(row, source) for row in rows if (source := watched[row.source_id]) is not None]

    def mark_tried(self, story_ids: Collection[StoryId], now: datetime) -> None:
        """Count an attempt before it is made."""
        for lot in in_lots(story_ids):
            tried = update(LeadRow).where(LeadRow.story_id.in_(lot))
            self._connection.execute(tried.values(attempts=LeadRow.attempts + 1, fetched_at=now))

    def find(self, story_id: StoryId) -> AwaitedLead | None:
        """Return the lead of a story, or None."""
        row = self._connection.execute(_AWAITED.where(LeadRow.story_id == story_id)).first()
        source = None if row is None else SqlSourceRepository(self._connection).find(SourceId(row.source_id))
        return None if row is None or source is None else _awaited(row, source)

    def save(self, lead: Lead) -> None:
        """Store the new state of a lead."""
        upsert(self._connection, LeadRow, [lead_values(lead)])
        if lead.text:
            index_reports(self._connection, [lead.story_id])


def lead_values(lead: Lead) -> dict[str, Any]:
    """Return the row of a lead."""
    return {
        "story_id": lead.story_id,
        "state": lead.state.value,
        "text": lead.text,
        "text_hash": lead.text_hash,
        "wanted_at": lead.wanted_at,
        "fetched_at": lead.fetched_at,
        "attempts": lead.attempts,
        "detail": lead.detail,
    }


def _awaited(row: Row[Any], source: WatchedSource) -> AwaitedLead:
    lead = Lead(
        story_id=StoryId(row.story_id),
        wanted_at=row.wanted_at,
        state=LeadState(row.state),
        attempts=row.attempts,
        fetched_at=row.fetched_at,
        text=row.text,
        text_hash=row.text_hash,
        detail=row.lead_detail,
    )
    return AwaitedLead(lead, to_story(row), source, told=row.told)
