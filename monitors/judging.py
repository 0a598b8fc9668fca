"""What judging stories and joining them to developments needs, whether a poll, a lead or a rematch brought them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from domain.grouping import Wanted
from domain.reviewing import resembles
from domain.story import JudgedStory

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from domain.development import DevelopmentChange, DevelopmentId, OpenDevelopment
    from domain.grouping import GroupDecision
    from domain.match import Item
    from domain.ports import Clock, Matcher
    from domain.review import DecisionId, JudgedPattern
    from domain.story import Story
    from domain.unit_of_work import OpenUnitOfWork, UnitOfWork
    from monitors.plan import AlertRules

REACH = timedelta(days=60)
"""Stories published further apart are not compared: by then even a late translation has appeared."""


class Group(Protocol):
    """Joins judged stories to developments (``matching.grouping.Grouper``)."""

    def __call__(
        self,
        judged: Sequence[JudgedStory],
        developments: Sequence[OpenDevelopment],
        decisions: Collection[GroupDecision] = (),
    ) -> Sequence[DevelopmentChange]:
        """Return what the relevant stories do to the developments; decisions of editors come before likeness."""
        ...

    def keys_of(self, report: JudgedStory) -> tuple[str, ...]:
        """Return the keys under which a relevant story is stored."""
        ...

    def keys_to_look_up(self, report: JudgedStory) -> tuple[str, ...]:
        """Return the keys under which the stories lie that a relevant story is to be compared with."""
        ...


@dataclass(frozen=True, slots=True)
class JudgingParts:
    """The parts that judge, group and keep.

    Attributes:
        item_of: a story as the matcher reads it. rules: when a development is told.
    """

    matcher: Matcher
    group: Group
    item_of: Callable[[Story], Item]
    open_unit_of_work: OpenUnitOfWork
    clock: Clock
    rules: AlertRules

    def changes_of(
        self, judged: Sequence[JudgedStory], work: UnitOfWork, now: datetime
    ) -> tuple[DevelopmentChange, ...]:
        """Return what the relevant stories do to the developments that are still open to reports of their time."""
        relevant = [each for each in judged if each.judgement.relevant]
        if not relevant:
            return ()
        ids = [each.story.id for each in relevant]
        decisions = work.groups.list_about(ids)
        candidates = work.groups.list_candidates([self._wanted(each, now) for each in relevant], decisions)
        return held_back(tuple(self.group(relevant, candidates, decisions)), work)

    def judged(self, story: Story, item: Item) -> JudgedStory:
        """Judge a story.

        Args:
            item: the story as the matcher reads it, perhaps with more of its text.
        """
        return self.with_keys(JudgedStory(story, self.matcher.match(item)))

    def with_keys(self, report: JudgedStory) -> JudgedStory:
        """Return a judged story with the keys under which it is stored."""
        return replace(report, keys=self.group.keys_of(report)) if report.judgement.relevant else report

    def _wanted(self, report: JudgedStory, now: datetime) -> Wanted:
        at = report.story.published.at
        return Wanted(self.group.keys_to_look_up(report), min(at, now) - REACH, max(at, now) + REACH)


def held_back(changes: tuple[DevelopmentChange, ...], work: UnitOfWork) -> tuple[DevelopmentChange, ...]:
    """Return the changes, those that nobody is to be told of marked with the editors' decision that says so.

    A report that joins a rejected development is silent and never stands for it. One that opens a development, or
    joins one that nobody was told of, is held where its matches are like rejected ones.
    """
    refused = work.reviews.rejected_among({each.development_id for each in changes})
    numbers = {match.number for each in changes for match in each.report.judgement.matches}
    patterns = work.reviews.list_patterns(numbers)
    return tuple(_marked(each, refused, patterns) for each in changes)


def _marked(
    change: DevelopmentChange, refused: Mapping[DevelopmentId, DecisionId], patterns: Sequence[JudgedPattern]
) -> DevelopmentChange:
    if (decision := refused.get(change.development_id)) is not None:
        return replace(change, held_by=decision, leads=False)
    if change.announced or (like := resembles(change.report.judgement, patterns)) is None:
        return change
    return replace(change, held_by=like)
