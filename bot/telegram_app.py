"""The Telegram application: handlers in one list, the error handler, and running it beside the other roles."""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import suppress
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import (
    ApplicationBuilder,
    ApplicationHandlerStop,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.chats import asker_of
from bot.choosing import CHOOSE
from bot.dialog_pace import DialogPace, GivenUp
from bot.handlers import (
    admission,
    again,
    alert_buttons,
    browse,
    choosing,
    editors,
    inviting,
    mailing,
    operating,
    own_data,
    pausing,
    placing,
    reports,
    reviewing,
    searching,
    standing,
    subscriptions,
    why,
)
from bot.handlers.replying import reply
from bot.handlers.searching import PLACE
from bot.introducing import introduce
from bot.menu import Audience, group_commands
from bot.messages import AGAIN
from bot.pausing import LENGTHS, OFF, PAUSE
from bot.placing import AT
from bot.polling import UPDATES, CheckedRequest, PollingRhythm, connect, poll_updates
from bot.replies.alert_buttons import ALERT
from bot.replies.developments import LATEST, SEARCH, Newest
from bot.replies.inviting import ADMIT, INVITE
from bot.replies.mailing import MAIL, MailAct
from bot.replies.operating import DROP, SEND
from bot.replies.own_data import DELETE, NO, YES
from bot.replies.review_cards import REVIEW
from bot.replies.standing import COMMITMENT
from bot.replies.subscriptions import LANGUAGE, did_not_work
from bot.report_orders import ORDER
from bot.telegram_parts import TelegramParts
from bot.texts import DEFAULT_ZONES, texts_for
from domain.commitment import READER_LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram.ext import BaseHandler

    from bot.pacing import Pace
    from bot.telegram_parts import Context, TelegramApp

    Handler = Callable[[TelegramParts, Update, Context], Awaitable[None]]

__all__ = ["TelegramParts", "api_base", "build_application", "run_telegram"]

log = logging.getLogger(__name__)

TELEGRAM = "https://api.telegram.org/bot"
CONNECTIONS = 256
"""Requests of handlers at a time, as many as the library opens by itself."""
STOP_SECONDS = 3.0
"""What closing the connections may take; a stop of the whole product has five seconds."""

_BEFORE = -1
"""Handlers of this group come before all others."""
_PRIVATE = [each.name for each in group_commands(Audience.NOBODY)]
"""Commands of every reader that do nothing in groups."""
_PARTS = "parts"
"""Under which key the application keeps what its handlers work with."""


def api_base(api_url: str | None) -> str:
    """Return the base address of bot methods: Telegram's, or that of another server, given with or without ``/bot``."""
    if not api_url:
        return TELEGRAM
    address = api_url.rstrip("/")
    return address if address.endswith("/bot") else f"{address}/bot"


def build_application(token: str, api_url: str | None, parts: TelegramParts, pace: Pace | None = None) -> TelegramApp:
    """Return the application, not yet connected.

    Args:
        token: of the bot. api_url: another Bot API server, None for Telegram's.
        parts: what handlers work with. pace: of the bot, shared with delivery; None = answers do not wait.
    """
    # python-telegram-bot 22 asks its users to opt in to timedeltas this way, and warns until they do.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    base = api_base(api_url)
    builder = ApplicationBuilder().token(token).base_url(base).base_file_url(base.replace("/bot", "/file/bot"))
    builder = builder.request(CheckedRequest(connection_pool_size=CONNECTIONS))
    builder = builder.get_updates_request(CheckedRequest(answer=UPDATES))
    if pace is not None:
        builder = builder.rate_limiter(DialogPace(pace))
    app: TelegramApp = builder.updater(None).job_queue(None).build()
    app.bot_data[_PARTS] = parts
    listed = handlers(parts)
    commands = frozenset(name for each in listed if isinstance(each, CommandHandler) for name in each.commands)
    app.add_handler(TypeHandler(Update, partial(admission.admit, parts, commands)), group=_BEFORE)
    app.add_handlers(listed)
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
        CommandHandler("latest", bound(searching.latest)),
        CommandHandler("search", bound(searching.search)),
        CommandHandler("status", bound(browse.status)),
        CommandHandler("calendar", bound(standing.calendar)),
        CommandHandler("report", bound(reports.report)),
        CommandHandler("why", bound(why.why)),
        CommandHandler("pause", bound(pausing.pause)),
        CommandHandler("channels", bound(placing.channels), private),
        CallbackQueryHandler(bound(placing.press), AT),
        CommandHandler("email", bound(mailing.email), private),
        CallbackQueryHandler(bound(mailing.press), rf"{MAIL}({'|'.join(MailAct)}):[0-9a-f]{{16}}\Z"),
        CommandHandler("privacy", bound(own_data.privacy)),
        CommandHandler("export", bound(own_data.export)),
        CommandHandler("delete", bound(own_data.delete)),
        CommandHandler("commitment", bound(browse.commitment)),
        CommandHandler("about", bound(browse.about)),
        CommandHandler("help", bound(browse.help_)),
        CommandHandler(_PRIVATE, bound(browse.belongs_in_private), filters.ChatType.GROUPS),
        CallbackQueryHandler(bound(subscriptions.choose_language), rf"{LANGUAGE}({'|'.join(READER_LANGUAGES)})\Z"),
        CallbackQueryHandler(bound(again.again), AGAIN),
        CallbackQueryHandler(bound(alert_buttons.press_alert), ALERT),
        CallbackQueryHandler(bound(choosing.choose), CHOOSE),
        CallbackQueryHandler(bound(searching.turn_latest), rf"{LATEST}({'|'.join(Newest)}):{PLACE}\Z"),
        CallbackQueryHandler(bound(searching.turn_search), rf"{SEARCH}{PLACE}\Z"),
        CallbackQueryHandler(bound(browse.choose_commitment), COMMITMENT),
        CallbackQueryHandler(bound(reports.order), ORDER),
        CallbackQueryHandler(bound(pausing.choose_pause), rf"{PAUSE}({'|'.join((*LENGTHS, OFF))})\Z"),
        CallbackQueryHandler(bound(own_data.decide_deletion), rf"{DELETE}({YES}|{NO})\Z"),
        *_of_staff(parts),
        CallbackQueryHandler(bound(again.stale_button)),
        ChatMemberHandler(bound(placing.membership), ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(filters.StatusUpdate.MIGRATE, bound(subscriptions.migration)),
        *_of_chats(parts),
        MessageHandler(filters.TEXT & ~filters.COMMAND & choosing.AnswersPrompt(), bound(choosing.written)),
        MessageHandler(private & filters.TEXT & ~filters.COMMAND & reviewing.AnswersCard(), bound(reviewing.written)),
        MessageHandler(private & ~filters.COMMAND & why.IsLink(), bound(why.linked)),
        MessageHandler(private & filters.TEXT & ~filters.COMMAND, bound(editors.plain_text)),
        MessageHandler(private & ~filters.StatusUpdate.ALL, bound(browse.unknown)),
    ]


IN_CHANNELS: MappingProxyType[str, Handler] = MappingProxyType(
    {
        "start": subscriptions.started_in_channel,
        "stop": subscriptions.stopped_in_channel,
    }
)
"""Commands that admins may post in a channel; only they can post there. All else is set up privately: /channels."""


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
            introduction = asyncio.create_task(introduce(app.bot, app.bot_data[_PARTS]))
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


async def on_error(update: object, context: Context) -> None:
    """Log what a handler raised, and tell the reader that it did not work.

    The error never holds the token: connecting, where the library names it, is handled in ``bot.polling``.

    Raises:
        ApplicationHandlerStop: always. The library would go on to the other handlers, past the one that admits.
    """
    await _tell(update, context)
    raise ApplicationHandlerStop


async def _tell(update: object, context: Context) -> None:
    error = context.error
    if isinstance(error, Forbidden):
        log.info("a reply was not delivered: the chat is closed to the bot")
        return
    if isinstance(error, GivenUp):
        log.info("a reply was given up: its chat asks faster than it may be answered")
        return
    if isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest):
        log.warning("a reply was not delivered or not confirmed (%s)", type(error).__name__)
        return
    log.error("a Telegram update could not be handled", exc_info=error)
    if isinstance(update, Update) and _is_answered(update):
        asker = asker_of(update)
        texts = texts_for(asker.language, DEFAULT_ZONES[asker.language])
        with suppress(TelegramError):
            await reply(context.bot, asker.chat, did_not_work(texts))


