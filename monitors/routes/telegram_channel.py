"""The route of Telegram channels: the newest posts, then back page by page to the newest one known.

Posts count up, so the numbers say whether anything lies between a page and what was read before; after an outage the
gap is closed whatever the times of the posts are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from domain.errors import ParseError
from domain.reading import Route
from monitors.parsers.telegram_channel import parse_telegram_channel, post_numbers
from monitors.plan import request_for
from monitors.routes.reached import entries_of, goes_back_to
from monitors.routes.requests import request_to

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.fetching import Fetched, FetchRequest
    from domain.reading import Reach
    from domain.source import Source, WatchedSource

MOST_PAGES = 10
"""Pages of one poll, some 200 posts: three days of an agency that posts every twenty minutes."""


def channel_request(
    watched: WatchedSource, read: Sequence[Fetched], reach: Reach, now: datetime
) -> FetchRequest | None:
    """Return the preview, or the page of posts before those read; see ``NextRequest``."""
    source = watched.source
    if not read:
        return request_for(watched, now)
    if reach.since is None or (len(read) >= MOST_PAGES and not reach.is_past):
        return None
    numbers = _numbers(read[-1], source)
    if not numbers or numbers[0] <= 1 or (len(read) > 1 and numbers[0] >= _lowest(read[:-1], source)):
        return None
    if _is_reached(watched, read[-1], numbers, reach, now):
        return None
    return request_to(source, _page_before(source.url, numbers[0]))


def newest_post(watched: WatchedSource, read: Sequence[Fetched]) -> str:
    """Return the number of the newest post; see ``CursorAfter``.

    Where a reading broke off before it came to the newest post known, the number known stays: the next poll goes back
    to it again.
    """
    known = watched.state.cursor
    pages = [numbers for page in read if (numbers := _numbers(page, watched.source))]
    if not pages:
        return known
    lowest = min(numbers[0] for numbers in pages)
    is_gap = known.isdecimal() and lowest > int(known) + 1 and len(read) < MOST_PAGES
    return known if is_gap else str(max(numbers[-1] for numbers in pages))


CHANNEL_ROUTE = Route(channel_request, newest_post)


def _is_reached(watched: WatchedSource, page: Fetched, numbers: Sequence[int], reach: Reach, now: datetime) -> bool:
    """Tell whether a page goes back far enough: to the newest post known, and for the past to its day."""
    known = watched.state.cursor
    if known.isdecimal() and not reach.is_past:
        return numbers[0] <= int(known) + 1
    entries = entries_of(page, watched.source, parse_telegram_channel, now)
    return bool(entries) and reach.since is not None and goes_back_to(entries, reach.since)


def _lowest(pages: Sequence[Fetched], source: Source) -> int:
    return min((numbers[0] for page in pages if (numbers := _numbers(page, source))), default=0)


def _numbers(page: Fetched, source: Source) -> list[int]:
    try:
        return post_numbers(page, source)
    except ParseError:
        return []


def _page_before(url: str, number: int) -> str:
    return urlsplit(url)._replace(query=f"before={number}", fragment="").geturl()
