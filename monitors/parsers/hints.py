"""How often a feed wishes to be asked, read off what stands around its items; pure.

``ttl`` is an element of RSS 2.0 (minutes for which a copy may be kept); ``updatePeriod`` and ``updateFrequency`` are
of the syndication module of RSS 1.0 (so many times in a period, once a day where only one of them is given).
"""

from __future__ import annotations

import re
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from domain.source import SourceKind
from monitors.parsers.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.fetching import Fetched
    from domain.source import Source

_XML_FEEDS = frozenset({SourceKind.RSS, SourceKind.ATOM, SourceKind.RDF, SourceKind.NEWS_SEARCH})
_HEAD_BYTES = 16_384
"""The channel's own elements stand before its items; a head longer than this holds no wish that counts."""

_FIRST_ITEM = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_TTL = re.compile(r"<ttl>\s*(\d{1,7})\s*</ttl>", re.IGNORECASE)
_PERIOD = re.compile(r"<(?:\w+:)?updatePeriod>\s*([a-z]+)\s*</", re.IGNORECASE)
_FREQUENCY = re.compile(r"<(?:\w+:)?updateFrequency>\s*(\d{1,4})\s*</", re.IGNORECASE)

_PERIODS = MappingProxyType(
    {
        "hourly": timedelta(hours=1),
        "daily": timedelta(days=1),
        "weekly": timedelta(days=7),
        "monthly": timedelta(days=30),
        "yearly": timedelta(days=365),
    }
)


def asked_wait(documents: Sequence[Fetched], source: Source) -> timedelta | None:
    """Return the wait between two polls that a feed asks for, the longest of several; None = it asks for none.

    Nothing is parsed a second time: only the head of each document is looked at. A head that cannot be read asks for
    nothing.
    """
    if source.kind not in _XML_FEEDS:
        return None
    return max((wish for document in documents for wish in _wishes(document, source)), default=None)


def _wishes(fetched: Fetched, source: Source) -> list[timedelta]:
    text = decode(fetched.body[:_HEAD_BYTES], fetched.headers.get("content-type", ""), source.encoding)
    first = _FIRST_ITEM.search(text)
    head = text[: first.start()] if first else text
    return [wish for wish in (_ttl(head), _syndication(head)) if wish]


def _ttl(head: str) -> timedelta | None:
    found = _TTL.search(head)
    return timedelta(minutes=int(found[1])) if found else None


def _syndication(head: str) -> timedelta | None:
    period, frequency = _PERIOD.search(head), _FREQUENCY.search(head)
    if period is None and frequency is None:
        return None
    span = _PERIODS.get(period[1].lower() if period else "daily")
    times = int(frequency[1]) if frequency else 1
    return span / times if span and times else None
