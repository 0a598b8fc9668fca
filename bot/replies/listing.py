"""Listing: a stretch of a long list as one message that its buttons turn on and back; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.markup import GAP, Button, Line, RenderedMessage, line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.texts import Texts

SHOWN = 5
"""Items of one message at most."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where in the list the message stands.

    Attributes:
        opening: of the callback data of its buttons; the place of the first item follows.
        offset: of its first item in the list.
    """

    opening: str
    offset: int = 0


def listing(
    heading: Sequence[Line], items: Sequence[Sequence[Line]], stretch: Stretch, texts: Texts
) -> RenderedMessage:
    """Return as many items as one message holds, at most ``SHOWN``, and the buttons to the others.

    Args:
        heading: lines above.
        items: from the stretch's offset on, one more than ``SHOWN`` where there are more; the first always fits.
    """
    lines, taken = tuple(heading), 0
    for item in items[:SHOWN]:
        longer = (*lines, GAP, *item)
        if taken and not RenderedMessage((*longer, GAP, _place(stretch, taken + 1, texts))).fits:
            break
        lines, taken = longer, taken + 1
    has_more = len(items) > taken
    closing = (GAP, _place(stretch, taken, texts)) if stretch.offset or has_more else ()
    return RenderedMessage((*lines, *closing), _buttons(stretch, taken, texts, has_more=has_more))


def _place(stretch: Stretch, taken: int, texts: Texts) -> Line:
    first, last = stretch.offset + 1, stretch.offset + taken
    return line(texts.say("Shown: {first}–{last}", first=first, last=last))


def _buttons(stretch: Stretch, taken: int, texts: Texts, *, has_more: bool) -> tuple[Button, ...]:
    older = Button(texts.say("Older"), f"{stretch.opening}{stretch.offset + taken}")
    newer = Button(texts.say("Newer"), f"{stretch.opening}{max(0, stretch.offset - SHOWN)}")
    return (*((older,) if has_more else ()), *((newer,) if stretch.offset else ()))
