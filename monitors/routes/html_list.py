"""The route of listing pages: from hub to hub to the list, then back page by page as far as is wanted.

A path that moves (the number of a cabinet, a fiscal year) is found each time from the page that links to it. Where a
hub lists a page for each year, the page before is the next older one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from domain.errors import ParseError
from domain.reading import Route
from domain.source import Verdict
from monitors.parsers.html_list import parse_html_list
from monitors.parsers.page import links_of
from monitors.plan import request_for
from monitors.routes.reached import adds, entries_of, goes_back_to
from monitors.routes.requests import request_to

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from domain.fetching import Fetched, FetchRequest
    from domain.reading import Reach
    from domain.source import Source, WatchedSource

MORE_FROM = 2
"""Number of the page before the first one, as most sites count."""

_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class ListPath:
    """How the pages of a source hang together; ``config/source_options`` checked it when it was loaded.

    Attributes:
        follow: patterns of the links that lead on, one for each hub from the source's address to the list.
        more: address of a further page with ``{page}`` for its number, relative to the list; or empty.
        more_from, more_step: number of the first further page, and what it grows by.
        next: CSS selector of the link to the page before; or empty.
    """

    follow: tuple[re.Pattern[str], ...]
    more: str
    more_from: int
    more_step: int
    next: str


def list_path_of(source: Source) -> ListPath:
    """Return how a source's pages hang together."""
    options = source.options
    follow = options.get("follow", ())
    return ListPath(
        follow=tuple(re.compile(pattern) for pattern in follow) if isinstance(follow, list | tuple) else (),
        more=str(options.get("more") or ""),
        more_from=_number(options, "more_from", MORE_FROM),
        more_step=_number(options, "more_step", 1),
        next=str(options.get("next") or ""),
    )


def list_request(watched: WatchedSource, read: Sequence[Fetched], reach: Reach, now: datetime) -> FetchRequest | None:
    """Return the next hub, the list, or a page before it; see ``NextRequest``."""
    source, path = watched.source, list_path_of(watched.source)
    if not read:
        return replace(request_to(source, source.url), is_hub=True) if path.follow else request_for(watched, now)
    if len(read) <= len(path.follow):
        leading = _newest_first(read[-1], source, path.follow[len(read) - 1])
        return replace(request_to(source, leading[0]), is_hub=len(read) < len(path.follow))
    return _page_before(source, read, reach, now)


LIST_ROUTE = Route(list_request)


def _page_before(source: Source, read: Sequence[Fetched], reach: Reach, now: datetime) -> FetchRequest | None:
    path = list_path_of(source)
    lists = read[len(path.follow) :]
    entries = entries_of(lists[-1], source, parse_html_list, now)
    if not entries:
        is_wanted = _may_have_just_begun(path, lists)
    elif len(lists) > 1 and not adds(entries, entries_of(lists[-2], source, parse_html_list, now)):
        is_wanted = False
    else:
        is_wanted = reach.since is not None and not goes_back_to(entries, reach.since)
    if not is_wanted:
        return None
    address = _address_before(source, path, read, lists)
    return replace(request_to(source, address), may_miss=True) if address else None


def _may_have_just_begun(path: ListPath, lists: Sequence[Fetched]) -> bool:
    """Tell whether an empty list may be that of a new year; then the news is on the one before."""
    return len(lists) == 1 and bool(path.follow) and not (path.more or path.next)


def _address_before(source: Source, path: ListPath, read: Sequence[Fetched], lists: Sequence[Fetched]) -> str:
    if path.more:
        number = path.more_from + path.more_step * (len(lists) - 1)
        return urljoin(lists[0].url, path.more.replace("{page}", str(number)))
    if path.next:
        leading = links_of(lists[-1], source, path.next)
        seen = {document.url for document in lists}
        return leading[0] if leading and leading[0] not in seen else ""
    if path.follow:
        older = _newest_first(read[len(path.follow) - 1], source, path.follow[-1])
        return older[len(lists)] if len(lists) < len(older) else ""
    return ""


def _newest_first(hub: Fetched, source: Source, pattern: re.Pattern[str]) -> list[str]:
    """Return the links of a hub that fit, highest numbers first, of several with the same numbers the first.

    What is compared are the numbers in the groups of the pattern, in the whole match where it has none.

    Raises:
        ParseError: none fits.
    """
    found: dict[tuple[int, ...], str] = {}
    for address in links_of(hub, source):
        if match := pattern.search(address):
            found.setdefault(_rank(match), address)
    if not found:
        detail = "no link of the page that leads to the list fits the declared pattern (follow)"
        raise ParseError(source.id, Verdict.NOT_A_FEED, detail)
    return [found[rank] for rank in sorted(found, reverse=True)]


def _rank(match: re.Match[str]) -> tuple[int, ...]:
    text = " ".join(group or "" for group in match.groups()) if match.re.groups else match.group()
    return tuple(int(number) for number in _NUMBERS.findall(text))


def _number(options: Mapping[str, object], name: str, usual: int) -> int:
    value = options.get(name)
    return value if isinstance(value, int) else usual
