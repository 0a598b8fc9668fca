"""Looking at an address that somebody wants to add: what it is, what is behind it, what it brings.

Every address is asked for once: the document that tells what an address is, is the one whose items are read.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from domain.errors import SourceError
from domain.fetching import Fetched, FetchRequest
from domain.moment import Precision
from domain.ports import Fetcher
from domain.source import Source, SourceId, SourceKind, SourceState, Tier, Verdict, WatchedSource
from monitors.discovery import alternates_of, channel_address, kind_of, list_patterns, title_of
from monitors.items import items_of
from monitors.walk import reach_of_poll, walk, whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from domain.entry import Entry
    from domain.ports import Clock

MOST_TRIED = 4
"""Feeds, or sitemaps, behind a page that are looked at."""

FEWEST_ITEMS = 3
SHORTEST_TITLES = 12
"""Characters of the usual title of a list; shorter links are sections of a site. Japanese headlines too are longer."""

_PROBE = SourceId("the-address")


class SitemapFetcher(Fetcher, Protocol):
    """Gets documents, and knows what publishers name in their robots.txt (``monitors.fetch.HttpFetcher``)."""

    async def sitemaps_of(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps that the site of an address names."""
        ...


@dataclass(frozen=True, slots=True)
class Sighting:
    """A source as it was found.

    Attributes:
        kind, url, options: how it is to be read. title: what it calls itself, or empty.
        entries: what it brings now, each in the language that its document names, if it does.
        guessed: whether the shape of its links was told from the page alone.
        behind: the page it was found on, empty where it is the address itself.
    """

    kind: SourceKind
    url: str
    title: str
    entries: tuple[Entry, ...]
    options: Mapping[str, object] = field(default_factory=dict)
    guessed: bool = False
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking at an address showed.

    Attributes:
        sightings: what can be watched, the best first. refused: what else was looked at, with why it cannot be.
    """

    sightings: tuple[Sighting, ...]
    refused: tuple[tuple[str, str], ...]


class _Remembered:
    """A fetcher that asks for each address once."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._known: dict[str, Fetched | SourceError] = {}

    async def fetch(self, request: FetchRequest) -> Fetched:
        if request.url not in self._known:
            try:
                self._known[request.url] = whole(await self._fetcher.fetch(request), request.source_id)
            except SourceError as error:
                self._known[request.url] = error
                raise
        known = self._known[request.url]
        if isinstance(known, SourceError):
            raise known
        return known


async def look_at(fetcher: SitemapFetcher, clock: Clock, address: str, sources_language: Sequence[str]) -> Looked:
    """Find out what an address is.

    Args:
        fetcher: the door to HTTP. clock: the time.
        address: http or https, or any way to name a Telegram channel.
        sources_language: languages that items may be in, so that the tags of their documents are kept.

    Raises:
        SourceError: it cannot be had at all.
    """
    looking = _Looking(fetcher, clock, tuple(sources_language))
    channel = channel_address(address)
    if channel:
        await looking.attempt(SourceKind.TELEGRAM_CHANNEL, channel)
    else:
        await looking.explore(address)
    return Looked(tuple(looking.sightings), tuple(looking.refused))


@dataclass
class _Looking:
    """One look at an address, and what it has shown so far."""

    fetcher: SitemapFetcher
    clock: Clock
    languages: tuple[str, ...]
    sightings: list[Sighting] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pages = _Remembered(self.fetcher)

    async def explore(self, address: str) -> None:
        """Tell what an address is; of a page, look behind it."""
        answer = await self._document(address)
        kind = await asyncio.to_thread(kind_of, answer, _probe(SourceKind.RSS, address))
        if kind is not None:
            await self.attempt(kind, address)
            return
        page = _probe(SourceKind.HTML_LIST, address)
        for each in (await asyncio.to_thread(alternates_of, answer, page))[:MOST_TRIED]:
            await self._look_behind(each.url, address)
        if not self.sightings:
            await self._look_at_sitemaps(address)
        if not self.sightings:
            await self._look_at_list(address, answer, page)

    async def attempt(
        self,
        kind: SourceKind,
        url: str,
        options: Mapping[str, object] | None = None,
        *,
        behind: str = "",
        guessed: bool = False,
    ) -> bool:
        """Read an address as a source of some kind; return whether it brings anything."""
        probe = replace(_probe(kind, url), options=options or {}, languages=self.languages)
        try:
            found = whole(await walk(self.pages, self.clock, _fresh(probe), reach_of_poll(_fresh(probe))), _PROBE)
            items = await asyncio.to_thread(items_of, found, probe, self.clock.now())
        except SourceError as error:
            if kind is SourceKind.SITEMAP and error.verdict is Verdict.EMPTY and not options:
                return await self.attempt(kind, url, {"title_from_address": True}, behind=behind)
            self.refused.append((url, error.detail))
            return False
        if guessed and not _reads_like_news(items.entries):
            return False
        title = await asyncio.to_thread(title_of, found.documents[0], _titled(kind), probe)
        self.sightings.append(Sighting(kind, url, title, items.entries, options or {}, guessed, behind))
        return True

    async def _document(self, url: str) -> Fetched:
        return await self.pages.fetch(FetchRequest(_PROBE, url))

    async def _look_behind(self, url: str, page: str) -> None:
        """Read a feed or sitemap that a site names; by what it is, not by what it is called."""
        try:
            answer = await self._document(url)
        except SourceError as error:
            self.refused.append((url, error.detail))
            return
        kind = await asyncio.to_thread(kind_of, answer, _probe(SourceKind.RSS, url))
        if kind is None:
            self.refused.append((url, "not a feed: a web page or something else"))
        else:
            await self.attempt(kind, url, behind=page)

    async def _look_at_sitemaps(self, page: str) -> None:
        named = await self.fetcher.sitemaps_of(page)
        news_first = sorted(named, key=lambda url: "news" not in url.lower())
        for url in news_first[:MOST_TRIED]:
            await self._look_behind(url, page)
            if self.sightings:
                return

    async def _look_at_list(self, address: str, answer: Fetched, page: Source) -> None:
        patterns = await asyncio.to_thread(list_patterns, answer, page)
        for pattern in patterns:
            if await self.attempt(SourceKind.HTML_LIST, address, {"pattern": pattern}, guessed=True):
                self.sightings.sort(key=_dated, reverse=True)
        if not self.sightings:
            self.refused.append((address, "a page that links to no feed or sitemap and shows no list of news"))


def _probe(kind: SourceKind, url: str) -> Source:
    return Source(_PROBE, "", kind, url, "INT", (), Tier.PRESS)


def _fresh(source: Source) -> WatchedSource:
    return WatchedSource(source, SourceState(source.id))


def _titled(kind: SourceKind) -> SourceKind | None:
    """Return the kind whose way of naming itself a document has; channels and lists are pages."""
    return None if kind in (SourceKind.HTML_LIST, SourceKind.TELEGRAM_CHANNEL) else kind


def _dated(sighting: Sighting) -> int:
    return sum(entry.published.precision is not Precision.UNKNOWN for entry in sighting.entries)


def _reads_like_news(entries: Sequence[Entry]) -> bool:
    lengths = sorted(len(entry.title) for entry in entries)
    return len(lengths) >= FEWEST_ITEMS and lengths[len(lengths) // 2] >= SHORTEST_TITLES
