"""The button below a message that names an uncertain one: show that one again, once; in groups by admins.

Whatever is sent may be uncertain: alerts, parts of digests, corrections, broadcasts and weekly posts.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from bot.chats import asker_of
from bot.handlers.rights import may_press
from bot.handlers.subscriptions import read_visit
from bot.handlers.visits import look_up
from bot.messages import AGAIN
from domain.alert import DeliveryState, MessageId
from domain.amendment import WithdrawalReplyId
from domain.digest import DigestId
from domain.notice import OperatorMessageId

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from telegram import Update

    from bot.chats import Asker
    from bot.telegram_parts import Context, TelegramParts
    from domain.alert import OutboxMessage
    from domain.amendment import WithdrawalReply
    from domain.digest import DigestMessage
    from domain.subscriber import Subscriber
    from domain.unit_of_work import UnitOfWork

Told = TypeVar("Told", "OutboxMessage", "DigestMessage", "WithdrawalReply")


async def again(parts: TelegramParts, update: Update, context: Context) -> None:
    """Make an uncertain message of this chat due again."""
    query = update.callback_query
    if query is None or query.data is None:
        return
    asker, message_id = asker_of(update), query.data.removeprefix(AGAIN)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    if await may_press(query, asker, visit.texts, context):
        await query.answer(await asyncio.to_thread(_send_again, parts, asker, message_id))


async def stale_button(parts: TelegramParts, update: Update, _: Context) -> None:
    """Answer a button that no longer stands for anything, or never did."""
    query = update.callback_query
    if query is not None:
        visit_texts = await asyncio.to_thread(_texts, parts, asker_of(update))
        await query.answer(visit_texts)


def _send_again(parts: TelegramParts, asker: Asker, message_id: str) -> str:
    """Only what belongs to this chat and is still uncertain: a second press or a forged button changes nothing."""
    with parts.open_unit_of_work() as work:
        visit = look_up(work, parts, asker)
        reader, now = visit.subscriber, parts.clock.now()
        if reader is None or not any(make(message_id, reader, work, now) for make in _MADE_DUE):
            return visit.texts.say("There is nothing to show again here.")
        work.commit()
    return visit.texts.say("The message comes again in a moment.")


def _comes_again(message: Told | None, reader: Subscriber, now: datetime, save: Callable[[Told], None]) -> bool:
    """Make a message due if it was for this reader and may not have arrived."""
    if message is None or message.subscriber_id != reader.id or message.state is not DeliveryState.UNCERTAIN:
        return False
    # Named by this button: it comes by itself, whatever else waits.
    save(replace(message, state=DeliveryState.DUE, due_at=now, named=True))
    return True


def _alert(message_id: str, reader: Subscriber, work: UnitOfWork, now: datetime) -> bool:
    return _comes_again(work.outbox.find(MessageId(message_id)), reader, now, work.outbox.save)


def _digest(message_id: str, reader: Subscriber, work: UnitOfWork, now: datetime) -> bool:
    return _comes_again(work.digests.find(DigestId(message_id)), reader, now, work.digests.save)


def _correction(message_id: str, reader: Subscriber, work: UnitOfWork, now: datetime) -> bool:
    reply = work.amendments.find_reply(WithdrawalReplyId(message_id))
    return _comes_again(reply, reader, now, work.amendments.save_reply)


def _broadcast(message_id: str, reader: Subscriber, work: UnitOfWork, now: datetime) -> bool:
    """Make due a broadcast, a weekly post or another message of its kind, if what it tells is still stored."""
    message = work.notices.find_message(OperatorMessageId(message_id))
    if message is None or message.state is not DeliveryState.UNCERTAIN:
        return False
    is_own = (message.channel, message.address) == (reader.channel, reader.address)
    if not is_own or any(work.notices.find(each) is None for each in message.notice_ids):
        return False
    work.notices.save_message(replace(message, state=DeliveryState.DUE, due_at=now, named=True))
    return True


_MADE_DUE = (_alert, _digest, _correction, _broadcast)


def _texts(parts: TelegramParts, asker: Asker) -> str:
    with parts.open_unit_of_work(writes=False) as work:
        return look_up(work, parts, asker).texts.say("This button is out of use.")
