"""Turning pages: a message edited by its own buttons, so that a long list stays one message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.handlers.replying import NO_PREVIEW, keyboard

if TYPE_CHECKING:
    from telegram import CallbackQuery

    from bot.markup import RenderedMessage

_UNCHANGED = "not modified"
"""In Telegram's refusal to edit a message into what it is already."""


async def show(query: CallbackQuery, message: RenderedMessage) -> None:
    """Edit the message of the button; one that shows this already stays as it is.

    Raises:
        TelegramError: it was not edited.
    """
    try:
        await query.edit_message_text(
            message.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=keyboard(message),
        )
    except BadRequest as refusal:
        if _UNCHANGED not in refusal.message:
            raise


def marked_words(query: CallbackQuery) -> str:
    """Return what stands as code in the message of the button, empty where nothing does or it is too old to be read.

    What a list was asked for stands in the list itself: callback data is too short for it, and nothing is stored.
    """
    if not isinstance(query.message, Message):
        return ""
    return next(iter(query.message.parse_entities(["code"]).values()), "")
