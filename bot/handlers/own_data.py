"""/privacy, /export and /delete: what is stored about a chat; in groups only admins get or delete it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from bot.chats import asker_of
from bot.handlers.replying import reply, send_file
from bot.handlers.rights import may_change, may_press
from bot.handlers.subscriptions import read_visit
from bot.handlers.turning import show
from bot.handlers.visits import look_up
from bot.introducing import withdraw_menu
from bot.replies import own_data as replies

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from telegram import Update

    from bot.chats import Asker
    from bot.telegram_parts import Context, TelegramParts

EXPORT_FILE = "cajad-chat.json"


async def privacy(parts: TelegramParts, update: Update, context: Context) -> None:
    """Say what is stored."""
    asker = asker_of(update)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    await reply(context.bot, asker.chat, replies.privacy(visit.texts))


async def export(parts: TelegramParts, update: Update, context: Context) -> None:
    """Send everything that is stored about this chat."""
    asker = asker_of(update)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    if visit.subscriber is None:
        await reply(context.bot, asker.chat, replies.nothing_stored(visit.texts))
    elif not await may_change(asker, context):
        await reply(context.bot, asker.chat, replies.admins_only(visit.texts))
    else:
        content = await asyncio.to_thread(_collected, parts, asker)
        await send_file(context.bot, asker.chat, content, EXPORT_FILE, replies.export_caption(visit.texts))


async def delete(parts: TelegramParts, update: Update, context: Context) -> None:
    """Ask whether everything shall be deleted."""
    asker = asker_of(update)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    if visit.subscriber is None:
        answer = replies.nothing_stored(visit.texts)
    elif not await may_change(asker, context):
        answer = replies.admins_only(visit.texts)
    else:
        answer = replies.delete_question(visit.texts)
    await reply(context.bot, asker.chat, answer)


async def decide_deletion(parts: TelegramParts, update: Update, context: Context) -> None:
    """Delete everything, or nothing, as the pressed button says; in groups admins only."""
    query = update.callback_query
    if query is None or query.data is None:
        return
    asker = asker_of(update)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    if not await may_press(query, asker, visit.texts, context):
        return
    await query.answer()
    if query.data != f"{replies.DELETE}{replies.YES}":
        await show(query, replies.kept(visit.texts))
        return
    was_there = await asyncio.to_thread(_delete, parts, asker)
    await show(query, replies.deleted(visit.texts) if was_there else replies.nothing_stored(visit.texts))
    await withdraw_menu(context.bot, parts, asker)


def _collected(parts: TelegramParts, asker: Asker) -> bytes:
    rows: Mapping[str, Sequence[Mapping[str, object]]] = {}
    with parts.open_unit_of_work(writes=False) as work:
        visit = look_up(work, parts, asker)
        if visit.subscriber is not None:
            rows = work.own_data.collect(visit.subscriber)
    return json.dumps({"at": parts.clock.now().isoformat(), "stored": rows}, ensure_ascii=False, indent=2).encode()


def _delete(parts: TelegramParts, asker: Asker) -> bool:
    with parts.open_unit_of_work() as work:
        visit = look_up(work, parts, asker)
        if visit.subscriber is None:
            return False
        work.own_data.delete(visit.subscriber)
        work.commit()
    return True
