"""What the options of a source say about its pages; ``config/source_options`` checked them when they were loaded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.source import Source


@dataclass(frozen=True, slots=True)
class AddressShape:
    """Which addresses are news.

    Attributes:
        pattern, exclude: searched for in the absolute address; None asks nothing.
    """

    pattern: re.Pattern[str] | None
    exclude: re.Pattern[str] | None

    def fits(self, address: str) -> bool:
        """Tell whether an absolute address is that of news."""
        if self.pattern and not self.pattern.search(address):
            return False
        return not (self.exclude and self.exclude.search(address))


@dataclass(frozen=True, slots=True)
class ListShape(AddressShape):
    """How to read a listing page; selectors are CSS, empty where the source names none.

    Attributes:
        date_in_address: has the groups year, month and day; None where the address holds no date.
        rows: elements around one link each, with its date. title, date: elements inside of a row.
        heading: elements above the rows that hold a date, or the year of the dates below.
        year: the element that holds the year of the list where headings and rows hold none.
        remarks: whether the text of comments counts as text.
    """

    date_in_address: re.Pattern[str] | None
    rows: str
    title: str
    date: str
    heading: str
    year: str
    remarks: bool


def address_shape_of(source: Source) -> AddressShape:
    """Return which addresses of a source's document are news."""
    return AddressShape(_pattern(source, "pattern"), _pattern(source, "exclude"))


def list_shape_of(source: Source) -> ListShape:
    """Return how to read a source's listing page."""
    return ListShape(
        pattern=_pattern(source, "pattern"),
        exclude=_pattern(source, "exclude"),
        date_in_address=_pattern(source, "date_in_address"),
        rows=_text(source, "rows"),
        title=_text(source, "title"),
        date=_text(source, "date"),
        heading=_text(source, "heading"),
        year=_text(source, "year"),
        remarks=source.options.get("remarks") is True,
    )


def _pattern(source: Source, name: str) -> re.Pattern[str] | None:
    text = _text(source, name)
    return re.compile(text) if text else None


def _text(source: Source, name: str) -> str:
    value = source.options.get(name, "")
    return value if isinstance(value, str) else ""
