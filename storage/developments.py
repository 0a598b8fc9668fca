"""Developments: those that may still gain reports, and those that are told about."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.groups import open_developments
from storage.queries import BY_PUBLICATION, STANDS, bears_on, developments, reports, with_signals
from storage.tables import DevelopmentRow, ReportRow, StoryRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection

    from domain.development import Development, DevelopmentId, OpenDevelopment


class SqlDevelopmentRepository:
    """The developments of one transaction; see ``domain.ports.DevelopmentRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_open(self, since: datetime) -> Sequence[OpenDevelopment]:
        """Return developments with a report published (or opened) at or after ``since``, with their stories."""
        active = select(ReportRow.story_id).join(DevelopmentRow, DevelopmentRow.id == ReportRow.development_id)
        stories = self._connection.scalars(active.where(DevelopmentRow.active_at >= since))
        return open_developments(self._connection, set(stories))

    def get(self, development_id: DevelopmentId) -> Development:
        """Return one development; raises KeyError."""
        found = developments(self._connection, DevelopmentRow.id == development_id)
        if not found:
            raise KeyError(development_id)
        return found[0]

    def list_latest(
        self, limit: int, *, since: datetime | None = None, commitment: int | None = None
    ) -> Sequence[Development]:
        """Return developments that count, those published last first.

        Args:
            limit: how many at most.
            since: published at or after this time.
            commitment: whose report bears on this paragraph.
        """
        conditions: list[ColumnElement[bool]] = [
            DevelopmentRow.counts.is_(True),
            DevelopmentRow.merged_into.is_(None),
            STANDS,
        ]
        if since is not None:
            conditions.append(StoryRow.published_at >= since)
        if commitment is not None:
            conditions.append(bears_on(commitment))
        order = (StoryRow.published_at.desc(), DevelopmentRow.opened_at.desc(), DevelopmentRow.id)
        # The identifiers first: what is passed over on the way is not read.
        chosen = select(DevelopmentRow.id).join(StoryRow, BY_PUBLICATION).where(*conditions).order_by(*order)
        found = list(self._connection.scalars(chosen.limit(limit)))
        return developments(self._connection, DevelopmentRow.id.in_(found), order=order)

    def list_reported(self, since: date, until: date) -> Sequence[Development]:
        """Return developments that count, published in the period (days inclusive, in UTC), oldest first."""
        conditions = (
            DevelopmentRow.counts.is_(True),
            DevelopmentRow.merged_into.is_(None),
            STANDS,
            StoryRow.published_at >= midnight(since),
            StoryRow.published_at < midnight(until) + timedelta(days=1),
        )
        found = developments(self._connection, *conditions, order=(StoryRow.published_at, DevelopmentRow.id))
        return with_signals(self._connection, found)

    def reports(self, development_id: DevelopmentId) -> Sequence[tuple[str, str, str]]:
        """Return (source name, headline, url) of every report of a development, lead first."""
        return reports(self._connection, development_id)


def midnight(day: date) -> datetime:
    """Return the first moment of a day, in UTC."""
    return datetime.combine(day, time(), UTC)
