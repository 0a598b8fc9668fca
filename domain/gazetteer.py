"""Names of countries, places, institutions, companies and persons, with the forms in which reports write them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.commitment import Texts

REGION = "CA5"
"""Stands for all five Central Asian countries together where a name means the region."""


class NameKind(StrEnum):
    """What bears a name."""

    COUNTRY = "country"
    PLACE = "place"
    INSTITUTION = "institution"
    COMPANY = "company"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class NameForm:
    """One way to write a name.

    Attributes:
        text: in the syntax of a term (``domain.lexicon.Term``).
        languages: ISO 639-1 codes in which the form means this; empty = in all of them.
    """

    text: str
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """Whoever or whatever bears a name, and which side of the dialogue it stands on.

    Attributes:
        key: unique in the gazetteer, but that a weak name may have a second entry with the forms that are not weak.
        country: ISO 3166 alpha-2 of its country, REGION for the five together, ``EU``, or empty for a name
            that only keeps a longer one from being misread ("Sea of Japan").
        label: the name in the readers' languages; every place has one.
        weak: whether the name alone does not show that its country takes part (a car brand, a transit city).
    """

    key: str
    kind: NameKind
    country: str
    forms: tuple[NameForm, ...]
    label: Texts | None = None
    weak: bool = False
