"""Pages whose numbers count up, each of them one article: the way to sites that list their news nowhere."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from domain.entry import RawEntry
from domain.errors import ParseError
from domain.source import Verdict
from monitors.canonical import address_key
from monitors.parsers.article_page import ArticleShape, read_article
from monitors.parsers.legibility import refuse_garbled
from monitors.parsers.page import tree_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.fetching import Fetched
    from domain.source import Source


def parse_rising_id(fetched: Fetched, source: Source) -> Sequence[RawEntry]:
    """Return the one article of a page.

    Raises:
        ParseError: no web page (NOT_A_FEED), one that holds no article, or the list or front page in its place (EMPTY);
            too large; or in the wrong encoding (GARBLED).
    """
    article = None if _is_elsewhere(fetched, source) else read_article(tree_of(fetched, source), _shape_of(source))
    if article is None:
        raise ParseError(source.id, Verdict.EMPTY, "the page holds no article with a title and a date")
    entry = RawEntry(
        guid="",
        link=fetched.url,
        title=html.escape(article.title, quote=False),
        summary=html.escape(article.summary, quote=False),
        published_raw=article.published,
    )
    refuse_garbled([entry], source.id)
    return [entry]


def _is_elsewhere(fetched: Fetched, source: Source) -> bool:
    """Tell whether the site led on to its list or front page, as some do where nothing stands under a number."""
    landed = address_key(fetched.url)
    return landed == address_key(source.url) or (not urlsplit(landed).path.strip("/") and not urlsplit(landed).query)


def _shape_of(source: Source) -> ArticleShape:
    options = source.options
    return ArticleShape(*(str(options.get(name) or "") for name in ("title", "date", "summary")))
