"""Gatherings: what a summit of Japan with all five states came to is one occurrence, whichever result leads a report.

Reports of a summit share little: one tells of the declaration, one of a transport route, one of the initiative that
bears the city's name, and who publishes without a date cannot be near another in time. What they share is whose
gathering it was, at which level, and when or which in the row: the first summit is held once, and no two within days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.commitment import CENTRAL_ASIA
from domain.development import Stage
from domain.match import Instrument
from matching.grouping.dating import published_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.grouping import GroupedStory

HELD = (Stage.AGREED, Stage.STARTED, Stage.DONE)
"""Stages of what a gathering came to; what is planned for it, and what one of its guests said there, stand alone."""

OTHER_LEVELS = frozenset({"foreign_ministers", "senior_officials", "public_servants", "parliament"})
"""Who meets below the leaders, often to prepare a summit that the text then names."""

TOLD_WITHIN = 7
"""Days between reports of one gathering's results; later ones look back."""


def gathering_keys(story: GroupedStory) -> Iterator[str]:
    """Yield under what a report of a summit's results is found by others of the same summit, whenever they came."""
    if tells_results(story):
        yield from (f"gathering:{ordinal}" for ordinal in story.signals.ordinals)


def is_same_gathering(one: GroupedStory, other: GroupedStory) -> bool:
    """Tell whether two reports tell what one summit of all five states came to; symmetric."""
    if not (tells_results(one) and tells_results(other)) or _elsewhere(one, other):
        return False
    ordinals, theirs = set(one.signals.ordinals), set(other.signals.ordinals)
    if ordinals and theirs and ordinals.isdisjoint(theirs):
        return False
    published, reported = published_on(one), published_on(other)
    if published is None or reported is None:
        return bool(ordinals & theirs)
    return abs((published - reported).days) <= TOLD_WITHIN


def tells_results(story: GroupedStory) -> bool:
    """Tell whether a report tells what a summit of Japan and all five states came to."""
    is_summit = story.facts.instrument is Instrument.SUMMIT and OTHER_LEVELS.isdisjoint(story.signals.headline)
    return is_summit and story.stage in HELD and set(CENTRAL_ASIA) <= set(story.countries)


def _elsewhere(one: GroupedStory, other: GroupedStory) -> bool:
    """Tell whether headlines name different places; stricter than ``Places.differ``, as leaders meet in one city."""
    places, theirs = _places(one), _places(other)
    return bool(places and theirs) and places.isdisjoint(theirs)


def _places(story: GroupedStory) -> set[str]:
    return {name for name in story.signals.headline if name.startswith("place")}
