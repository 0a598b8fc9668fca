"""Further repositories of a unit of work, as protocols: the lead queue, and judgements as they are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from domain.lead import AwaitedLead, Lead
    from domain.review import MatchState, StoredJudgement
    from domain.story import Story, StoryId


class LeadRepository(Protocol):
    """The lead queue: stories whose article's first paragraphs are to be read."""

    def list_waiting(self, tried_before: datetime, limit: int) -> Sequence[AwaitedLead]:
        """Return waiting leads not asked for since ``tried_before``: of relevant stories first, then oldest first."""
        ...

    def mark_tried(self, story_ids: Collection[StoryId], now: datetime) -> None:
        """Count an attempt before it is made, so that two processes do not make it and none is made for ever."""
        ...

    def find(self, story_id: StoryId) -> AwaitedLead | None:
        """Return the lead of a story, or None."""
        ...

    def save(self, lead: Lead) -> None:
        """Store the new state of a lead."""
        ...


class JudgementRepository(Protocol):
    """Stored judgements, for judging again and for editors."""

    def count_outdated(self, matcher_version: str, since: datetime | None) -> int:
        """Return how many stories another version of the matcher has judged."""
        ...

    def list_outdated(
        self, matcher_version: str, since: datetime | None, after: Story | None, limit: int
    ) -> Sequence[StoredJudgement]:
        """Return stories that another version of the matcher has judged, in order of publication.

        Args:
            matcher_version: of the present matcher. since: published at or after this time.
            after: the last story of the batch before, None = from the start.
        """
        ...

    def list_decided(self, after: Story | None, limit: int) -> Sequence[StoredJudgement]:
        """Return stories with a match that an editor accepted or rejected, in order of publication."""
        ...

    def decide(self, story_id: StoryId, number: int, state: MatchState) -> None:
        """Set the state of a match; raises KeyError where there is no such match."""
        ...
