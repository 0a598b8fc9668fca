"""Developments as CSV (RFC 4180), with a byte-order mark so that Excel reads it as UTF-8; pure."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from web.cards import Card

MEDIA_TYPE = "text/csv; charset=utf-8"

HEADS = (
    "id",
    "published",
    "updated",
    "stage",
    "gist",
    "commitments",
    "countries",
    "headline",
    "passage",
    "language",
    "sources",
    "reports",
    "url",
    "official",
    "names_declaration",
    "reviewed",
    "storyline",
)
"""Columns; programs read them, so they are the same in every language."""

_BEGIN_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_head() -> bytes:
    """Return the byte-order mark and the row of heads."""
    return b"\xef\xbb\xbf" + _written([HEADS])


def csv_rows(cards: Iterable[Card]) -> bytes:
    """Return a row for each development."""
    return _written(_row(card) for card in cards)


def inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip().startswith(_BEGIN_FORMULAS) else text


def _row(card: Card) -> tuple[str, ...]:
    values = (
        card.id,
        card.published.isoformat(timespec="seconds"),
        card.updated.isoformat(timespec="seconds"),
        card.stage,
        card.gist,
        " ".join(str(each.number) for each in card.bearings),
        " ".join(code for code, _ in card.countries),
        card.headline,
        card.passage,
        card.language,
        "; ".join(card.names),
        str(card.reports),
        card.url,
        *("yes" if told else "no" for told in (card.official, card.explicit, card.reviewed)),
        card.storyline,
    )
    return tuple(inert(value) for value in values)


def _written(rows: Iterable[tuple[str, ...]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return file.getvalue().encode()
