"""Status: how far a unit has come by the evidence found, its overlays, and the record of every change.

The words are those of OGP's Independent Reporting Mechanism, kept inside; screens say neutral ones. The steps of
evidence follow the ladder of the G7 Research Group. The rules that fill these values stand in ``domain/assessment``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.source import Quote

if TYPE_CHECKING:
    from datetime import date, datetime

    from domain.commitment import CommitmentNumber
    from domain.development import DevelopmentId, Stage
    from domain.grouping import StorylineId
    from domain.match import Instrument, Tie
    from domain.review import MatchState
    from domain.source import Tier
    from domain.unit import UnitId

MACHINE = "machine"
"""Who changed a status where no person did."""

COVERAGE_FLOOR = 0.5
"""Share of the sources concerned that must have answered; below it no status is given."""


class EvidenceStep(StrEnum):
    """How far one development carries a unit."""

    MENTION = "E0"
    WORDS = "E1"
    """Reaffirmed in words."""
    ORGANISED = "E2"
    """Meeting held, group set up, study made, memorandum or treaty signed."""
    RESOURCED = "E3"
    """Money or people are bound: budget, signed loan or grant, tender, ratification, course under way."""
    RUNNING = "E4"
    """In force or running: law, treaty, works begun, first delivery."""
    MET = "E5"
    """The codebook's target is met."""
    DELAYED = "N1"
    CANCELLED = "N2"
    """Cancelled, or an act against the aim."""

    @property
    def is_setback(self) -> bool:
        """Whether it speaks against the unit."""
        return self in (EvidenceStep.DELAYED, EvidenceStep.CANCELLED)

    @property
    def height(self) -> int:
        """Place on the ladder, 0 to 5; -1 for a setback."""
        return _HEIGHTS[self]


_HEIGHTS = {step: -1 if step.is_setback else int(step.value[1]) for step in EvidenceStep}


class Status(StrEnum):
    """What the evidence amounts to for a unit or commitment."""

    NOT_REVIEWABLE = "not_reviewable"
    WITHHELD = "withheld"
    """Too few sources answered to say anything."""
    NO_EVIDENCE = "no_evidence"
    NOT_STARTED = "not_started"
    """Words only."""
    LIMITED = "limited"
    SUBSTANTIAL = "substantial"
    COMPLETE = "complete"

    @property
    def height(self) -> int | None:
        """Place from no evidence (0) to complete (4); None where no status is given."""
        return _SCALE.index(self) if self in _SCALE else None


_SCALE = (Status.NO_EVIDENCE, Status.NOT_STARTED, Status.LIMITED, Status.SUBSTANTIAL, Status.COMPLETE)


class Overlay(StrEnum):
    """What is said beside a status."""

    STALLED = "stalled"
    """Nothing new for 180 days."""
    DELAYED = "delayed"
    CONTRARY = "contrary"
    NOT_YET_DUE = "not_yet_due"
    DUE_WITHOUT_EVIDENCE = "due_without_evidence"
    """The day has passed and no report was found: a development of its own kind."""


class CodebookEntry(StrEnum):
    """Which entry of a unit's codebook a development meets."""

    DONE = "done"
    PARTLY = "partly"
    CONTRARY = "contrary"
    NEAR_MISS = "near_miss"


