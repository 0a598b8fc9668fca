"""The route of sitemaps: the sitemap itself, or the newest of those an index lists.

Indexes list sitemaps and no further indexes (sitemaps.org), so one step down is all there is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from domain.errors import ParseError
from domain.reading import Route
from domain.source import Verdict
from monitors.dates import parse_date
from monitors.parsers.sitemap import children_of
from monitors.plan import request_for
from monitors.routes.requests import request_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.fetching import Fetched, FetchRequest
    from domain.reading import Reach
    from domain.source import Source, WatchedSource
    from monitors.parsers.sitemap import Child

MOST_CHILDREN = 2
"""Sitemaps of an index that a poll reads: the newest, and the one before it when a month has just begun."""

NEVER = datetime.min.replace(tzinfo=UTC)

_NUMBERS = re.compile(r"\d+")


def sitemap_request(
    watched: WatchedSource, read: Sequence[Fetched], reach: Reach, now: datetime
) -> FetchRequest | None:
    """Return the source's address, then one sitemap after the other if it is an index; see ``NextRequest``."""
    source = watched.source
    if not read:
        return replace(request_for(watched, now), is_hub="children" in source.options)
    children = children_of(read[0], source)
    if children is None:
        if "children" in source.options:
            detail = "not an index of sitemaps but a sitemap; take the option children away"
            raise ParseError(source.id, Verdict.NOT_A_FEED, detail)
        return None
    wanted = _wanted(children, source, reach)
    return request_to(source, wanted[len(read) - 1]) if len(read) <= len(wanted) else None


SITEMAP_ROUTE = Route(sitemap_request)


def _wanted(children: Sequence[Child], source: Source, reach: Reach) -> list[str]:
    """Return the addresses of the sitemaps to read, newest first.

    A poll takes the first few whatever the index says of their age, because that is often wrong.

    Raises:
        ParseError: none fits the declared pattern.
    """
    pattern = re.compile(str(source.options.get("children", "")))
    fitting = sorted((each for each in children if pattern.search(each.address)), key=_rank, reverse=True)
    if not fitting:
        detail = f"none of the {len(children)} sitemaps of the index fits the declared pattern (children)"
        raise ParseError(source.id, Verdict.NOT_A_FEED, detail)
    if not reach.is_past:
        most = source.options.get("most_children")
        fitting = fitting[: most if isinstance(most, int) else MOST_CHILDREN]
    elif reach.since is not None:
        fitting = [each for each in fitting if not each.changed or _changed(each) >= reach.since]
    return [each.address for each in fitting]


def _rank(child: Child) -> tuple[datetime, tuple[int, ...]]:
    """Order by the last change, then by the numbers in the address: a later month, a higher page."""
    return _changed(child), tuple(int(number) for number in _NUMBERS.findall(child.address))


def _changed(child: Child) -> datetime:
    moment = parse_date(child.changed, UTC, None)
    return moment.at if moment else NEVER
