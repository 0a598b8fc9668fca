"""The tables of unit files and of the ladders: their keys, what each may hold, and the domain value they make.

Annotations are evaluated here (no ``from __future__``), because pydantic builds its checks from them.
"""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StrictStr, model_validator

from config.declaration_tables import Language, Table, Text, TextsTable, parties
from config.lexicon_tables import Terms
from domain.commitment import LANGUAGES, CommitmentKind, CommitmentNumber
from domain.development import Stage
from domain.ladder import Ladder, Rung
from domain.match import Instrument
from domain.status import EvidenceStep
from domain.unit import NEAR_MISSES, Ambition, Assignment, Codebook, Criterion, Unit, UnitId, VerbStrength

UNIT_ID = r"^[1-9]\d{0,2}-[a-z]$"


def _whole(words: dict[str, Terms]) -> dict[str, Terms]:
    missing = [code for code in LANGUAGES if code not in words]
    if words and missing:
        raise ValueError(f"has no words in {', '.join(missing)}")
    return words


Words = Annotated[dict[Language, Terms], AfterValidator(_whole)]


class AssignTable(Table):
    """``[unit.assign]``: which developments of the paragraph concern the unit, and why."""

    reason: Text
    default: StrictBool = False
    instruments: tuple[Instrument, ...] = ()
    stages: tuple[Stage, ...] = ()
    words: Words = Field(default_factory=dict)
    unless: Words = Field(default_factory=dict)

    def assignment(self) -> Assignment:
        """Return the domain value, in which the languages no longer matter."""
        return Assignment(
            reason=self.reason,
            default=self.default,
            instruments=self.instruments,
            stages=self.stages,
            words=_joined(self.words),
            unless=_joined(self.unless),
        )


class CriterionTable(Table):
    """``[unit.done_when]`` or ``[unit.partly_when]``: what a machine may take for the codebook entry."""

    instruments: tuple[Instrument, ...] = ()
    stages: tuple[Stage, ...] = ()
    explicit: StrictBool = False

    def criterion(self) -> Criterion:
        """Return the domain value."""
        return Criterion(self.instruments, self.stages, explicit=self.explicit)


class UnitTable(Table):
    """One ``[[unit]]``; either it has a codebook entry, or it says why it is not reviewable."""

    id: Annotated[StrictStr, Field(pattern=UNIT_ID)]
    kind: CommitmentKind
    actors: Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(parties)]
    verb: VerbStrength
    ambition: Ambition
    verifiable: StrictBool
    breadth: Annotated[StrictInt, Field(ge=1, le=5)] = 1
    due: Annotated[date, Field(strict=True)] | None = None
    title: TextsTable
    due_note: TextsTable | None = None
    done: TextsTable | None = None
    partly: TextsTable | None = None
    contrary: TextsTable | None = None
    near_miss: tuple[TextsTable, ...] = ()
    not_reviewable: TextsTable | None = None
    assign: AssignTable
    partly_when: CriterionTable | None = None
    done_when: CriterionTable | None = None

    @model_validator(mode="after")
    def _whole_or_none(self) -> Self:
        entries = (self.done, self.partly, self.contrary)
        if self.verifiable and (None in entries or len(self.near_miss) != NEAR_MISSES):
            raise ValueError(f"is verifiable, so it needs done, partly, contrary and {NEAR_MISSES} near misses")
        if self.verifiable == (self.not_reviewable is not None):
            raise ValueError("says not_reviewable if, and only if, it is not verifiable")
        if not self.verifiable and any((*entries, *self.near_miss, self.partly_when, self.done_when)):
            raise ValueError("is not verifiable, so it has no codebook entry and no criterion")
        if (self.due is None) != (self.due_note is None):
            raise ValueError("has a due day and a due_note together or neither")
        return self

    def unit(self) -> Unit:
        """Return the domain value."""
        return Unit(
            id=UnitId(self.id),
            number=CommitmentNumber(int(self.id.partition("-")[0])),
            title=self.title.texts(),
            kind=self.kind,
            actors=self.actors,
            verb=self.verb,
            ambition=self.ambition,
            assign=self.assign.assignment(),
            breadth=self.breadth,
            due=self.due,
            due_note=self.due_note.texts() if self.due_note else None,
            codebook=self._codebook(),
            not_reviewable=self.not_reviewable.texts() if self.not_reviewable else None,
            partly_when=self.partly_when.criterion() if self.partly_when else None,
            done_when=self.done_when.criterion() if self.done_when else None,
        )

    def _codebook(self) -> Codebook | None:
        if self.done is None or self.partly is None or self.contrary is None:
            return None
        near = tuple(each.texts() for each in self.near_miss)
        return Codebook(self.done.texts(), self.partly.texts(), self.contrary.texts(), near)


class UnitFile(Table):
    """A file of ``[[unit]]`` tables, which are checked one by one so that complaints can name each."""

    unit: Annotated[list[dict[str, Any]], Field(min_length=1)]


class RungTable(Table):
    """One ``[[ladder.rung]]``."""

    key: Text
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    step: EvidenceStep
    name: TextsTable
    words: Terms = ()

    def rung(self) -> Rung:
        """Return the domain value."""
        return Rung(self.key, self.name.texts(), self.stages, self.step, self.words)


class LadderTable(Table):
    """One ``[[ladder]]``."""

    key: Text
    instruments: tuple[Instrument, ...]
    name: TextsTable
    reason: Text
    rung: Annotated[tuple[RungTable, ...], Field(min_length=1)]

    def ladder(self) -> Ladder:
        """Return the domain value."""
        return Ladder(self.key, self.name.texts(), self.instruments, tuple(each.rung() for each in self.rung))


class LadderFile(Table):
    """``ladders.toml``."""

    ladder: Annotated[tuple[LadderTable, ...], Field(min_length=1)]


def _joined(words: dict[str, Terms]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stem for stems in words.values() for stem in stems))
