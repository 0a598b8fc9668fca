"""Unit: one verifiable target inside a commitment (17-a), with the codebook entry that says what will count.

A codebook entry is written before anything is scored: what counts as done, partly done or contrary, and three near
misses. What a machine may read off a report without a person is declared beside it (``Criterion``); everything else
is for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NewType

from domain.commitment import CENTRAL_ASIA
from domain.match import Tie
from domain.wording import folded, holds_any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from domain.commitment import CommitmentKind, CommitmentNumber, Texts
    from domain.match import Instrument, Stage

UnitId = NewType("UnitId", str)

NEAR_MISSES = 3
"""Near misses that each codebook entry names."""

Words = tuple[str, ...]


class VerbStrength(StrEnum):
    """How firmly the declaration's verb binds."""

    NOTES = "notes"
    """Welcomes, appreciates or notes what goes on already."""
    HOPES = "hopes"
    """Intends, hopes, is interested, calls it important."""
    AGREES = "agrees"
    UNDERTAKES = "undertakes"
    """Launches, offers to host, sets a target."""


class Ambition(IntEnum):
    """How far the target lies between instrument and outcome; easy promises are kept more often."""

    MEET = 1
    ARRANGE = 2
    DELIVER = 3
    CHANGE = 4


@dataclass(frozen=True, slots=True)
class Codebook:
    """What counts, in the three languages of the readers.

    Attributes:
        done: the measurable target. near_misses: what looks like it and counts for nothing.
    """

    done: Texts
    partly: Texts
    contrary: Texts
    near_misses: tuple[Texts, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a machine may take for a codebook entry met; empty = any.

    Attributes:
        explicit: whether the source itself has to name the declaration.
    """

    instruments: tuple[Instrument, ...] = ()
    stages: tuple[Stage, ...] = ()
    explicit: bool = False

    def is_met(self, instrument: Instrument | None, stage: Stage, tie: Tie) -> bool:
        """Tell whether what was read off a report meets the criterion."""
        return (
            (not self.instruments or instrument in self.instruments)
            and (not self.stages or stage in self.stages)
            and (not self.explicit or tie is Tie.EXPLICIT)
        )


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which developments of a paragraph concern the unit; empty = any.

    Attributes:
        reason: why these words or forms tell the unit from the others of its paragraph.
        default: whether it takes what no other unit of its paragraph takes.
        words, unless: stems of which a report must hold one, or none.
    """

    reason: str
    default: bool = False
    instruments: tuple[Instrument, ...] = ()
    stages: tuple[Stage, ...] = ()
    words: Words = ()
    unless: Words = ()

    @property
    def is_selective(self) -> bool:
        """Whether there is anything beside being the default."""
        return bool(self.instruments or self.stages or self.words)

    def takes(self, text: str, instrument: Instrument | None, stage: Stage) -> bool:
        """Tell whether a report, its text folded, concerns the unit by its own marks."""
        return (
            self.is_selective
            and (not self.instruments or instrument in self.instruments)
            and (not self.stages or stage in self.stages)
            and (not self.words or holds_any(text, self.words))
            and not holds_any(text, self.unless)
        )


@dataclass(frozen=True, slots=True)
class Unit:
    """One target of a commitment.

    Attributes:
        id: paragraph and letter, ``17-a``. kind: what sort of promise. actors: ISO codes of who is to act.
        verb: how firmly it is promised. ambition: from meeting to outcome.
        breadth: of how many Central Asian states evidence is needed before the unit can be largely done.
        due: last day by which it is promised, None = none; due_note says how the day was found.
        codebook: None for a unit that is not reviewable. not_reviewable: the reason why, else None.
        partly_when, done_when: what a machine may take for partly done and done; None = people only.
    """

    id: UnitId
    number: CommitmentNumber
    title: Texts
    kind: CommitmentKind
    actors: tuple[str, ...]
    verb: VerbStrength
    ambition: Ambition
    assign: Assignment
    breadth: int = 1
    due: date | None = None
    due_note: Texts | None = None
    codebook: Codebook | None = None
    not_reviewable: Texts | None = None
    partly_when: Criterion | None = None
    done_when: Criterion | None = None

    @property
    def verifiable(self) -> bool:
        """Whether anybody could tell from public sources that it was kept; otherwise it is shown, never scored."""
        return self.codebook is not None

    @property
    def target(self) -> Texts | None:
        """The measurable target: what counts as done."""
        return self.codebook.done if self.codebook else None

    @property
    def joint(self) -> bool:
        """Whether all parties are to act together."""
        return set(self.actors) >= {"JP", *CENTRAL_ASIA}


def units_for(
    units: Sequence[Unit], number: int, text: str, instrument: Instrument | None, stage: Stage
) -> tuple[UnitId, ...]:
    """Return the units of a paragraph that a report concerns; none where nothing tells it from the paragraph at large.

    Args:
        units: of the declaration. number: the paragraph. text: headline, passage and summary of the report.
        instrument, stage: as the matcher read them.
    """
    of_paragraph = [unit for unit in units if unit.number == number]
    read = folded(text)
    taken = tuple(unit.id for unit in of_paragraph if unit.assign.takes(read, instrument, stage))
    return taken or tuple(unit.id for unit in of_paragraph if unit.assign.default)
