"""Sending replies: in HTML, without link previews, into the topic that asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode

if TYPE_CHECKING:
    from telegram import Bot

    from bot.chats import ChatKey
    from bot.markup import Button, RenderedMessage

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


async def send_photo(bot: Bot, chat: ChatKey, picture: bytes, caption: RenderedMessage) -> None:
    """Send a picture with a caption of at most ``CAPTION_LIMIT``.

    Raises:
        TelegramError: it was not sent.
    """
    await bot.send_photo(
        chat_id=chat.chat_id,
        message_thread_id=chat.thread_id,
        photo=picture,
        caption=caption.html,
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard(caption),
    )


async def send_file(bot: Bot, chat: ChatKey, content: bytes, name: str, caption: RenderedMessage) -> None:
    """Send a file with a caption of at most ``CAPTION_LIMIT``.

    Raises:
        TelegramError: it was not sent.
    """
    await bot.send_document(
        chat_id=chat.chat_id,
        message_thread_id=chat.thread_id,
        document=content,
        filename=name,
        caption=caption.html,
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard(caption),
    )


def keyboard(message: RenderedMessage, *, plain: bool = False) -> InlineKeyboardMarkup | None:
    """Return the buttons of a message.

    Args:
        plain: for a message that was refused once; it spells out its addresses, so the buttons that open a page, the
            only ones with foreign content, are left out.
    """
    rows = [[_button(button) for button in row if not (plain and button.url)] for row in message.rows]
    return InlineKeyboardMarkup([row for row in rows if row]) if any(rows) else None


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.text, url=button.url)
    return InlineKeyboardButton(button.text, callback_data=button.data)
