"""Who may change what a chat receives: in groups its admins only, asked of Telegram at each change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import ChatMember
from telegram.error import BadRequest, Forbidden

if TYPE_CHECKING:
    from telegram import CallbackQuery

    from bot.chats import Asker
    from bot.telegram_parts import Context
    from bot.texts import Texts

_ADMINS = (ChatMember.ADMINISTRATOR, ChatMember.OWNER)


async def may_change(asker: Asker, context: Context) -> bool:
    """Whether the asker may change the chat: everybody their own, in a group its admins and who writes in its name."""
    if not asker.is_group or asker.is_chat:
        return True
    if asker.user_id is None:
        return False
    member = await context.bot.get_chat_member(asker.chat.chat_id, asker.user_id)
    return member.status in _ADMINS


async def may_press(query: CallbackQuery, asker: Asker, texts: Texts, context: Context) -> bool:
    """Whether who pressed a button may change the chat; whoever may not is told so."""
    if await administers(asker, context):
        return True
    await query.answer(texts.say("Only admins of this chat may do this."), show_alert=True)
    return False


async def administers(asker: Asker, context: Context) -> bool:
    """Whether the asker may change the chat; where Telegram shows the bot nothing of it, nobody may."""
    try:
        return await may_change(asker, context)
    except (BadRequest, Forbidden):
        # The bot is not, or no longer, in that chat.
        return False
