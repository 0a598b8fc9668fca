"""Stories as grouping compares them: made of a judged story, or of an item of the exchange format."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from domain.grouping import GroupedStory
from domain.moment import Moment, Precision
from domain.source import Tier
from domain.story import StoryId

if TYPE_CHECKING:
    from domain.match import Item, Judgement
    from domain.story import JudgedStory

UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the publication of an item without a date; its precision says that it means nothing."""

_DAY = len("2026-01-30")


def grouped_story(report: JudgedStory) -> GroupedStory:
    """Return what grouping compares of a judged story.

    Raises:
        ValueError: it is not relevant and belongs to no development.
    """
    story = report.story
    return _grouped(
        story.id, story.url_key, story.title, story.summary, story.published, report.judgement, tier=story.tier
    )


def grouped_item(item: Item, judgement: Judgement) -> GroupedStory:
    """Return what grouping compares of an item of the exchange format; a partial date counts as none.

    Raises:
        ValueError: it is not relevant and belongs to no development.
    """
    return _grouped(StoryId(item.id), item.url, item.title, item.summary, _moment(item.date), judgement)


def _grouped(
    story_id: StoryId,
    url_key: str,
    title: str,
    summary: str,
    published: Moment,
    judgement: Judgement,
    *,
    tier: Tier = Tier.PRESS,
) -> GroupedStory:
    if judgement.primary is None:
        raise ValueError(f"story {story_id} is not relevant and belongs to no development")
    return GroupedStory(
        id=story_id,
        url_key=url_key,
        language=judgement.language,
        title=title,
        summary=summary,
        published_at=published.at,
        countries=judgement.countries,
        primary=judgement.primary,
        numbers=tuple(match.number for match in judgement.matches),
        stage=judgement.stage,
        facts=judgement.facts,
        signals=judgement.signals,
        precision=published.precision,
        tier=tier,
    )


def _moment(text: str) -> Moment:
    try:
        day = date.fromisoformat(text[:_DAY])
    except ValueError:
        return Moment(UNDATED, Precision.UNKNOWN)
    return Moment(datetime.combine(day, time(), UTC), Precision.DAY)
