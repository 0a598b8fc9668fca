"""What judging stories and joining them to developments needs, whether a poll, a lead or a rematch brought them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from domain.development import DevelopmentChange, OpenDevelopment
    from domain.match import Item
    from domain.ports import Clock, Matcher, OpenUnitOfWork, UnitOfWork
    from domain.story import JudgedStory, Story
    from monitors.plan import AlertRules

OPEN_FOR = timedelta(days=7)
"""Developments that gained no report for longer than this are closed to new ones."""


class Group(Protocol):
    """Joins judged stories to developments (``matching.grouping.group``)."""

    def __call__(
        self, judged: Sequence[JudgedStory], developments: Sequence[OpenDevelopment]
    ) -> Sequence[DevelopmentChange]:
        """Return what the relevant stories do to the developments."""
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
        earliest = min(each.story.published.at for each in relevant)
        return tuple(self.group(relevant, work.developments.list_open(min(earliest, now) - OPEN_FOR)))
