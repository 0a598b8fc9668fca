"""Declaration and commitment: what was promised, as declared in ``config/declarations``."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from domain.lexicon import Term

CommitmentNumber = NewType("CommitmentNumber", int)

LANGUAGES = ("ru", "en", "ja", "kk", "ky", "tg", "tk", "uz")
"""The eight languages in which the news appears."""

READER_LANGUAGES = ("en", "ru", "ja")
"""The languages in which the product speaks to people."""

CENTRAL_ASIA = ("KZ", "KG", "TJ", "TM", "UZ")
"""The five Central Asian parties, in the order in which the product lists them (ISO 3166 alpha-2)."""

PARTIES = ("JP", *CENTRAL_ASIA)


class Pillar(StrEnum):
    """Where a paragraph stands in the declaration; the three priority areas are the pillars proper."""

    OVERVIEW = "overview"
    DIRECTIONS = "directions"
    GREEN = "green"
    CONNECTIVITY = "connectivity"
    PEOPLE = "people"
    REGIONAL = "regional"
    GLOBAL = "global"
    CONCLUSION = "conclusion"


class CommitmentKind(StrEnum):
    """What sort of promise a paragraph holds."""

    MEETING = "meeting"
    PROGRAMME = "programme"
    FINANCE = "finance"
    INSTRUMENT = "instrument"
    OUTCOME = "outcome"
    PRINCIPLE = "principle"


@dataclass(frozen=True, slots=True)
class Texts:
    """One text in the three languages of the readers."""

    en: str
    ru: str
    ja: str

    def in_language(self, language: str) -> str:
        """Return the text in ``language`` (ISO 639-1; one of READER_LANGUAGES)."""
        return {"en": self.en, "ru": self.ru, "ja": self.ja}[language]


@dataclass(frozen=True, slots=True)
class Commitment:
    """A numbered paragraph of a declaration.

    Attributes:
        tracked: whether it can be followed in the news (47 of the 53).
        title: formal heading; label: two to five plain words for alerts; content: one sentence.
        actors: ISO codes of who promised.
        target: what would fulfil it, where the text names a measurable aim.
        due: day by which it is promised, None where the text gives none; due_note says why or how.
        terms: by language (ISO 639-1), what reports call it.
    """

    number: CommitmentNumber
    pillar: Pillar
    kind: CommitmentKind
    tracked: bool
    title: Texts
    label: Texts
    content: Texts
    actors: tuple[str, ...]
    target: Texts | None = None
    due: date | None = None
    due_note: Texts | None = None
    terms: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declaration and its paragraphs in order.

    Attributes:
        id: name of its folder, e.g. ``tokyo_2025``.
        adopted: evidence counts from this day on, inclusive.
        url: official text.
    """

    id: str
    name: Texts
    short_name: Texts
    adopted: date
    url: str
    commitments: tuple[Commitment, ...]

    def find(self, number: int) -> Commitment | None:
        """Return the paragraph with this number, or None."""
        return next((each for each in self.commitments if each.number == number), None)

    @property
    def tracked(self) -> tuple[Commitment, ...]:
        """The paragraphs that can be followed."""
        return tuple(each for each in self.commitments if each.tracked)
