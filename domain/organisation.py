"""Organisations: companies and agencies that a reader can follow, whatever script a report writes their names in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection

    from domain.commitment import Texts


class Sector(StrEnum):
    """What an organisation mostly does; the order is that of the lists."""

    FINANCE = "finance"
    MINISTRIES = "ministries"
    TRADE = "trade"
    ENERGY = "energy"
    INDUSTRY = "industry"
    TRANSPORT = "transport"
    SCIENCE = "science"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company or an agency.

    Attributes:
        key: ``kind:key`` of the gazetteer, which holds its spellings.
        label: its name in the readers' languages.
    """

    key: str
    sector: Sector
    label: Texts


class FindNames(Protocol):
    """Finds names of the gazetteer in a text of any language."""

    def __call__(self, text: str) -> Collection[str]:
        """Return the names as ``kind:key``; of overlapping ones the longest."""
        ...
