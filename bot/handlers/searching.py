"""/latest and /search: long lists in one message that is edited by its buttons."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.chats import asker_of
from bot.handlers.replying import reply
from bot.handlers.turning import marked_words, show
from bot.handlers.visits import look_up
from bot.looking_up import missed, newest, sought
from bot.markup import clean
from bot.replies import developments as replies
from bot.replies.developments import Newest
from bot.replies.listing import SHOWN
from bot.replies.subscriptions import not_admitted

if TYPE_CHECKING:
    from telegram import Update

    from bot.chats import Asker
    from bot.markup import RenderedMessage
    from bot.telegram_parts import Context, TelegramParts

PLACE = r"[0-9]{1,4}"
"""Where in a list a button leads."""


async def latest(parts: TelegramParts, update: Update, context: Context) -> None:
    """Show what this chat missed; to a chat without subscription the newest developments."""
    asker = asker_of(update)
    message = await asyncio.to_thread(_answer_latest, parts, asker, Newest.MISSED, 0)
    await reply(context.bot, asker.chat, message)


async def turn_latest(parts: TelegramParts, update: Update, _: Context) -> None:
    """Show another stretch, or the other list, in the same message."""
    query = update.callback_query
    if query is None or query.data is None:
        return
    kind, place = query.data.removeprefix(replies.LATEST).split(":")
    message = await asyncio.to_thread(_answer_latest, parts, asker_of(update), Newest(kind), int(place))
    await query.answer()
    await show(query, message)


async def search(parts: TelegramParts, update: Update, context: Context) -> None:
    """Show developments whose reports hold every word."""
    asker = asker_of(update)
    words = clean(" ".join(context.args or ()))[: replies.QUERY_LIMIT].strip()
    await reply(context.bot, asker.chat, await asyncio.to_thread(_answer_search, parts, asker, words, 0))


async def turn_search(parts: TelegramParts, update: Update, _: Context) -> None:
    """Show another stretch of a search in the same message."""
    query = update.callback_query
    if query is None or query.data is None:
        return
    words, place = marked_words(query), int(query.data.removeprefix(replies.SEARCH))
    message = await asyncio.to_thread(_answer_search, parts, asker_of(update), words, place)
    await query.answer()
    await show(query, message)


def _answer_latest(parts: TelegramParts, asker: Asker, kind: Newest, offset: int) -> RenderedMessage:
    with parts.open_unit_of_work(writes=False) as work:
        visit = look_up(work, parts, asker)
        if not visit.admitted:
            return not_admitted(visit.texts)
        if kind is Newest.MISSED and visit.subscriber is not None:
            found = missed(work, visit.subscriber, parts.measure)
        else:
            kind, found = Newest.ALL, newest(work, visit.facets)
    offset = offset if offset < len(found) else 0
    return replies.latest(
        found[offset : offset + SHOWN + 1],
        kind,
        offset,
        parts.declaration,
        parts.places,
        visit.texts,
        is_subscribed=visit.subscriber is not None,
    )


def _answer_search(parts: TelegramParts, asker: Asker, words: str, offset: int) -> RenderedMessage:
    with parts.open_unit_of_work(writes=False) as work:
        visit = look_up(work, parts, asker)
        if not visit.admitted:
            return not_admitted(visit.texts)
        if not any(map(str.isalnum, words)):
            return replies.search_hint(visit.texts)
        found = sought(work, visit.facets, words)
    offset = offset if offset < len(found) else 0
    shown = found[offset : offset + SHOWN + 1]
    return replies.search_page(words, shown, offset, parts.declaration, parts.places, visit.texts)
