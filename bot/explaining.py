"""Explaining: why one chat was or was not told of something; read in one transaction, never fetched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.hearing import stopped_by
from monitors.normalise import url_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from domain.alert import OutboxMessage
    from domain.development import DevelopmentId
    from domain.facets import Facet, Facets
    from domain.hearing import Measure, StoryStanding
    from domain.showing import ShownDevelopment
    from domain.story import JudgedStory, Story, StoryId
    from domain.subscriber import Subscriber
    from domain.unit_of_work import UnitOfWork

EXPLAINED = 5
"""Developments of one message that are explained."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one development did or did not come.

    Attributes:
        shown: the development with what editors decided.
        report: the one asked about, or the first that the reader does not hide.
        stopped_by: facets that keep every report of it away, none = it passes.
        messages: to this chat about it, by revision.
    """

    shown: ShownDevelopment
    report: JudgedStory
    stopped_by: tuple[Facet, ...]
    messages: tuple[OutboxMessage, ...]


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A story that was read and tells of nothing that is shown."""

    story: Story
    standing: StoryStanding


def of_message(
    work: UnitOfWork, subscriber: Subscriber, remote_id: str, measure: Measure
) -> tuple[list[Explanation], int]:
    """Explain what a delivered message told of; nothing where it told of nothing that is still shown.

    Args:
        remote_id: the channel's identifier of the message.

    Returns:
        The first explanations, and of how many more developments the message told.
    """
    told = work.hearing.told_by(subscriber.id, remote_id)
    explained = list(_explained(work, told[:EXPLAINED], subscriber, subscriber.facets, measure))
    return explained, max(0, len(told) - EXPLAINED)


def of_link(
    work: UnitOfWork, subscriber: Subscriber | None, facets: Facets, url: str, measure: Measure
) -> Explanation | Unexplained | None:
    """Explain what became of the report under an address; None where none was read under it.

    Args:
        subscriber: None for a chat without subscription. url: as the reader gave it; it is looked up, not fetched.
    """
    key = url_key(url)
    story = work.stories.find_at(key) if key else None
    standing = work.hearing.standing_of(story.id) if story is not None else None
    if story is None or standing is None:
        return None
    ids = [standing.development_id] if standing.development_id is not None else []
    explained = next(_explained(work, ids, subscriber, facets, measure, story.id), None)
    return explained or Unexplained(story, standing)


def _explained(
    work: UnitOfWork,
    ids: Sequence[DevelopmentId],
    subscriber: Subscriber | None,
    facets: Facets,
    measure: Measure,
    asked: StoryId | None = None,
) -> Iterator[Explanation]:
    reports = work.hearing.reports_of(ids)
    for shown in work.pages.list_by_id(ids):
        told = reports[shown.development.id]
        report = _chosen(told, facets, asked)
        if report is not None:
            messages = work.hearing.messages_about(subscriber.id, shown.development.id) if subscriber else ()
            yield Explanation(shown, report, stopped_by(facets, shown, told, measure), tuple(messages))


def _chosen(told: Sequence[JudgedStory], facets: Facets, asked: StoryId | None) -> JudgedStory | None:
    """Return the report asked about, be its outlet hidden or not; else the first that is not hidden."""
    named = (each for each in told if each.story.id == asked)
    visible = (each for each in told if not facets.hides(each.story.source_name, each.story.url))
    return next(named, None) or next(visible, None)
