"""Review: what editors decide about matches, and a story as it was judged and decided."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from domain.commitment import CommitmentNumber
    from domain.development import Development, DevelopmentId
    from domain.match import Judgement, Tie
    from domain.story import Story, StoryId

DecisionId = NewType("DecisionId", str)

RULE = "rule"
"""Who accepted where no person did."""


class MatchState(StrEnum):
    """What a match is worth."""

    PROPOSED = "proposed"
    """As the matcher gave it; nobody has looked."""
    WITHDRAWN = "withdrawn"
    """No longer given by the matcher."""
    ACCEPTED = "accepted"
    ACCEPTED_BY_RULE = "accepted_by_rule"
    """Taken in by rule (``domain.reviewing.rule_accepts``); no person has looked."""
    REJECTED = "rejected"


UNREVIEWED = (MatchState.PROPOSED, MatchState.ACCEPTED_BY_RULE)
"""States that no person gave; judging again may take such a match back."""

STANDING = (*UNREVIEWED, MatchState.ACCEPTED)
"""States of matches that readers are shown."""

DECIDED = (MatchState.ACCEPTED, MatchState.REJECTED)
"""States that only an editor gives, and only an editor takes back."""


@dataclass(frozen=True, slots=True)
class StoredJudgement:
    """A story with what is stored about it.

    Attributes:
        lead: text of its lead, empty without one.
        states: of its matches, by paragraph, in the order of the judgement; withdrawn ones are left out.
    """

    story: Story
    judgement: Judgement
    lead: str
    states: tuple[tuple[CommitmentNumber, MatchState], ...] = ()

    @property
    def decided(self) -> bool:
        """Whether an editor has decided about any of its matches."""
        return any(state in DECIDED for _, state in self.states)


class ReviewAction(StrEnum):
    """What an editor does about a development."""

    ACCEPT = "accept"
    REJECT = "reject"
    ASSIGN = "assign"
    """The report is true, the commitment is another."""
    SPLIT = "split"
    MERGE = "merge"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class MatchPattern:
    """What made the matcher give a match; two reports with one pattern err alike.

    Attributes:
        terms: those that scored, in small letters.
    """

    number: CommitmentNumber
    language: str
    tie: Tie
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class JudgedPattern:
    """A pattern that was decided about, and how."""

    pattern: MatchPattern
    decision_id: DecisionId
    rejected: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """One act of review; nothing of it is ever deleted.

    Attributes:
        who: the editor, or ``RULE``. at: UTC.
        numbers: paragraphs it is about; none for splits, merges and undoing.
        to_number: where ASSIGN puts the match. reason: in the editor's words.
        other_id: the development merged away, or opened by a split. stories: those split off, or brought by a merge.
        undoes: the decision that UNDO takes back. undone_by: the one that took this one back.
    """

    id: DecisionId
    who: str
    at: datetime
    development_id: DevelopmentId
    action: ReviewAction
    numbers: tuple[CommitmentNumber, ...] = ()
    to_number: CommitmentNumber | None = None
    reason: str = ""
    other_id: DevelopmentId | None = None
    stories: tuple[StoryId, ...] = ()
    undoes: DecisionId | None = None
    undone_by: DecisionId | None = None

    @property
    def stands(self) -> bool:
        """Whether nobody took it back."""
        return self.undone_by is None and self.action is not ReviewAction.UNDO

    @property
    def by_rule(self) -> bool:
        """Whether no person made it."""
        return self.who == RULE


class CorrectionKind(StrEnum):
    """What a line of the public log says."""

    WITHDRAWN = "withdrawn"
    MOVED = "moved"
    REINSTATED = "reinstated"
    """An earlier correction was taken back."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of the public log of corrections; names no editor.

    Attributes:
        told: paragraphs that were given. right: those that stand now. by_rule: no person decided.
        alerts: messages about it that had gone out. at: UTC.
    """

    id: str
    at: datetime
    decision_id: DecisionId
    development_id: DevelopmentId
    kind: CorrectionKind
    headline: str
    url: str
    told: tuple[CommitmentNumber, ...]
    right: tuple[CommitmentNumber, ...]
    reason: str
    alerts: int = 0
    by_rule: bool = False


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """What is stored about a development that may be reviewed.

    Attributes:
        state_of: every match of its lead, rejected ones too. held_by: the rejection it resembles, None = none.
        told: subscribers that an alert of it has reached. decisions: standing ones, oldest first.
        decided_at: when the newest decision about it was taken, one that was undone or undoes included; UTC.
    """

    development: Development
    state_of: Mapping[CommitmentNumber, MatchState]
    reports: tuple[tuple[str, str, str], ...]
    told: int = 0
    held_by: DecisionId | None = None
    decisions: tuple[Decision, ...] = ()
    decided_at: datetime | None = None
