"""What the page of one article says of itself: title, date and a sentence or two.

Publishers put these into ``meta`` elements for those who link to them (Open Graph, schema.org, Dublin Core). Where a
page has none, the heading and the first date below it do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.parsers.list_dates import find_date
from monitors.plain_text import one_line, plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

_TITLES = ('meta[property="og:title"]', 'meta[name="twitter:title"]')
_HEADINGS = ("article h1", "main h1", "h1")
_SITE_NAMES = ('meta[property="og:site_name"]', 'meta[name="application-name"]')
_SUMMARIES = ('meta[property="og:description"]', 'meta[name="description"]')
_STAMPS = (
    'meta[property="article:published_time"]',
    'meta[itemprop="datePublished"]',
    'meta[name="DC.date.issued"]',
    'meta[name="pubdate"]',
    'meta[name="date"]',
    '[itemprop="datePublished"][datetime]',
    "article time[datetime]",
    "main time[datetime]",
    "time[datetime]",
)
_JOINTS = " |-–—:·"
"""Characters between a title and the name of its site, which many pages put behind it."""

_NEAR = 400
"""Characters around a heading in which the date of its article stands."""


@dataclass(frozen=True, slots=True)
class ArticleShape:
    """CSS selectors of a source's article pages; empty where the page itself says enough."""

    title: str
    date: str
    summary: str


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says of its article; ``published`` as it stands there."""

    title: str
    published: str
    summary: str


def read_article(tree: LexborHTMLParser, shape: ArticleShape) -> Article | None:
    """Return what a page says of its article; None where it holds none.

    A page without a title of its own or without a date is no article: sites answer with their front page, or with a
    sentence of regret, where nothing stands under a number.
    """
    title = _title(tree, shape)
    published = _published(tree, shape, title) if title else ""
    if not published:
        return None
    summary = _shown(tree, (shape.summary,)) if shape.summary else _said(tree, _SUMMARIES)
    return Article(title, published, summary)


def _title(tree: LexborHTMLParser, shape: ArticleShape) -> str:
    if shape.title:
        return _shown(tree, (shape.title,))
    title = _said(tree, _TITLES) or _shown(tree, _HEADINGS)
    site = _said(tree, _SITE_NAMES)
    return title.removesuffix(site).rstrip(_JOINTS) if site else title


def _published(tree: LexborHTMLParser, shape: ArticleShape, title: str) -> str:
    if shape.date:
        node = tree.css_first(shape.date)
        return _date_of(node) if node else ""
    for selector in _STAMPS:
        node = tree.css_first(selector)
        stamp = _date_of(node) if node else ""
        if stamp:
            return stamp
    return _date_near(tree, title)


def _date_of(node: LexborNode) -> str:
    """Return the date an element holds, the machine's form before the reader's."""
    stamp = node.attributes.get("datetime") or node.attributes.get("content") or ""
    return one_line(stamp) or find_date(_text(node))


def _date_near(tree: LexborHTMLParser, title: str) -> str:
    """Return the date below the heading of an article, else the one right above it."""
    text = _text(tree.body) if tree.body else ""
    heading = next((found for selector in _HEADINGS if (found := _shown(tree, (selector,)))), title)
    at = text.find(heading)
    if at < 0:
        return ""
    below = at + len(heading)
    return find_date(text[below : below + _NEAR]) or find_date(text[max(0, at - _NEAR) : at])


def _said(tree: LexborHTMLParser, selectors: Sequence[str]) -> str:
    """Return what the first ``meta`` element with any content says."""
    for selector in selectors:
        node = tree.css_first(selector)
        if node and (text := plain_text(node.attributes.get("content") or "")):
            return text
    return ""


def _shown(tree: LexborHTMLParser, selectors: Sequence[str]) -> str:
    for selector in selectors:
        node = tree.css_first(selector)
        if node and (text := _text(node)):
            return text
    return ""


def _text(node: LexborNode) -> str:
    return one_line(node.text(deep=True, separator=" "))
