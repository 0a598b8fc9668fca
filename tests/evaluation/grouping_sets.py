"""The labelled groups: which reports tell of one development, which of one storyline, which look alike and differ."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from matching.exchange import read_item
from matching.grouping.stories import grouped_item
from tests.evaluation.figures import HERE, READ, rows_of

if TYPE_CHECKING:
    from domain.grouping import GroupedStory
    from matching.matcher import LexicalMatcher

OWN = "groups.jsonl"
DENSE = "dense_groups.jsonl"
BUSINESS = "business_groups.jsonl"
REPORTS = "reports.jsonl"
LABELS = "developments.json"

Pair = tuple[str, str]


@dataclass(frozen=True)
class LabelledGroups:
    """Reports of one set with their labels; only those that the matcher finds relevant can be grouped."""

    name: str
    stories: list[GroupedStory]
    developments: list[list[str]]
    storylines: list[list[str]]
    near_misses: list[Pair]
    weight: float = 1.0
    """What a pair of the set counts in training beside one of the others."""
    counted: bool = True
    """Whether its reports say how rare names and things are; not where all is business."""

    @property
    def same(self) -> set[Pair]:
        return pairs_of(self.developments)

    @property
    def line(self) -> set[Pair]:
        return pairs_of(self.storylines) | self.same


def pairs_of(groups: list[list[str]]) -> set[Pair]:
    return {(min(pair), max(pair)) for group in groups for pair in combinations(group, 2)}


def stories_of(rows: list[dict[str, Any]], matcher: LexicalMatcher) -> list[GroupedStory]:
    found = []
    for row in rows:
        item = read_item(json.dumps({key: row[key] for key in READ if row.get(key)}), 1)
        judgement = matcher.match(item)
        if judgement.relevant:
            found.append(grouped_item(item, judgement))
    return found


def own_groups(matcher: LexicalMatcher) -> LabelledGroups:
    return _invented("own", OWN, matcher)


def dense_groups(matcher: LexicalMatcher) -> LabelledGroups:
    """Return weeks full of meetings and agreements that look alike, told shortly and each time in other words.

    News are seldom so dense, so its pairs count a tenth; with more, the weights trust too little evidence elsewhere.
    """
    return _invented("dense", DENSE, matcher, weight=0.1)


def business_groups(matcher: LexicalMatcher) -> LabelledGroups:
    """Return deals, flights, orders and loans, a quarter of them without a date; each of its pairs counts a quarter."""
    return replace(_invented("business", BUSINESS, matcher, weight=0.25), counted=False)


def all_groups(matcher: LexicalMatcher) -> list[LabelledGroups]:
    """Return every set, the one of real developments first."""
    return [make(matcher) for make in (report_groups, own_groups, dense_groups, business_groups)]


def _invented(name: str, file: str, matcher: LexicalMatcher, *, weight: float = 1.0) -> LabelledGroups:
    rows = rows_of(file)
    developments, storylines = defaultdict(list), defaultdict(list)
    for row in rows:
        developments[row["development"]].append(row["id"])
        storylines[row["storyline"]].append(row["id"])
    groups = list(developments.values()), list(storylines.values())
    return LabelledGroups(name, stories_of(rows, matcher), *groups, near_misses=[], weight=weight)


def report_groups(matcher: LexicalMatcher) -> LabelledGroups:
    labels = json.loads((HERE / LABELS).read_text("utf-8"))
    misses = [(min(pair), max(pair)) for pair in labels["near_misses"]]
    rows = rows_of(REPORTS)
    return LabelledGroups(
        "reports", stories_of(rows, matcher), labels["developments"], labels["storylines"], near_misses=misses
    )


def figures_of_groups(found: list[list[str]], labelled: LabelledGroups) -> dict[str, float]:
    """Return pairwise figures; every pair that is not labelled as one development counts as different."""
    known = {story.id for story in labelled.stories}
    same, merged = {pair for pair in labelled.same if set(pair) <= known}, pairs_of(found)
    inside = {pair for pair in same if pair[0].split("-")[0] == pair[1].split("-")[0]}
    hit = same & merged
    return {
        "pairs": len(same),
        "precision": len(hit) / max(1, len(merged)),
        "recall": len(hit) / max(1, len(same)),
        "recall_within": len(hit & inside) / max(1, len(inside)),
        "pairs_within": len(inside),
        "near_misses_merged": sum(pair in merged for pair in labelled.near_misses),
        "near_misses": len(labelled.near_misses),
    }
