"""Review card: one development as an editor sees it, and the order in which they come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.development import Stage
from domain.match import Tie
from domain.review import MatchState, ReviewAction
from domain.source import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from decimal import Decimal

    from domain.commitment import CommitmentNumber
    from domain.development import Development, DevelopmentId
    from domain.grouping import StorylineId
    from domain.review import DecisionId, ReviewItem

_STAGES = (Stage.SETBACK, Stage.DONE, Stage.STARTED, Stage.AGREED, Stage.PLANNED, Stage.SAID)
_TIERS = (Tier.OFFICIAL, Tier.AGENCY, Tier.PRESS, Tier.AGGREGATOR)


@dataclass(frozen=True, slots=True)
class CardMatch:
    """A match on a card: paragraph, state, score (0 to 1) and the words it rests on, which may not be shown on."""

    number: CommitmentNumber
    state: MatchState
    score: float
    passage: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """What an editor needs to decide about one development.

    Attributes:
        reports: (source name, headline, address), lead first. told: subscribers that an alert has reached.
        held_by: the rejection that it resembles; nobody was told. can: what may be done about it.
    """

    development: Development
    matches: tuple[CardMatch, ...]
    reports: tuple[tuple[str, str, str], ...]
    told: int
    held_by: DecisionId | None
    can: tuple[ReviewAction, ...]

    @property
    def passage(self) -> str:
        """The words that the primary match rests on."""
        primary = self.development.judgement.primary
        return next((each.passage for each in self.matches if each.number == primary), "")


@dataclass(frozen=True, slots=True)
class Place:
    """What says where a development stands among those that wait.

    Attributes:
        opened_at: UTC. language, tie, stage, tier, amount: of its lead; an amount in its own currency.
        numbers: paragraphs of its matches. told: subscribers that an alert has reached.
    """

    id: DevelopmentId
    opened_at: datetime
    language: str
    tie: Tie | None
    stage: Stage | None
    tier: Tier
    amount: Decimal | None = None
    numbers: frozenset[int] = frozenset()
    storyline_id: StorylineId | None = None
    told: int = 0


def place_of(development: Development, told: int = 0) -> Place:
    """Return where a development stands; told: subscribers that an alert has reached."""
    judgement, lead = development.judgement, development.lead
    amount = judgement.facts.amount
    return Place(
        id=development.id,
        opened_at=development.opened_at,
        language=judgement.language,
        tie=judgement.tie,
        stage=judgement.stage,
        tier=lead.tier,
        amount=amount.amount if amount else None,
        numbers=frozenset(int(each.number) for each in judgement.matches),
        storyline_id=development.storyline_id,
        told=told,
    )


def card_of(item: ReviewItem) -> ReviewCard:
    """Return the card of what is stored."""
    development = item.development
    matches = tuple(
        CardMatch(
            each.number, item.state_of.get(each.number, MatchState.PROPOSED), each.score, each.evidence, each.terms
        )
        for each in development.judgement.matches
    )
    return ReviewCard(development, matches, item.reports, item.told, item.held_by, _actions(item, matches))


def ordered(cards: Iterable[ReviewCard], now: datetime) -> list[ReviewCard]:
    """Return cards, what matters most first: tie, stage, source, sum, subscribers told, then the longest waiting.

    A source that names the Declaration comes first, a setback and what is done before words, an official source
    before press; sums compare within a currency's own figures only roughly, which is enough to order by.
    """
    return sorted(cards, key=lambda card: _weight(place_of(card.development, card.told), now))


def in_order(places: Iterable[Place], now: datetime) -> list[Place]:
    """Return places in the order of ``ordered``."""
    return sorted(places, key=lambda place: _weight(place, now))


def _weight(place: Place, now: datetime) -> tuple[bool, int, int, Decimal | int, int, float, str]:
    return (
        place.tie is not Tie.EXPLICIT,
        _STAGES.index(place.stage) if place.stage else len(_STAGES),
        _TIERS.index(place.tier),
        -place.amount if place.amount else 0,
        -place.told,
        -(now - place.opened_at).total_seconds(),
        place.id,
    )


def _actions(item: ReviewItem, matches: tuple[CardMatch, ...]) -> tuple[ReviewAction, ...]:
    states = {each.state for each in matches}
    found = [ReviewAction.ACCEPT] if states - {MatchState.ACCEPTED} else []
    if states - {MatchState.REJECTED}:
        found += [ReviewAction.REJECT, ReviewAction.ASSIGN]
    if len(item.reports) > 1:
        found.append(ReviewAction.SPLIT)
    found.append(ReviewAction.MERGE)
    if item.decisions:
        found.append(ReviewAction.UNDO)
    return tuple(found)
