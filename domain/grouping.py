"""Grouping: a story as it is compared, what editors decided about pairs of stories, and what changed in a revision."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003 - dataclasses are resolved at run time by storage
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, NewType, TypeVar

from domain.development import DevelopmentId  # noqa: TC001 - dataclasses are resolved at run time by storage
from domain.match import Facts, Money, Stage
from domain.moment import Precision
from domain.signals import Signals
from domain.source import Tier
from domain.story import StoryId  # noqa: TC001 - dataclasses are resolved at run time by storage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from domain.development import DevelopmentChange

StorylineId = NewType("StorylineId", str)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class GroupedStory:
    """A story as grouping compares it.

    Attributes:
        language: as judged. primary, numbers: commitments it bears on: the primary one, and all in their order.
        precision: UNKNOWN where ``published_at`` is only when the story was found.
    """

    id: StoryId
    url_key: str
    language: str
    title: str
    summary: str
    published_at: datetime
    countries: tuple[str, ...]
    primary: int
    numbers: tuple[int, ...] = ()
    stage: Stage | None = None
    facts: Facts = field(default_factory=Facts)
    signals: Signals = field(default_factory=Signals)
    precision: Precision = Precision.MINUTE
    tier: Tier = Tier.PRESS


@dataclass(frozen=True, slots=True)
class Places:
    """Which places do not contradict each other.

    Attributes:
        within: the larger place that a place lies in, by key ("place:khujand": "place:sughd").
        capitals: keys of places where papers are signed, whatever place they are about.
    """

    within: Mapping[str, str] = field(default_factory=dict)
    capitals: frozenset[str] = frozenset()

    def differ(self, one: AbstractSet[str], other: AbstractSet[str]) -> bool:
        """Tell whether two reports that each name these places are about different ones."""
        if not one or not other or self._around(one) & self._around(other):
            return False
        return (one <= self.capitals) == (other <= self.capitals)

    def _around(self, places: AbstractSet[str]) -> set[str]:
        return {*places, *(self.within[each] for each in places if each in self.within)}


@dataclass(frozen=True, slots=True)
class GroupingNumbers:
    """The tables of ``config/grouping.toml``, and what of other packaged data grouping needs.

    Attributes:
        same, line: weights of one development and of one storyline, by feature, with ``bias`` and ``threshold``.
        rarity: of names and things, by key.
        dollars: for one unit of each currency (ISO code), to compare sums told in different ones.
        places: which of them lie within others, and which are capitals.
    """

    same: Mapping[str, float]
    line: Mapping[str, float]
    rarity: Mapping[str, float]
    dollars: Mapping[str, float] = field(default_factory=dict)
    places: Places = field(default_factory=Places)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Under which keys, published when (UTC), the stories lie that a new one is to be compared with."""

    keys: tuple[str, ...]
    since: datetime
    until: datetime


class Ruling(StrEnum):
    """What an editor decided about two stories."""

    TOGETHER = "together"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class GroupDecision:
    """An editor's decision about two stories; it binds all grouping from then on.

    Attributes:
        one, other: the stories, the smaller id first. who: the editor. at: UTC.
    """

    one: StoryId
    other: StoryId
    ruling: Ruling
    who: str
    at: datetime

    def __post_init__(self) -> None:
        if self.one >= self.other:
            raise ValueError("a decision names two stories, the smaller id first")


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """A value before and after."""

    before: T
    after: T


@dataclass(frozen=True, slots=True)
class Revision:
    """What a report changed in what is known of a development.

    Attributes:
        number: of the revision that it made, 2 or more. story_id: the report. at: when it was recorded (UTC).
        stage, amount: None where unchanged. day: on which it happens, ISO 8601, with or without year.
        withdrawn: whether the report takes the former one back.
    """

    development_id: DevelopmentId
    number: int
    story_id: StoryId
    at: datetime
    stage: Change[Stage] | None = None
    amount: Change[Money] | None = None
    day: Change[str] | None = None
    withdrawn: bool = False


def revision_of_change(change: DevelopmentChange, at: datetime) -> Revision:
    """Return what a change of kind UPDATED writes into the history of its development."""
    return Revision(
        development_id=change.development_id,
        number=change.revision,
        story_id=change.report.story.id,
        at=at,
        stage=change.stage,
        amount=change.amount,
        day=change.day,
        withdrawn=change.withdrawn,
    )
