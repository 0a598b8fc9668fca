"""Storylines: developments of one project, whatever their stage, joined by what stays the same through its stages.

A grant is announced, signed, ratified, tendered and delivered; form, recipient, place and object stay. What differs
with the stage (days, stage words) is left out of the comparison. Developments are joined by the nearest pair of their
reports: a project drifts, and its delivery need not look like its announcement, only like its signature.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from matching.grouping.decide import kinship
from matching.grouping.keys import timeless_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.grouping import GroupedStory, GroupingNumbers

COMMON = 400
"""Reports that one key may stand for; a key of more says nothing by itself."""


def storylines(
    stories: Sequence[GroupedStory], developments: Sequence[list[str]], numbers: GroupingNumbers
) -> list[list[list[str]]]:
    """Return the developments in storylines, both in the order of their first ids.

    Args:
        stories: all reports. developments: their ids by development. numbers: what signals are worth.
    """
    home = {each: place for place, members in enumerate(developments) for each in members}
    parent = list(range(len(developments)))

    def root(place: int) -> int:
        while parent[place] != place:
            place = parent[place]
        return place

    for one, other in _kin(stories, numbers):
        first, second = sorted((root(home[one]), root(home[other])))
        parent[second] = first
    lines: dict[int, list[list[str]]] = defaultdict(list)
    for place, members in enumerate(developments):
        lines[root(place)].append(members)
    return list(lines.values())


def _kin(stories: Sequence[GroupedStory], numbers: GroupingNumbers) -> list[tuple[str, str]]:
    by_key: dict[str, list[GroupedStory]] = defaultdict(list)
    for story in sorted(stories, key=lambda each: each.id):
        for key in timeless_keys(story):
            by_key[key].append(story)
    pairs = {
        (one.id, other.id): (one, other)
        for sharing in by_key.values()
        if len(sharing) <= COMMON
        for one, other in combinations(sharing, 2)
    }
    return [key for key, (one, other) in pairs.items() if kinship(one, other, numbers) >= numbers.line["threshold"]]
