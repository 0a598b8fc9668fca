"""Deciding: how surely two reports tell of one development, or two developments belong to one storyline.

A veto decides first (``matching.grouping.vetoes``). Where nothing forbids it, the features of the pair are weighed by
numbers learned from labelled groups (``python -m tests.evaluation.train_grouping``, ``config/grouping.toml``). One
address, one headline within days, or one summit's results are one report or occurrence and need no weighing.
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from matching.grouping.compare import features
from matching.grouping.gatherings import is_same_gathering
from matching.grouping.linkage import linked
from matching.grouping.vetoes import veto
from matching.grouping.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from domain.grouping import GroupedStory, GroupingNumbers

REPRINTED = timedelta(days=3)
"""One headline in one language within so long is one report taken over."""

RETOLD = 0.95
"""How surely reports of one wording, or of one gathering's results, are one: a slip or one more detail may differ."""

SAME_WORDS = 0.45
"""Share of their words from which on two texts in one language were written from one (``words_jaccard``)."""

SINGULAR = ("headline_untold", "other_amount", "other_numbers", "other_place", "other_person", "other_company")
"""What tells two announcements in one set form of words apart: each names a thing of its own."""

FEWEST_LETTERS = 25
"""Shorter headlines ("Grant signed") may stand over two different occurrences."""


def likeness(one: GroupedStory, other: GroupedStory, numbers: GroupingNumbers) -> float:
    """Return how surely two reports tell of one development, 0 to 1; exactly 0 where a veto forbids it; symmetric."""
    if one.url_key and one.url_key == other.url_key:
        return 1.0
    if veto(one, other):
        return 0.0
    if _is_reprint(one, other):
        return 0.99
    if is_same_gathering(one, other):
        return RETOLD
    found = features(one, other, numbers)
    if _is_retold(one, other, found):
        return RETOLD
    # Rounded, because the order in which shared names are added up decides the last digit.
    return max(round(probability(found, numbers.same), 12), math.ulp(0))


def kinship(one: GroupedStory, other: GroupedStory, numbers: GroupingNumbers) -> float:
    """Return how surely two reports tell of one project at whatever stage, 0 to 1; symmetric."""
    if set(one.countries).isdisjoint(other.countries):
        return 0.0
    return round(probability(features(one, other, numbers), numbers.line), 12)


def group_likeness(story: GroupedStory, others: Iterable[GroupedStory], numbers: GroupingNumbers) -> float:
    """Return the likeness to the reports of a development, 0 where any of them forbids it."""
    scores = []
    for other in others:
        score = likeness(story, other, numbers)
        if score == 0.0:
            return 0.0
        scores.append(score)
    return linked(scores)


def probability(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the probability that weighed features come to."""
    total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _is_reprint(one: GroupedStory, other: GroupedStory) -> bool:
    if not _at_once(one, other):
        return False
    title = plain(one.title)
    return len(title) >= FEWEST_LETTERS and title == plain(other.title)


def _is_retold(one: GroupedStory, other: GroupedStory, found: Mapping[str, float]) -> bool:
    """Tell whether one report repeats the wording of the other and names nothing of its own."""
    alike = found.get("words_jaccard", 0.0) >= SAME_WORDS
    return alike and _at_once(one, other) and not any(found.get(name, 0.0) for name in SINGULAR)


def _at_once(one: GroupedStory, other: GroupedStory) -> bool:
    return one.language == other.language and abs(one.published_at - other.published_at) <= REPRINTED
