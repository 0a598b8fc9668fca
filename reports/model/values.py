"""Values that every part of a report holds: words, sums, drawings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Named:
    """A value of a closed list.

    Attributes:
        code: the same in every language. word: what the reader calls it.
    """

    code: str
    word: str


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of money.

    Attributes:
        amount: in units of the currency. currency: ISO 4217. text: as the reader writes it.
    """

    amount: Decimal
    currency: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing that goes with a report.

    Attributes:
        key: stable. title, alt: in the reader's language; alt says in words what the drawing shows.
        svg: an ``<svg>`` element without outside references. png: the same for formats that take no SVG.
    """

    key: str
    title: str
    alt: str
    svg: str
    png: bytes
