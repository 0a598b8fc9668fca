"""Messages that did not arrive, or may not have: counted and named for operators, and named to those they were for.

That is so of whatever is sent, so here the four tables of messages are read as one.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, literal, select, union_all, update

from domain.alert import DeliveryState, MessageKind, SetAside, UncertainMessage
from domain.notice import NoticeKind
from domain.subscriber import ChannelName, SubscriberId
from storage.amendment_tables import WithdrawalReplyRow
from storage.notice_tables import NoticeRow, OperatorMessageRow
from storage.tables import DevelopmentRow, OutboxRow, StoryRow, SubscriberRow
from storage.telling_tables import DigestRow
from storage.writing import in_lots

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, Select, SQLColumnExpression

_Messages = type[OutboxRow] | type[DigestRow] | type[OperatorMessageRow] | type[WithdrawalReplyRow]

_TABLES: tuple[_Messages, ...] = (OutboxRow, DigestRow, OperatorMessageRow, WithdrawalReplyRow)

_MAIL = ChannelName.EMAIL.value
_IS_READER = and_(
    SubscriberRow.channel == OperatorMessageRow.channel, SubscriberRow.address == OperatorMessageRow.address
)
_READER = func.coalesce(
    SubscriberRow.id,
    # An address of mail is not shown to operators.
    case(
        (OperatorMessageRow.channel == _MAIL, _MAIL),
        else_=OperatorMessageRow.channel + ":" + OperatorMessageRow.address,
    ),
)


def unnamed(connection: Connection, subscriber_id: SubscriberId) -> tuple[UncertainMessage, ...]:
    """Return what may not have reached a subscriber and no later message has named, oldest first."""
    return _uncertain(connection, lambda table: and_(_is_for(table, subscriber_id), table.named.is_(False)))


def still_uncertain(connection: Connection, message_ids: Collection[str]) -> tuple[UncertainMessage, ...]:
    """Return those of the messages that may not have arrived and were not shown again, oldest first."""
    return _uncertain(connection, lambda table: table.id.in_(message_ids)) if message_ids else ()


def mark_named(connection: Connection, message_ids: Collection[str]) -> None:
    """Note that a message to the chat has named these uncertain ones."""
    for lot in in_lots(message_ids):
        for table in _TABLES:
            connection.execute(update(table).where(table.id.in_(lot)).values(named=True))


def count_by_state(connection: Connection) -> Counter[str]:
    """Return the number of messages in each state."""
    messages: Counter[str] = Counter()
    for table in _TABLES:
        counted = select(table.state, func.count().label("messages")).group_by(table.state)
        messages.update({row.state: row.messages for row in connection.execute(counted)})
    return messages


def list_set_aside(connection: Connection, state: DeliveryState, limit: int) -> list[SetAside]:
    """Return the messages that came to a state last, newest first."""
    every = union_all(*(each.where(table.state == state.value) for table, each in _told_of())).subquery()
    # A refused message was made due at once to be sent plain, so that is when it was refused.
    newest = connection.execute(select(every).order_by(every.c.due_at.desc(), every.c.id).limit(limit)).all()
    kinds = _kinds(connection, [row.id for row in newest if not row.kind])
    return [
        SetAside(row.id, SubscriberId(row.reader), row.detail, row.title, kinds.get(row.id) or MessageKind(row.kind))
        for row in newest
    ]


def _uncertain(
    connection: Connection, which: Callable[[_Messages], ColumnElement[bool]]
) -> tuple[UncertainMessage, ...]:
    chosen = (
        select(table.id, table.created_at).where(which(table), table.state == DeliveryState.UNCERTAIN.value)
        for table in _TABLES
    )
    found = (UncertainMessage(row.id, row.created_at) for row in connection.execute(union_all(*chosen)))
    return tuple(sorted(found, key=lambda message: (message.created_at, message.id)))


def _is_for(table: _Messages, subscriber_id: SubscriberId) -> ColumnElement[bool]:
    if issubclass(table, OperatorMessageRow):
        return select(SubscriberRow.id).where(_IS_READER, SubscriberRow.id == subscriber_id).exists()
    return table.subscriber_id == subscriber_id


def _told_of() -> Iterator[tuple[_Messages, Select[*tuple[Any, ...]]]]:
    """Yield how the messages of each table are shown; the kind of those to operators is left empty."""
    headline = StoryRow.title.label("title")
    for table, kind in ((OutboxRow, MessageKind.ALERT), (WithdrawalReplyRow, MessageKind.CORRECTION)):
        shown = _columns(table, table.subscriber_id, literal(kind.value), headline)
        of_development = shown.join(DevelopmentRow, DevelopmentRow.id == table.development_id)
        yield table, of_development.join(StoryRow, StoryRow.id == DevelopmentRow.lead_story_id)
    untitled = literal("").label("title")
    digest = case((DigestRow.channel == _MAIL, MessageKind.LETTER.value), else_=MessageKind.DIGEST.value)
    yield DigestRow, _columns(DigestRow, DigestRow.subscriber_id, digest, untitled)
    told = _columns(OperatorMessageRow, _READER, literal(""), untitled)
    yield OperatorMessageRow, told.outerjoin(SubscriberRow, _IS_READER)


def _columns(
    table: _Messages,
    reader: SQLColumnExpression[str],
    kind: ColumnElement[str],
    title: ColumnElement[str],
) -> Select[*tuple[Any, ...]]:
    shown: tuple[Any, ...] = (table.id, table.detail, table.due_at, reader.label("reader"), title, kind.label("kind"))
    return select(*shown).select_from(table)


def _kinds(connection: Connection, message_ids: Sequence[str]) -> dict[str, MessageKind]:
    """Return what messages are by what they tell first; one whose notice was deleted is to operators."""
    chosen = select(OperatorMessageRow.id, OperatorMessageRow.notice_ids).where(OperatorMessageRow.id.in_(message_ids))
    first = {row.id: row.notice_ids[0] for row in connection.execute(chosen) if row.notice_ids}
    notices = select(NoticeRow.id, NoticeRow.kind).where(NoticeRow.id.in_(first.values()))
    kinds = {row.id: NoticeKind(row.kind).message_kind for row in connection.execute(notices)}
    return {each: kinds.get(first.get(each, ""), MessageKind.OPERATORS) for each in message_ids}
