"""/report: a dialogue in one edited message, then the report as a file."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.asking import report_asked
from bot.chats import asker_of
from bot.handlers.replying import reply, send_file
from bot.handlers.subscriptions import read_visit
from bot.handlers.turning import show
from bot.replies import report_orders as replies
from bot.replies.subscriptions import not_admitted
from bot.report_orders import file_name, order_of, scope_of

if TYPE_CHECKING:
    from telegram import CallbackQuery, Update

    from bot.chats import Asker
    from bot.handlers.visits import Visit
    from bot.report_orders import Order
    from bot.telegram_parts import Context, TelegramParts


async def report(parts: TelegramParts, update: Update, context: Context) -> None:
    """Ask which report is wanted, as far as the words behind the command do not say it."""
    asker = asker_of(update)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    if not visit.admitted:
        await reply(context.bot, asker.chat, not_admitted(visit.texts))
        return
    wanted, understood = report_asked(" ".join(context.args or ()))
    screen = replies.order_screen(wanted, visit.texts, hides=_hides(visit), hint=not understood)
    await reply(context.bot, asker.chat, screen)


async def order(parts: TelegramParts, update: Update, context: Context) -> None:
    """Ask what is not chosen yet; once all is chosen have the report made."""
    query = update.callback_query
    if query is None:
        return
    asker = asker_of(update)
    wanted = order_of(query.data or "")
    visit = await asyncio.to_thread(read_visit, parts, asker)
    if wanted is None or not visit.admitted:
        await query.answer(visit.texts.say("This button is out of use."))
    elif wanted.form is None:
        await query.answer()
        await show(query, replies.order_screen(wanted, visit.texts, hides=_hides(visit)))
    elif parts.desk.is_busy_for(asker.chat):
        busy = visit.texts.say("A report is being made for this chat; the next one after it.")
        await query.answer(busy, show_alert=True)
    else:
        _begin(parts, update, context, asyncio.create_task(_make(parts, query, wanted, visit, context)))
        await query.answer()


def _begin(parts: TelegramParts, update: Update, context: Context, work: asyncio.Task[None]) -> None:
    """Let the report be made beside other updates; its failure is handled as that of any handler."""
    handlers: set[asyncio.Task[bool]] = set()

    def ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and isinstance(error := task.exception(), Exception):
            handling = asyncio.create_task(context.application.process_error(update, error))
            handlers.add(handling)
            handling.add_done_callback(handlers.discard)

    parts.desk.begins(asker_of(update).chat, work)
    work.add_done_callback(ended)


async def _make(parts: TelegramParts, query: CallbackQuery, wanted: Order, visit: Visit, context: Context) -> None:
    asker: Asker = visit.asker
    await show(query, replies.being_made(wanted, visit.texts))
    scope = scope_of(wanted, parts.declaration, parts.clock.now())
    content = await asyncio.to_thread(parts.desk.report, scope, visit.texts.language, wanted.form or "")
    if content is None:
        await show(query, replies.too_large(wanted, visit.texts))
        return
    caption = replies.report_caption(scope, visit.texts)
    await send_file(context.bot, asker.chat, content, file_name(wanted, scope), caption)
    await show(query, replies.made(wanted, visit.texts))


def _hides(visit: Visit) -> bool:
    return bool(visit.facets.hidden_outlets)
