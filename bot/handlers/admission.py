"""Admission: before any other handler, whoever the operator has not let in gets one polite line and nothing else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from telegram.ext import ApplicationHandlerStop

from bot.chats import asker_of
from bot.handlers.replying import reply
from bot.handlers.subscriptions import read_visit
from bot.invitations import find_code
from bot.replies.subscriptions import not_admitted, not_listed
from domain.place import AdmissionRequest
from domain.subscriber import Access

if TYPE_CHECKING:
    from collections.abc import Collection

    from telegram import Update

    from bot.chats import Asker
    from bot.handlers.visits import Visit
    from bot.markup import RenderedMessage
    from bot.telegram_parts import Context, TelegramParts


async def admit(parts: TelegramParts, commands: Collection[str], update: Update, context: Context) -> None:
    """Let an update through to the other handlers, or end it here.

    What Telegram itself tells (membership, migration, topics) passes: it only concerns chats that are stored already.

    Args:
        commands: those the bot understands; in groups and channels others are not answered, they may be another bot's.

    Raises:
        ApplicationHandlerStop: the asker is not admitted; no other handler sees the update.
    """
    message, query = update.effective_message, update.callback_query
    if parts.access is Access.OPEN or message is None or (query is None and _is_notice(update)):
        return
    asker = asker_of(update)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    if visit.admitted or (query is None and not asker.is_group and _code(message.text or "") is not None):
        return
    if query is not None:
        await query.answer(visit.texts.say("This button is out of use."))
    elif update.channel_post is None and (
        not asker.is_group or _command(message.text or "", context.bot.username) in commands
    ):
        asks = _command(message.text or "", context.bot.username) == "start"
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


def _is_notice(update: Update) -> bool:
    message = update.effective_message
    return message is None or bool(
        message.migrate_to_chat_id
        or message.migrate_from_chat_id
        or message.forum_topic_closed
        or message.forum_topic_reopened
    )


def _code(text: str) -> str | None:
    return find_code(text.removeprefix("/start"))


def _command(text: str, username: str) -> str:
    """Return the command that a text opens with, if it is ours to answer; else nothing."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    name, _, addressed = first.partition("@")
    is_ours = not addressed or addressed.casefold() == username.casefold()
    return name.removeprefix("/").casefold() if name.startswith("/") and is_ours else ""
