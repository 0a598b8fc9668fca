"""Sitemaps (sitemaps.org) with their news extension, also gzipped.

Read by expat as a stream; the document type declaration never reaches it (``prolog.py``). A document that breaks off
gives what was whole before.
"""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from xml.parsers import expat

from domain.entry import RawEntry
from domain.errors import ParseError
from domain.source import Verdict
from monitors.decompress import BoundedBody
from monitors.failures import ExchangeFailed
from monitors.parsers.encoding import decode
from monitors.parsers.legibility import refuse_garbled
from monitors.parsers.list_shape import address_shape_of
from monitors.parsers.prolog import open_markup, refuse_binary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.fetching import Fetched
    from domain.source import Source
    from monitors.parsers.list_shape import AddressShape
    from monitors.parsers.prolog import Markup

MOST_BYTES = 50 * 1_048_576
"""Largest sitemap that the protocol allows, unpacked."""

MOST_ENTRIES = 1_000
"""Most that a news sitemap may have; of a longer one the newest are taken."""

_INDEX = "sitemapindex"
_GZIP = b"\x1f\x8b"
_NAMED_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);|#\d{1,7};|#x[0-9a-fA-F]{1,6};)(\w{0,32};)?")
_MOST_REPAIRS = 50_000
"""What needs more of them is no mistake of a publisher's; it is read up to there."""

_WANTED = {
    ("url", "loc"): "address",
    ("url", "lastmod"): "changed",
    ("news", "title"): "title",
    ("news", "publication_date"): "published",
    ("publication", "language"): "language",
    ("sitemap", "loc"): "address",
    ("sitemap", "lastmod"): "changed",
}
"""Field by the local names of an element and the one around it; pictures and videos have a ``loc`` and a title too."""

_ENDING = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_NUMBER = re.compile(r"[a-z]?\d+|[0-9a-f]{8,}", re.IGNORECASE)
_FEWEST_WORDS = 2
_DEPTH = 2
"""Of an item: the root stands around it."""


@dataclass(slots=True)
class _Item:
    """One ``url`` or ``sitemap`` element."""

    address: str = ""
    changed: str = ""
    title: str = ""
    published: str = ""
    language: str = ""

    @property
    def date(self) -> str:
        return self.published or self.changed


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap that an index lists: its address, and when it last changed as the index says (ISO 8601, or empty)."""

    address: str
    changed: str


def parse_sitemap(fetched: Fetched, source: Source) -> Sequence[RawEntry]:
    """Return the news of a sitemap in document order.

    An address without a title is left out, unless the option ``title_from_address`` says that its words do for one.

    Raises:
        ParseError: no sitemap (NOT_A_FEED); one of whose addresses none is news, or an index of sitemaps, which the
            route follows (EMPTY); too large; or in the wrong encoding (GARBLED).
    """
    markup = _markup(fetched, source)
    items = _Reader().read(markup.text)
    if markup.root == _INDEX:
        detail = f"an index of {len(items)} sitemaps, and none that it lists was read"
        raise ParseError(source.id, Verdict.EMPTY, detail)
    entries = _entries(items, address_shape_of(source), by_address=source.options.get("title_from_address") is True)
    if not entries:
        raise ParseError(source.id, Verdict.EMPTY, _without_entries(items))
    refuse_garbled(entries, source.id)
    return entries


def children_of(fetched: Fetched, source: Source) -> Sequence[Child] | None:
    """Return the sitemaps that an index lists, in its order; None where the document is a sitemap itself.

    Raises:
        ParseError: it is neither (NOT_A_FEED), or too large.
    """
    markup = _markup(fetched, source)
    if markup.root != _INDEX:
        return None
    return [Child(item.address, item.changed) for item in _Reader().read(markup.text) if item.address]


def _markup(fetched: Fetched, source: Source) -> Markup:
    body = _unpacked(fetched.body, source)
    refuse_binary(body, source.id)
    markup = open_markup(decode(body, fetched.headers.get("content-type", ""), source.encoding), source.id)
    if markup.root not in ("urlset", _INDEX):
        detail = f"not a sitemap: an XML document of another kind ({markup.root[:40]})"
        raise ParseError(source.id, Verdict.NOT_A_FEED, detail)
    return markup


def _unpacked(body: bytes, source: Source) -> bytes:
    """Undo the compression of a ``.gz`` file, which is none of HTTP's."""
    if not body.startswith(_GZIP):
        return body
    unpacked = BoundedBody("gzip", MOST_BYTES)
    try:
        unpacked.feed(body)
        return unpacked.finish()
    except ExchangeFailed as error:
        raise ParseError(source.id, error.verdict, error.words) from error


def _without_entries(items: Sequence[_Item]) -> str:
    if not items:
        return "a sitemap without a single address"
    return f"no address of the sitemap ({len(items)} in all) has a title and the declared shape"


def _entries(items: list[_Item], shape: AddressShape, *, by_address: bool) -> list[RawEntry]:
    wanted = []
    for item in items:
        if by_address and not item.title:
            item.title = _title_of(item.address)
        if item.address and item.title and shape.fits(item.address):
            wanted.append(item)
    if len(wanted) > MOST_ENTRIES:
        oldest_wanted = sorted((item.date for item in wanted), reverse=True)[MOST_ENTRIES - 1]
        wanted = [item for item in wanted if item.date >= oldest_wanted][:MOST_ENTRIES]
    return [_entry(item) for item in wanted]


def _entry(item: _Item) -> RawEntry:
    return RawEntry(
        guid="",
        link=item.address,
        title=html.escape(item.title, quote=False),
        summary="",
        published_raw=item.date,
        language=item.language,
    )


def _title_of(address: str) -> str:
    """Return the words of an address's last part; empty where they are no title (``/news/4711``)."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ""
    last = _ENDING.sub("", path.rstrip("/").rpartition("/")[2])
    words = [word for word in re.split(r"[-_+\s]+", last) if word and not _NUMBER.fullmatch(word)]
    return " ".join(words).capitalize() if len(words) >= _FEWEST_WORDS else ""


@dataclass(slots=True)
class _Reader:
    """Collects the items of one document."""

    items: list[_Item] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    item: _Item | None = None
    text: list[str] = field(default_factory=list)

    def read(self, text: str) -> list[_Item]:
        """Return the items that are whole."""
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text.append
        try:
            repaired = _NAMED_ENTITY.sub(_as_character, text, count=_MOST_REPAIRS)
            parser.ParseFile(io.BytesIO(repaired.encode("utf-8", "replace")))
        except expat.ExpatError:
            return self.items  # it breaks off, or something follows its end
        return self.items

    def _start(self, name: str, _: dict[str, str]) -> None:
        self.path.append(_local(name))
        self.text.clear()
        if self.path[-1] in ("url", "sitemap") and len(self.path) == _DEPTH:
            self.item = _Item()

    def _end(self, _: str) -> None:
        inner = self.path.pop()
        wanted = _WANTED.get((self.path[-1] if self.path else "", inner))
        if self.item and wanted:
            setattr(self.item, wanted, " ".join("".join(self.text).split()))
        self.text.clear()
        if self.item and len(self.path) == 1:
            self.items.append(self.item)
            self.item = None


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _as_character(entity: re.Match[str]) -> str:
    """Return what an entity of HTML stands for; an ampersand that begins none is one itself."""
    character = html.unescape(entity.group()) if entity[1] else entity.group()
    return html.escape(character, quote=False)
