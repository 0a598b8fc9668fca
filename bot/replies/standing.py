"""Standing: how far the commitments are, what comes next and what is due, in neutral words; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.gist import LABEL_LIMIT, commitment_label
from bot.markup import (
    CAPTION_LIMIT,
    GAP,
    Button,
    Line,
    RenderedMessage,
    bold,
    clean,
    clip,
    italic,
    line,
    link,
    pages,
    utf16_length,
)
from bot.status_words import Words
from reports.icalendar_file import title_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.report_desk import StatusPicture
    from bot.texts import Texts
    from domain import commitment
    from domain.calendar import Event
    from domain.status import RecordedAssessment
    from domain.unit import Unit, UnitId
    from reports.model import NextStep

COMMITMENT = "commitment:"
"""Opens the callback data of a button that shows a commitment; its paragraph follows, or ``list``."""

_LIST = "list"
TITLE_LIMIT = 200
FOUND_SHOWN = 12
"""Commitments offered where the words fit several."""


def unit_lines(
    units: Sequence[Unit], assessments: Mapping[UnitId, RecordedAssessment], texts: Texts
) -> tuple[Line, ...]:
    """Return a heading and how far each unit of a commitment has come, as assessed last."""
    if not units:
        return ()
    if not any(unit.id in assessments for unit in units):
        return (line(italic(texts.say("Not assessed yet: that is done every night."))),)
    heading = line(bold(texts.say("How far it is, by the reports found")))
    return heading, *(_unit_line(unit, assessments[unit.id], texts) for unit in units if unit.id in assessments)


def ahead_lines(steps: Sequence[NextStep], events: Sequence[Event], texts: Texts) -> tuple[Line, ...]:
    """Return a heading and what comes next for a commitment: announced days, and the usual next step."""
    said = [_event_line(each, texts) for each in events]
    said += [
        line(texts.say("Reached: {reached}. What usually follows: {next}.", reached=each.reached, next=each.next))
        for each in steps
    ]
    return (line(bold(texts.say("What comes next"))), *said) if said else ()


def commitment_buttons(number: int, declaration: commitment.Declaration, texts: Texts) -> tuple[Button, ...]:
    """Return the buttons below a commitment: its neighbours, and the list."""
    numbers = [int(each.number) for each in declaration.commitments]
    place = numbers.index(number)
    around = [*numbers[max(0, place - 1) : place], *numbers[place + 1 : place + 2]]
    said = (_commitment_button(each, declaration, texts) for each in around)
    return *said, Button(texts.say("All commitments"), f"{COMMITMENT}{_LIST}")


def asked_commitment(data: str) -> str | None:
    """Return the number that a button asks for, empty for the list; None for what no button of ours can have said."""
    said = data.removeprefix(COMMITMENT)
    if said == _LIST:
        return ""
    return said if said.isascii() and said.isdecimal() else None


def several(
    words: str, found: Sequence[commitment.Commitment], declaration: commitment.Declaration, texts: Texts
) -> RenderedMessage:
    """Offer the commitments that hold the words asked for."""
    counted = texts.count("{n} paragraph fits «{words}»:", "{n} paragraphs fit «{words}»:", len(found), words=words)
    buttons = (_commitment_button(int(each.number), declaration, texts) for each in found[:FOUND_SHOWN])
    return RenderedMessage((line(counted),), tuple(buttons))


def status_caption(picture: StatusPicture, declaration: commitment.Declaration, texts: Texts) -> RenderedMessage:
    """Return what stands below the status picture: the figures, what is unreviewed, and the picture in words.

    At most 1,024 UTF-16 units; where that is too little, the last parts of the declaration are left out.
    """
    counted = texts.count("{n} commitment", "{n} commitments", picture.commitments)
    name = clip(declaration.short_name.in_language(texts.language), LABEL_LIMIT)
    heading = line(bold(f"{name} · {counted}"))
    lines = [
        heading,
        line(texts.day(picture.day)),
        *(line(texts.say("{name}: {what}", name=word, what=number)) for word, number in picture.counts),
    ]
    if picture.unreviewed:
        lines.append(
            line(
                texts.count(
                    "{n} of them by rules alone, not yet reviewed by a person",
                    "{n} of them by rules alone, not yet reviewed by a person",
                    picture.unreviewed,
                )
            )
        )
    lines += [GAP, line(texts.say("In the picture:"))]
    for part in picture.alt:
        longer = [*lines, line(part)]
        if utf16_length("\n".join(each.text for each in longer)) > CAPTION_LIMIT:
            break
        lines = longer
    return RenderedMessage(tuple(lines), (Button(texts.say("All commitments"), f"{COMMITMENT}{_LIST}"),))


def nothing_to_draw(texts: Texts) -> RenderedMessage:
    """Say that there is no status yet."""
    return RenderedMessage((line(texts.say("There is no status yet.")),))


def about(country: str | None, number: int | None, texts: Texts) -> str:
    """Return what a calendar is narrowed to: a country (ISO code), a paragraph, or empty for neither."""
    if country is not None:
        return texts.country_name(country)
    return texts.say("paragraph {number}", number=number) if number is not None else ""


def one_status(country: str, texts: Texts) -> RenderedMessage:
    """Say that the status is not told by country, and where reports about one are."""
    said = texts.say(
        "The status is the same for all countries. For reports on one country: /report {code}", code=country
    )
    return RenderedMessage((line(said),))


def calendar(
    events: Sequence[Event], shown: int, texts: Texts, *, about: str = "", hint: bool = False
) -> tuple[RenderedMessage, ...]:
    """List what is due or announced next, and say that the file holds it all.

    Args:
        events: not over yet, by day. shown: how many are listed.
        about: what they are narrowed to, in words. hint: say what may stand behind the command, as what stood there
            was not understood.
    """
    said = texts.say("You may add one country or the number of a paragraph: /calendar KZ")
    hints = (line(said),) if hint else ()
    named = (line(bold(about)),) if about else ()
    if not events:
        nothing = line(texts.say("Nothing is due, and no day was announced."))
        return (RenderedMessage((*hints, *named, nothing)),)
    title = " · ".join(filter(None, (texts.say("What is due and announced"), about)))
    heading = (*hints, line(bold(title)))
    items = [_event_lines(each, texts) for each in events[:shown]]
    counted = texts.count("The file holds {n} day.", "The file holds {n} days.", len(events))
    return pages((heading, *items, (line(counted),)))


def _commitment_button(number: int, declaration: commitment.Declaration, texts: Texts) -> Button:
    return Button(f"{number}. {commitment_label(number, declaration, texts)}", f"{COMMITMENT}{number}")


def _unit_line(unit: Unit, found: RecordedAssessment, texts: Texts) -> Line:
    words = Words(texts)
    notes = [words.status(found.status, found.coverage), *(words.overlay(each) for each in found.overlays)]
    if found.causes and not found.reviewed:
        notes.append(texts.say("unreviewed"))
    title = clip(unit.title.in_language(texts.language), TITLE_LIMIT)
    return line(f"• {title}", texts.say(": "), italic(texts.say("; ").join(notes)))


def _event_line(event: Event, texts: Texts) -> Line:
    title = clip(clean(title_of(event, texts)), TITLE_LIMIT)
    return line(texts.days(event.day, event.last), texts.say(": "), link(title, event.url))


def _event_lines(event: Event, texts: Texts) -> tuple[Line, ...]:
    numbers = texts.say(", ").join(texts.say("paragraph {number}", number=each) for each in event.commitments[:5])
    title = link(clip(clean(title_of(event, texts)), TITLE_LIMIT), event.url)
    told = " · ".join(filter(None, (numbers, clip(event.source_name, TITLE_LIMIT))))
    return line(bold(texts.days(event.day, event.last))), line(title), line(told)
