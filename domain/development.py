"""Development: what happened to a commitment, reported by one or more stories, at a stage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from datetime import datetime

    from domain.due import DueNotice
    from domain.grouping import Change, GroupedStory, StorylineId
    from domain.happening import Happening
    from domain.match import Judgement, Money
    from domain.money import ReportedSum
    from domain.story import JudgedStory, Story

DevelopmentId = NewType("DevelopmentId", str)


class Stage(StrEnum):
    """How far a development carries its commitment."""

    SAID = "said"
    PLANNED = "planned"
    AGREED = "agreed"
    STARTED = "started"
    DONE = "done"
    SETBACK = "setback"


@dataclass(frozen=True, slots=True)
class Development:
    """One occurrence, whatever the number of reports.

    Attributes:
        lead: the story whose headline stands for it. judgement: what the matcher said of the lead.
        revision: 1 when opened, one more with every material change.
        reports: stories that tell of it. source_names: their outlets, in order of arrival.
        counts: whether it is evidence (published on or after the declaration's day).
        found_late: whether it was too old to alert when we found it.
        happening: when the act lies, as its lead says, else the first of its reports that does; None = none says.
        sums: what its reports beside the lead name, in order of arrival; asked for by the ledger only.
        due: where it is no occurrence but a day that passed without a report; no story tells of it.
    """

    id: DevelopmentId
    lead: Story
    judgement: Judgement
    revision: int
    reports: int
    source_names: tuple[str, ...]
    opened_at: datetime
    updated_at: datetime
    counts: bool
    found_late: bool
    storyline_id: StorylineId | None = None
    happening: Happening | None = None
    sums: tuple[ReportedSum, ...] = ()
    due: DueNotice | None = None


@dataclass(frozen=True, slots=True)
class OpenDevelopment:
    """What grouping needs of a development that may still gain reports: its stories' texts and keys.

    Attributes:
        announced: whether an alert of it was ever put into the outbox. stories: its lead first.
        counts: whether it is evidence so far.
    """

    id: DevelopmentId
    revision: int
    stories: tuple[GroupedStory, ...]
    announced: bool = True
    storyline_id: StorylineId | None = None
    counts: bool = True


class ChangeKind(StrEnum):
    """What a report does to the developments."""

    OPENED = "opened"
    CONFIRMED = "confirmed"
    UPDATED = "updated"
    """Confirmed, with a material change: stage, sum, day, setback or retraction."""


@dataclass(frozen=True, slots=True)
class DevelopmentChange:
    """One judged story joins a development, new or open.

    Attributes:
        revision: of the development after this change.
        announced: whether subscribers were told of the development before.
        leads: whether the report's headline stands for the development from now on.
        counted: whether the development was evidence before. counts: whether it is with this report.
        timely: whether the report came early enough to be news.
        held_by: the editors' decision for which nobody is told of this change, empty = none.
        stage, amount, day, withdrawn: what an UPDATED one changes (``domain.grouping.Revision``).
    """

    kind: ChangeKind
    development_id: DevelopmentId
    report: JudgedStory
    revision: int
    announced: bool = False
    leads: bool = False
    counted: bool = True
    counts: bool = True
    timely: bool = False
    storyline_id: StorylineId | None = None
    stage: Change[Stage] | None = None
    amount: Change[Money] | None = None
    day: Change[str] | None = None
    withdrawn: bool = False
    held_by: str = ""
