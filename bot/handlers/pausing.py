"""/pause: nothing comes for a while, and what was held arrives afterwards as one digest; in groups admins only."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.chats import asker_of
from bot.handlers.replying import reply
from bot.handlers.rights import may_change, may_press
from bot.handlers.subscriptions import read_visit
from bot.handlers.turning import show
from bot.handlers.visits import look_up
from bot.pausing import LENGTHS, OFF, PAUSE, pause_until
from bot.replies import pausing as replies
from bot.replies.own_data import admins_only
from bot.replies.subscriptions import start_first, stopped
from domain.subscriber import SubscriberState

if TYPE_CHECKING:
    from datetime import datetime

    from telegram import Update

    from bot.chats import Asker
    from bot.handlers.visits import Visit
    from bot.markup import RenderedMessage
    from bot.telegram_parts import Context, TelegramParts


async def pause(parts: TelegramParts, update: Update, context: Context) -> None:
    """Ask how long, or take what was written behind the command: a day, or ``off``."""
    asker = asker_of(update)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    wanted = " ".join(context.args or ())
    await reply(context.bot, asker.chat, await _answer(parts, visit, wanted, context))


async def choose_pause(parts: TelegramParts, update: Update, context: Context) -> None:
    """Pause for as long as the pressed button says, or end the pause, and say so in the same message."""
    query = update.callback_query
    if query is None or query.data is None:
        return
    asker = asker_of(update)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    if not await may_press(query, asker, visit.texts, context):
        return
    length = LENGTHS.get(query.data.removeprefix(PAUSE))
    until = parts.clock.now() + length if length is not None else None
    await query.answer()
    await show(query, await asyncio.to_thread(_set, parts, asker, until))


async def _answer(parts: TelegramParts, visit: Visit, wanted: str, context: Context) -> RenderedMessage:
    if visit.subscriber is None or visit.subscriber.state is SubscriberState.STOPPED:
        return _nothing_to_pause(visit)
    if not wanted:
        return replies.pause_question(_held_until(parts, visit), visit.texts)
    if not await may_change(visit.asker, context):
        return admins_only(visit.texts)
    if wanted.casefold() == OFF:
        return await asyncio.to_thread(_set, parts, visit.asker, None)
    until = pause_until(wanted, parts.clock.now(), visit.subscriber.zone)
    if until is None:
        return replies.no_such_day(visit.texts)
    return await asyncio.to_thread(_set, parts, visit.asker, until)


def _nothing_to_pause(visit: Visit) -> RenderedMessage:
    return start_first(visit.texts) if visit.subscriber is None else stopped(visit.texts)


def _set(parts: TelegramParts, asker: Asker, until: datetime | None) -> RenderedMessage:
    with parts.open_unit_of_work() as work:
        visit = look_up(work, parts, asker)
        if visit.subscriber is None or visit.subscriber.state is SubscriberState.STOPPED:
            return _nothing_to_pause(visit)
        timing = replace(visit.subscriber.timing, paused_until=until)
        work.subscribers.save(replace(visit.subscriber, timing=timing))
        # What an earlier pause held is decided about anew: it goes now, or waits for the new end.
        work.digests.release_pause(visit.subscriber.id, parts.clock.now())
        work.commit()
    return replies.pause_ended(visit.texts) if until is None else replies.paused(until, visit.texts)


def _held_until(parts: TelegramParts, visit: Visit) -> datetime | None:
    until = visit.subscriber.timing.paused_until if visit.subscriber is not None else None
    return until if until is not None and until > parts.clock.now() else None
