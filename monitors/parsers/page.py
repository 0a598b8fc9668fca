"""A web page opened: its text, once it is known to be one, and where its links lead.

Third door to selectolax, beside ``monitors/plain_text.py`` and ``listing.py``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from domain.errors import ParseError
from domain.source import Verdict
from monitors.canonical import open_address
from monitors.parsers.encoding import decode_page
from monitors.parsers.nesting import TooManyTags, well_nested
from monitors.parsers.prolog import refuse_binary

if TYPE_CHECKING:
    from domain.fetching import Fetched
    from domain.source import Source, SourceId

MOST_CHARACTERS = 4_000_000
"""Twenty times the longest listing page that was seen."""

_FEED = re.compile(r"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b", re.DOTALL)


def open_page(fetched: Fetched, source: Source) -> str:
    """Return the text of a web page.

    Raises:
        ParseError: it is none (NOT_A_FEED), or too large.
    """
    refuse_binary(fetched.body, source.id)
    page = decode_page(fetched.body, fetched.headers.get("content-type", ""), source.encoding)
    _refuse_other(page, source.id)
    return page


def tree_of(fetched: Fetched, source: Source) -> LexborHTMLParser:
    """Return a web page as a tree.

    Raises:
        ParseError: it is no page for people.
    """
    try:
        return LexborHTMLParser(well_nested(open_page(fetched, source)))
    except TooManyTags as error:
        raise ParseError(source.id, Verdict.TOO_LARGE, f"the page has {error}") from error


def links_of(fetched: Fetched, source: Source, selector: str = "a[href]") -> list[str]:
    """Return the absolute addresses of a page's links in document order, each once.

    Args:
        fetched: the page. source: whose it is.
        selector: CSS selector of the links.

    Raises:
        ParseError: it is no page for people.
    """
    tree = tree_of(fetched, source)
    base = base_of(tree, fetched.url)
    hrefs = (node.attributes.get("href") or "" for node in tree.css(selector))
    addresses = (open_address(href, base) for href in hrefs if href.strip())
    return list(dict.fromkeys(address for address in addresses if address))


def base_of(tree: LexborHTMLParser, address: str) -> str:
    """Return where the relative links of a page start, given its address."""
    base = tree.css_first("base[href]")
    href = base.attributes.get("href") if base else None
    return (open_address(href, address) if href else "") or address


def _refuse_other(page: str, source_id: SourceId) -> None:
    if len(page) > MOST_CHARACTERS:
        raise ParseError(source_id, Verdict.TOO_LARGE, f"the page has more than {MOST_CHARACTERS:,} characters")
    beginning = page.lstrip()[:2_000]
    if beginning.startswith(("{", "[")):
        raise ParseError(source_id, Verdict.NOT_A_FEED, "not a web page: JSON")
    if _FEED.match(beginning):
        raise ParseError(source_id, Verdict.NOT_A_FEED, "not a web page: a feed or sitemap; declare it as what it is")
    if "<" not in page:
        raise ParseError(source_id, Verdict.NOT_A_FEED, "not a web page: plain text")
