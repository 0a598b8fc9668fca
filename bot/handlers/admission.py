"""Admission: before any other handler, whoever the operator has not let in gets one polite line and nothing else.

And a button that was pressed out of its place does nothing, whoever pressed it: all readers of a channel can press, and
would all see what becomes of it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from telegram.ext import ApplicationHandlerStop

from bot.chats import asker_of, is_in_channel, is_in_place, message_of, reader_language
from bot.handlers.replying import reply
from bot.handlers.subscriptions import read_visit
from bot.invitations import find_code
from bot.messages import AGAIN
from bot.replies.alert_buttons import ALERT
from bot.replies.standing import COMMITMENT
from bot.replies.subscriptions import not_admitted, not_listed
from bot.texts import DEFAULT_ZONES, texts_for
from domain.place import AdmissionRequest
from domain.subscriber import Access

if TYPE_CHECKING:
    from collections.abc import Collection

    from telegram import CallbackQuery, Message, Update

    from bot.chats import Asker
    from bot.handlers.visits import Visit
    from bot.markup import RenderedMessage
    from bot.telegram_parts import Context, TelegramParts


BELOW_POSTS = (ALERT, AGAIN, COMMITMENT)
"""What opens the callback data of buttons in a channel: of those below alerts."""


async def admit(parts: TelegramParts, commands: Collection[str], update: Update, context: Context) -> None:
    """Let an update through to the other handlers, or end it here.

    What Telegram itself tells (membership, migration, topics, titles) passes: it only concerns chats that are stored
    already.

    Args:
        commands: those the bot understands; in groups and channels others are not answered, they may be another bot's.

    Raises:
        ApplicationHandlerStop: the asker is not admitted, or a button was pressed out of its place; no other handler
            sees the update.
    """
    message, query = message_of(update), update.callback_query
    if query is not None and not (is_in_place(query) and _has_button(query)):
        language = reader_language(query.from_user.language_code)
        await query.answer(texts_for(language, DEFAULT_ZONES[language]).say("This button is out of use."))
        raise ApplicationHandlerStop
    if parts.access is Access.OPEN or (query is None and _is_notice(message)):
        return
    asker, text = asker_of(update), (message and message.text) or ""
    visit = await asyncio.to_thread(read_visit, parts, asker)
    if visit.admitted or (query is None and not asker.is_group and _code(text) is not None):
        return
    if query is not None:
        await query.answer(visit.texts.say("This button is out of use."))
    elif update.channel_post is None and (not asker.is_group or _command(text, context.bot.username) in commands):
        asks = _command(text, context.bot.username) == "start"
        if asks:
            await asyncio.to_thread(note_request, parts, asker)
        await reply(context.bot, asker.chat, refusal(parts.access, asker, visit, noted=asks))
    raise ApplicationHandlerStop


def refusal(access: Access, asker: Asker, visit: Visit, *, noted: bool = False) -> RenderedMessage:
    """Return the line for somebody who is not admitted: what to ask the operator for, and whether they see the wish."""
    if access is Access.LIST:
        return not_listed(asker.chat.address, visit.texts, noted=noted)
    return not_admitted(visit.texts)


def note_request(parts: TelegramParts, asker: Asker) -> None:
    """Keep the wish to be admitted for the operators, where they list the chats."""
    if parts.access is Access.LIST:
        wish = AdmissionRequest(asker.chat.address, asker.language, asker.is_group, parts.clock.now())
        with parts.open_unit_of_work() as work:
            work.admissions.save(wish)
            work.commit()


def _has_button(query: CallbackQuery) -> bool:
    """Whether such a chat can have a button of ours that says this."""
    return not is_in_channel(query) or (query.data or "").startswith(BELOW_POSTS)


def _is_notice(message: Message | None) -> bool:
    return message is None or bool(
        message.migrate_to_chat_id
        or message.migrate_from_chat_id
        or message.forum_topic_closed
        or message.forum_topic_reopened
        or message.new_chat_title
    )


def _code(text: str) -> str | None:
    return find_code(text.removeprefix("/start"))


def _command(text: str, username: str) -> str:
    """Return the command that a text opens with, if it is ours to answer; else nothing."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    name, _, addressed = first.partition("@")
    is_ours = not addressed or addressed.casefold() == username.casefold()
    return name.removeprefix("/").casefold() if name.startswith("/") and is_ours else ""
