"""Turning pages: a message edited by its own buttons, so that a long list stays one message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.chats import chat_of
from bot.handlers.replying import NO_PREVIEW, keyboard, reply

if TYPE_CHECKING:
    from telegram import CallbackQuery

    from bot.markup import RenderedMessage

_UNCHANGED = "not modified"
"""In Telegram's refusal to edit a message into what it is already."""

_NOT_EDITED = ("message to edit not found", "message can't be edited", "no text in the message")
"""In its refusals to edit a message that was deleted meanwhile, is too old for that, or never held a text."""


async def show(query: CallbackQuery, message: RenderedMessage) -> None:
    """Edit the message of the button; one that shows this already stays as it is, one that is gone is sent anew.

    Raises:
        TelegramError: it was neither edited nor sent.
    """
    shown, bot = query.message, query.get_bot()
    if shown is None:
        return
    try:
        await bot.edit_message_text(
            message.html,
            chat_id=shown.chat.id,
            message_id=shown.message_id,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=keyboard(message),
        )
    except BadRequest as refusal:
        if any(each in refusal.message.casefold() for each in _NOT_EDITED):
            await reply(bot, chat_of(shown), message)
        elif _UNCHANGED not in refusal.message:
            raise


def marked_words(query: CallbackQuery) -> str:
    """Return what stands as code in the message of the button, empty where nothing does or it is too old to be read.

    What a list was asked for stands in the list itself: callback data is too short for it, and nothing is stored.
    """
    message = query.message
    if not isinstance(message, Message) or not message.text:
        return ""
    return next(iter(message.parse_entities(["code"]).values()), "")
