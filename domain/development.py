"""Development: what happened to a commitment, reported by one or more stories, at a stage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from datetime import datetime

    from domain.match import Judgement
    from domain.story import JudgedStory, Story, StoryId

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


@dataclass(frozen=True, slots=True)
class OpenDevelopment:
    """What grouping needs of a development that may still gain reports: its stories' texts and keys.

    Attributes:
        announced: whether an alert of it was ever put into the outbox.
    """

    id: DevelopmentId
    revision: int
    stories: tuple[GroupedStory, ...]
    announced: bool = True


@dataclass(frozen=True, slots=True)
class GroupedStory:
    """A story as grouping compares it."""

    id: StoryId
    url_key: str
    language: str
    title: str
    summary: str
    published_at: datetime
    countries: tuple[str, ...]
    primary: int


class ChangeKind(StrEnum):
    """What a report does to the developments."""

    OPENED = "opened"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class DevelopmentChange:
    """One judged story joins a development, new or open.

    Attributes:
        revision: of the development after this change.
        announced: whether subscribers were told of the development before.
    """

    kind: ChangeKind
    development_id: DevelopmentId
    report: JudgedStory
    revision: int
    announced: bool = False
