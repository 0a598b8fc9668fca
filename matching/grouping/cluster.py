"""Clustering a whole set of reports at once: the same groups whatever the order they come in.

The two groups that are most alike (``matching.grouping.linkage``) are joined first, until none are alike enough. A pair
that a veto or an editor keeps apart keeps its groups apart, so nothing is chained through a forbidden pair; pairs that
an editor put together are joined before anything else. Ties are broken by the reports' ids.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from domain.grouping import Ruling
from matching.grouping.keys import timeless_keys
from matching.grouping.linkage import linked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from domain.grouping import GroupDecision, GroupedStory

    Score = Callable[[GroupedStory, GroupedStory], float]

Pair = tuple[str, str]

COMMON = 400
"""Reports that one key may stand for; a key of more says nothing by itself and proposes no pairs."""


class _Groups:
    """Groups while they are being joined."""

    def __init__(self, ids: Iterable[str], scores: dict[Pair, float], apart: set[Pair]) -> None:
        self.members: dict[int, list[str]] = {number: [each] for number, each in enumerate(sorted(ids))}
        self.group_of = {each: number for number, (each,) in self.members.items()}
        self.next = len(self.members)
        self._apart = apart
        self._near: dict[str, dict[str, float]] = defaultdict(dict)
        for (one, other), score in scores.items():
            self._near[one][other] = self._near[other][one] = score

    def join(self, one: int, other: int) -> int:
        """Join two groups and return the new one's number."""
        joined = sorted(self.members.pop(one) + self.members.pop(other))
        self.members[self.next] = joined
        for each in joined:
            self.group_of[each] = self.next
        self.next += 1
        return self.next - 1

    def neighbours(self, group: int) -> list[int]:
        """Return the other groups that share a compared pair with this one."""
        found = {self.group_of[other] for each in self.members[group] for other in self._near[each]}
        return sorted(found - {group})

    def likeness(self, one: int, other: int) -> float:
        """Return the likeness of two groups, 0 where any pair must stay apart or is vetoed."""
        scores = []
        for first in self.members[one]:
            for second in self.members[other]:
                pair = (min(first, second), max(first, second))
                score = self._near[first].get(second)
                if pair in self._apart or score == 0.0:
                    return 0.0
                scores.append(score or 0.0)
        return linked(scores)


def cluster(
    stories: Sequence[GroupedStory], score: Score, threshold: float, decisions: Iterable[GroupDecision] = ()
) -> list[list[str]]:
    """Return the groups as sorted lists of ids, in the order of their first ids.

    Args:
        stories: reports with ids of their own.
        score: of a pair, 0 to 1; exactly 0 forbids it. threshold: least likeness of two groups to be joined.
        decisions: of editors; those about other stories are passed over.
    """
    known = {story.id for story in stories}
    decided = [each for each in decisions if {each.one, each.other} <= known]
    apart: set[Pair] = {(each.one, each.other) for each in decided if each.ruling is Ruling.APART}
    groups = _Groups(known, _scores(stories, score), apart)
    for each in sorted(decided, key=lambda decision: (decision.one, decision.other)):
        one, other = groups.group_of[each.one], groups.group_of[each.other]
        if each.ruling is Ruling.TOGETHER and one != other:
            groups.join(one, other)
    _join_all(groups, threshold)
    return sorted(groups.members.values())


def _join_all(groups: _Groups, threshold: float) -> None:
    """Join the most alike until none are alike enough."""
    heap = list(_candidates(groups, sorted(groups.members), threshold))
    heapq.heapify(heap)
    while heap:
        _, _, _, one, other = heapq.heappop(heap)
        if one in groups.members and other in groups.members:
            joined = groups.join(one, other)
            for entry in _candidates(groups, [joined], threshold):
                heapq.heappush(heap, entry)


def _candidates(
    groups: _Groups, numbers: Iterable[int], threshold: float
) -> Iterator[tuple[float, str, str, int, int]]:
    for one in numbers:
        for other in groups.neighbours(one):
            likeness = groups.likeness(one, other)
            if likeness >= threshold:
                first, second = sorted((groups.members[one][0], groups.members[other][0]))
                yield -likeness, first, second, one, other


def _scores(stories: Sequence[GroupedStory], score: Score) -> dict[Pair, float]:
    """Return the score of every pair that shares a key; a pair without one has nothing in common."""
    by_key: dict[str, list[GroupedStory]] = defaultdict(list)
    for story in sorted(stories, key=lambda each: each.id):
        for key in timeless_keys(story):
            by_key[key].append(story)
    scores: dict[Pair, float] = {}
    for sharing in by_key.values():
        if len(sharing) <= COMMON:
            for one, other in combinations(sharing, 2):
                if (one.id, other.id) not in scores:
                    scores[one.id, other.id] = score(one, other)
    return scores
