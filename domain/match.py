"""Match: the judgement that a story bears on a commitment, with score and evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.development import Stage
from domain.money import Bound, Money
from domain.signals import Signals

if TYPE_CHECKING:
    from domain.commitment import CommitmentNumber

__all__ = ["Bound", "Facts", "Instrument", "Item", "Judgement", "Match", "Money", "Stage", "Tie"]


class Tie(StrEnum):
    """How a match relates to the declaration."""

    EXPLICIT = "explicit"
    """The source itself names the Declaration, the CA+JAD format, its Initiative or its summit package."""
    TOPIC = "topic"


class Instrument(StrEnum):
    """What form a development takes, where the report says so."""

    GRANT = "grant"
    LOAN = "loan"
    INVESTMENT = "investment"
    TREATY = "treaty"
    MEMORANDUM = "memorandum"
    CONTRACT = "contract"
    MEETING = "meeting"
    VISIT = "visit"
    FORUM = "forum"
    SUMMIT = "summit"
    DELIVERY = "delivery"
    TRAINING = "training"
    SCHOLARSHIP = "scholarship"
    FLIGHT = "flight"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Facts:
    """What was extracted for the gist; whatever was not found is empty, never guessed.

    Attributes:
        givers, receivers: ISO codes of who acts and for whom.
        place: key of the place gazetteer (its names are data, in the readers' languages).
        act_days: days that the passage of the act names, as ``domain.happening`` reads them.
    """

    givers: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    instrument: Instrument | None = None
    amount: Money | None = None
    place: str | None = None
    act_days: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """What the matcher reads: one line of the exchange format, or one story.

    Attributes:
        source: outlet as given, often a host name; country: ISO code of the publisher, empty where
            unknown (the matcher then reads it off the address); lang: ISO 639-1, empty = identify it.
        date: ISO date, may be partial or empty; relevance never depends on it.
    """

    id: str
    title: str
    summary: str = ""
    text: str = ""
    url: str = ""
    source: str = ""
    country: str = ""
    lang: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """One commitment that the item bears on.

    Attributes:
        score: 0 to 1. evidence: verbatim part of title, summary or text, at most 300 characters, that
            holds the term which scored. terms: the terms found in it.
    """

    number: CommitmentNumber
    score: float
    evidence: str
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that the matcher says of one item.

    ``relevant`` ⇔ ``matches`` not empty ⇔ ``primary`` set and among them ⇔ ``stage`` and ``tie`` set.

    Attributes:
        language: ISO 639-1 as given or identified. countries: ISO codes of the Central Asian
            countries the cooperation concerns.
        signals: what grouping compares; no part of what was judged.
    """

    relevant: bool
    score: float
    language: str
    tie: Tie | None = None
    matches: tuple[Match, ...] = ()
    primary: CommitmentNumber | None = None
    countries: tuple[str, ...] = ()
    stage: Stage | None = None
    facts: Facts = field(default_factory=Facts)
    signals: Signals = field(default_factory=Signals, compare=False, repr=False)

    def __post_init__(self) -> None:
        whole = bool(self.matches), self.primary is not None, self.stage is not None, self.tie is not None
        if any(said != self.relevant for said in whole):
            raise ValueError("a relevant judgement has matches, primary, stage and tie; any other has none")
        if self.relevant and self.primary not in {match.number for match in self.matches}:
            raise ValueError(f"primary {self.primary} is not among the matches")

    @property
    def primary_match(self) -> Match | None:
        """The match with the primary commitment, None for an irrelevant item."""
        return next((match for match in self.matches if match.number == self.primary), None)
