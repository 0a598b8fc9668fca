"""Joining: judged stories to developments, one after the other as they arrive, and developments to storylines; pure.

A story joins the development whose reports it is most like (``matching.grouping.linkage``), if it is alike enough and
nothing keeps it from any of them; else it opens one. A story already told stays where it is: joining never moves what
readers have seen.
An editor's decisions about pairs of stories come before all likeness.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from domain.development import ChangeKind, DevelopmentChange, DevelopmentId
from domain.grouping import Ruling, StorylineId
from domain.identity import stable_id
from domain.source import Tier
from matching.grouping.changes import Material, material
from matching.grouping.cluster import cluster
from matching.grouping.decide import group_likeness, kinship, likeness
from matching.grouping.keys import looked_up_keys, stored_keys
from matching.grouping.stories import grouped_story
from matching.grouping.storylines import storylines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from domain.development import OpenDevelopment
    from domain.grouping import GroupDecision, GroupedStory, GroupingNumbers
    from domain.story import JudgedStory

TIERS = (Tier.OFFICIAL, Tier.AGENCY, Tier.PRESS, Tier.AGGREGATOR)
"""Whose headline stands for a development: the first of these, then the earliest."""


@dataclass(slots=True)
class _Group:
    """A development while one poll is being grouped; its lead stands first."""

    id: DevelopmentId
    revision: int
    announced: bool
    storyline_id: StorylineId | None = None
    stories: list[GroupedStory] = field(default_factory=list)
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Grouper:
    """Joins judged stories to developments; see ``monitors.judging.Group``.

    Attributes:
        numbers: what signals are worth.
    """

    numbers: GroupingNumbers

    def __call__(
        self,
        judged: Sequence[JudgedStory],
        developments: Sequence[OpenDevelopment],
        decisions: Collection[GroupDecision] = (),
    ) -> list[DevelopmentChange]:
        """Return what the relevant ones among ``judged`` do to the developments, in their order.

        Args:
            judged: judged stories of one poll.
            developments: those that may gain reports, the lead of each first.
            decisions: of editors about pairs of stories.
        """
        groups = [
            _Group(each.id, each.revision, each.announced, each.storyline_id, list(each.stories), each.counts)
            for each in developments
        ]
        known = {story.id for each in groups for story in each.stories}
        fresh = [each for each in judged if each.judgement.relevant and each.story.id not in known]
        return [self._join(report, groups, _Decided.of(report, decisions)) for report in fresh]

    def keys_of(self, report: JudgedStory) -> tuple[str, ...]:
        """Return the keys under which a relevant story is stored."""
        return stored_keys(grouped_story(report))

    def keys_to_look_up(self, report: JudgedStory) -> tuple[str, ...]:
        """Return the keys under which the stories lie that a relevant story is to be compared with."""
        return looked_up_keys(grouped_story(report))

    def lines(self, stories: Sequence[GroupedStory]) -> list[list[list[str]]]:
        """Group a whole set at once, the same way whatever its order.

        Args:
            stories: with ids of their own.

        Returns:
            Storylines, each a list of developments, each a sorted list of ids; all in the order of their first ids.
        """
        developments = cluster(
            stories, lambda one, other: likeness(one, other, self.numbers), self.numbers.same["threshold"]
        )
        return storylines(stories, developments, self.numbers)

    def _join(self, report: JudgedStory, groups: list[_Group], decided: _Decided) -> DevelopmentChange:
        story = grouped_story(report)
        best = self._best(story, groups, decided)
        if best is not None:
            return _added(report, story, best)
        storyline = self._storyline(story, groups)
        opened = _Group(DevelopmentId(stable_id("development", story.id)), 1, announced=False, stories=[story])
        opened.storyline_id = storyline or StorylineId(stable_id("storyline", story.id))
        groups.append(opened)
        return DevelopmentChange(
            ChangeKind.OPENED, opened.id, report, revision=1, leads=True, storyline_id=opened.storyline_id
        )

    def _best(self, story: GroupedStory, groups: Iterable[_Group], decided: _Decided) -> _Group | None:
        allowed = [each for each in groups if decided.allows(each.stories)]
        bound = [each for each in allowed if decided.binds(each.stories)]
        if bound:
            return min(bound, key=lambda each: each.id)
        scored = [(group_likeness(story, each.stories, self.numbers), each) for each in allowed]
        alike = [(score, each) for score, each in scored if score >= self.numbers.same["threshold"]]
        return min(alike, key=lambda pair: (-pair[0], pair[1].id))[1] if alike else None

    def _storyline(self, story: GroupedStory, groups: Iterable[_Group]) -> StorylineId | None:
        """Return the storyline of the development nearest of kin, whatever its stage."""
        scored = [
            (max(kinship(story, other, self.numbers) for other in each.stories), each)
            for each in groups
            if each.storyline_id is not None and each.stories
        ]
        kin = [(score, each) for score, each in scored if score >= self.numbers.line["threshold"]]
        return min(kin, key=lambda pair: (-pair[0], pair[1].id))[1].storyline_id if kin else None


def group(
    judged: Sequence[JudgedStory],
    developments: Sequence[OpenDevelopment],
    numbers: GroupingNumbers,
    decisions: Collection[GroupDecision] = (),
) -> list[DevelopmentChange]:
    """Return what the relevant ones among ``judged`` do to the developments (``Grouper``)."""
    return Grouper(numbers)(judged, developments, decisions)


@dataclass(frozen=True, slots=True)
class _Decided:
    """What editors decided about one story: the stories it must, and must not, be together with."""

    together: frozenset[str]
    apart: frozenset[str]

    @classmethod
    def of(cls, report: JudgedStory, decisions: Iterable[GroupDecision]) -> _Decided:
        """Return the decisions about one story."""
        own = report.story.id
        others: dict[Ruling, set[str]] = {ruling: set() for ruling in Ruling}
        for each in decisions:
            if own in (each.one, each.other):
                others[each.ruling].add(each.other if each.one == own else each.one)
        return cls(frozenset(others[Ruling.TOGETHER]), frozenset(others[Ruling.APART]))

    def allows(self, stories: Iterable[GroupedStory]) -> bool:
        """Tell whether the story may join these."""
        return self.apart.isdisjoint(each.id for each in stories)

    def binds(self, stories: Iterable[GroupedStory]) -> bool:
        """Tell whether the story must join these."""
        return not self.together.isdisjoint(each.id for each in stories)


def _added(report: JudgedStory, story: GroupedStory, joined: _Group) -> DevelopmentChange:
    """Return the change that a further report makes, and take it up."""
    changed: Material = material(story, joined.stories)
    leads = TIERS.index(story.tier) < TIERS.index(joined.stories[0].tier)
    joined.stories.insert(0 if leads else len(joined.stories), story)
    if changed:
        joined.revision += 1
    change = DevelopmentChange(
        ChangeKind.UPDATED if changed else ChangeKind.CONFIRMED,
        joined.id,
        report,
        joined.revision,
        joined.announced,
        leads=leads,
        counted=joined.counts,
        storyline_id=joined.storyline_id,
    )
    return replace(change, **{name: getattr(changed, name) for name in ("stage", "amount", "day", "withdrawn")})
