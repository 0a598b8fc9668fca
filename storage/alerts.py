"""Alerts: all that is needed to write a message, read as it stands now; for the first writing and for later ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import exists, select

from domain.alert import Alert, DeliveryState, Earlier
from domain.amendment import AMENDED_EVERY
from domain.review import MatchState
from storage.amendment_tables import AmendmentRow
from storage.developments import SqlDevelopmentRepository
from storage.groups import revision_of
from storage.mutes import covers
from storage.queries import STANDS, developments, reports
from storage.subscribers import SqlSubscriberRepository
from storage.tables import DevelopmentRow, MatchRow, OutboxRow, StoryRow
from storage.telling_tables import DigestRow
from storage.translations import SqlTranslationRepository
from storage.writing import upsert

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from domain.alert import OutboxMessage, UncertainMessage
    from domain.development import Development, DevelopmentId
    from domain.grouping import Revision
    from domain.subscriber import Subscriber

REVIEWED = exists().where(
    MatchRow.story_id == DevelopmentRow.lead_story_id, MatchRow.state == MatchState.ACCEPTED.value
)
"""The condition that an editor accepted a development."""


class _Content(NamedTuple):
    """What one revision of a development tells everybody."""

    development: Development
    revised: Revision | None
    reviewed: bool
    earlier: Earlier | None


class AlertReader:
    """Reads alerts in one transaction; what all who are told of a development have in common is read once.

    So nothing that changes developments may be written between two alerts of the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._contents: dict[tuple[DevelopmentId, int], _Content] = {}

    def read(
        self, message: OutboxMessage, subscriber: Subscriber, uncertain: tuple[UncertainMessage, ...] = ()
    ) -> Alert:
        """Return what a message tells as it would be told now; raises KeyError where the development is gone.

        Args:
            message: the row. subscriber: whom it is for. uncertain: earlier messages that it is to name.
        """
        connection, content = self._connection, self._content(message.development_id, message.revision)
        told = reports(connection, message.development_id) if subscriber.facets.hidden_outlets else ()
        return Alert(
            message,
            subscriber,
            content.development,
            uncertain,
            content.revised,
            tuple(told),
            reviewed=content.reviewed,
            withdrawn=_withdrawn(connection, message),
            translation=translation_for(connection, content.development, subscriber),
            earlier=content.earlier,
            reply_to=first_told(connection, message, subscriber) if message.revision > 1 else "",
            muted=covers(connection, subscriber.id, message.development_id),
        )

    def _content(self, development_id: DevelopmentId, revision: int) -> _Content:
        known = self._contents.get((development_id, revision))
        if known is not None:
            return known
        development = SqlDevelopmentRepository(self._connection).get(development_id)
        content = self._contents[development_id, revision] = _Content(
            development,
            revision_of(self._connection, development_id, revision),
            is_reviewed(self._connection, development_id),
            _earlier(self._connection, development),
        )
        return content


def alert_of(connection: Connection, message: OutboxMessage, uncertain: tuple[UncertainMessage, ...] = ()) -> Alert:
    """Return what a message tells as it would be told now; raises KeyError where subscriber or development is gone.

    Args:
        connection: of the transaction. message: the row. uncertain: earlier messages that it is to name.
    """
    subscriber = SqlSubscriberRepository(connection).get(message.subscriber_id)
    return AlertReader(connection).read(message, subscriber, uncertain)


def note_shown(connection: Connection, alert: Alert, now: datetime) -> None:
    """Note what a message is about to show, and in which chat."""
    row = {
        "message_id": alert.message.id,
        "development_id": alert.development.id,
        "address": alert.subscriber.address,
        "told_at": now,
        "reports": alert.development.reports,
        "reviewed": alert.reviewed,
        "not_before": now + AMENDED_EVERY,
        "aside": False,
        "uncertain": [each.id for each in alert.uncertain],
    }
    upsert(connection, AmendmentRow, [row])


def is_reviewed(connection: Connection, development_id: DevelopmentId) -> bool:
    """Whether an editor accepted a development."""
    return connection.scalar(select(DevelopmentRow.id).where(DevelopmentRow.id == development_id, REVIEWED)) is not None


def translation_for(connection: Connection, development: Development, subscriber: Subscriber) -> str:
    """Return the headline in the reader's language where it was translated, else nothing."""
    if development.judgement.language == subscriber.language:
        return ""
    return SqlTranslationRepository(connection).find(development.lead.title, subscriber.language)


def first_told(connection: Connection, message: OutboxMessage, subscriber: Subscriber) -> str:
    """Return the remote id of what told a subscriber first of a development in the chat they are in, else nothing."""
    about = (OutboxRow.development_id == message.development_id, OutboxRow.subscriber_id == message.subscriber_id)
    alone = (
        select(OutboxRow.remote_id)
        .join(AmendmentRow, AmendmentRow.message_id == OutboxRow.id)
        .where(
            *about,
            OutboxRow.id != message.id,
            OutboxRow.state == DeliveryState.SENT.value,
            OutboxRow.remote_id.is_not(None),
            AmendmentRow.address == subscriber.address,
        )
        .order_by(OutboxRow.revision)
        .limit(1)
    )
    in_digest = (
        select(DigestRow.remote_id)
        .join(OutboxRow, OutboxRow.digest_id == DigestRow.id)
        .where(*about, DigestRow.state == DeliveryState.SENT.value, DigestRow.remote_id.is_not(None))
        .order_by(DigestRow.sent_at)
        .limit(1)
    )
    return connection.scalar(alone) or connection.scalar(in_digest) or ""


def _withdrawn(connection: Connection, message: OutboxMessage) -> str | None:
    chosen = select(OutboxRow.withdraw_reason).where(OutboxRow.id == message.id, OutboxRow.withdrawn_at.is_not(None))
    return connection.scalar(chosen)


def _earlier(connection: Connection, development: Development) -> Earlier | None:
    """Return what the storyline's last development before this one came to."""
    if development.storyline_id is None:
        return None
    found = developments(
        connection,
        DevelopmentRow.storyline_id == development.storyline_id,
        DevelopmentRow.id != development.id,
        DevelopmentRow.counts.is_(True),
        DevelopmentRow.merged_into.is_(None),
        StoryRow.published_at < development.lead.published.at,
        StoryRow.stage.is_not(None),
        STANDS,
        order=(StoryRow.published_at.desc(), DevelopmentRow.id),
        limit=1,
    )
    if not found or found[0].judgement.stage is None:
        return None
    return Earlier(found[0].judgement.stage, found[0].lead.published)
