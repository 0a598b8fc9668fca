"""The answers of interfaces: JSON of any form, described by the paths that a source declares.

An interface that changes its form does so for all items at once. So a declared path that finds nothing in any item is
a failure that names the path, while a single item without a title is passed over.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from domain.entry import RawEntry
from domain.errors import ParseError
from domain.source import Verdict
from monitors.parsers.api_shape import api_shape_of, find
from monitors.parsers.json_text import load_json
from monitors.parsers.legibility import refuse_garbled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.fetching import Fetched
    from domain.source import Source, SourceId
    from monitors.parsers.api_shape import ApiShape

MOST_ITEMS = 1_000
"""Items of one answer that are read; interfaces give 20 or 100 at a time."""

_IN_A_SECOND = {"seconds": 1, "milliseconds": 1_000}


def parse_api(fetched: Fetched, source: Source) -> Sequence[RawEntry]:
    """Return the items in the order of the answer.

    Raises:
        ParseError: no JSON, no list at the declared path, or a declared path that no item has (NOT_A_FEED); an empty
            list (EMPTY); or in the wrong encoding (GARBLED).
    """
    document = load_json(fetched, source)
    shape = api_shape_of(source)
    items = _items(document, shape, source.id)
    entries = [_entry(item, shape) for item in items]
    _refuse_without(entries, shape, source.id)
    titled = [entry for entry in entries if entry.title.strip()]
    refuse_garbled(titled, source.id)
    return titled


def _items(document: object, shape: ApiShape, source_id: SourceId) -> list[dict[str, object]]:
    listed = find(shape.items, document)
    if not isinstance(listed, list):
        detail = f"no list stands at the declared path (items: {shape.items})"
        raise ParseError(source_id, Verdict.NOT_A_FEED, detail)
    if not listed:
        raise ParseError(source_id, Verdict.EMPTY, f"the list at the declared path is empty (items: {shape.items})")
    items = list(islice((item for item in listed if isinstance(item, dict)), MOST_ITEMS))
    if not items:
        detail = f"what the declared path leads to is no list of objects (items: {shape.items})"
        raise ParseError(source_id, Verdict.NOT_A_FEED, detail)
    return items


def _entry(item: dict[str, object], shape: ApiShape) -> RawEntry:
    return RawEntry(
        guid=shape.text(item, "id"),
        link=shape.link(item),
        title=shape.text(item, "title"),
        summary=shape.text(item, "summary"),
        published_raw=_published(shape.text(item, "date"), shape.date_form),
        language=shape.text(item, "language"),
        outlet=shape.text(item, "outlet"),
    )


def _published(text: str, form: str) -> str:
    """Return a date as published; a count of seconds becomes a stamp, for its digits could be a day's."""
    per_second = _IN_A_SECOND.get(form)
    if per_second is None:
        return text
    try:
        return datetime.fromtimestamp(float(text) / per_second, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _refuse_without(entries: Sequence[RawEntry], shape: ApiShape, source_id: SourceId) -> None:
    """Check that what is declared stands in at least one item.

    Raises:
        ParseError: title, date, or the address of the page does not (NOT_A_FEED).
    """
    link = "id" if shape.page else "link"
    found = {
        "title": any(entry.title.strip() for entry in entries),
        link: any(entry.link for entry in entries),
        "date": any(entry.published_raw for entry in entries),
    }
    for field, is_there in found.items():
        path = shape.paths.get(field)
        if not is_there and (path or field == "title"):
            detail = f"none of the {len(entries)} items has a value at the declared path ({field}: {path})"
            raise ParseError(source_id, Verdict.NOT_A_FEED, detail)
