"""Hints: what readers tell the editors, that a match is wrong or that a report was missed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NewType, Protocol
from urllib.parse import urlsplit

from domain.identity import stable_id

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from domain.development import DevelopmentId
    from domain.subscriber import SubscriberId

HintId = NewType("HintId", str)

LONGEST_ADDRESS = 2000
"""Characters of an address that is kept; longer ones are no addresses of articles."""


class HintKind(StrEnum):
    """What a reader tells."""

    WRONG_MATCH = "wrong_match"
    MISSED_LINK = "missed_link"


class HintReason(StrEnum):
    """Why a reader calls a match wrong; a choice, so that no free text of readers is kept."""

    OFF_TOPIC = "off_topic"
    """It has nothing to do with the Declaration."""
    OTHER_COMMITMENT = "other_commitment"
    DUPLICATE = "duplicate"
    """It was told before."""
    WRONG_FACTS = "wrong_facts"
    """Stage, sum or country is not what the report says."""
    OTHER = "other"


class HintOutcome(StrEnum):
    """What editors made of a hint."""

    DECIDED = "decided"
    """The development it is about was judged."""
    TO_EXAMINE = "to_examine"
    """A missed report, kept as a candidate for the labelled set."""
    NO_MATTER = "no_matter"


@dataclass(frozen=True, slots=True)
class Hint:
    """What one reader told.

    Attributes:
        subscriber_id: None once the reader had their data deleted. development_id: what a wrong match is about.
        url: of a missed report, empty otherwise. reason: of a wrong match. at, settled_at: UTC, None = open.
        settled_by: the editor.
    """

    id: HintId
    kind: HintKind
    at: datetime
    subscriber_id: SubscriberId | None = None
    development_id: DevelopmentId | None = None
    url: str = ""
    reason: HintReason | None = None
    settled_at: datetime | None = None
    settled_by: str | None = None
    outcome: HintOutcome | None = None


def wrong_match(subscriber_id: SubscriberId, development_id: DevelopmentId, reason: HintReason, at: datetime) -> Hint:
    """Return the hint that what a development is matched with is wrong."""
    name = stable_id("hint", HintKind.WRONG_MATCH, subscriber_id, development_id, at.isoformat())
    return Hint(HintId(name), HintKind.WRONG_MATCH, at, subscriber_id, development_id, reason=reason)


def missed_link(subscriber_id: SubscriberId, url: str, at: datetime) -> Hint:
    """Return the hint that the report at an address was missed.

    Raises:
        ValueError: this is no address of the web.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or len(url) > LONGEST_ADDRESS:
        raise ValueError("no web address")
    name = stable_id("hint", HintKind.MISSED_LINK, subscriber_id, url, at.isoformat())
    return Hint(HintId(name), HintKind.MISSED_LINK, at, subscriber_id, url=url)


class HintRepository(Protocol):
    """What readers told, until editors settle it and after."""

    def add(self, hint: Hint) -> bool:
        """Store a hint; False if the same reader has an open one about the same development or address."""
        ...

    def list_open(self, kind: HintKind | None = None) -> Sequence[Hint]:
        """Return hints that nobody settled, oldest first, of one kind or all."""
        ...

    def resolve(self, prefix: str) -> Sequence[Hint]:
        """Return the hints whose id begins so, settled ones too, a few at most."""
        ...

    def settle(self, hint_ids: Collection[HintId], outcome: HintOutcome, by: str, now: datetime) -> int:
        """Settle those of the hints that are open; return how many."""
        ...

    def list_settled(self, outcome: HintOutcome) -> Sequence[Hint]:
        """Return hints settled so, oldest first."""
        ...

    def counts(self) -> Mapping[HintKind, int]:
        """Return how many hints of each kind are open."""
        ...
