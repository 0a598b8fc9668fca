"""The button below an alert that names an uncertain message: show that message again, once; in groups by admins."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.chats import asker_of
from bot.handlers.rights import may_press
from bot.handlers.subscriptions import read_visit
from bot.handlers.visits import look_up
from bot.messages import AGAIN
from domain.alert import DeliveryState, MessageId
from domain.digest import DigestId, DigestMessage

if TYPE_CHECKING:
    from telegram import Update

    from bot.chats import Asker
    from bot.telegram_parts import Context, TelegramParts


async def again(parts: TelegramParts, update: Update, context: Context) -> None:
    """Make an uncertain message of this chat due again."""
    query = update.callback_query
    if query is None or query.data is None:
        return
    asker, message_id = asker_of(update), MessageId(query.data.removeprefix(AGAIN))
    visit = await asyncio.to_thread(read_visit, parts, asker)
    if await may_press(query, asker, visit.texts, context):
        await query.answer(await asyncio.to_thread(_send_again, parts, asker, message_id))


async def stale_button(parts: TelegramParts, update: Update, _: Context) -> None:
    """Answer a button that no longer stands for anything, or never did."""
    query = update.callback_query
    if query is not None:
        visit_texts = await asyncio.to_thread(_texts, parts, asker_of(update))
        await query.answer(visit_texts)


def _send_again(parts: TelegramParts, asker: Asker, message_id: MessageId) -> str:
    """Only what belongs to this chat and is still uncertain: a second press or a forged button changes nothing."""
    with parts.open_unit_of_work() as work:
        visit = look_up(work, parts, asker)
        message = work.outbox.find(message_id) or work.digests.find(DigestId(message_id))
        own = message is not None and visit.subscriber is not None and message.subscriber_id == visit.subscriber.id
        if message is None or not own or message.state is not DeliveryState.UNCERTAIN:
            return visit.texts.say("There is nothing to show again here.")
        now = parts.clock.now()
        if isinstance(message, DigestMessage):
            work.digests.save(replace(message, state=DeliveryState.DUE, due_at=now))
        else:
            # Named by this button: it comes by itself, whatever else waits.
            work.outbox.save(replace(message, state=DeliveryState.DUE, due_at=now, named=True))
        work.commit()
    return visit.texts.say("The message comes again in a moment.")


def _texts(parts: TelegramParts, asker: Asker) -> str:
    with parts.open_unit_of_work(writes=False) as work:
        return look_up(work, parts, asker).texts.say("This button is out of use.")
