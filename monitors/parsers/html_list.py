"""Listing pages of publishers without a feed, read by the shape of their links.

A page changes its look more often than its addresses, so what tells news from the rest is a pattern of addresses
declared for the source; selectors are needed only where a page has other links of that shape or hides its dates.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.entry import RawEntry
from domain.errors import ParseError
from domain.source import Verdict
from monitors.canonical import address_key
from monitors.http_dates import read_http_date
from monitors.parsers.legibility import refuse_garbled
from monitors.parsers.list_dates import Calendar, date_from_groups, find_date, find_year
from monitors.parsers.list_shape import list_shape_of
from monitors.parsers.listing import Heading, Listing, TooManyLinks, read_listing
from monitors.parsers.nesting import TooManyTags
from monitors.parsers.page import open_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.fetching import Fetched
    from domain.source import Source, SourceId
    from monitors.parsers.list_shape import ListShape
    from monitors.parsers.listing import Row

_FEW_LINKS = 5
"""Links of a page that has nothing to list: what scripts fill in, or what stands before the real one."""

_TITLE = re.compile(r"<title[^>]*>([^<]{0,200})", re.IGNORECASE)
_GUARD = re.compile(
    r"just a moment|attention required|access denied|ddos-guard|captcha|checking your browser|security check"
    r"|are you (?:a )?(?:human|robot)|verif(?:y|ying) you are|проверка браузера|вы не робот|アクセスが拒否",
    re.IGNORECASE,
)
"""Titles of the pages by which protections ask for a person."""


def parse_html_list(fetched: Fetched, source: Source) -> Sequence[RawEntry]:
    """Return the news of a listing page in document order.

    Several links to one address are one item; its title is the longest of theirs.

    Raises:
        ParseError: no web page, or one that scripts fill in or that guards the real one (NOT_A_FEED); one in which
            no link fits (EMPTY); too large; or in the wrong encoding (GARBLED).
    """
    page = open_page(fetched, source)
    shape = list_shape_of(source)
    try:
        listing = read_listing(page, fetched.url, shape)
    except (TooManyTags, TooManyLinks) as error:
        raise ParseError(source.id, Verdict.TOO_LARGE, f"the page has {error}: that is no list of news") from error
    served_at = read_http_date(fetched.headers.get("date", ""))
    entries = _entries(listing, Calendar(find_year(listing.year), served_at), shape)
    if not entries:
        raise _without_entries(page, listing, source.id)
    refuse_garbled(entries, source.id)
    return entries


def _without_entries(page: str, listing: Listing, source_id: SourceId) -> ParseError:
    titled = _TITLE.search(page)
    if titled and _GUARD.search(titled[1]):
        return ParseError(source_id, Verdict.NOT_A_FEED, "not the list: a page that asks whether we are a person")
    if listing.links < _FEW_LINKS:
        return ParseError(source_id, Verdict.NOT_A_FEED, "not the list: a page with hardly a link; scripts may fill it")
    detail = f"none of the {listing.links} links of the page fits the declared pattern and rows"
    return ParseError(source_id, Verdict.EMPTY, detail)


@dataclass(slots=True)
class _Item:
    """What the links to one address say together."""

    address: str
    title: str
    published: str

    def add(self, title: str, published: str) -> None:
        if len(title) > len(self.title):
            self.title = title
        self.published = self.published or published


def _entries(listing: Listing, calendar: Calendar, shape: ListShape) -> list[RawEntry]:
    items: dict[str, _Item] = {}
    for part in listing.parts:
        if isinstance(part, Heading):
            calendar.pass_heading(part.text)
            continue
        published = _published(part, calendar, shape)
        key = address_key(part.address)
        if key in items:
            items[key].add(part.title, published)
        else:
            items[key] = _Item(part.address, part.title, published)
    return [_entry(item) for item in items.values() if item.title]


def _published(row: Row, calendar: Calendar, shape: ListShape) -> str:
    """Return the date from where it is declared to be, else from the row, else from the heading above."""
    if row.dated:
        return find_date(row.dated) or calendar.date_of(row.dated) or row.dated
    if shape.date_in_address and (found := shape.date_in_address.search(row.address)):
        return date_from_groups(found)
    return calendar.date_of(row.text)


def _entry(item: _Item) -> RawEntry:
    return RawEntry(
        guid="",
        link=item.address,
        title=html.escape(item.title, quote=False),
        summary="",
        published_raw=item.published,
    )
