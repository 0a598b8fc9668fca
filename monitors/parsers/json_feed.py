"""JSON Feed 1.0 and 1.1, and the list of NHK World, which has a form of its own."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from domain.entry import RawEntry
from domain.errors import ParseError
from domain.source import Verdict
from monitors.parsers.json_text import load_json
from monitors.parsers.legibility import refuse_garbled
from monitors.parsers.limits import refuse_endless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.fetching import Fetched
    from domain.source import Source

_VERSION = "https://jsonfeed.org/version/1"
"""Beginning of the address by which both versions name themselves (jsonfeed.org)."""

_DAY_DIGITS = 8


def parse_json_feed(fetched: Fetched, source: Source) -> Sequence[RawEntry]:
    """Return the items in document order.

    Raises:
        ParseError: no feed (NOT_A_FEED), one without items (EMPTY), with too many to be news (TOO_LARGE), or in the
            wrong encoding (GARBLED).
    """
    entries = _entries(load_json(fetched, source), source)
    if not entries:
        raise ParseError(source.id, Verdict.EMPTY, "a feed without a single item")
    refuse_endless(len(entries), source.id)
    refuse_garbled(entries, source.id)
    return entries


def _entries(document: object, source: Source) -> list[RawEntry]:
    if isinstance(document, dict):
        items, listed = document.get("items"), document.get("data")
        if str(document.get("version", "")).startswith(_VERSION) and isinstance(items, list):
            language = _text(document, "language")
            return [_entry(item, language) for item in items if isinstance(item, dict)]
        if isinstance(listed, list) and all(isinstance(item, dict) and "page_url" in item for item in listed):
            return [_listed_entry(item) for item in listed]
    raise ParseError(source.id, Verdict.NOT_A_FEED, "not a feed: JSON, but of no form that we know")


def _entry(item: dict[str, Any], language: str) -> RawEntry:
    plain = _text(item, "summary") or _text(item, "content_text")
    return RawEntry(
        guid=_text(item, "id"),
        link=_text(item, "url") or _text(item, "external_url"),
        title=html.escape(_text(item, "title"), quote=False),
        summary=html.escape(plain, quote=False) or _text(item, "content_html"),
        published_raw=_text(item, "date_published") or _text(item, "date_modified"),
        language=_text(item, "language") or language,
    )


def _listed_entry(item: dict[str, Any]) -> RawEntry:
    """Read one story of NHK World: its stamps tell when the list was made, so the day is taken from its id."""
    story = _text(item, "id")
    day = story[:_DAY_DIGITS]
    return RawEntry(
        guid=story,
        link=_text(item, "page_url"),
        title=_text(item, "title"),
        summary=_text(item, "description"),
        published_raw=day if len(day) == _DAY_DIGITS and day.isdecimal() else "",
    )


def _text(holder: dict[str, Any], key: str) -> str:
    value = holder.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)
