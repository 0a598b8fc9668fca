"""What an address is, told from its document: feed, sitemap, channel, or a page with something behind it; pure."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from domain.errors import ParseError
from domain.source import SourceKind
from monitors.canonical import open_address
from monitors.parsers.encoding import decode
from monitors.parsers.feed import feed_title
from monitors.parsers.page import base_of, links_of, open_page, tree_of
from monitors.parsers.prolog import FEED_ROOTS, open_markup
from monitors.plain_text import one_line, plain_text

if TYPE_CHECKING:
    from domain.fetching import Fetched
    from domain.source import Source

SITEMAP_ROOTS = frozenset({"urlset", "sitemapindex"})
ALTERNATES = {
    "application/rss+xml": SourceKind.RSS,
    "application/atom+xml": SourceKind.ATOM,
    "application/rdf+xml": SourceKind.RDF,
    "application/feed+json": SourceKind.JSON,
}
"""Kinds of feeds by the types under which pages link to them (WHATWG HTML, 4.6.7.1)."""

FEWEST_LINKS = 5
"""Links of one shape that make a list."""
SHAPES_TRIED = 3

_ROOT_KINDS = {"feed": SourceKind.ATOM, "rdf": SourceKind.RDF}
_GZIP = b"\x1f\x8b"
_TELEGRAM = re.compile(
    r"(?:@|(?:https?://)?(?:www\.)?(?:t|telegram)\.me/(?:s/)?)([A-Za-z]\w{3,31})/?(?:\?.*)?", re.ASCII
)
_TITLES = ('meta[property="og:site_name"]', 'meta[property="og:title"]', 'meta[name="application-name"]')
_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{1,500})<", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|коммент|コメント", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_SLUG = re.compile(r"[^/]*[-_][^/]*[-_][^/]*")


class Alternate(NamedTuple):
    """A feed that a page links to."""

    kind: SourceKind
    url: str


def channel_address(address: str) -> str:
    """Return the preview of a Telegram channel, given any way to name it; empty where the address is none."""
    found = _TELEGRAM.fullmatch(address.strip())
    return f"https://t.me/s/{found[1]}" if found else ""


def kind_of(fetched: Fetched, source: Source) -> SourceKind | None:
    """Return the kind of source that a document is; None = a page, or nothing we read.

    Args:
        fetched: the document. source: stands for it in complaints.
    """
    if fetched.body.startswith(_GZIP):
        return SourceKind.SITEMAP
    text = decode(fetched.body, fetched.headers.get("content-type", ""), source.encoding)
    if text.lstrip().startswith(("{", "[")):
        return SourceKind.JSON
    try:
        root = open_markup(text, source.id).root
    except ParseError:
        return None
    if root in SITEMAP_ROOTS:
        return SourceKind.SITEMAP
    return _ROOT_KINDS.get(root, SourceKind.RSS) if root in FEED_ROOTS else None


def title_of(fetched: Fetched, kind: SourceKind | None, source: Source) -> str:
    """Return what a feed, channel or page calls itself; empty where it does not say.

    Args:
        kind: as ``kind_of`` found; None = a page.
    """
    try:
        match kind:
            case SourceKind.RSS | SourceKind.ATOM | SourceKind.RDF:
                return plain_text(feed_title(fetched, source))
            case SourceKind.JSON:
                return _json_title(fetched)
            case SourceKind.SITEMAP:
                return ""
        return _page_title(fetched, source)
    except ParseError:
        return ""


def alternates_of(fetched: Fetched, source: Source) -> list[Alternate]:
    """Return the feeds that a page says to be its other forms, feeds of comments last.

    Raises:
        ParseError: it is no page for people.
    """
    tree = tree_of(fetched, source)
    base = base_of(tree, fetched.url)
    found: dict[str, tuple[bool, Alternate]] = {}
    for node in tree.css("link[rel~=alternate][href][type]"):
        kind = ALTERNATES.get((node.attributes.get("type") or "").split(";")[0].strip().lower())
        url = open_address(node.attributes.get("href") or "", base)
        if kind and url:
            title = f"{node.attributes.get('title') or ''} {urlsplit(url).path}"
            found.setdefault(url, (bool(_COMMENTS.search(title)), Alternate(kind, url)))
    return [each for _, each in sorted(found.values(), key=lambda entry: entry[0])]


def list_patterns(fetched: Fetched, source: Source) -> list[str]:
    """Return patterns of links that may be the news of a page, those with most links first.

    Links belong together whose addresses have the same words, with numbers or headlines in the same places.

    Raises:
        ParseError: it is no page for people.
    """
    host = (urlsplit(fetched.url).hostname or "").removeprefix("www.")
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for address in links_of(fetched, source):
        parts = urlsplit(address)
        if (parts.hostname or "").removeprefix("www.") == host and (shape := _shape(parts.path, parts.query)):
            groups[shape].add(address)
    likely = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return [shape for shape, members in likely if len(members) >= FEWEST_LINKS][:SHAPES_TRIED]


def _shape(path: str, query: str) -> str:
    """Return a pattern of the addresses built like this one; empty where nothing in it counts or names anything."""
    parts = [_segment(part) for part in path.split("/")]
    numbered = _NUMBER.search(query)
    if all(part == re.escape(raw) for part, raw in zip(parts, path.split("/"), strict=True)) and not numbered:
        return ""
    asked = r"\?" + _counted(query) if numbered else ""
    return f"{'/'.join(parts)}{asked}$"


def _segment(text: str) -> str:
    if _SLUG.fullmatch(text):
        return "[^/?]+"
    return _counted(text)


def _counted(text: str) -> str:
    """Return a pattern of a text with any numbers in the place of its own."""
    return _NUMBER.sub(lambda _: r"\d+", re.escape(text))


def _json_title(fetched: Fetched) -> str:
    try:
        content = json.loads(fetched.body)
    except (ValueError, RecursionError):
        return ""
    title = content.get("title") if isinstance(content, dict) else None
    return one_line(title) if isinstance(title, str) else ""


def _page_title(fetched: Fetched, source: Source) -> str:
    tree = tree_of(fetched, source)
    named = (node.attributes.get("content") or "" for selector in _TITLES if (node := tree.css_first(selector)))
    # The tree has no title element: it may hold anything, so nesting.py takes it out.
    heading = _TITLE.search(open_page(fetched, source))
    texts = (*map(one_line, named), plain_text(heading[1]) if heading else "")
    return next(filter(None, texts), "")
