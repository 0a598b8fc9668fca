"""/status and /calendar: how far the commitments are, and what is due next."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.asking import country_asked
from bot.chats import asker_of
from bot.finding import paragraph_asked
from bot.handlers.replying import reply, send_file, send_photo
from bot.handlers.subscriptions import read_visit
from bot.handlers.visits import look_up
from bot.markup import RenderedMessage, bold, line
from bot.replies import standing as replies
from bot.replies.subscriptions import not_admitted
from domain.calendar import calendar_of, upcoming
from reports.icalendar_file import icalendar_file

if TYPE_CHECKING:
    from datetime import date

    from telegram import Update

    from bot.chats import Asker
    from bot.handlers.visits import Visit
    from bot.telegram_parts import Context, TelegramParts
    from domain.calendar import Event
    from domain.unit_of_work import UnitOfWork

EVENTS_SHOWN = 10
CALENDAR_FILE = "cajad-calendar.ics"


async def status(parts: TelegramParts, update: Update, context: Context) -> None:
    """Show how far the commitments are, as a picture with words."""
    asker = asker_of(update)
    visit = await asyncio.to_thread(read_visit, parts, asker)
    if not visit.admitted:
        await reply(context.bot, asker.chat, not_admitted(visit.texts))
        return
    picture = await asyncio.to_thread(parts.desk.picture, visit.texts.language)
    if picture is None:
        await reply(context.bot, asker.chat, replies.nothing_to_draw(visit.texts))
        return
    caption = replies.status_caption(picture, parts.declaration, visit.texts)
    await send_photo(context.bot, asker.chat, picture.png, caption)


async def calendar(parts: TelegramParts, update: Update, context: Context) -> None:
    """Show what is due and announced next, and all of it as a file for calendar programs.

    A country or the number of a paragraph behind the command leaves out what is about others.
    """
    asker, words = asker_of(update), " ".join(context.args or ())
    visit, events = await asyncio.to_thread(_read_events, parts, asker)
    if not visit.admitted:
        await reply(context.bot, asker.chat, not_admitted(visit.texts))
        return
    country, number = country_asked(words), paragraph_asked(words)
    events = [each for each in events if each.is_about(country, number)]
    about = replies.about(country, number, visit.texts)
    hint = bool(words) and not about
    await reply(context.bot, asker.chat, *replies.calendar(events, EVENTS_SHOWN, visit.texts, about=about, hint=hint))
    if events:
        content = await asyncio.to_thread(icalendar_file, events, visit.texts, parts.clock.now())
        title = visit.texts.say("Tokyo Declaration: what is due")
        await send_file(context.bot, asker.chat, content, CALENDAR_FILE, RenderedMessage((line(bold(title)),)))


def events_ahead(work: UnitOfWork, parts: TelegramParts, today: date) -> list[Event]:
    """Return what is due or announced and not over yet, by day."""
    found = work.pages.list_ahead(parts.declaration.adopted, today, not_over=today)
    return upcoming(calendar_of(found, parts.reporting.assessing.units), today)


def _read_events(parts: TelegramParts, asker: Asker) -> tuple[Visit, list[Event]]:
    with parts.open_unit_of_work(writes=False) as work:
        visit = look_up(work, parts, asker)
        if not visit.admitted:
            return visit, []
        events = events_ahead(work, parts, parts.clock.now().date())
    return visit, [each for each in events if not visit.facets.hides(each.source_name, each.url)]
