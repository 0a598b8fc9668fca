"""Terms: what reports call a commitment, an act, a stage or an unrelated subject, and how much each says."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from domain.development import Stage
    from domain.gazetteer import Name, NameForm
    from domain.match import Bound, Instrument


class TermRole(StrEnum):
    """What a term's presence says."""

    NAMING = "naming"
    """Names the commitment's subject by itself."""
    SUPPORTING = "supporting"
    """Adds to a naming term; several together may carry a match."""
    CONTEXT = "context"
    """Only tips the balance between commitments."""
    EXCLUDING = "excluding"
    """Says that the report is about something else."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term.

    Attributes:
        text: words as declared; a word stands for every word it begins (prefix stem), ``$`` at its end
            for the whole word only; ``~`` between words lets up to three others stand between them.
        weight: relative strength within its role; 1.0 is usual.
    """

    text: str
    role: TermRole
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A subject that names both sides and is no cooperation between them.

    Attributes:
        reason: why such reports are not relevant, for the person who reads an explanation.
        decisive: whether one term in the headline is enough unless the headline also names an act of cooperation.
    """

    name: str
    reason: str
    terms: tuple[str, ...]
    decisive: bool = False


@dataclass(frozen=True, slots=True)
class WordList:
    """The words of one language that do not depend on any declaration.

    Attributes:
        code: ISO 639-1.
        also_read: other languages whose terms count in texts of this one (loanwords, Latin abbreviations).
        acts: words for an act of cooperation. home: how a text of this language says "our country".
        region: words for the five countries together.
        tenses: by tense (``future``, ``past``, ``ongoing``), endings of a headline's last word where the verb is last.
    """

    code: str
    also_read: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    home: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    stages: Mapping[Stage, tuple[str, ...]] = field(default_factory=dict)
    instruments: Mapping[Instrument, tuple[str, ...]] = field(default_factory=dict)
    tenses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclusions: tuple[Exclusion, ...] = ()


@dataclass(frozen=True, slots=True)
class PackageName:
    """A name from the declaration's package (format, initiative, summit offer) that makes a tie explicit.

    Attributes:
        paragraphs: numbers of the commitments it belongs to; empty where it only shows the tie.
        terms: by language, how reports write it.
    """

    key: str
    paragraphs: tuple[int, ...]
    terms: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Precedence:
    """A rule of the labelling guide: where the specific paragraph is named, the general one yields.

    Attributes:
        specific, general: paragraph numbers; every general one yields to any specific one.
        factor: what is left of the general one's score, 0 to 1.
        reason: the rule in words.
    """

    specific: tuple[int, ...]
    general: tuple[int, ...]
    factor: float
    reason: str


@dataclass(frozen=True, slots=True)
class AmountWords:
    """How sums of money are written; a word stands for every word it begins, ``$`` at its end for the whole word only.

    Attributes:
        scales: words by power of ten. decimal_comma: those of them before which a comma parts the fraction.
        numbers: words by value. currencies: words and signs by ISO code.
        country: words that may stand between number and currency. ranges: between the two ends of a range;
            pairs: there too, but only after one of ``openers``.
        before, after: qualifiers of a sum, by bound, on either side of it.
        portfolio: words that make it the sum of many deals. past: of what was given before.
    """

    scales: Mapping[int, tuple[str, ...]]
    decimal_comma: tuple[str, ...]
    numbers: Mapping[Decimal, tuple[str, ...]]
    currencies: Mapping[str, tuple[str, ...]]
    country: tuple[str, ...]
    ranges: tuple[str, ...]
    pairs: tuple[str, ...]
    openers: tuple[str, ...]
    before: Mapping[Bound, tuple[str, ...]]
    after: Mapping[Bound, tuple[str, ...]]
    portfolio: tuple[str, ...]
    past: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All declared words beside the commitments' own terms, and the numbers that weigh them.

    Attributes:
        languages: word lists by language code.
        amounts: how sums of money are written.
        weights: by table (``relevance``, ``commitment`` ...) and feature.
        objects: forms of plain things that a cooperation is about, by key; grouping compares them.
        unnamed: words written with a capital, or in katakana, that name nobody.
        dollars: for one unit of each currency of ``amounts``, by ISO code; rough, to tell large deals from small ones.
    """

    languages: Mapping[str, WordList]
    names: tuple[Name, ...]
    package: tuple[PackageName, ...]
    precedences: tuple[Precedence, ...]
    weights: Mapping[str, Mapping[str, float]]
    amounts: AmountWords
    objects: Mapping[str, tuple[NameForm, ...]] = field(default_factory=dict)
    unnamed: tuple[str, ...] = ()
    dollars: Mapping[str, Decimal] = field(default_factory=dict)
