"""Sketch: a chart before it is drawn, and what all charts share: colours, hatches, labels; pure."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from domain.development import Stage
from domain.source import Tier
from domain.status import Status
from reports.plain import shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from matplotlib.figure import Figure

    from reports.model import CommitmentPart

WIDTH = 7.0
"""Inches; the text of an A4 page is about as wide."""

_FIGURE_SPACE = "\u2007"
"""As wide as a digit."""

INK = "#222222"
QUIET = "#777777"

ORANGE, SKY, GREEN = "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILLION = "#0072B2", "#D55E00"
"""Okabe and Ito's colours, told apart with any kind of colour vision (https://jfly.uni-koeln.de/color/)."""


@dataclass(frozen=True, slots=True)
class Look:
    """How an area is filled: colour, hatch, and the colour of a text on it."""

    colour: str
    hatch: str = ""
    ink: str = INK


STATUS_LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        Status.NOT_REVIEWABLE: Look("#ffffff", "..."),
        Status.WITHHELD: Look("#ffffff", "xxx"),
        Status.NO_EVIDENCE: Look("#f1f1f1"),
        Status.NOT_STARTED: Look("#dce319", "", INK),
        Status.LIMITED: Look("#55c667", "///", INK),
        Status.SUBSTANTIAL: Look("#238a8d", "", "#ffffff"),
        Status.COMPLETE: Look("#482677", "", "#ffffff"),
    }
)
"""Viridis, from light to dark: the order stays readable in grey."""

ON_TOPIC = Look("#f1f1f1", "---")
"""Nothing found but reports that share the topic."""

STAGE_MARKS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        Stage.SAID: ("o", SKY),
        Stage.PLANNED: ("^", ORANGE),
        Stage.AGREED: ("s", BLUE),
        Stage.STARTED: ("D", GREEN),
        Stage.DONE: ("*", "#000000"),
        Stage.SETBACK: ("X", VERMILLION),
    }
)
"""Shape and colour of a stage: either alone tells it."""

TIER_LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        Tier.OFFICIAL: Look(BLUE),
        Tier.AGENCY: Look(SKY, "///"),
        Tier.PRESS: Look(ORANGE, ".."),
        Tier.AGGREGATOR: Look("#ffffff", "xxx"),
    }
)


@dataclass(frozen=True, slots=True)
class Sketch:
    """A chart with everything decided but its lines.

    Attributes:
        title: in the reader's language. alt: its figures in words. height: inches. paint: draws it.
    """

    title: str
    alt: str
    height: float
    paint: Callable[[Figure], None]


def wrapped(text: str, columns: int) -> str:
    """Return a label in lines of so many columns; a letter of Japanese takes two, and may stand at any break."""
    wide = any(ord(letter) >= 0x2E80 for letter in text)  # noqa: PLR2004 - where CJK begins
    return "\n".join(textwrap.wrap(text, columns // 2 if wide else columns))


def whole_steps(largest: int) -> range:
    """Return the marks of an axis of counts: whole numbers at round distances, about six of them."""
    step = next(size for power in range(9) for each in (1, 2, 5) if (size := each * 10**power) * 6 >= largest)
    return range(0, largest + 1, step)


def row_label(part: CommitmentPart) -> str:
    """Return number and short name of a commitment."""
    wide = any(ord(letter) >= 0x2E80 for letter in part.label)  # noqa: PLR2004 - as above
    number = f"{part.number:>2}".replace(" ", _FIGURE_SPACE)
    return f"{shortened(part.label, 18 if wide else 34)[0]}  {number}"


def row_height(rows: int) -> float:
    """Return the inches that a row takes, so that every commitment of a declaration fits on a page."""
    return 0.28 if rows <= 24 else 0.195  # noqa: PLR2004 - half of a declaration
