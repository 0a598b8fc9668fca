"""What operators are told: notices folded into messages, and those messages sent; at most one a day.

Broadcasts, weekly posts, reports as files and reminders of editors are messages of the same kind, to subscribers too.

::

    notices waiting
      | is_time           pure: is there reason to write now?
      | messages_of       one message for each operator; one transaction with the mark on the notices
    messages due
      | claim, send, after, save      as alerts are (bot/deliver.py): a message in doubt is never sent again
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.outcomes import after, patient
from bot.pacing import Turn
from bot.parcels import attachment_of, missing, put_off, wants
from bot.recipients import follow_recipient
from bot.replies.notices import operator_message, review_reminder
from bot.replies.operating import broadcast
from bot.replies.weekly_post import written_post
from bot.texts import DEFAULT_ZONES, texts_for
from domain.alert import DeliveryState
from domain.errors import DeliveryDelayed, DeliveryError, RecipientMoved
from domain.identity import stable_id
from domain.notice import NoticeKind, Operator, OperatorMessage, OperatorMessageId
from domain.subscriber import ChannelName, SubscriberState
from domain.weekly_post import week_to_tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.channels.parts import TellingChannel
    from bot.markup import RenderedMessage
    from bot.outcomes import Outcome
    from bot.pacing import Pace
    from bot.texts import Texts
    from config.settings import Settings
    from domain.notice import Notice
    from domain.ports import Clock
    from domain.subscriber import Subscriber
    from domain.unit_of_work import OpenUnitOfWork, UnitOfWork

log = logging.getLogger(__name__)

SETTLE = timedelta(minutes=10)
"""A notice waits so long for others of the same cause, and for word that the fault was our own."""

BACK_LOOKED_FOR = timedelta(hours=1)
"""How often it is looked whether somebody is back for whom a message waits."""

MESSAGE_EVERY = timedelta(days=1)
"""Operators get no more than a message a day, unless something has stopped."""


@dataclass(frozen=True, slots=True)
class OperatorParts:
    """What telling operators works with.

    Attributes:
        paces: by channel, those of the alerts: Telegram counts all messages to a chat.
    """

    open_unit_of_work: OpenUnitOfWork
    channels: Mapping[ChannelName, TellingChannel]
    paces: Mapping[ChannelName, Pace]
    clock: Clock
    settings: Settings


def operators(settings: Settings, work: UnitOfWork) -> list[Operator]:
    """Return who runs this installation: the admins on Telegram, without a bot whoever reads the console.

    An admin who has spoken with the bot is told in their language and zone.
    """
    language = settings.console_language
    zone = settings.console_zone or DEFAULT_ZONES[language]
    if settings.telegram_token is None:
        return [Operator(ChannelName.CONSOLE, "stdout", language, zone)]
    told = []
    for admin in settings.admins:
        known = work.subscribers.find(ChannelName.TELEGRAM, str(admin))
        read_in = (known.language, known.zone) if known else (language, zone)
        told.append(Operator(ChannelName.TELEGRAM, str(admin), *read_in))
    return told


def is_time(waiting: Sequence[Notice], last_message_at: datetime | None, now: datetime) -> bool:
    """Tell whether the operators are to get a message now.

    Args:
        waiting: notices told to nobody yet. last_message_at: when the last message was made, None = never.
    """
    if not waiting:
        return False
    if any(notice.kind.is_urgent for notice in waiting):
        return True
    settled = now - min(notice.at for notice in waiting) >= SETTLE
    return settled and (last_message_at is None or now - last_message_at >= MESSAGE_EVERY)


def messages_of(notices: Sequence[Notice], recipients: Sequence[Operator], now: datetime) -> list[OperatorMessage]:
    """Return one message for each operator that tells all the notices."""
    notice_ids = tuple(notice.id for notice in notices)
    return [
        OperatorMessage(
            id=OperatorMessageId(stable_id("operator message", each.channel, each.address, *notice_ids)),
            channel=each.channel,
            address=each.address,
            notice_ids=notice_ids,
            created_at=now,
            due_at=now,
        )
        for each in recipients
    ]


async def tell_operators(parts: OperatorParts) -> int:
    """Fold what waits into messages where it is time, send what is due, and return how many were sent.

    Raises:
        StorageError: the database cannot be used; nothing is lost.
    """
    await asyncio.to_thread(_fold, parts)
    sent = 0
    for message_id in await asyncio.to_thread(_due, parts):
        sent += await _tell(message_id, parts)
    return sent


def recover_operator_messages(parts: OperatorParts) -> int:
    """Turn what a dead process left in SENDING into UNCERTAIN; for the start, once the role is held."""
    with parts.open_unit_of_work() as work:
        left = work.notices.sending_to_uncertain(parts.channels)
        work.commit()
    return left


def _fold(parts: OperatorParts) -> None:
    now = parts.clock.now()
    with parts.open_unit_of_work(writes=False) as work:
        if not is_time(work.notices.list_waiting(), work.notices.last_message_at(), now):
            return
    with parts.open_unit_of_work() as work:
        waiting, recipients = work.notices.list_waiting(), operators(parts.settings, work)
        if not is_time(waiting, work.notices.last_message_at(), now):
            return
        for message in messages_of(waiting, recipients, now):
            work.notices.save_message(message)
        work.notices.mark_delivered([notice.id for notice in waiting], now)
        work.commit()
    if not recipients:
        # A bot without CAJAD_ADMINS: what nobody is told stands at least where operators look next.
        language = parts.settings.console_language
        log.warning("%s", operator_message(waiting, texts_for(language, DEFAULT_ZONES[language])).plain)


def _due(parts: OperatorParts) -> Sequence[OperatorMessageId]:
    with parts.open_unit_of_work(writes=False) as work:
        return work.notices.list_due(parts.clock.now(), parts.channels)


async def _tell(message_id: OperatorMessageId, parts: OperatorParts) -> bool:
    claimed = await asyncio.to_thread(_claim, message_id, parts)
    if claimed is None:
        return False
    message, notices, reader = claimed
    pace, chat = parts.paces.get(message.channel), message.address.partition("/")[0]
    if pace is not None and pace.is_held(chat):
        # Telegram asked to wait for this chat; others are not kept waiting for it.
        await asyncio.to_thread(_put_back, message, parts)
        return False
    turn = None if pace is None else await pace.turn(chat, is_group=reader.is_group)
    with turn or Turn():
        outcome = await _send(message, notices, reader, parts)
    if isinstance(outcome, DeliveryError):
        log.warning("message to operator %s: %s: %s", message.address, type(outcome).__name__, outcome)
    state = await asyncio.to_thread(_follow, message, outcome, parts)
    return state is DeliveryState.SENT


def _follow(message: OperatorMessage, outcome: Outcome, parts: OperatorParts) -> DeliveryState:
    """Store what an attempt made of a message, and showed of its reader; return how the message stands."""
    now = parts.clock.now()
    with parts.open_unit_of_work() as work:
        known = work.subscribers.find(message.channel, message.address)
        if known is not None:
            outcome = patient(outcome, known.unreached, now)
            follow_recipient(known, outcome, work, now)
        told = after(message, outcome, now)
        work.notices.save_message(
            replace(told, address=outcome.address) if isinstance(outcome, RecipientMoved) else told
        )
        work.commit()
    return told.state


async def _send(message: OperatorMessage, notices: Sequence[Notice], reader: Operator, parts: OperatorParts) -> Outcome:
    texts, channel, address = texts_for(reader.language, reader.zone), parts.channels[message.channel], message.address
    plain, attempts = message.plain, message.attempts
    path = None if message.attachment is None else parts.settings.reports_dir / message.attachment
    if path is not None and (lost := missing(path, attempts, parts.clock.now())):
        return lost
    try:
        if path is not None:
            attachment = attachment_of(path, notices[0], texts)
            return await channel.send_file(address, attachment, plain=plain, attempts=attempts)
        return await channel.tell(address, _rendered(notices, texts), plain=plain, attempts=attempts)
    except DeliveryDelayed as error:
        if (pace := parts.paces.get(message.channel)) is not None:
            seconds = (error.retry_at - parts.clock.now()).total_seconds()
            pace.hold(address.partition("/")[0], seconds, asked=error.asked)
        return error
    except DeliveryError as error:
        return error


def _claim(
    message_id: OperatorMessageId, parts: OperatorParts
) -> tuple[OperatorMessage, Sequence[Notice], Operator] | None:
    with parts.open_unit_of_work() as work:
        claimed = work.notices.claim(message_id, parts.clock.now())
        if claimed is not None:
            claimed = _if_wanted(*claimed, work, parts)
        reader = _reader(claimed[0], parts.settings, work) if claimed else None
        work.commit()
    return None if claimed is None or reader is None else (*claimed, reader)


def _if_wanted(
    message: OperatorMessage, notices: Sequence[Notice], work: UnitOfWork, parts: OperatorParts
) -> tuple[OperatorMessage, Sequence[Notice]] | None:
    """Cancel what is not for a subscriber, and put off what comes at a wrong time.

    Operators are told whatever they subscribe to.
    """
    if not notices or notices[0].kind.is_for_operators:
        return _as_it_stands(message, notices, work, parts.clock.now())
    notice, now = notices[0], parts.clock.now()
    is_report = notice.kind is NoticeKind.PARCEL
    told = {(each.channel, each.address) for each in operators(parts.settings, work)} if is_report else set()
    if (message.channel, message.address) in told:
        return message, notices
    known = work.subscribers.find(message.channel, message.address)
    is_there = known is not None and known.state is SubscriberState.ACTIVE
    if is_there and message.named:
        # Its reader asked to be shown it again, so it comes now, whatever the day and the hour.
        return message, notices
    is_wanted = known is not None and is_there and _is_for(known, notice, now)
    if known is None or not (is_wanted or known.is_away(now)):
        work.notices.save_message(replace(message, state=DeliveryState.CANCELLED))
    elif (until := _not_before(known, notice, now)) is not None:
        work.notices.save_message(replace(message, state=DeliveryState.DUE, due_at=until))
    else:
        return message, notices
    return None


def _as_it_stands(
    message: OperatorMessage, notices: Sequence[Notice], work: UnitOfWork, now: datetime
) -> tuple[OperatorMessage, Sequence[Notice]] | None:
    """Name the chats that ask to be admitted now: who was admitted or declined since asks no more.

    They are stored as wishes alone, which are deleted in their time.
    """
    if all(each.kind is not NoticeKind.ADMISSION for each in notices):
        return message, notices
    asking = [
        {"address": each.address, "asked_at": each.asked_at.isoformat()} for each in work.admissions.list_open(now)
    ]
    told = [
        replace(each, data={**each.data, "asking": asking}) if each.kind is NoticeKind.ADMISSION else each
        for each in notices
        if asking or each.kind is not NoticeKind.ADMISSION
    ]
    if not told:
        work.notices.save_message(replace(message, state=DeliveryState.CANCELLED))
        return None
    return message, told


def _not_before(known: Subscriber, notice: Notice, now: datetime) -> datetime | None:
    """Return until when (UTC) a message waits for who is away, and all but broadcasts in quiet hours or a pause."""
    if known.is_away(now):
        return now + BACK_LOOKED_FOR
    return None if notice.kind is NoticeKind.BROADCAST else put_off(known, now)


def _is_for(known: Subscriber, notice: Notice, now: datetime) -> bool:
    """Whether a subscriber wants a report still; a weekly post is for its Monday, outside of pause and quiet hours."""
    if notice.kind is NoticeKind.PARCEL:
        return wants(known, notice)
    return notice.kind is not NoticeKind.WEEKLY_POST or week_to_tell(known, now) is not None


def _reader(message: OperatorMessage, settings: Settings, work: UnitOfWork) -> Operator:
    known = work.subscribers.find(message.channel, message.address)
    if known is not None:
        return Operator(message.channel, message.address, known.language, known.zone, known.is_group)
    readers = {each.address: each for each in operators(settings, work)}
    language = settings.console_language
    stranger = Operator(message.channel, message.address, language, DEFAULT_ZONES[language])
    return readers.get(message.address, stranger)


def _rendered(notices: Sequence[Notice], texts: Texts) -> RenderedMessage:
    if notices and notices[0].kind is NoticeKind.BROADCAST:
        return broadcast(str(notices[0].data["text"]), texts)
    if notices and notices[0].kind is NoticeKind.REVIEW_WAITING:
        return review_reminder(notices[0], texts)
    if notices and notices[0].kind is NoticeKind.WEEKLY_POST:
        return written_post(notices[0])
    return operator_message(notices, texts)


def _put_back(message: OperatorMessage, parts: OperatorParts) -> None:
    """Let a message be due as it was: nothing was tried."""
    with parts.open_unit_of_work() as work:
        work.notices.save_message(replace(message, state=DeliveryState.DUE))
        work.commit()
