"""What operators are told: notices folded into messages, and those messages sent; at most one a day.

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
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.outcomes import after
from bot.replies.notices import operator_message
from bot.texts import DEFAULT_ZONES, texts_for
from domain.alert import DeliveryState
from domain.errors import DeliveryError
from domain.identity import stable_id
from domain.notice import Operator, OperatorMessage, OperatorMessageId
from domain.subscriber import ChannelName

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.channels.parts import TellingChannel
    from bot.outcomes import Outcome
    from bot.pacing import Pace
    from config.settings import Settings
    from domain.notice import Notice
    from domain.ports import Clock, OpenUnitOfWork, UnitOfWork

log = logging.getLogger(__name__)

SETTLE = timedelta(minutes=10)
"""A notice waits so long for others of the same cause, and for word that the fault was our own."""

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
    pace = parts.paces.get(message.channel)
    if pace is not None:
        await pace.turn(message.address, is_group=False)
    outcome = await _send(message, notices, reader, parts)
    if isinstance(outcome, DeliveryError):
        log.warning("message to operator %s: %s: %s", message.address, type(outcome).__name__, outcome)
    told = after(message, outcome, parts.clock.now())
    await asyncio.to_thread(_save, told, parts)
    return told.state is DeliveryState.SENT


async def _send(message: OperatorMessage, notices: Sequence[Notice], reader: Operator, parts: OperatorParts) -> Outcome:
    rendered = operator_message(notices, texts_for(reader.language, reader.zone))
    channel = parts.channels[message.channel]
    try:
        return await channel.tell(message.address, rendered, plain=message.plain, attempts=message.attempts)
    except DeliveryError as error:
        return error


def _claim(
    message_id: OperatorMessageId, parts: OperatorParts
) -> tuple[OperatorMessage, Sequence[Notice], Operator] | None:
    with parts.open_unit_of_work() as work:
        claimed = work.notices.claim(message_id, parts.clock.now())
        readers = {each.address: each for each in operators(parts.settings, work)}
        work.commit()
    if claimed is None:
        return None
    message, notices = claimed
    language = parts.settings.console_language
    stranger = Operator(message.channel, message.address, language, DEFAULT_ZONES[language])
    return message, notices, readers.get(message.address, stranger)


def _save(message: OperatorMessage, parts: OperatorParts) -> None:
    with parts.open_unit_of_work() as work:
        work.notices.save_message(message)
        work.commit()
