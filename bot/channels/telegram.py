"""Telegram channel: alerts through the Bot API, and what its errors mean for a delivery.

The Bot API cannot be asked what it sent. So an error is read for one thing first: is it sure that nothing arrived?
Only then is the message tried again.
"""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
from telegram import LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.chats import ChatKey
from bot.digests import drawn
from bot.handlers.replying import keyboard
from bot.report_desk import DOCUMENT_LIMIT
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
    from collections.abc import Sequence
    from datetime import datetime

    from telegram import Bot

    from bot.channels.parts import Attachment, ChannelParts, Render
    from bot.digests import DigestWriter
    from bot.markup import RenderedMessage
    from domain.alert import Alert
    from domain.amendment import Amendment
    from domain.digest import Digest, DigestItem
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

_UNCHANGED = "not modified"
"""In Telegram's refusal to edit a message into what it is already."""

_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=10)
_WAIT_WITHOUT_TOKEN = timedelta(minutes=5)


class TelegramChannel:
    """Sends alerts with a bot.

    Args:
        bot: initialised. render: alert to message. clock: for the times of further attempts.
        digests: makes digests into text.
    """

    name = ChannelName.TELEGRAM
    shows_charts = True

    def __init__(self, bot: Bot, render: Render, clock: Clock, digests: DigestWriter) -> None:
        # python-telegram-bot 22 asks its users to opt in this way, and warns at every RetryAfter until they do.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._bot = bot
        self._render = render
        self._clock = clock
        self._digests = digests

    async def send(self, alert: Alert) -> Delivered:
        """Send one alert, in HTML or, where its markup was refused once, without markup.

        Raises:
            DeliveryError: one of its kinds, as ``meaning_of`` tells.
        """
        plain, attempts = alert.message.plain, alert.message.attempts
        message, first = self._render(alert), alert.reply_to
        return await self.tell(alert.subscriber.address, message, plain=plain, attempts=attempts, reply_to=first)

    async def amend(self, amendment: Amendment) -> None:
        """Write a sent message anew; one that shows this already stays as it is.

        Raises:
            DeliveryError: one of its kinds, as ``meaning_of`` tells.
        """
        alert = amendment.alert
        message, chat = self._render(alert), ChatKey.of(alert.subscriber.address)
        plain = alert.message.plain
        try:
            await self._bot.edit_message_text(
                chat_id=chat.chat_id,
                message_id=int(amendment.remote_id),
                text=message.plain if plain else message.html,
                parse_mode=None if plain else ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=keyboard(message, plain=plain),
            )
        except TelegramError as error:
            if _UNCHANGED not in error.message:
                raise meaning_of(error, chat, self._clock.now(), alert.message.attempts) from error

    def divide(self, digest: Digest) -> tuple[Sequence[Sequence[DigestItem]], Sequence[DigestItem]]:
        """Return as few messages as Telegram's limit allows, divided between developments."""
        return self._digests.divide(digest)

    async def send_digest(self, digest: Digest) -> Delivered:
        """Send one part of a digest, as text or as the picture of a weekly one.

        Raises:
            DeliveryError: one of its kinds, as ``meaning_of`` tells; a picture that cannot be drawn is refused.
        """
        address, plain, attempts = digest.subscriber.address, digest.message.plain, digest.message.attempts
        if not digest.message.chart:
            return await self.tell(address, self._digests.message(digest), plain=plain, attempts=attempts)
        chart = await asyncio.to_thread(drawn, self._digests, digest)
        chat, caption = ChatKey.of(address), chart.caption
        try:
            sent = await self._bot.send_photo(
                chat_id=chat.chat_id,
                message_thread_id=chat.thread_id,
                photo=chart.png,
                caption=caption.plain if plain else caption.html,
                parse_mode=None if plain else ParseMode.HTML,
                reply_markup=keyboard(caption, plain=plain),
            )
        except TelegramError as error:
            raise meaning_of(error, chat, self._clock.now(), attempts) from error
        return Delivered(str(sent.message_id))

    async def tell(
        self, address: str, message: RenderedMessage, *, plain: bool = False, attempts: int = 0, reply_to: str = ""
    ) -> Delivered:
        """Send a message that is rendered already, as a reply where ``reply_to`` names a message of the chat.

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
                reply_markup=keyboard(message, plain=plain),
                # A message that was deleted meanwhile is no reason not to tell.
                reply_parameters=ReplyParameters(int(reply_to), allow_sending_without_reply=True) if reply_to else None,
            )
        except TelegramError as error:
            raise meaning_of(error, chat, self._clock.now(), attempts) from error
        return Delivered(str(sent.message_id))

    async def send_file(
        self, address: str, attachment: Attachment, *, plain: bool = False, attempts: int = 0
    ) -> Delivered:
        """Send a file as a document.

        Raises:
            DeliveryError: one of its kinds, as ``meaning_of`` tells; a file above Telegram's limit is refused.
        """
        chat, caption = ChatKey.of(address), attachment.caption
        content = await asyncio.to_thread(attachment.path.read_bytes)
        if len(content) > DOCUMENT_LIMIT:
            raise MessageRefused(f"{attachment.name} is too large for Telegram")
        try:
            sent = await self._bot.send_document(
                chat_id=chat.chat_id,
                message_thread_id=chat.thread_id,
                document=content,
                filename=attachment.name,
                caption=caption.plain if plain else caption.html,
                parse_mode=None if plain else ParseMode.HTML,
            )
        except TelegramError as error:
            raise meaning_of(error, chat, self._clock.now(), attempts) from error
        return Delivered(str(sent.message_id))


def telegram_channel(parts: ChannelParts) -> TelegramChannel | None:
    """Return the Telegram channel if there is a bot."""
    return TelegramChannel(parts.bot, parts.render, parts.clock, parts.digests) if parts.bot is not None else None


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
            meaning: DeliveryError = DeliveryDelayed("Telegram asks to wait", now + _asked_wait(error), asked=True)
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
        return DeliveryDelayed("Telegram asks to wait without saying how long", retry_at, asked=True)
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
