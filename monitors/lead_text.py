"""From the page of an article to its first paragraphs; the only door to trafilatura, which here fetches nothing.

Pages are foreign and large. What is read of one is bounded before the library sees it, and whatever the library makes
of a broken or hostile page ends as "no text".
"""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Protocol

from w3lib.encoding import html_body_declared_encoding

from monitors.parsers.encoding import decode
from monitors.plain_text import one_line, shorten

if TYPE_CHECKING:
    from domain.fetching import Fetched

LONGEST = 2_000
"""Characters of a lead at most."""

ENOUGH = 600
"""Characters from which on no further paragraph is taken: what follows the first ones is background."""

LARGEST = 1_000_000
"""Bytes of a page that are read; articles stand well within."""

MOST_TAGS = 20_000
"""A page with more is no article; the time to extract grows faster than their number."""

_READABLE = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")

log = logging.getLogger(__name__)


class _Extract(Protocol):
    def __call__(
        self, filecontent: str, *, favor_precision: bool, include_comments: bool, include_tables: bool
    ) -> str | None: ...


def lead_text(page: Fetched, title: str, encoding: str | None = None) -> str:
    """Return the first paragraphs of the article on a page, one a line, or an empty string.

    Args:
        page: as fetched.
        title: headline of the story; a paragraph that only repeats it is left out.
        encoding: declared for the source; used where neither server nor page names one that fits.
    """
    content_type = page.headers.get("content-type", "")
    if content_type and not content_type.strip().lower().startswith(_READABLE):
        return ""
    body = page.body[:LARGEST]
    declared = html_body_declared_encoding(body) or encoding
    return first_paragraphs(_article(decode(body, content_type, declared)), title)


def first_paragraphs(text: str, title: str) -> str:
    """Return the paragraphs of a text until ENOUGH characters are told, at most LONGEST.

    Args:
        text: one paragraph a line.
        title: a paragraph that says the same is left out.
    """
    taken: list[str] = []
    told = 0
    for line in text.splitlines():
        paragraph = one_line(line)
        if not paragraph or paragraph.casefold() == title.casefold():
            continue
        taken.append(paragraph)
        told += len(paragraph)
        if told >= ENOUGH:
            break
    return shorten("\n".join(taken), LONGEST)


def _article(html: str) -> str:
    if html.count("<") > MOST_TAGS:
        return ""
    try:
        found = _extract()(html, favor_precision=True, include_comments=False, include_tables=False)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        # The library works on trees it did not expect; the page is left out, with the fault in the log.
        log.debug("a page could not be read", exc_info=error)
        return ""
    return found or ""


@cache
def _extract() -> _Extract:
    # Half a second, because the library brings date parsers; no command should pay it but the one that reads pages.
    from trafilatura import extract  # noqa: PLC0415 - see above

    return extract
