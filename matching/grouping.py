"""From judged stories and open developments to new or confirmed developments; pure.

First form: within one language. Two reports tell of one development when they have one address, or one headline,
or nearly one headline and text, within three days. A false merge hides an event and is worse than a missed one
(design rule 4), so near-duplicates are kept apart by any sign that they differ: other numbers, other countries.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from domain.development import ChangeKind, DevelopmentChange, DevelopmentId, GroupedStory, OpenDevelopment
from domain.identity import stable_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.story import JudgedStory

WINDOW = timedelta(days=3)
"""Reports of one development follow each other within days; anniversaries and follow-ups do not."""

NEAR_TITLE = 88.0
"""Least similarity of two headlines (rapidfuzz token_sort_ratio, 0-100) to be one report reworded."""

NEAR_TEXT = 80.0
"""Least similarity of headline and summary together, where both reports have a summary."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NOT_WORD = re.compile(r"[^\w]+")


@dataclass(slots=True)
class _Group:
    """A development while one poll is being grouped."""

    id: DevelopmentId
    revision: int
    announced: bool
    stories: list[GroupedStory] = field(default_factory=list)


def group(judged: Sequence[JudgedStory], developments: Sequence[OpenDevelopment]) -> list[DevelopmentChange]:
    """Return what the relevant ones among ``judged`` do to the developments, in their order.

    Args:
        judged: judged stories of one poll.
        developments: those that may still gain reports.
    """
    groups = [_Group(each.id, each.revision, each.announced, list(each.stories)) for each in developments]
    return [_join(report, groups) for report in judged if report.judgement.relevant]


def grouped_story(report: JudgedStory) -> GroupedStory:
    """Return what grouping compares of a judged story (its judgement must be relevant)."""
    story, judgement = report.story, report.judgement
    if judgement.primary is None:
        raise ValueError(f"story {story.id} is not relevant and belongs to no development")
    return GroupedStory(
        id=story.id,
        url_key=story.url_key,
        language=judgement.language,
        title=story.title,
        summary=story.summary,
        published_at=story.published.at,
        countries=judgement.countries,
        primary=judgement.primary,
    )


def likeness(one: GroupedStory, other: GroupedStory) -> float:
    """Return how surely two stories report one development: 0 (not at all) to 100."""
    if one.url_key and one.url_key == other.url_key:
        return 100.0
    if one.language != other.language or abs(one.published_at - other.published_at) > WINDOW:
        return 0.0
    title_one, title_other = _folded(one.title), _folded(other.title)
    if _differ(one, other):
        return 0.0
    if title_one == title_other:
        return 99.0
    return _near(title_one, title_other, one, other)


def _join(report: JudgedStory, groups: list[_Group]) -> DevelopmentChange:
    story = grouped_story(report)
    best, score = None, 0.0
    for candidate in groups:
        similarity = max((likeness(story, each) for each in candidate.stories), default=0.0)
        if similarity > score:
            best, score = candidate, similarity
    if best is None:
        best = _Group(DevelopmentId(stable_id("development", story.id)), 1, announced=False, stories=[story])
        groups.append(best)
        return DevelopmentChange(ChangeKind.OPENED, best.id, report, revision=1)
    best.stories.append(story)
    return DevelopmentChange(ChangeKind.CONFIRMED, best.id, report, best.revision, best.announced)


def _near(title_one: str, title_other: str, one: GroupedStory, other: GroupedStory) -> float:
    """Compare two headlines, and the texts where both have one, for being one report reworded."""
    title = fuzz.token_sort_ratio(title_one, title_other, score_cutoff=NEAR_TITLE)
    if title:
        return title
    if not (one.summary and other.summary):
        return 0.0
    texts = (f"{title} {_folded(each.summary)}" for title, each in ((title_one, one), (title_other, other)))
    return fuzz.token_sort_ratio(*texts, score_cutoff=NEAR_TEXT)


def _differ(one: GroupedStory, other: GroupedStory) -> bool:
    """Whether the headlines show that they tell of different things."""
    if set(_NUMBER.findall(one.title)) != set(_NUMBER.findall(other.title)):
        return True
    return set(one.countries) != set(other.countries)


def _folded(text: str) -> str:
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
