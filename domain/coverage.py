"""Coverage: what was watched in a period, with what success, what was missed, and how soon alerts came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from domain.source import SourceId, Tier


@dataclass(frozen=True, slots=True)
class PolledSource:
    """An enabled source and its polls of a period.

    Attributes:
        polls: polls made. answered: those of them that went well.
        is_search: whether it finds what others publish (a news search, an aggregator).
    """

    source_id: SourceId
    country: str
    languages: tuple[str, ...]
    polls: int
    answered: int
    is_search: bool = False


@dataclass(frozen=True, slots=True)
class MissedStory:
    """A relevant story that only a search brought.

    Attributes:
        found_by: name of the search.
    """

    title: str
    url: str
    language: str
    found_by: str


@dataclass(frozen=True, slots=True)
class AlertDelay:
    """Time from the publication of a development's first report to its first alert."""

    tier: Tier
    delay: timedelta


@dataclass(frozen=True, slots=True)
class WatchRecord:
    """All that the database knows of how well a period was watched.

    Attributes:
        since, until: the period, its end not included.
        missed: relevant stories of the period whose only sources are searches or aggregators.
        delays: of alerts sent in the 30 days before ``until``.
        lapsed: messages of the period that were cancelled because no editor had reviewed them in time.
    """

    since: datetime
    until: datetime
    sources: tuple[PolledSource, ...]
    missed: tuple[MissedStory, ...] = ()
    delays: tuple[AlertDelay, ...] = ()
    lapsed: int = 0
