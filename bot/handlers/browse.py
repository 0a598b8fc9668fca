"""/commitment, /status, /about, /help, and an answer to everything else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.asking import country_asked
from bot.chats import asker_of, is_in_channel
from bot.finding import find_commitments, paragraph_asked
from bot.handlers import standing
from bot.handlers.replying import reply
from bot.handlers.subscriptions import read_visit
from bot.handlers.visits import look_up
from bot.introducing import duties_of
from bot.markup import clip
from bot.replies import browse as replies
from bot.replies.standing import ahead_lines, asked_commitment, one_status, several, unit_lines
from bot.replies.subscriptions import Coverage, not_admitted
from bot.report_labels import ReportLabels
from domain.assessment.gathering import ToldDevelopment
from reports.composing.reader import Reader
from reports.composing.timeline import next_steps

if TYPE_CHECKING:
    from telegram import Update

    from bot.chats import Asker
    from bot.handlers.visits import Visit
    from bot.markup import RenderedMessage
    from bot.telegram_parts import Context, TelegramParts
    from domain.commitment import Commitment
    from domain.unit_of_work import UnitOfWork

DEVELOPMENTS_SHOWN = 20
"""Developments of one commitment, newest first: about two full messages."""
EVENTS_SHOWN = 3
WORDS_LIMIT = 100
"""UTF-16 units of the reader's own words that an answer repeats."""


async def commitment(parts: TelegramParts, update: Update, context: Context) -> None:
    """Show one commitment, found by number or words, or the list of all where nothing is given."""
    asker = asker_of(update)
    wanted = " ".join(context.args or ())
    await reply(context.bot, asker.chat, *await asyncio.to_thread(_answer_commitment, parts, asker, wanted))


async def status(parts: TelegramParts, update: Update, context: Context) -> None:
    """Show how far all commitments are, or the one that is named behind the command."""
    words = " ".join(context.args or ())
    country = country_asked(words)
    if words and country is None:
        await commitment(parts, update, context)
        return
    if country is not None:
        asker = asker_of(update)
        visit = await asyncio.to_thread(read_visit, parts, asker)
        await reply(context.bot, asker.chat, one_status(country, visit.texts))
    await standing.status(parts, update, context)


async def choose_commitment(parts: TelegramParts, update: Update, context: Context) -> None:
    """Show the commitment, or the list, that a button names; in a channel its name, to who pressed alone."""
    query = update.callback_query
    if query is None:
        return
    asker = asker_of(update)
    wanted = asked_commitment(query.data or "")
    found = parts.declaration.find(int(wanted)) if wanted else None
    if wanted is None or is_in_channel(query):
        texts = (await asyncio.to_thread(read_visit, parts, asker)).texts
        said = texts.say("This button is out of use.") if found is None else replies.in_short(found, texts)
        await query.answer(said, show_alert=found is not None)
        return
    await query.answer()
    await reply(context.bot, asker.chat, *await asyncio.to_thread(_answer_commitment, parts, asker, wanted))


async def about(parts: TelegramParts, update: Update, context: Context) -> None:
    """Say what the bot is."""
    asker = asker_of(update)
    await reply(context.bot, asker.chat, *await asyncio.to_thread(_answer_about, parts, asker))


async def help_(parts: TelegramParts, update: Update, context: Context) -> None:
    """List the commands, in a group those that serve there."""
    asker = asker_of(update)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    if asker.is_group:
        await reply(context.bot, asker.chat, *replies.group_help_page(context.bot.name, visit.texts))
        return
    duties = await asyncio.to_thread(duties_of, parts, asker)
    await reply(context.bot, asker.chat, *replies.help_page(visit.texts, duties))


async def belongs_in_private(parts: TelegramParts, update: Update, context: Context) -> None:
    """Answer in a group what is done in private chats only."""
    asker = asker_of(update)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    await reply(context.bot, asker.chat, replies.only_in_private(context.bot.name, visit.texts))


async def unknown(parts: TelegramParts, update: Update, context: Context) -> None:
    """Answer what no other handler understood."""
    asker = asker_of(update)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    await reply(context.bot, asker.chat, replies.unknown(visit.texts))


def _answer_commitment(parts: TelegramParts, asker: Asker, wanted: str) -> tuple[RenderedMessage, ...]:
    with parts.open_unit_of_work(writes=False) as work:
        visit = look_up(work, parts, asker)
        if not visit.admitted:
            return (not_admitted(visit.texts),)
        if not wanted:
            return replies.commitment_list(parts.declaration, visit.texts)
        return _found(work, parts, wanted, visit)


def _found(work: UnitOfWork, parts: TelegramParts, wanted: str, visit: Visit) -> tuple[RenderedMessage, ...]:
    """Find by number or by words: one is shown, several are offered."""
    declaration, texts = parts.declaration, visit.texts
    number = int(wanted) if wanted.isdecimal() else paragraph_asked(wanted)
    if number is not None:
        numbered = declaration.find(number)
        found: tuple[Commitment, ...] = (numbered,) if numbered is not None else ()
    else:
        found = find_commitments(wanted, declaration)
    if not found:
        return (replies.no_such_paragraph(declaration, texts),)
    if len(found) > 1:
        return (several(clip(wanted, WORDS_LIMIT), found, declaration, texts),)
    return _page(work, parts, found[0], visit)


def _page(work: UnitOfWork, parts: TelegramParts, found: Commitment, visit: Visit) -> tuple[RenderedMessage, ...]:
    texts, facets, assessing = visit.texts, visit.facets, parts.reporting.assessing
    developments = work.developments.list_latest(DEVELOPMENTS_SHOWN, commitment=found.number)
    reported = [
        replies.Reported(each, shown)
        for each in developments
        if (shown := [one for one in work.developments.reports(each.id) if not facets.hides(one[0], one[2])])
    ]
    units = [unit for unit in assessing.units if unit.number == found.number]
    assessments = {each.unit_id: each for each in work.assessments.list_all(found.number)}
    told = [ToldDevelopment(each.development, (), {}) for each in reported]
    steps = next_steps(told, found.number, assessing.ladders, Reader(texts, ReportLabels(texts)))
    events = [
        each
        for each in standing.events_ahead(work, parts, parts.clock.now().date())
        if found.number in each.commitments and not facets.hides(each.source_name, each.url)
    ]
    return replies.commitment_page(
        found,
        parts.declaration,
        reported,
        texts,
        standing=unit_lines(units, assessments, texts),
        ahead=ahead_lines(steps, events[:EVENTS_SHOWN], texts),
    )


def _answer_about(parts: TelegramParts, asker: Asker) -> tuple[RenderedMessage, ...]:
    with parts.open_unit_of_work(writes=False) as work:
        visit = look_up(work, parts, asker)
        coverage = Coverage.of(work.sources.list_all())
    return replies.about(parts.declaration, coverage, visit.texts)
