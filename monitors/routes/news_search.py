"""The route of news searches: one query after the other; of an engine that pages, back as far as is wanted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from domain.reading import Route
from monitors.parsers.news_search import parse_news_search
from monitors.plan import request_for
from monitors.routes.reached import adds, entries_of, goes_back_to
from monitors.routes.requests import request_to

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from domain.fetching import Fetched, FetchRequest
    from domain.reading import Reach
    from domain.source import Source, WatchedSource

SEARCHES: Mapping[str, str] = MappingProxyType(
    {"google": "https://news.google.com/rss/search", "bing": "https://www.bing.com/news/search"}
)
"""The address of each engine's search form."""

PAGE_OF_BING = 10
"""Items of one page; the next begins with the eleventh (catalogue notes, 2026)."""

MOST_PAGES = 2
"""Pages of one query in one poll. What a busy query loses beyond them, the others and the next poll find."""


@dataclass(frozen=True, slots=True)
class NewsSearch:
    """What a source searches for; ``config/source_options`` checked it when it was loaded.

    Attributes:
        language, country: the edition, e.g. ``en-US`` and ``US``. edition: Google's name for it.
        days: how old an article may be, where the engine can be told; 0 = any.
    """

    engine: str
    queries: tuple[str, ...]
    language: str
    country: str
    edition: str
    days: int


def news_search_of(source: Source) -> NewsSearch:
    """Return what a source searches for."""
    options = source.options
    queries, days = options.get("queries"), options.get("days")
    language, country = str(options.get("language") or "en"), str(options.get("country") or "US")
    return NewsSearch(
        engine=str(options.get("engine") or "google"),
        queries=tuple(str(query) for query in queries) if isinstance(queries, list | tuple) else (),
        language=language,
        country=country,
        edition=str(options.get("edition") or f"{country}:{language.partition('-')[0]}"),
        days=days if isinstance(days, int) else 0,
    )


def search_request(watched: WatchedSource, read: Sequence[Fetched], reach: Reach, now: datetime) -> FetchRequest | None:
    """Return the next query, or the next page of the last one; see ``NextRequest``."""
    source, search = watched.source, news_search_of(watched.source)
    query, page = _place_after(search, source, read, reach, now)
    if query >= len(search.queries):
        return None
    address = f"{source.url}?{urlencode(_parameters(search, search.queries[query], page, reach))}"
    if not read and len(search.queries) == 1:
        return replace(request_for(watched, now), url=address)
    return request_to(source, address)


SEARCH_ROUTE = Route(search_request)


def _place_after(
    search: NewsSearch, source: Source, read: Sequence[Fetched], reach: Reach, now: datetime
) -> tuple[int, int]:
    """Return which page of which query comes after those read, both counted from 0."""
    query = page = 0
    for at, document in enumerate(read):
        before = read[at - 1] if page else None
        if _is_wanted_before(search, source, document, before, reach, now) and (reach.is_past or page + 1 < MOST_PAGES):
            page += 1
        else:
            query, page = query + 1, 0
    return query, page


def _is_wanted_before(
    search: NewsSearch,
    source: Source,
    document: Fetched,
    before: Fetched | None,
    reach: Reach,
    now: datetime,
) -> bool:
    """Tell whether the next page of a query is wanted; Google answers with all it has at once."""
    if search.engine != "bing" or reach.since is None:
        return False
    entries = entries_of(document, source, parse_news_search, now)
    if len(entries) < PAGE_OF_BING // 2 or goes_back_to(entries, reach.since):
        return False
    return before is None or adds(entries, entries_of(before, source, parse_news_search, now))


def _parameters(search: NewsSearch, query: str, page: int, reach: Reach) -> list[tuple[str, str]]:
    if search.engine == "bing":
        first = [("first", str(page * PAGE_OF_BING + 1))] if page else []
        return [("q", query), ("format", "rss"), ("setlang", search.language), ("cc", search.country), *first]
    words = f"{query} {_time_of(search, reach)}".rstrip()
    return [("q", words), ("hl", search.language), ("gl", search.country), ("ceid", search.edition)]


def _time_of(search: NewsSearch, reach: Reach) -> str:
    """Return the operator that bounds the age of what Google finds."""
    if reach.is_past and reach.since is not None:
        return f"after:{reach.since.date().isoformat()}"
    return f"when:{search.days}d" if search.days else ""
