"""/latest, /commitment, /about, /help, and an answer to everything else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.chats import asker_of
from bot.handlers.replying import reply
from bot.handlers.subscriptions import read_visit
from bot.handlers.visits import look_up
from bot.replies import browse as replies
from bot.replies.subscriptions import Coverage, not_admitted

if TYPE_CHECKING:
    from telegram import Update

    from bot.chats import Asker
    from bot.handlers.visits import Visit
    from bot.markup import RenderedMessage
    from bot.telegram_parts import Context, TelegramParts
    from domain.ports import UnitOfWork

LATEST_SHOWN = 10
LATEST_CONSIDERED = 50
"""Among these the newest are sought whose report is of no hidden outlet."""
DEVELOPMENTS_SHOWN = 20
"""Developments of one commitment, newest first: about two full messages."""


async def latest(parts: TelegramParts, update: Update, context: Context) -> None:
    """Show the newest developments."""
    asker = asker_of(update)
    await reply(context.bot, asker.chat, *await asyncio.to_thread(_answer_latest, parts, asker))


async def commitment(parts: TelegramParts, update: Update, context: Context) -> None:
    """Show one commitment with its developments, or the list of all where no number is given."""
    asker = asker_of(update)
    wanted = " ".join(context.args or ())
    await reply(context.bot, asker.chat, *await asyncio.to_thread(_answer_commitment, parts, asker, wanted))


async def about(parts: TelegramParts, update: Update, context: Context) -> None:
    """Say what the bot is."""
    asker = asker_of(update)
    await reply(context.bot, asker.chat, *await asyncio.to_thread(_answer_about, parts, asker))


async def help_(parts: TelegramParts, update: Update, context: Context) -> None:
    """List the commands."""
    asker = asker_of(update)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    await reply(context.bot, asker.chat, *replies.help_page(visit.texts))


async def unknown(parts: TelegramParts, update: Update, context: Context) -> None:
    """Answer what no other handler understood."""
    asker = asker_of(update)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    await reply(context.bot, asker.chat, replies.unknown(visit.texts))


def _answer_latest(parts: TelegramParts, asker: Asker) -> tuple[RenderedMessage, ...]:
    with parts.open_unit_of_work(writes=False) as work:
        visit = look_up(work, parts, asker)
        if not visit.admitted:
            return (not_admitted(visit.texts),)
        newest = work.developments.list_latest(LATEST_CONSIDERED)
    shown = [each for each in newest if not visit.facets.hides(each.lead.source_name, each.lead.url)]
    return replies.latest(shown[:LATEST_SHOWN], parts.declaration, parts.places, visit.texts)


def _answer_commitment(parts: TelegramParts, asker: Asker, wanted: str) -> tuple[RenderedMessage, ...]:
    with parts.open_unit_of_work(writes=False) as work:
        visit = look_up(work, parts, asker)
        if not visit.admitted:
            return (not_admitted(visit.texts),)
        if not wanted:
            return replies.commitment_list(parts.declaration, visit.texts)
        return _page(work, parts, wanted, visit)


def _page(work: UnitOfWork, parts: TelegramParts, wanted: str, visit: Visit) -> tuple[RenderedMessage, ...]:
    texts, facets = visit.texts, visit.facets
    found = parts.declaration.find(int(wanted)) if wanted.isdecimal() else None
    if found is None:
        return (replies.no_such_paragraph(parts.declaration, texts),)
    developments = work.developments.list_latest(DEVELOPMENTS_SHOWN, commitment=found.number)
    reported = [
        replies.Reported(each, shown)
        for each in developments
        if (shown := [one for one in work.developments.reports(each.id) if not facets.hides(one[0], one[2])])
    ]
    return replies.commitment_page(found, parts.declaration, reported, texts)


def _answer_about(parts: TelegramParts, asker: Asker) -> tuple[RenderedMessage, ...]:
    with parts.open_unit_of_work(writes=False) as work:
        visit = look_up(work, parts, asker)
        coverage = Coverage.of(work.sources.list_all())
    return replies.about(parts.declaration, coverage, visit.texts)
