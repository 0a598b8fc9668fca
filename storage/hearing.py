"""Hearing: what subscribers were told of; see ``domain.hearing``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from sqlalchemy import and_, or_, select

from domain.alert import DeliveryState
from domain.development import DevelopmentId
from domain.hearing import StoryStanding
from domain.review import MatchState
from domain.signals import Signals
from domain.story import JudgedStory
from storage.assessments import COUNTING
from storage.digests import COUNTED
from storage.group_tables import StorySignalsRow
from storage.outbox import to_message
from storage.pages import SqlPageRepository
from storage.queries import BY_PUBLICATION, JOIN_ORDER, STANDS
from storage.stories import STORY_COLUMNS, WITHDRAWN, matches_of, to_judgement, to_story
from storage.tables import DevelopmentRow, MatchRow, OutboxRow, ReportRow, SourceRow, StoryRow
from storage.telling_tables import DigestRow
from storage.writing import in_lots

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection, Row

    from domain.alert import OutboxMessage
    from domain.showing import ShownDevelopment
    from domain.story import StoryId
    from domain.subscriber import SubscriberId

_SIGNALS = TypeAdapter(Signals)

_TOLD = or_(
    OutboxRow.state == DeliveryState.SENT.value,
    and_(
        OutboxRow.state == DeliveryState.FOLDED.value,
        OutboxRow.detail != COUNTED,
        OutboxRow.digest_id.in_(select(DigestRow.id).where(DigestRow.state == DeliveryState.SENT.value)),
    ),
)
"""Rows of what reached a subscriber, by itself or in a digest."""

_REPORTS = (
    select(ReportRow.development_id, StorySignalsRow.signals, *STORY_COLUMNS)
    .join(DevelopmentRow, DevelopmentRow.id == ReportRow.development_id)
    .join(StoryRow, StoryRow.id == ReportRow.story_id)
    .join(SourceRow, SourceRow.id == StoryRow.source_id)
    .outerjoin(StorySignalsRow, StorySignalsRow.story_id == StoryRow.id)
    .where(StoryRow.relevant.is_(True))
    .order_by(*JOIN_ORDER)
)


class SqlHearingRepository:
    """What subscribers were told of, in one transaction; see ``domain.hearing.HearingRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_unheard(self, subscriber_id: SubscriberId, limit: int) -> Sequence[ShownDevelopment]:
        """Return developments that count and that no message delivered to the subscriber told of, newest first."""
        heard = select(OutboxRow.development_id).where(OutboxRow.subscriber_id == subscriber_id, _TOLD)
        chosen = (
            select(DevelopmentRow.id)
            .join(StoryRow, BY_PUBLICATION)
            .where(*COUNTING, STANDS, DevelopmentRow.id.not_in(heard))
            .order_by(StoryRow.published_at.desc(), DevelopmentRow.id)
            .limit(limit)
        )
        return SqlPageRepository(self._connection).list_by_id(
            [DevelopmentId(each) for each in self._connection.scalars(chosen)]
        )

    def reports_of(self, development_ids: Collection[DevelopmentId]) -> Mapping[DevelopmentId, Sequence[JudgedStory]]:
        """Return the reports of each development as they were judged, lead first."""
        found: dict[DevelopmentId, list[JudgedStory]] = {each: [] for each in development_ids}
        for lot in in_lots(development_ids):
            rows = self._connection.execute(_REPORTS.where(ReportRow.development_id.in_(lot))).all()
            matches = matches_of(self._connection, [row.id for row in rows])
            for row in rows:
                if row.id in matches:
                    signals = _SIGNALS.validate_python(row.signals or {})
                    judgement = replace(to_judgement(row, matches[row.id]), signals=signals)
                    found[DevelopmentId(row.development_id)].append(JudgedStory(to_story(row), judgement))
        return found

    def told_by(self, subscriber_id: SubscriberId, remote_id: str) -> Sequence[DevelopmentId]:
        """Return the developments that a delivered message told of, none where it told of none."""
        digests = select(DigestRow.id).where(DigestRow.subscriber_id == subscriber_id, DigestRow.remote_id == remote_id)
        chosen = select(OutboxRow.development_id).where(
            OutboxRow.subscriber_id == subscriber_id,
            or_(OutboxRow.remote_id == remote_id, OutboxRow.digest_id.in_(digests)),
            OutboxRow.detail != COUNTED,
        )
        return [DevelopmentId(each) for each in self._connection.scalars(chosen.order_by(OutboxRow.created_at))]

    def messages_about(self, subscriber_id: SubscriberId, development_id: DevelopmentId) -> Sequence[OutboxMessage]:
        """Return the messages to the subscriber about a development, by revision."""
        chosen = (
            select(OutboxRow, DigestRow.state.label("of_digest"), DigestRow.due_at.label("digest_due"),
                   DigestRow.sent_at.label("digest_sent"))
            .outerjoin(DigestRow, DigestRow.id == OutboxRow.digest_id)
            .where(OutboxRow.subscriber_id == subscriber_id, OutboxRow.development_id == development_id)
            .order_by(OutboxRow.revision)
        )  # fmt: skip
        return [_with_digest(row) for row in self._connection.execute(chosen)]

    def standing_of(self, story_id: StoryId) -> StoryStanding | None:
        """Return what became of a story, None where there is none."""
        chosen = (
            select(StoryRow.relevant, DevelopmentRow.id, DevelopmentRow.counts, DevelopmentRow.found_late,
                   DevelopmentRow.held_by, DevelopmentRow.merged_into)
            .outerjoin(ReportRow, ReportRow.story_id == StoryRow.id)
            .outerjoin(DevelopmentRow, DevelopmentRow.id == ReportRow.development_id)
            .where(StoryRow.id == story_id)
        )  # fmt: skip
        row = self._connection.execute(chosen).first()
        if row is None:
            return None
        states = set(self._states(story_id))
        return StoryStanding(
            relevant=row.relevant,
            development_id=DevelopmentId(row.merged_into or row.id) if row.id else None,
            counts=row.counts is not False,
            found_late=bool(row.found_late),
            held=row.held_by is not None and MatchState.ACCEPTED.value not in states,
            rejected=states == {MatchState.REJECTED.value},
        )

    def _states(self, story_id: StoryId) -> Sequence[str]:
        chosen = select(MatchRow.state).where(MatchRow.story_id == story_id, MatchRow.state != WITHDRAWN)
        return self._connection.scalars(chosen).all()


def _with_digest(row: Row[*tuple[Any, ...]]) -> OutboxMessage:
    """Return the message; where a digest shows it, in the state of that digest."""
    message = to_message(row)
    if row.of_digest is None or message.detail == COUNTED:
        return message
    return replace(message, state=DeliveryState(row.of_digest), due_at=row.digest_due, sent_at=row.digest_sent)
