"""Folding: in each delivery round, what goes alone, what goes as a digest, and what waits on.

The rules are those of ``domain.telling``; here they are asked and what they say is stored, for some subscribers in each
transaction: when the digests of thousands are due at once, nobody else who writes waits for all of them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from domain.alert import OutboxMessage
from domain.digest import Digest, DigestId, DigestMessage, DigestPart
from domain.identity import stable_id
from domain.telling import DigestKind, day_began, in_order, telling

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

ALONE_MOST = 12
"""Alerts of one chat in a round; no chat takes more while it lasts, and a longer row is not read anew for nothing."""

LOT = 20
"""Subscribers of one transaction: half a second at most, where each has a digest of dozens of developments."""


class Lot(NamedTuple):
    """What goes now to some subscribers.

    Attributes:
        going: the messages of each in order. cut: whether more could go to one of them.
    """

    going: Sequence[tuple[Subscriber, Sequence[Message]]]
    cut: bool


def fold(
    open_unit_of_work: OpenUnitOfWork,
    channels: Mapping[ChannelName, TellingChannel],
    now: datetime,
    most: int,
    busy: Collection[SubscriberId] = (),
) -> Iterator[Lot]:
    """Decide about everything that is due and store it, lot by lot, whoever waits longest first; yield what goes now.

    Nobody waits for a writer while nothing is due.

    Args:
        now: UTC. most: messages that are wanted of all; shared by those to whom something is due.
        busy: subscribers who are left out, because what went to them last is still on its way.

    Raises:
        StorageError: of this lot nothing was changed.
    """
    with open_unit_of_work(writes=False) as work:
        due = [each for each in work.digests.subscribers_due(now, tuple(channels)) if each not in busy]
    share = min(ALONE_MOST, math.ceil(most / max(1, len(due))))
    for start in range(0, len(due), LOT):
        with open_unit_of_work() as work:
            lot = _lot(work, due[start : start + LOT], channels, now, share)
            work.commit()
        yield lot


def _lot(
    work: UnitOfWork,
    due: Collection[SubscriberId],
    channels: Mapping[ChannelName, TellingChannel],
    now: datetime,
    share: int,
) -> Lot:
    work.mutes.cancel(now, due)
    alone: list[MessageId] = []
    cut = False
    for subscriber_id, waiting in work.digests.list_waiting(due).items():
        decided = _decide(work, work.subscribers.get(subscriber_id), waiting, channels, now)
        alone += decided[:share]
        cut = cut or len(decided) > share
    alerts = {message.id: message for message in work.outbox.list_by_ids(alone)}
    going: defaultdict[SubscriberId, list[Message]] = defaultdict(list)
    messages: list[Message] = [*(alerts[each] for each in alone if each in alerts), *work.digests.list_due(now, due)]
    for message in messages:
        going[message.subscriber_id].append(message)
    return Lot([(work.subscribers.get(each), theirs) for each, theirs in going.items()], cut)


def _decide(
    work: UnitOfWork,
    subscriber: Subscriber,
    waiting: Sequence[Waiting],
    channels: Mapping[ChannelName, TellingChannel],
    now: datetime,
) -> Sequence[MessageId]:
    """Decide about what waits for one subscriber; returns what goes by itself."""
    timing, zone = subscriber.told_by, subscriber.zone
    told = 0 if timing.alerts_a_day is None else work.digests.told_since(subscriber.id, day_began(now, zone))
    decided = telling(in_order(waiting, timing, now), timing, zone, told, now)
    work.digests.hold(decided.held)
    if decided.kind is not None:
        items = work.digests.items(decided.folded)
        standing = {message_id for item in items for message_id in item.messages}
        work.digests.cancel([each for each in decided.folded if each not in standing])
        digest = Digest(_message(decided.kind, subscriber, now), subscriber, tuple(items))
        if items:
            work.digests.add(list(parts_of(digest, channels[subscriber.channel])))
    return decided.alone


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
