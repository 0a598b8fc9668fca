"""One-time codes sent as a message of their own: they admit their sender, and some make an editor."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.chats import asker_of
from bot.handlers.browse import unknown
from bot.handlers.replying import reply
from bot.handlers.subscriptions import code_taken, first_screen, join, read_visit
from bot.introducing import renew_menu
from bot.invitations import find_code
from bot.replies.subscriptions import code_refused

if TYPE_CHECKING:
    from telegram import Update

    from bot.chats import Asker
    from bot.markup import RenderedMessage
    from bot.telegram_parts import Context, TelegramParts


async def plain_text(parts: TelegramParts, update: Update, context: Context) -> None:
    """Try a code; answer any other text as not understood."""
    asker = asker_of(update)
    code = find_code((update.effective_message and update.effective_message.text) or "")
    if code is None:
        await unknown(parts, update, context)
        return
    await reply(context.bot, asker.chat, *await asyncio.to_thread(_answer_code, parts, asker, code))
    await renew_menu(context.bot, parts, asker)


def _answer_code(parts: TelegramParts, asker: Asker, code: str) -> tuple[RenderedMessage, ...]:
    before = read_visit(parts, asker)
    joined = join(parts, asker, code, only_by_code=True)
    if not joined.redeemed:
        return (code_refused(joined.visit.texts),)
    greeting = first_screen(parts, joined.visit) if before.subscriber is None else ()
    return (code_taken(joined), *greeting)
