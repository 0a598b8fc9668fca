"""The route of pages whose numbers count up.

A poll begins with the page of the highest number known, which shows that the site still is what it was, and goes on
number by number. After some missing ones in a row it is over, unless the list of the site names a higher number; then
it goes on there. A first poll begins at the highest number the list names, or at the declared one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.errors import ParseError
from domain.reading import Route
from domain.source import Verdict
from monitors.parsers.page import links_of
from monitors.parsers.rising_id import parse_rising_id
from monitors.routes.reached import entries_of, goes_back_to
from monitors.routes.requests import request_to

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.fetching import Fetched, FetchRequest
    from domain.reading import Reach
    from domain.source import Source, WatchedSource

MISSES = 4
"""Missing numbers in a row after which no further one is expected; sites number pictures and translations too."""


def number_request(watched: WatchedSource, read: Sequence[Fetched], reach: Reach, now: datetime) -> FetchRequest | None:
    """Return the list that names the numbers, or the page of the next number; see ``NextRequest``."""
    source = watched.source
    has_list = "newest" in source.options
    if has_list and not read:
        return replace(request_to(source, source.url), is_hub=True)
    listed = _listed(read[0], source) if has_list else ()
    pages = read[1:] if has_list else read
    first = _first(watched, listed)
    number = _before(source, first, pages, reach, now) if reach.is_past else _after(source, first, pages, listed)
    return replace(request_to(source, _address(source, number)), may_miss=True) if number else None


def highest_number(watched: WatchedSource, read: Sequence[Fetched]) -> str:
    """Return the highest number that is known to hold an article; see ``CursorAfter``."""
    source = watched.source
    known = _known(watched)
    has_list = "newest" in source.options
    listed = _listed(read[0], source) if has_list else ()
    walked = _walked(source, _first(watched, listed), read[1:] if has_list else read, listed)
    found = [step.number for step in walked if step.is_article]
    return str(max([known, *found])) if found or known else ""


NUMBER_ROUTE = Route(number_request, highest_number, passes_gaps=True)


@dataclass(frozen=True, slots=True)
class _Step:
    """One page asked for: its number, and whether an article stood there."""

    number: int
    is_article: bool


def _known(watched: WatchedSource) -> int:
    cursor = watched.state.cursor
    return int(cursor) if cursor.isdecimal() else 0


def _first(watched: WatchedSource, listed: Sequence[int]) -> int:
    start = watched.source.options.get("start")
    return _known(watched) or (listed[-1] if listed else start if isinstance(start, int) else 1)


def _after(source: Source, first: int, pages: Sequence[Fetched], listed: Sequence[int]) -> int | None:
    walked = _walked(source, first, pages, listed)
    return _following(source, first, walked, listed)


def _walked(source: Source, first: int, pages: Sequence[Fetched], listed: Sequence[int]) -> list[_Step]:
    """Return the steps that led to ``pages``: each number follows from the answers before it."""
    steps: list[_Step] = []
    for page in pages:
        number = _following(source, first, steps, listed)
        if number is None:
            break
        steps.append(_Step(number, _holds_article(page, source)))
    return steps


def _following(source: Source, first: int, steps: Sequence[_Step], listed: Sequence[int]) -> int | None:
    if not steps:
        return first
    last = steps[-1].number
    if listed and last >= listed[-1]:
        return None
    if _misses_at_end(steps[1:]) < _misses(source):
        return last + 1
    return next((number for number in listed if number > last), None)


def _before(source: Source, first: int, pages: Sequence[Fetched], reach: Reach, now: datetime) -> int | None:
    """Return the number before those read, for the past; there a list names nothing."""
    number = first - len(pages)
    if not pages:
        return number
    newest_read = entries_of(pages[-1], source, parse_rising_id, now)
    if newest_read and reach.since is not None and goes_back_to(newest_read, reach.since):
        return None
    tail = [_Step(0, _holds_article(page, source)) for page in pages[-_misses(source) :]]
    is_gap = len(tail) == _misses(source) and not any(step.is_article for step in tail)
    return number if number > 0 and not is_gap else None


def _misses_at_end(steps: Sequence[_Step]) -> int:
    found = [place for place, step in enumerate(steps, start=1) if step.is_article]
    return len(steps) - (found[-1] if found else 0)


def _misses(source: Source) -> int:
    value = source.options.get("misses")
    return value if isinstance(value, int) else MISSES


def _holds_article(page: Fetched, source: Source) -> bool:
    if page.is_missing:
        return False
    try:
        return bool(parse_rising_id(page, source))
    except ParseError:
        return False


def _listed(page: Fetched, source: Source) -> Sequence[int]:
    """Return the numbers that the list of the site names, in rising order.

    Raises:
        ParseError: it names none.
    """
    pattern = re.compile(str(source.options["newest"]))
    matches = (pattern.search(link) for link in links_of(page, source))
    found = {int(match["id"]) for match in matches if match and match["id"].isdecimal()}
    if not found:
        detail = "no link of the list fits the declared pattern (newest)"
        raise ParseError(source.id, Verdict.NOT_A_FEED, detail)
    return sorted(found)


def _address(source: Source, number: int) -> str:
    return str(source.options["page"]).replace("{id}", str(number))
