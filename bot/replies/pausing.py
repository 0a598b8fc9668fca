"""Answers of /pause; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.markup import Button, RenderedMessage, bold, line
from bot.pausing import DAYS, OFF, PAUSE

if TYPE_CHECKING:
    from datetime import datetime

    from bot.texts import Texts


def pause_question(until: datetime | None, texts: Texts) -> RenderedMessage:
    """Ask how long nothing shall come.

    Args:
        until: end of a pause that holds now, None = none holds.
    """
    lines = [
        line(bold(texts.say("How long shall nothing come?"))),
        line(texts.say("What is found meanwhile arrives afterwards, as one digest.")),
        line(texts.say("A day can be written too: /pause 2026-02-01 or /pause 01.02.")),
    ]
    buttons = [Button(texts.count("{n} day", "{n} days", days), f"{PAUSE}{days}") for days in DAYS]
    if until is not None:
        lines.insert(1, line(texts.say("Nothing comes until {when}.", when=texts.time(until))))
        buttons.append(Button(texts.say("End the pause"), f"{PAUSE}{OFF}"))
    return RenderedMessage(tuple(lines), tuple(buttons))


def paused(until: datetime, texts: Texts) -> RenderedMessage:
    """Confirm a pause."""
    return RenderedMessage(
        (
            line(texts.say("Nothing comes until {when}.", when=texts.time(until))),
            line(texts.say("What is found meanwhile arrives afterwards, as one digest.")),
        ),
        (Button(texts.say("End the pause"), f"{PAUSE}{OFF}"),),
    )


def pause_ended(texts: Texts) -> RenderedMessage:
    """Confirm that messages come again."""
    return RenderedMessage((line(texts.say("No pause holds: messages come as they are found.")),))


def no_such_day(texts: Texts) -> RenderedMessage:
    """Say which days can be written."""
    said = texts.say("This day was not understood, is over, or lies more than a year ahead.")
    example = texts.say("A day can be written too: /pause 2026-02-01 or /pause 01.02.")
    return RenderedMessage((line(said), line(example)))
