"""Commitments in a report: the promise, its units, what happened, what is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from reports.model.values import Named, Sum


@dataclass(frozen=True, slots=True)
class CodebookText:
    """What counts for a unit, written before anything was scored."""

    done: str
    partly: str
    contrary: str
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitPart:
    """One target inside a commitment, and how far it has come.

    Attributes:
        id: paragraph and letter, ``17-a``. ambition: code ``1`` to ``4``.
        codebook: None where the unit is not reviewable; ``not_reviewable`` then says why.
        status: with coverage in its word. step: highest standing step of evidence, None = none.
        watched, unreachable: sources that could tell of it. score: None where it may not be shown.
        newest: day of the newest development that may move it. moving, same_topic: numbers of developments.
    """

    id: str
    title: str
    kind: Named
    verb: Named
    ambition: Named
    actors: tuple[Named, ...]
    due: date | None
    due_note: str
    codebook: CodebookText | None
    not_reviewable: str
    status: Named
    overlays: tuple[Named, ...]
    step: Named | None
    watched: int
    unreachable: int
    score: int | None
    newest: date | None
    moving: int
    same_topic: int
    reviewed: bool


@dataclass(frozen=True, slots=True)
class UnitEffect:
    """What one development is worth for one unit.

    Attributes:
        ground: why it has its step, or moves nothing. moves: whether it may move the status.
        judge: who said so, a person or the machine.
    """

    unit_id: str
    step: Named
    ground: str
    moves: bool
    judge: Named


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One development on the timeline of one commitment.

    Attributes:
        day: of publication. when: how exactly that is known, in words. language: of the passage.
        stage, tie: always there for what the matcher found relevant.
        passage: words of the source; empty where its publisher forbids quoting. abridged: whether it was shortened.
        official: whether an official source tells of it. review: what editors decided.
        footnotes: numbers of all its reports, the lead first.
    """

    id: str
    day: date
    when: str
    stage: Named | None
    tie: Named | None
    instrument: Named | None
    countries: tuple[Named, ...]
    money: Sum | None
    headline: str
    passage: str
    abridged: bool
    language: Named
    official: bool
    review: Named
    found_late: bool
    effects: tuple[UnitEffect, ...]
    footnotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NextStep:
    """What usually comes next for the instrument of a commitment's newest development.

    Attributes:
        ladder: name of the instrument's ladder. reached, next: rungs.
    """

    ladder: str
    reached: str
    next: str
    occurrence_id: str


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something that a person has yet to answer; ``unit_id`` empty = about the commitment at large."""

    kind: Named
    text: str
    unit_id: str = ""


@dataclass(frozen=True, slots=True)
class CommitmentPart:
    """A tracked commitment: what was promised, what happened, how far it is, what is open.

    Attributes:
        label: two to five plain words. promise: one sentence.
        status: of the whole paragraph. step: highest of its units, None = none. overlays: of its units, each once.
        newest: day of the newest development up to the end of the period, None = none.
        developments, reports: of the period.
        reviewed: whether people accepted all that decided. timeline: newest first.
    """

    number: int
    pillar: Named
    kind: Named
    label: str
    title: str
    promise: str
    target: str
    due: date | None
    due_note: str
    actors: tuple[Named, ...]
    status: Named
    step: Named | None
    overlays: tuple[Named, ...]
    newest: date | None
    developments: int
    reports: int
    trend: Named
    reviewed: bool
    units: tuple[UnitPart, ...]
    timeline: tuple[Occurrence, ...]
    next_steps: tuple[NextStep, ...]
    questions: tuple[OpenQuestion, ...]