class Ground(StrEnum):
    """Why a development has its step, or moves nothing."""

    LADDER = "ladder"
    CODEBOOK = "codebook"
    SAME_TOPIC = "same_topic"
    """Its source does not name the declaration and it meets no entry of the codebook: shown, moves nothing."""
    BEFORE_DECLARATION = "before_declaration"
    UNDATED = "undated"
    NO_PASSAGE = "no_passage"
    NO_PARTY = "no_party"
    NEAR_MISS = "near_miss"
    SUMMIT_ITSELF = "summit_itself"
    """A report of the week of adoption tells the promise again."""
    SINGLE_SOURCE = "single_source"
    """Neither an official source nor two independent ones."""
    SET_ASIDE = "set_aside"
    """An editor rejected the change of status that it made."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """A source that tells of a development, and how near it stands to the act."""

    name: str
    tier: Tier


@dataclass(frozen=True, slots=True)
class UnitEvidence:
    """One development as it bears on one unit.

    Attributes:
        day: when it happened, or was published where that is all that is known; None = neither is known.
        reached: step of its rung on the instrument ladder, before any rule of this project. rung: its key,
            ``grant.delivered``.
        parties: ISO codes of the parties it concerns, Japan included.
        passage: the words quoted. quote: how much of them may be shown. outlets: every source that tells of it.
        review: what editors decided about the match. coded: the codebook entry that a person gave it, None = none.
        aside: the step up to which an editor set it aside for this unit, None = not.
    """

    development_id: DevelopmentId
    unit_id: UnitId
    day: date | None
    stage: Stage
    tie: Tie
    reached: EvidenceStep
    rung: str
    parties: tuple[str, ...]
    passage: str
    outlets: tuple[Outlet, ...]
    review: MatchState
    instrument: Instrument | None = None
    coded: CodebookEntry | None = None
    storyline_id: StorylineId | None = None
    quote: Quote = Quote.SHORT
    aside: EvidenceStep | None = None

    @property
    def quotable(self) -> str:
        """The passage as it may be shown; empty where nothing beyond the headline may."""
        return "" if self.quote is Quote.NONE else self.passage


@dataclass(frozen=True, slots=True)
class Weighed:
    """A piece of evidence with what it is worth.

    Attributes:
        entry: the codebook entry it meets, by a person's judgement or the machine's criterion.
        moves: whether it may move the status.
    """

    evidence: UnitEvidence
    step: EvidenceStep
    ground: Ground
    moves: bool
    entry: CodebookEntry | None = None

    @property
    def weighs(self) -> bool:
        """Whether it can bear on the status: it moves it, or is a setback that may yet concern what moves it."""
        return self.moves or self.step.is_setback


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many sources that could report on a unit are watched, and how many of them did not answer lately."""

    watched: int
    unreachable: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether a status may be given."""
        return self.watched > 0 and (self.watched - self.unreachable) / self.watched >= COVERAGE_FLOOR


@dataclass(frozen=True, slots=True)
class ActorScore:
    """The G7 score of one actor of a unit: 1 kept, 0 partly, -1 not; None = not scored."""

    actor: str
    value: int | None


class Scored:
    """What has a score that is computed always and shown late."""

    __slots__ = ()

    score: int | None
    is_due: bool
    reviewed: bool

    @property
    def shows_score(self) -> bool:
        """Whether the score may be shown: its day has passed and people have looked."""
        return self.is_due and self.reviewed and self.score is not None


@dataclass(frozen=True, slots=True)
class Assessment(Scored):
    """What the rules say of one unit on one day.

    Attributes:
        status: as the evidence has it. step: the highest step standing, None without moving evidence.
        causes: developments that decided status and overlays. weighed: every piece of evidence, oldest first.
        score: of the unit as a whole, computed and kept always; scores: of its actors.
        is_due: whether the day of the unit has passed.
        reviewed: whether people accepted everything that decided.
        counted: developments beside ``weighed`` that only share the topic; they were counted and not read.
    """

    unit_id: UnitId
    number: CommitmentNumber
    day: date
    status: Status
    coverage: Coverage
    step: EvidenceStep | None = None
    overlays: tuple[Overlay, ...] = ()
    causes: tuple[DevelopmentId, ...] = ()
    weighed: tuple[Weighed, ...] = ()
    score: int | None = None
    scores: tuple[ActorScore, ...] = ()
    is_due: bool = False
    reviewed: bool = False
    counted: int = 0

    @property
    def same_topic(self) -> int:
        """Number of developments that are shown and move nothing because they only share the topic."""
        return self.counted + sum(each.ground is Ground.SAME_TOPIC for each in self.weighed)


@dataclass(frozen=True, slots=True)
class RecordedAssessment(Scored):
    """The newest assessment of a unit as it is stored.

    Attributes:
        at: when it was made (UTC). changed_at: when status or overlays last changed.
        evidence: every development that moves the unit. same_topic: how many others share the topic only.
    """

    unit_id: UnitId
    number: CommitmentNumber
    at: datetime
    changed_at: datetime
    status: Status
    coverage: Coverage
    step: EvidenceStep | None = None
    overlays: tuple[Overlay, ...] = ()
    causes: tuple[DevelopmentId, ...] = ()
    evidence: tuple[DevelopmentId, ...] = ()
    same_topic: int = 0
    score: int | None = None
    scores: tuple[ActorScore, ...] = ()
    is_due: bool = False
    reviewed: bool = False


class ChangeReason(StrEnum):
    """What made a status change."""

    FIRST = "first"
    """The unit was assessed for the first time."""
    EVIDENCE_ADDED = "evidence_added"
    EVIDENCE_REMOVED = "evidence_removed"
    """Withdrawn, rejected or overtaken."""
    TIME = "time"
    """Nothing but the calendar: a due day passed, or 180 days without news."""
    COVERAGE = "coverage"


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One line of the public log.

    Attributes:
        at: when it was noticed (UTC). before: None for a unit's first assessment.
        evidence: developments that came to decide or ceased to. who: ``MACHINE`` or the name of a person.
    """

    unit_id: UnitId
    at: datetime
    before: Status | None
    after: Status
    overlays_before: tuple[Overlay, ...]
    overlays_after: tuple[Overlay, ...]
    evidence: tuple[DevelopmentId, ...]
    reason: ChangeReason
    who: str = MACHINE


@dataclass(frozen=True, slots=True)
class UnitCoding:
    """A person's judgement of a development against the codebook of a unit; the newest one counts.

    Attributes:
        entry: None takes an earlier judgement back. who: the person. at: UTC. reason: in the person's words.
    """

    development_id: DevelopmentId
    unit_id: UnitId
    entry: CodebookEntry | None
    who: str
    at: datetime
    reason: str = ""
