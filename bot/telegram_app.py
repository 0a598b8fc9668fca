"""The Telegram application: handlers in one list, the error handler, and running it beside the other roles."""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from telegram import BotCommand, Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.chats import asker_of
from bot.choosing import CHOOSE
from bot.handlers import again, browse, choosing, editors, subscriptions
from bot.handlers.replying import reply
from bot.menu import COMMANDS, profile
from bot.messages import AGAIN
from bot.polling import PollingRhythm, connect, poll_updates
from bot.replies.subscriptions import LANGUAGE, did_not_work
from bot.telegram_parts import TelegramParts
from bot.texts import DEFAULT_ZONES, texts_for
from domain.commitment import READER_LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram.ext import BaseHandler

    from bot.telegram_parts import Context, TelegramApp
    from bot.texts import Texts

__all__ = ["TelegramParts", "api_base", "build_application", "run_telegram"]

log = logging.getLogger(__name__)

TELEGRAM = "https://api.telegram.org/bot"
STOP_SECONDS = 3.0
"""What closing the connections may take; a stop of the whole product has five seconds."""

_MENU_DEFAULT = "en"
"""The language of commands and descriptions for whom Telegram has no dedicated ones."""


def api_base(api_url: str | None) -> str:
    """Return the base address of bot methods: Telegram's, or that of another server, given with or without ``/bot``."""
    if not api_url:
        return TELEGRAM
    address = api_url.rstrip("/")
    return address if address.endswith("/bot") else f"{address}/bot"


def build_application(token: str, api_url: str | None, parts: TelegramParts) -> TelegramApp:
    """Return the application, not yet connected.

    Args:
        token: of the bot. api_url: another Bot API server, None for Telegram's.
        parts: what handlers work with.
    """
    # python-telegram-bot 22 asks its users to opt in to timedeltas this way, and warns until they do.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    base = api_base(api_url)
    builder = ApplicationBuilder().token(token).base_url(base).base_file_url(base.replace("/bot", "/file/bot"))
    app: TelegramApp = builder.updater(None).job_queue(None).build()
    app.add_handlers(handlers(parts))
    app.add_error_handler(on_error)
    return app


def handlers(parts: TelegramParts) -> list[BaseHandler[Any, Context, Any]]:
    """Return every handler, in the order in which they are tried; the first that fits takes the update."""
    bound = partial(_bound, parts)
    private = filters.ChatType.PRIVATE
    return [
        CommandHandler("start", bound(subscriptions.start)),
        CommandHandler("stop", bound(subscriptions.stop)),
        CommandHandler("language", bound(subscriptions.language)),
        CommandHandler("settings", bound(choosing.settings)),
        CommandHandler("latest", bound(browse.latest)),
        CommandHandler("commitment", bound(browse.commitment)),
        CommandHandler("about", bound(browse.about)),
        CommandHandler("help", bound(browse.help_)),
        CallbackQueryHandler(bound(subscriptions.choose_language), rf"{LANGUAGE}({'|'.join(READER_LANGUAGES)})\Z"),
        CallbackQueryHandler(bound(again.again), AGAIN),
        CallbackQueryHandler(bound(choosing.choose), CHOOSE),
        CallbackQueryHandler(bound(again.stale_button)),
        ChatMemberHandler(bound(subscriptions.membership), ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(filters.StatusUpdate.MIGRATE, bound(subscriptions.migration)),
        MessageHandler(filters.TEXT & ~filters.COMMAND & choosing.AnswersPrompt(), bound(choosing.written)),
        MessageHandler(private & filters.TEXT & ~filters.COMMAND, bound(editors.plain_text)),
        MessageHandler(private & ~filters.StatusUpdate.ALL, bound(browse.unknown)),
    ]


async def run_telegram(app: TelegramApp, stop: asyncio.Event, rhythm: PollingRhythm | None = None) -> None:
    """Run the bot until ``stop``; while Telegram cannot be reached it tries again, and the other roles go on.

    Args:
        app: from ``build_application``. stop: ends the run, within five seconds.
        rhythm: times of polling; the usual ones where left out.

    Raises:
        ConfigError: Telegram rejects the token.
    """
    rhythm = rhythm or PollingRhythm()
    try:
        if await connect(app, stop, rhythm):
            log.info("the bot @%s listens", app.bot.username)
            introduction = asyncio.create_task(introduce(app))
            try:
                await poll_updates(app, stop, rhythm)
            finally:
                introduction.cancel()
                await asyncio.gather(introduction, return_exceptions=True)
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await app.shutdown()
                # An application that never came to be initialised leaves the bot's connections open.
                await app.bot.shutdown()


async def introduce(app: TelegramApp) -> None:
    """Register commands and descriptions in every language, where Telegram does not have them yet.

    Telegram allows few such changes a day, so it is asked first. A failure is only logged: the bot works without.
    """
    try:
        for language in READER_LANGUAGES:
            texts = texts_for(language, DEFAULT_ZONES[language])
            await _introduce_in(app, "" if language == _MENU_DEFAULT else language, texts)
    except TelegramError as error:
        log.warning("commands and descriptions could not be registered (%s)", type(error).__name__)


async def on_error(update: object, context: Context) -> None:
    """Log what a handler raised, and tell the reader that it did not work.

    The error never holds the token: connecting, where the library names it, is handled in ``bot.polling``.
    """
    error = context.error
    if isinstance(error, Forbidden):
        log.info("a reply was not delivered: the chat is closed to the bot")
        return
    if isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest):
        log.warning("a reply was not delivered or not confirmed (%s)", type(error).__name__)
        return
    log.error("a Telegram update could not be handled", exc_info=error)
    if isinstance(update, Update) and update.effective_chat is not None:
        asker = asker_of(update)
        texts = texts_for(asker.language, DEFAULT_ZONES[asker.language])
        with suppress(TelegramError):
            await reply(context.bot, asker.chat, did_not_work(texts))


async def _introduce_in(app: TelegramApp, language_code: str, texts: Texts) -> None:
    bot = app.bot
    wanted = tuple(BotCommand(each.name, texts.say(each.explanation)) for each in COMMANDS)
    if await bot.get_my_commands(language_code=language_code) != wanted:
        await bot.set_my_commands(wanted, language_code=language_code)
    description, short_description = profile(texts)
    if (await bot.get_my_description(language_code)).description != description:
        await bot.set_my_description(description, language_code)
    if (await bot.get_my_short_description(language_code)).short_description != short_description:
        await bot.set_my_short_description(short_description, language_code)


def _bound(
    parts: TelegramParts, handler: Callable[[TelegramParts, Update, Context], Awaitable[None]]
) -> Callable[[Update, Context], Any]:
    return partial(handler, parts)