def _is_answered(update: Update) -> bool:
    """Whether who caused an update may be told that it failed: in a channel all its readers would be."""
    chat = update.effective_chat
    return chat is not None and chat.type != chat.CHANNEL and update.my_chat_member is None


def _of_staff(parts: TelegramParts) -> list[BaseHandler[Any, Context, Any]]:
    """Return the handlers of what only editors and operators may do, in their own chats."""
    bound = partial(_bound, parts)
    private = filters.ChatType.PRIVATE
    return [
        CommandHandler("review", bound(reviewing.review), private),
        CommandHandler("figures", bound(reviewing.figures), private),
        CallbackQueryHandler(bound(reviewing.press), REVIEW),
        CommandHandler("health", bound(operating.health), private),
        CommandHandler("sources", bound(operating.sources), private),
        CommandHandler("broadcast", bound(operating.broadcast), private),
        CommandHandler("invite", bound(inviting.invite), private),
        CommandHandler("admit", bound(inviting.admit), private),
        CallbackQueryHandler(bound(inviting.press_invite), INVITE),
        CallbackQueryHandler(bound(inviting.press_admit), ADMIT),
        CallbackQueryHandler(bound(operating.decide_broadcast), rf"({SEND}|{DROP})[0-9a-f]{{32}}\Z"),
    ]


def _of_chats(parts: TelegramParts) -> list[BaseHandler[Any, Context, Any]]:
    """Return the handlers of what only happens in groups, forums and channels."""
    turned = filters.StatusUpdate.FORUM_TOPIC_CLOSED | filters.StatusUpdate.FORUM_TOPIC_REOPENED
    posts = filters.UpdateType.CHANNEL_POST
    return [
        MessageHandler(turned, _bound(parts, subscriptions.topic)),
        MessageHandler(filters.StatusUpdate.NEW_CHAT_TITLE, _bound(parts, placing.renamed)),
        *(CommandHandler(name, _bound(parts, _posted(handler)), posts) for name, handler in IN_CHANNELS.items()),
    ]


def _posted(handler: Handler) -> Handler:
    """Return a handler of commands posted in a channel, which then takes the command away where the bot may."""

    async def answer(parts: TelegramParts, update: Update, context: Context) -> None:
        await handler(parts, update, context)
        if update.channel_post is not None:
            with suppress(TelegramError):
                await update.channel_post.delete()

    return answer


def _bound(
    parts: TelegramParts, handler: Callable[[TelegramParts, Update, Context], Awaitable[None]]
) -> Callable[[Update, Context], Any]:
    return partial(handler, parts)
