"""News searches of Google and Bing: feeds that pass on the articles of others.

What counts is who published an article and where it stands. Bing names the outlet and hides the address in a parameter;
Google names the outlet, repeats it in the headline, and its links hold the address in older forms only. Where it cannot
be had without asking Google, the link stays as it is, and outlet, headline and day identify the article.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from domain.identity import stable_id
from monitors.canonical import open_address
from monitors.dates import parse_date
from monitors.parsers.feed import parse_feed
from monitors.plain_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from urllib.parse import SplitResult

    from domain.entry import RawEntry
    from domain.fetching import Fetched
    from domain.source import Source

_GOOGLE = "news.google.com"
_BING = "bing.com"
_ARTICLE = re.compile(r"/(?:rss/)?(?:articles|read)/([A-Za-z0-9_-]{8,2000})=*/?")
_LONGEST = 2_000
"""Characters of an address and of a query that holds one."""

_ADDRESS_FIELD = b"\x08\x13\x22"
"""How the decoded form of a Google link begins: a number, then a text with its length (protocol buffers, wire format).
In links since 2024 that text is no address but a token (``AU_yq...``)."""
_LENGTH_GOES_ON = 0x80


def parse_news_search(fetched: Fetched, source: Source) -> Sequence[RawEntry]:
    """Return what a search found in its order, each article once.

    Raises:
        ParseError: as ``parse_feed``; EMPTY means that nothing was found.
    """
    found: dict[str, RawEntry] = {}
    for item in parse_feed(fetched, source):
        entry = _entry(item)
        found.setdefault(entry.guid or entry.link or entry.title, entry)
    return list(found.values())


def is_opaque(address: str) -> bool:
    """Tell whether an address is a search's own, behind which the article's is hidden."""
    parts = _split(address)
    return parts is not None and (_is_google(parts) or _is_bing(parts))


def _entry(item: RawEntry) -> RawEntry:
    """Return an item as its outlet published it; the language of the edition is not that of the article."""
    title, outlet = plain_text(item.title), plain_text(item.outlet)
    bare = title.removesuffix(f" - {outlet}").rstrip() if outlet else title
    title = bare or title
    address = real_address(item.link)
    of_google = (parts := _split(item.link)) is not None and _is_google(parts)
    return replace(
        item,
        guid="" if address else _identity(item, title, outlet),
        link=address or item.link,
        title=html.escape(title, quote=False),
        summary="" if of_google else item.summary,
        outlet=html.escape(outlet, quote=False),
        language="",
    )


def real_address(link: str) -> str:
    """Return the address of the article behind a link of a search; empty where the link does not hold it."""
    parts = _split(link)
    if parts is None:
        return ""
    if _is_google(parts):
        hidden = _within_google(parts)
    elif _is_bing(parts):
        hidden = _within_bing(parts)
    else:
        hidden = link.strip()
    address = open_address(hidden, "")
    return "" if is_opaque(address) else address


def _split(link: str) -> SplitResult | None:
    try:
        return urlsplit(link.strip()) if len(link) <= _LONGEST * 2 else None
    except ValueError:
        return None


def _is_google(parts: SplitResult) -> bool:
    return parts.hostname == _GOOGLE


def _is_bing(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    return (host == _BING or host.endswith(f".{_BING}")) and parts.path.startswith("/news/")


def _within_bing(parts: SplitResult) -> str:
    try:
        values = parse_qs(parts.query[: _LONGEST * 2], max_num_fields=50)
    except ValueError:
        return ""
    return values.get("url", [""])[0]


def _within_google(parts: SplitResult) -> str:
    """Return the address inside of an article link of Google's; empty where a token stands in its place."""
    article = _ARTICLE.fullmatch(parts.path)
    if article is None:
        return ""
    code = article[1]
    try:
        decoded = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
    except (binascii.Error, ValueError):
        return ""
    text = _first_text(decoded)
    return text if text.startswith(("http://", "https://")) else ""


def _first_text(decoded: bytes) -> str:
    """Return the text of the first field, whose length is written seven bits to a byte, the lowest first."""
    if not decoded.startswith(_ADDRESS_FIELD):
        return ""
    at, length = len(_ADDRESS_FIELD), 0
    for shift, byte in zip((0, 7), decoded[at : at + 2], strict=False):
        length |= (byte % _LENGTH_GOES_ON) << shift
        at += 1
        if byte < _LENGTH_GOES_ON:
            break
    return decoded[at : at + length].decode("ascii", "ignore")


def _identity(item: RawEntry, title: str, outlet: str) -> str:
    """Return what identifies an article whose address is not known: its links differ from query to query."""
    moment = parse_date(item.published_raw, UTC, item.published_guess)
    day = moment.at.date().isoformat() if moment else ""
    return stable_id("found", outlet.casefold(), title.casefold(), day)
