"""Read models of how well sources are watched: their histories, the coverage of a period, the delay of alerts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from domain.coverage import AlertDelay, MissedStory, PolledSource, WatchRecord
from domain.health import POLLS_LOOKED_AT, SourceHistory
from domain.moment import Precision
from domain.source import SourceId, SourceKind, Tier, Verdict
from storage.due_notices import IS_REPORTED
from storage.patience import SqlPatienceRepository
from storage.sources import to_poll, to_watched
from storage.stories import SHOWN_NAME
from storage.tables import DevelopmentRow, EntryRow, OutboxRow, PollRow, ReportRow, SourceRow, StoryRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection
    from sqlalchemy.orm import InstrumentedAttribute

    from domain.source import PollRecord

_ANSWERED = PollRow.verdict.in_([verdict.value for verdict in Verdict if verdict.is_success])


class SqlWatchRepository:
    """Read models of one transaction; see ``domain.repositories.WatchRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def history_of(self, source_id: SourceId) -> SourceHistory | None:
        """Return a source with its newest polls, or None."""
        row = self._connection.execute(select(SourceRow).where(SourceRow.id == source_id)).first()
        if row is None:
            return None
        return SourceHistory(to_watched(row), self._polls(PollRow.source_id == source_id).get(source_id, ()))

    def health_of_all(self) -> Sequence[SourceHistory]:
        """Return every source with its newest polls, by id, in two queries."""
        polls = self._polls()
        rows = self._connection.execute(select(SourceRow).order_by(SourceRow.id))
        return [SourceHistory(to_watched(row), polls.get(row.id, ())) for row in rows]

    def record_of(self, since: datetime, until: datetime, measured_over: timedelta) -> WatchRecord:
        """Return how well the period was watched.

        Args:
            since, until: the period, its end not included.
            measured_over: how long before ``until`` the delay of alerts is measured.
        """
        return WatchRecord(
            since=since,
            until=until,
            sources=tuple(self._polled(since, until)),
            missed=tuple(self._missed(since, until)),
            delays=tuple(self.delays(until - measured_over, until)),
            lapsed=SqlPatienceRepository(self._connection).lapsed(since, until),
        )

    def delays(self, since: datetime, until: datetime) -> Sequence[AlertDelay]:
        """Return the time from publication to the first alert of each development first told in the period.

        Only where the source gave a time of day: the delay behind a mere date is not known.
        """
        first_sent = func.min(OutboxRow.sent_at).label("first_sent")
        chosen = (
            select(SourceRow.tier, StoryRow.published_at, first_sent)
            .select_from(OutboxRow)
            .join(DevelopmentRow, DevelopmentRow.id == OutboxRow.development_id)
            .join(StoryRow, StoryRow.id == DevelopmentRow.lead_story_id)
            .join(SourceRow, SourceRow.id == StoryRow.source_id)
            .where(OutboxRow.sent_at.is_not(None), StoryRow.precision == Precision.MINUTE.value)
            .group_by(DevelopmentRow.id, SourceRow.tier, StoryRow.published_at)
            .having(first_sent >= since, first_sent < until)
            .order_by(first_sent)
        )
        rows = self._connection.execute(chosen)
        return [
            AlertDelay(Tier(tier), max(sent - published, timedelta()))
            for tier, published, sent in rows
            if sent is not None
        ]

    def _polls(self, *conditions: ColumnElement[bool]) -> dict[str, tuple[PollRecord, ...]]:
        place = func.row_number().over(partition_by=PollRow.source_id, order_by=PollRow.at.desc()).label("place")
        ranked = select(PollRow, place).where(*conditions).subquery()
        newest = select(ranked).where(ranked.c.place <= POLLS_LOOKED_AT).order_by(ranked.c.source_id, ranked.c.place)
        found: dict[str, list[PollRecord]] = {}
        for row in self._connection.execute(newest):
            found.setdefault(row.source_id, []).append(to_poll(row))
        return {source_id: tuple(polls) for source_id, polls in found.items()}

    def _polled(self, since: datetime, until: datetime) -> Sequence[PolledSource]:
        within = and_(PollRow.source_id == SourceRow.id, PollRow.at >= since, PollRow.at < until)
        chosen = (
            select(
                SourceRow.id,
                SourceRow.country,
                SourceRow.languages,
                _borrowed(SourceRow).label("is_search"),
                func.count(PollRow.at).label("polls"),
                func.coalesce(func.sum(case((_ANSWERED, 1), else_=0)), 0).label("answered"),
            )
            .join(PollRow, within, isouter=True)
            .where(SourceRow.enabled)
            .group_by(SourceRow.id)
            .order_by(SourceRow.id)
        )
        return [
            PolledSource(
                SourceId(row.id), row.country, tuple(row.languages), row.polls, row.answered, bool(row.is_search)
            )
            for row in self._connection.execute(chosen)
        ]

    def _missed(self, since: datetime, until: datetime) -> Sequence[MissedStory]:
        """Return relevant stories that no source of our own carries, nor any story of the same development."""
        chosen = (
            select(StoryRow.title, StoryRow.url, StoryRow.language, SHOWN_NAME)
            .join(SourceRow, SourceRow.id == StoryRow.source_id)
            .where(
                StoryRow.relevant.is_(True),
                IS_REPORTED,
                StoryRow.first_seen_at >= since,
                StoryRow.first_seen_at < until,
                ~_carried_by_own(StoryRow.id),
                ~_told_by_own(),
            )
            .order_by(StoryRow.first_seen_at, StoryRow.id)
        )
        return [MissedStory(*row) for row in self._connection.execute(chosen)]


def _carried_by_own(story_id: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Return the condition that a source which is no search and no aggregator carries the story."""
    source, entry = aliased(SourceRow), aliased(EntryRow)
    return exists().where(entry.story_id == story_id, source.id == entry.source_id, ~_borrowed(source))


def _borrowed(source: type[SourceRow]) -> ColumnElement[bool]:
    """Return the condition that a source finds what others publish."""
    return or_(source.tier == Tier.AGGREGATOR.value, source.kind == SourceKind.NEWS_SEARCH.value)


def _told_by_own() -> ColumnElement[bool]:
    """Return the condition that our own sources carry a story of the same development."""
    own, other = aliased(ReportRow), aliased(ReportRow)
    same = and_(own.story_id == StoryRow.id, other.development_id == own.development_id)
    return exists().where(same, _carried_by_own(other.story_id))
