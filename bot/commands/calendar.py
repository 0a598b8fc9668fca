"""``cajad calendar``: what is due, and what was announced for a day to come."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from bot.bootstrap import open_database
from bot.clocks import SystemClock
from bot.commands.streams import out, print_table
from bot.texts import DEFAULT_ZONES, texts_for
from config.declarations import load_declaration
from config.settings import Settings
from config.units import load_units
from domain.calendar import calendar_of, upcoming
from domain.commitment import READER_LANGUAGES
from reports.icalendar_file import icalendar_file, title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.texts import Texts
    from domain.calendar import Event


class Form(StrEnum):
    """How the calendar is written."""

    TEXT = "text"
    ICS = "ics"


def calendar(
    *,
    language: Annotated[str, typer.Option("--lang", help="en, ru or ja.")] = "en",
    form: Annotated[Form, typer.Option("--format", help="text, or ics for calendar programs.")] = Form.TEXT,
    past: Annotated[bool, typer.Option("--past", help="Show also what is over.")] = False,
) -> None:
    """List what is due and what was announced for a day to come."""
    if language not in READER_LANGUAGES:
        raise typer.BadParameter(f"{language!r} is none of {', '.join(READER_LANGUAGES)}")
    texts, now = texts_for(language, DEFAULT_ZONES[language]), SystemClock().now()
    declaration = load_declaration()
    with open_database(Settings.from_env())(writes=False) as work:
        found = work.pages.list_ahead(declaration.adopted, now.date(), not_over=None if past else now.date())
        due = work.assessments.list_due()
    events = calendar_of(found, load_units(declaration), due)
    shown = events if past else upcoming(events, now.date())
    if form is Form.ICS:
        out.file.write(icalendar_file(shown, texts, now).decode())
    else:
        print_table(_table(shown, texts))


def _table(events: Sequence[Event], texts: Texts) -> Table:
    table = Table(Column(texts.say("Day"), no_wrap=True), texts.say("No."), Column(texts.say("What"), overflow="fold"))
    table.box = None
    for event in events:
        days = texts.days(event.day, event.last)
        source = f" ({event.source_name})" if event.source_name else ""
        numbers = ", ".join(map(str, event.commitments))
        table.add_row(days, numbers, Text(f"{title_of(event, texts)}{source}"))
    return table
