"""Folding: at the beginning of each delivery round, what goes alone, what goes as a digest, and what waits on.

The rules are those of ``domain.telling``; here they are asked and what they say is stored, in one transaction.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from domain.alert import OutboxMessage
from domain.digest import Digest, DigestId, DigestMessage, DigestPart
from domain.identity import stable_id
from domain.telling import DigestKind, day_began, telling

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.channels.parts import TellingChannel
    from domain.alert import MessageId
    from domain.digest import DigestItem
    from domain.subscriber import ChannelName, Subscriber, SubscriberId
    from domain.telling import Waiting
    from domain.unit_of_work import OpenUnitOfWork, UnitOfWork

Message: TypeAlias = OutboxMessage | DigestMessage

ALONE_MOST = 100
"""Alerts of one chat in a round; the others of a longer row wait for the next, so that they hold up nobody."""


def fold(
    open_unit_of_work: OpenUnitOfWork, channels: Mapping[ChannelName, TellingChannel], now: datetime
) -> list[tuple[Subscriber, list[Message]]]:
    """Decide about everything that is due, store it, and return what goes now, for each subscriber in order.

    Alerts go before digests, older ones before younger ones. Nobody waits for a writer while nothing is due.

    Raises:
        StorageError: nothing was changed.
    """
    names = tuple(channels)
    with open_unit_of_work(writes=False) as work:
        if not work.digests.anything_due(now, names):
            return []
    with open_unit_of_work() as work:
        work.mutes.cancel(now)
        alone = {
            subscriber_id: _decide(work, work.subscribers.get(subscriber_id), waiting, channels, now)
            for subscriber_id, waiting in work.digests.list_waiting(now, names).items()
        }
        going = list(_going(work, alone, names, now))
        work.commit()
    return going


def _decide(
    work: UnitOfWork,
    subscriber: Subscriber,
    waiting: Sequence[Waiting],
    channels: Mapping[ChannelName, TellingChannel],
    now: datetime,
) -> Sequence[MessageId]:
    """Decide about what waits for one subscriber; returns what goes by itself."""
    told = work.digests.told_since(subscriber.id, day_began(now, subscriber.zone))
    decided = telling(waiting, subscriber.timing, subscriber.zone, told, now)
    work.digests.hold(decided.held)
    if decided.kind is not None:
        items = work.digests.items(decided.folded)
        standing = {message_id for item in items for message_id in item.messages}
        work.digests.cancel([each for each in decided.folded if each not in standing])
        digest = Digest(_message(decided.kind, subscriber, now), subscriber, tuple(items))
        if items:
            work.digests.add(list(parts_of(digest, channels[subscriber.channel])))
    return decided.alone[:ALONE_MOST]


def parts_of(digest: Digest, channel: TellingChannel) -> Iterator[DigestPart]:
    """Yield the messages that a whole digest becomes on a channel, the picture of a weekly one first."""
    divided, counted = channel.divide(digest)
    has_chart = digest.message.kind is DigestKind.WEEKLY and channel.shows_charts
    parts = len(divided) + has_chart
    if has_chart:
        everything = [message_id for item in digest.items for message_id in item.messages]
        yield _part(digest, "chart", everything, 1, parts, chart=True)
    for number, items in enumerate(divided, start=1 + has_chart):
        part = _part(digest, "part", _messages(items), number, parts)
        rest = _messages(counted) if number == parts else ()
        yield replace(part, shown=_messages(items), counted=rest)


def _part(
    digest: Digest, sort: str, carried: Collection[MessageId], number: int, parts: int, *, chart: bool = False
) -> DigestPart:
    digest_id = DigestId(stable_id("digest", sort, *sorted(carried)))
    return DigestPart(replace(digest.message, id=digest_id, part=number, parts=parts, chart=chart), ())


def _messages(items: Sequence[DigestItem]) -> tuple[MessageId, ...]:
    return tuple(message_id for item in items for message_id in item.messages)


def _message(kind: DigestKind, subscriber: Subscriber, now: datetime) -> DigestMessage:
    return DigestMessage(
        id=DigestId(""),
        subscriber_id=subscriber.id,
        channel=subscriber.channel,
        kind=kind,
        part=1,
        parts=1,
        created_at=now,
        due_at=now,
    )


def _going(
    work: UnitOfWork, alone: Mapping[SubscriberId, Sequence[MessageId]], names: Collection[ChannelName], now: datetime
) -> Iterator[tuple[Subscriber, list[Message]]]:
    going: dict[SubscriberId, list[Message]] = {}
    for subscriber_id, message_ids in alone.items():
        found = map(work.outbox.find, message_ids)
        going[subscriber_id] = [message for message in found if message is not None]
    for digest in work.digests.list_due(now, names):
        going.setdefault(digest.subscriber_id, []).append(digest)
    for subscriber_id, messages in going.items():
        yield work.subscribers.get(subscriber_id), messages
