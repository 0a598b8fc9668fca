"""Atom (RFC 4287); pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterable

    from web.feeds.items import FeedHead, FeedItem

MEDIA_TYPE = "application/atom+xml; charset=utf-8"

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEVER = datetime(2025, 12, 20, tzinfo=UTC)
"""Stands as the time of a feed without items: the day of the Declaration."""


def atom(head: FeedHead, items: Iterable[FeedItem]) -> bytes:
    """Return the feed; the same items give the same bytes."""
    told = list(items)
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": head.language})
    _add(feed, "id", head.id)
    _add(feed, "title", head.title)
    _add(feed, "updated", _time(max((each.updated for each in told), default=_NEVER)))
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": head.address})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": head.page})
    _add(ET.SubElement(feed, "author"), "name", "CA+JAD Monitor")
    for each in told:
        _add_entry(feed, each)
    content: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def _add_entry(feed: ET.Element, item: FeedItem) -> None:
    entry = ET.SubElement(feed, "entry")
    _add(entry, "id", item.id)
    _add(entry, "title", item.title)
    _add(entry, "published", _time(item.published))
    _add(entry, "updated", _time(item.updated))
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": item.page})
    if item.source_url:
        ET.SubElement(entry, "link", {"rel": "via", "href": _legal(item.source_url)})
    for tag in item.tags:
        ET.SubElement(entry, "category", {"term": _legal(tag)})
    _add(entry, "content", item.text).set("type", "text")


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = _legal(text)
    return element


def _legal(text: str) -> str:
    """Return the text without what XML 1.0 has no place for."""
    return _NOT_XML.sub("", text)


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
