"""RSS 0.9x to 2.0, RDF and Atom; the only door to feedparser, whose objects never leave this file.

A document is judged by the items found in it, never by its being well-formed: feedparser reads ill-formed XML with a
second, lenient parser, and many a ministry's feed needs it.
"""

from __future__ import annotations

import io
import re
from calendar import timegm
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import feedparser  # type: ignore[import-untyped] # publishes no types

from domain.entry import RawEntry
from domain.errors import ParseError
from domain.source import SourceKind, Verdict
from monitors.parsers.encoding import decode
from monitors.parsers.legibility import refuse_garbled
from monitors.parsers.limits import refuse_endless
from monitors.parsers.prolog import FEED_ROOTS, Markup, open_markup, refuse_binary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from time import struct_time

    from domain.fetching import Fetched
    from domain.source import Source

    _Parsed = Mapping[str, Any]  # a dictionary of feedparser, which checks nothing

_STUMBLES = (ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RecursionError)
"""What feedparser lets slip on hostile documents; it has no error of its own for them."""

_OPENING = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ANY_ITEM = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_CLOSING = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_LAST_CLOSING = re.compile(r"</(?:\w+:)?(?:rss|feed|rdf|channel)\s*>\s*(?:<!--.*?-->\s*)*$", re.IGNORECASE | re.DOTALL)
MOST_TAGS = 200_000
"""Of a whole feed; each costs some 25 microseconds. A long feed with whole articles has a third of it."""

_TAIL = 2_000
"""Characters at the end of a document in which its root element closes, remarks of caches included."""


def parse_feed(fetched: Fetched, source: Source) -> Sequence[RawEntry]:
    """Return the items in document order.

    An item that the document breaks off in is left out: it comes whole with the next poll, under all its keys. Outlets
    are named for news searches only; a publisher's own feed that says where an item comes from names itself.

    Raises:
        ParseError: no feed (NOT_A_FEED), one without items (EMPTY), with too many to be news (TOO_LARGE), or in the
            wrong encoding (GARBLED).
    """
    refuse_binary(fetched.body, source.id)
    text = decode(fetched.body, fetched.headers.get("content-type", ""), source.encoding)
    markup = open_markup(text, source.id)
    _refuse_huge(markup.text, source)
    document = _read(markup, source)
    items = document["entries"]
    if document["bozo"] and items and _breaks_off_in_item(markup.text):
        items = items[:-1]
    if not items:
        raise _without_items(markup, source)
    entries = [_entry(item, document["feed"]) for item in items]
    if source.kind is not SourceKind.NEWS_SEARCH:
        entries = [replace(entry, outlet="", outlet_url="") for entry in entries]
    refuse_garbled(entries, source.id)
    return entries


def feed_title(fetched: Fetched, source: Source) -> str:
    """Return what a feed calls itself, as markup; empty where it does not say.

    Raises:
        ParseError: it is no feed, or too large.
    """
    refuse_binary(fetched.body, source.id)
    markup = open_markup(decode(fetched.body, fetched.headers.get("content-type", ""), source.encoding), source.id)
    _refuse_huge(markup.text, source)
    return _text(_read(markup, source)["feed"], "title")


def _refuse_huge(text: str, source: Source) -> None:
    refuse_endless(sum(1 for _ in _ANY_ITEM.finditer(text)), source.id)
    if text.count("<") > MOST_TAGS:
        raise ParseError(source.id, Verdict.TOO_LARGE, f"a feed of more than {MOST_TAGS:,} tags")


def _read(markup: Markup, source: Source) -> _Parsed:
    """Have feedparser read the document, as UTF-8 from memory: given bytes alone, it would try them as a file name."""
    declared = f"<?xml version='1.0' encoding='utf-8'?>\n{markup.text}"
    try:
        document: _Parsed = feedparser.parse(
            io.BytesIO(declared.encode("utf-8")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except _STUMBLES as error:
        detail = f"not a feed: XML that cannot be read ({type(error).__name__})"
        raise ParseError(source.id, Verdict.NOT_A_FEED, detail) from error
    return document


def _without_items(markup: Markup, source: Source) -> ParseError:
    if markup.root not in FEED_ROOTS:
        detail = f"not a feed: an XML document of another kind ({markup.root[:40]})"
        return ParseError(source.id, Verdict.NOT_A_FEED, detail)
    if not _LAST_CLOSING.search(markup.text[-_TAIL:]) and not markup.text.rstrip().endswith("/>"):
        return ParseError(source.id, Verdict.NOT_A_FEED, "cut off before the end of its first item")
    return ParseError(source.id, Verdict.EMPTY, "a feed without a single item")


def _breaks_off_in_item(text: str) -> bool:
    """Tell whether the last item is opened but never closed; only asked of ill-formed documents."""
    opened = max((found.start() for found in _OPENING.finditer(text)), default=-1)
    return opened >= 0 and not _CLOSING.search(text, opened)


def _entry(item: _Parsed, feed: _Parsed) -> RawEntry:
    published, guess = _published(item)
    outlet, outlet_url = _outlet(item)
    return RawEntry(
        guid=_text(item, "id"),
        link=_link(item, feed),
        title=_text(item, "title"),
        summary=_text(item, "summary"),
        published_raw=published,
        published_guess=guess,
        language=_text(item, "language")
        or _text(item.get("title_detail") or {}, "language")
        or _text(feed, "language"),
        outlet=outlet,
        outlet_url=outlet_url,
    )


def _outlet(item: _Parsed) -> tuple[str, str]:
    """Return name and address of the publisher from whom an item was taken over: RSS has it, and Bing's own element."""
    source = item.get("source")
    if isinstance(source, dict):
        return _text(source, "title"), _text(source, "href")
    return _text(item, "news_source"), ""


def _text(holder: _Parsed, key: str) -> str:
    value = holder.get(key)
    return value if isinstance(value, str) else ""


def _link(item: _Parsed, feed: _Parsed) -> str:
    """Return the item's own address; FeedBurner hides it in an element of its own.

    feedparser takes a guid for the link where there is none; that is right for an address only. A link to the
    channel's own page says nothing about the item and is none.
    """
    link = _text(item, "feedburner_origlink") or _text(item, "link") or _first_alternate(item)
    link = link.strip()
    if link == _text(item, "id").strip() and not link.lower().startswith(("http://", "https://", "/")):
        return ""
    return "" if link.rstrip("/") == _text(feed, "link").strip().rstrip("/") else link


def _first_alternate(item: _Parsed) -> str:
    links = item.get("links") or ()
    return next((_text(link, "href") for link in links if link.get("rel") == "alternate"), "")


def _published(item: _Parsed) -> tuple[str, datetime | None]:
    for key in ("published", "updated", "created"):
        text = _text(item, key)
        if text:
            return text, _guess(item.get(f"{key}_parsed"))
    return "", None


def _guess(parts: struct_time | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parts), UTC) if parts else None
    except (ValueError, OverflowError):
        return None
