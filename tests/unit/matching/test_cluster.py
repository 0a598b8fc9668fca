"""Clustering a whole set: linkage that vetoes and editors overrule."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from domain.grouping import GroupDecision, Ruling
from domain.story import StoryId
from matching.grouping.cluster import cluster
from tests.builders import NOON
from tests.unit.matching.grouped import a_grouped

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.grouping import GroupedStory

NAMES = "abcdef"
STORIES = [a_grouped(name) for name in NAMES]


def score_by(scores: dict[str, float]) -> Callable[[GroupedStory, GroupedStory], float]:
    def score(one: GroupedStory, other: GroupedStory) -> float:
        return scores.get("".join(sorted((one.id, other.id))), 0.01)

    return score


def clustered(scores: dict[str, float], *decisions: GroupDecision) -> list[str]:
    found = cluster(STORIES, score_by(scores), 0.5, decisions)
    return ["".join(members) for members in found]


def a_decision(pair: str, ruling: Ruling) -> GroupDecision:
    return GroupDecision(StoryId(pair[0]), StoryId(pair[1]), ruling, "telegram:7", NOON)


def test_the_most_alike_are_joined_first_by_their_average_and_their_best_pair() -> None:
    assert clustered({"ab": 0.9, "bc": 0.8, "ac": 0.3, "de": 0.6}) == ["abc", "de", "f"]
    assert clustered({"ab": 0.9, "bc": 0.8, "ac": 0.1}) == ["abc", "d", "e", "f"], "another side of one occurrence"
    assert clustered({"ab": 0.9, "bc": 0.6, "ac": 0.01}) == ["ab", "c", "d", "e", "f"], "chained by one report between"


def test_a_forbidden_pair_is_never_in_one_group() -> None:
    assert clustered({"ab": 1.0, "bc": 0.99, "ac": 0.0}) == ["ab", "c", "d", "e", "f"]


def test_editors_come_before_likeness() -> None:
    assert "af" in clustered({}, a_decision("af", Ruling.TOGETHER))
    assert clustered({"ab": 1.0}, a_decision("ab", Ruling.APART)) == list(NAMES)
    assert clustered({}, a_decision("az", Ruling.TOGETHER)) == list(NAMES), "about a story that is not there"


@given(
    st.dictionaries(
        st.sampled_from(["".join(pair) for pair in itertools.combinations(NAMES, 2)]),
        st.sampled_from((0.0, 0.4, 0.6, 0.9)),
    ),
    st.permutations(STORIES),
)
def test_the_order_of_the_reports_does_not_matter(scores: dict[str, float], shuffled: list[GroupedStory]) -> None:
    found = cluster(shuffled, score_by(scores), 0.5)
    assert ["".join(members) for members in found] == clustered(scores)
    assert sorted(itertools.chain(*found)) == list(NAMES)
    forbidden = {pair for pair, score in scores.items() if score == 0.0}
    assert not any(pair in forbidden for members in found for pair in map("".join, itertools.combinations(members, 2)))
