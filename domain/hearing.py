"""Hearing: what one subscriber was told of, what they missed, and why; read models and their protocol."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from domain.facets import Facet, concerns, facts_of
from domain.review import MatchState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from domain.alert import OutboxMessage
    from domain.commitment import Pillar
    from domain.development import Development, DevelopmentId
    from domain.facets import Facets
    from domain.ledger import Rates
    from domain.showing import ShownDevelopment
    from domain.story import JudgedStory, StoryId
    from domain.subscriber import SubscriberId


@dataclass(frozen=True, slots=True)
class Measure:
    """What facets are measured with.

    Attributes:
        pillars: of the declaration's paragraphs, by number. rates: for sums in other currencies.
    """

    pillars: Mapping[int, Pillar]
    rates: Rates


@dataclass(frozen=True, slots=True)
class StoryStanding:
    """What became of a story that was read.

    Attributes:
        relevant: None = not judged yet.
        development_id: that it tells of, after all mergers; None = of none.
        counts: published on or after the declaration. found_late: too old for an alert when it was found.
        held: like one that was rejected, so it waits for an editor. rejected: an editor refused every match.
    """

    relevant: bool | None
    development_id: DevelopmentId | None = None
    counts: bool = True
    found_late: bool = False
    held: bool = False
    rejected: bool = False


class HearingRepository(Protocol):
    """What subscribers were told of."""

    def list_unheard(self, subscriber_id: SubscriberId, limit: int) -> Sequence[ShownDevelopment]:
        """Return developments that count and that no message delivered to the subscriber told of, newest first."""
        ...

    def reports_of(self, development_ids: Collection[DevelopmentId]) -> Mapping[DevelopmentId, Sequence[JudgedStory]]:
        """Return the reports of each development as they were judged, lead first."""
        ...

    def told_by(self, subscriber_id: SubscriberId, remote_id: str) -> Sequence[DevelopmentId]:
        """Return the developments that a delivered message told of, none where it told of none."""
        ...

    def messages_about(self, subscriber_id: SubscriberId, development_id: DevelopmentId) -> Sequence[OutboxMessage]:
        """Return the messages to the subscriber about a development, by revision.

        One that a digest shows is in the state of that digest; one that it only counts is FOLDED.
        """
        ...

    def standing_of(self, story_id: StoryId) -> StoryStanding | None:
        """Return what became of a story, None where there is none."""
        ...


def stopped_by(
    facets: Facets, shown: ShownDevelopment, reports: Sequence[JudgedStory], measure: Measure
) -> tuple[Facet, ...]:
    """Return the facets that keep a development away: none where any of its reports passes.

    Args:
        facets: of the subscriber. shown: the development with what editors decided. reports: of it, lead first.

    Returns:
        What the report stopped by the fewest facets was stopped by, in the order of ``Facet``.
    """
    reviewed = MatchState.ACCEPTED in shown.reviews.values()
    reasons = (
        concerns(facets, facts_of(each, measure.pillars, measure.rates, reviewed=reviewed)).stopped_by
        for each in reports
    )
    return min(reasons, key=len, default=())


def seen_by(facets: Facets, development: Development, reports: Sequence[JudgedStory]) -> Development | None:
    """Return a development as told by the first report whose outlet the subscriber does not hide; None without one."""
    lead = development.lead
    if not facets.hides(lead.source_name, lead.url):
        return development
    shown = next((each for each in reports if not facets.hides(each.story.source_name, each.story.url)), None)
    return None if shown is None else replace(development, lead=shown.story, judgement=shown.judgement)
