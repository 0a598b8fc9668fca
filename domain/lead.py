"""Lead: the first paragraphs of a story's article, where its entry gave little more than a headline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from domain.source import WatchedSource
    from domain.story import Story, StoryId

ALERTS_WAIT = timedelta(minutes=15)
"""An alert waits for the lead of its story at most so long; news that comes late is worth less than a sharper text."""


class LeadState(StrEnum):
    """What became of the wish for a lead."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    """It was asked for as often as is polite, or its page holds no text."""
    SKIPPED = "skipped"
    """We may not or should not ask: robots.txt, a refusal, a page that is gone, a source switched off."""


@dataclass(frozen=True, slots=True)
class Lead:
    """One story's place in the lead queue; times UTC.

    Attributes:
        fetched_at: when its page was last asked for, None = never. attempts: how often that was.
        text: what was read, plain, at most 2,000 characters; text_hash: of that text, empty without one.
        detail: one line for the operator where it was not read.
    """

    story_id: StoryId
    wanted_at: datetime
    state: LeadState = LeadState.WAITING
    attempts: int = 0
    fetched_at: datetime | None = None
    text: str = ""
    text_hash: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AwaitedLead:
    """A lead with the story it is for and the source that brought it.

    Attributes:
        told: whether the story tells of a development already.
    """

    lead: Lead
    story: Story
    source: WatchedSource
    told: bool
