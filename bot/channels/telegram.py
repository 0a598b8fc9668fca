"""Telegram channel: alerts through the Bot API, and what its errors mean for a delivery.

The Bot API cannot be asked what it sent. So an error is read for one thing first: is it sure that nothing arrived?
Only then is the message tried again.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.chats import ChatKey
from domain.alert import Delivered
from domain.errors import (
    DeliveryDelayed,
    DeliveryError,
    DeliveryUncertain,
    MessageRefused,
    RecipientGone,
    RecipientMoved,
)
from domain.subscriber import ChannelName

if TYPE_CHECKING:
    from datetime import datetime

    from telegram import Bot

    from bot.channels.parts import ChannelParts, Render
    from bot.markup import Button, RenderedMessage
    from domain.alert import Alert
    from domain.ports import Clock

_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""Failures before the request was written: no connection, no free one, no way there."""

_NOBODY_THERE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "message thread not found",
    "topic_closed",
    "topic_deleted",
    "not enough rights",
    "have no rights",
    "chat_write_forbidden",
    "chat_restricted",
    "need administrator rights",
)
"""Bad Requests that speak of the recipient, not of the message (texts of the Bot API server, lower case)."""

_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=10)
_WAIT_WITHOUT_TOKEN = timedelta(minutes=5)


class TelegramChannel:
    """Sends alerts with a bot.

    Args:
        bot: initialised. render: alert to message. clock: for the times of further attempts.
    """

    name = ChannelName.TELEGRAM

    def __init__(self, bot: Bot, render: Render, clock: Clock) -> None:
        # python-telegram-bot 22 asks its users to opt in this way, and warns at every RetryAfter until they do.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._bot = bot
        self._render = render
        self._clock = clock

    async def send(self, alert: Alert) -> Delivered:
        """Send one alert, in HTML or, where its markup was refused once, without markup.

        Raises:
            DeliveryError: one of its kinds, as ``meaning_of`` tells.
        """
        message, plain = self._render(alert), alert.message.plain
        return await self.tell(alert.subscriber.address, message, plain=plain, attempts=alert.message.attempts)

    async def tell(
        self, address: str, message: RenderedMessage, *, plain: bool = False, attempts: int = 0
    ) -> Delivered:
        """Send a message that is rendered already.

        Raises:
            DeliveryError: one of its kinds, as ``meaning_of`` tells.
        """
        chat = ChatKey.of(address)
        try:
            sent = await self._bot.send_message(
                chat_id=chat.chat_id,
                message_thread_id=chat.thread_id,
                text=message.plain if plain else message.html,
                parse_mode=None if plain else ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=_keyboard(message.buttons),
            )
        except TelegramError as error:
            raise meaning_of(error, chat, self._clock.now(), attempts) from error
        return Delivered(str(sent.message_id))


def telegram_channel(parts: ChannelParts) -> TelegramChannel | None:
    """Return the Telegram channel if there is a bot."""
    return TelegramChannel(parts.bot, parts.render, parts.clock) if parts.bot is not None else None


def meaning_of(error: TelegramError, chat: ChatKey, now: datetime, attempts: int) -> DeliveryError:
    """Return what an error of the Bot API, or of the way there, means for the message.

    Args:
        error: what python-telegram-bot raised.
        chat: to which the message was sent.
        now: from which a wait counts.
        attempts: how often the message was tried before; lengthens the wait while there is no connection.
    """
    match error:
        case RetryAfter():
            meaning: DeliveryError = DeliveryDelayed("Telegram asks to wait", now + _asked_wait(error))
        case ChatMigrated():
            meaning = RecipientMoved("the group became a supergroup", chat.in_chat(error.new_chat_id).address)
        case InvalidToken():
            meaning = DeliveryDelayed("Telegram rejects the bot token; set a valid one", now + _WAIT_WITHOUT_TOKEN)
        case Forbidden():
            meaning = RecipientGone(error.message)
        case BadRequest():
            meaning = _meaning_of_refusal(error)
        case _:
            meaning = _meaning_of_silence(error, now + _wait(attempts))
    return meaning


def _meaning_of_silence(error: TelegramError, retry_at: datetime) -> DeliveryError:
    if isinstance(error.__cause__, _NEVER_LEFT):
        return DeliveryDelayed(f"no connection to Telegram: {_name(error)}", retry_at)
    if error.message.startswith("Too Many Requests"):
        return DeliveryDelayed("Telegram asks to wait without saying how long", retry_at)
    return DeliveryUncertain(f"no clear answer from Telegram: {_name(error)}")


def _meaning_of_refusal(error: BadRequest) -> DeliveryError:
    said = error.message.lower()
    if any(phrase in said for phrase in _NOBODY_THERE):
        return RecipientGone(error.message)
    return MessageRefused(error.message)


def _asked_wait(error: RetryAfter) -> timedelta:
    asked: timedelta | int = error.retry_after
    return asked if isinstance(asked, timedelta) else timedelta(seconds=asked)


def _wait(attempts: int) -> timedelta:
    doubled: int = 2 ** min(attempts, 10)
    return min(_FIRST_WAIT * doubled, _LONGEST_WAIT)


def _name(error: TelegramError) -> str:
    """Return the failure without any address: an address of the Bot API holds the token."""
    return type(error.__cause__ or error).__name__


def _keyboard(buttons: tuple[Button, ...]) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(button.text, callback_data=button.data)] for button in buttons]
    return InlineKeyboardMarkup(rows) if rows else None
