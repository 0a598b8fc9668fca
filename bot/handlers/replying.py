"""Sending replies: in HTML, without link previews, into the topic that asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode

if TYPE_CHECKING:
    from telegram import Bot

    from bot.chats import ChatKey
    from bot.markup import RenderedMessage

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def reply(bot: Bot, chat: ChatKey, *messages: RenderedMessage) -> None:
    """Send the messages in order.

    Raises:
        TelegramError: one was not sent, and none after it.
    """
    for message in messages:
        await bot.send_message(
            chat_id=chat.chat_id,
            message_thread_id=chat.thread_id,
            text=message.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=keyboard(message),
        )


def keyboard(message: RenderedMessage) -> InlineKeyboardMarkup | None:
    """Return the buttons of a message, one a row."""
    rows = [[InlineKeyboardButton(button.text, callback_data=button.data)] for button in message.buttons]
    return InlineKeyboardMarkup(rows) if rows else None
