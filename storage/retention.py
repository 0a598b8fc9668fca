"""Retention: what is not kept for ever, deleted in lots, so that nobody waits long for the writer.

Evidence stays: stories with their entries and keys, developments, reports, decisions, statuses and corrections. So does
every message that reached somebody or may have: ``/latest`` reads from it what a reader was told, ``/export`` hands it
out, a withdrawal finds its readers by it, and what was told once is never told again because of it. Deleted is:

- the history of polls after 90 days, but for the newest of each source;
- of what ended longer ago than a period: messages and parts of digests that reached nobody, if nothing has happened
  to their development since; messages to operators and what they told, but for the newest of each kind; what weekly
  posts named; the articles read for stories that are in no development; machine translations, which are made again
  where they are wanted.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, delete, exists, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, aliased

from domain.alert import DeliveryState
from domain.lead import LeadState
from storage.amendment_tables import AmendmentRow
from storage.notice_tables import NoticeRow, OperatorMessageRow
from storage.post_tables import PostMentionRow
from storage.tables import DevelopmentRow, LeadRow, OutboxRow, PollRow, ReportRow, SourceRow
from storage.telling_tables import DigestRow
from storage.translation_tables import TranslationRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

POLLS_KEPT_FOR = timedelta(days=90)
POLLS_KEPT_AT_LEAST = 30

LOT = 2_000
"""Rows of a table deleted in one transaction: a few hundredths of a second for which other writers wait."""

_REACHED_NOBODY = (DeliveryState.CANCELLED.value, DeliveryState.REFUSED.value)
_ENDED = (*_REACHED_NOBODY, DeliveryState.SENT.value, DeliveryState.UNCERTAIN.value)
_ASKED = (LeadState.DONE.value, LeadState.FAILED.value, LeadState.SKIPPED.value)
_POST_IS_KEPT = exists().where(OperatorMessageRow.id == PostMentionRow.message_id)
_Newer = aliased(NoticeRow, name="newer")


def tidy(connection: Connection, now: datetime, kept_for: timedelta) -> int:
    """Delete a lot of what is not kept any more; return how many rows went, 0 = nothing is left to delete.

    Args:
        connection: of a writing transaction. now: the time (UTC). kept_for: how long all but polls is kept.
    """
    before = now - kept_for
    return _polls(connection, now - POLLS_KEPT_FOR) + sum(
        (
            _messages(connection, before),
            _delete(connection, (DigestRow.id,), *_unread_digests(before)),
            _delete(connection, (OperatorMessageRow.id,), *_ended(OperatorMessageRow, _ENDED, before)),
            _delete(connection, (PostMentionRow.message_id, PostMentionRow.development_id), ~_POST_IS_KEPT),
            _delete(connection, (NoticeRow.id,), *_old_notices(before)),
            _delete(connection, (LeadRow.story_id,), *_leads_to_nothing(before)),
            _delete(connection, (TranslationRow.title_hash, TranslationRow.language), TranslationRow.at < before),
        )
    )


def _polls(connection: Connection, before: datetime) -> int:
    gone = 0
    for source_id in connection.scalars(select(SourceRow.id)).all():
        of_source = select(PollRow.at).where(PollRow.source_id == source_id).order_by(PollRow.at.desc())
        last_kept = connection.scalar(of_source.offset(POLLS_KEPT_AT_LEAST - 1).limit(1))
        if last_kept is not None and gone < LOT:
            spare = (PollRow.source_id == source_id, PollRow.at < min(before, last_kept))
            gone += _delete(connection, (PollRow.source_id, PollRow.at), *spare)
    return gone


def _messages(connection: Connection, before: datetime) -> int:
    quiet = select(DevelopmentRow.id).where(DevelopmentRow.active_at < before, DevelopmentRow.updated_at < before)
    spare = (*_ended(OutboxRow, _REACHED_NOBODY, before), OutboxRow.development_id.in_(quiet))
    ids = list(connection.scalars(select(OutboxRow.id).where(*spare, OutboxRow.remote_id.is_(None)).limit(LOT)))
    connection.execute(delete(AmendmentRow).where(AmendmentRow.message_id.in_(ids)))
    return connection.execute(delete(OutboxRow).where(OutboxRow.id.in_(ids))).rowcount


def _ended(
    table: type[OutboxRow | DigestRow | OperatorMessageRow], states: tuple[str, ...], before: datetime
) -> tuple[ColumnElement[bool], ...]:
    return table.state.in_(states), table.due_at < before


def _unread_digests(before: datetime) -> tuple[ColumnElement[bool], ...]:
    told = exists().where(OutboxRow.digest_id == DigestRow.id)
    return (*_ended(DigestRow, _REACHED_NOBODY, before), ~told)


def _old_notices(before: datetime) -> tuple[ColumnElement[bool], ...]:
    newer = exists().where(_Newer.kind == NoticeRow.kind, _Newer.at > NoticeRow.at, _Newer.delivered_at.is_not(None))
    return NoticeRow.delivered_at < before, newer


def _leads_to_nothing(before: datetime) -> tuple[ColumnElement[bool], ...]:
    told = exists().where(ReportRow.story_id == LeadRow.story_id)
    return LeadRow.state.in_(_ASKED), LeadRow.wanted_at < before, ~told


def _delete(connection: Connection, key: tuple[InstrumentedAttribute[Any], ...], *spare: ColumnElement[bool]) -> int:
    place = key[0] if len(key) == 1 else tuple_(*key)
    return connection.execute(delete(key[0].class_).where(place.in_(select(*key).where(*spare).limit(LOT)))).rowcount
