"""The whole packaged catalogue on loopback: each address answers with a small document of its source's kind.

    with Replica.of_catalogue() as replica:
        replica.write_sources(folder)   # CAJAD_SOURCES_DIR; with CAJAD_BUILTIN_SOURCES=off nothing else is polled

``https://www.example.kz/rss`` becomes ``http://127.0.0.1:PORT/www.example.kz/rss``, by one textual rule in the copied
files, so that options (patterns, templates of addresses) are carried over as they stand. Interfaces answer only to the
method, headers and body declared. So each row's address, options, route and parser are shown to fit together; whether
a publisher still answers in that form only a poll over the network can tell.
"""

from __future__ import annotations

import json
from collections import defaultdict
from random import Random
from typing import TYPE_CHECKING, Self

from config.loading import PACKAGED, read_catalogue
from domain.source import SourceKind
from tests.servers import replica_documents as documents
from tests.servers.feeds import FeedServer, Page
from tests.servers.replica_addresses import Addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from domain.source import Source
    from tests.servers.feeds import Request

SCHEME = "https://"


class Replica:
    """See the module.

    Args:
        sources: as the catalogue has them, with their real addresses.
        now: time before which the documents' items lie.
    """

    def __init__(self, sources: Sequence[Source], now: datetime = documents.START) -> None:
        self.server = FeedServer(answer=self._answer)
        self._addresses = Addresses(Random(1))  # noqa: S311 - the same addresses each time
        self._now = now
        self._links: dict[str, list[str]] = defaultdict(list)
        self._answers: dict[str, list[Callable[[Request], bytes | None]]] = defaultdict(list)
        for source in sources:
            self._add(source)

    @classmethod
    def of_catalogue(cls, now: datetime = documents.START) -> Self:
        """Answer for every enabled source of the packaged catalogue."""
        return cls([source for source, _ in read_catalogue().sources if source.enabled], now)

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.__exit__()

    @property
    def prefix(self) -> str:
        """What stands here for ``https://``."""
        return self.server.url("/")

    def write_sources(self, folder: Path) -> None:
        """Write the packaged source files with addresses that lead here."""
        for path in PACKAGED.glob("*.toml"):
            text = path.read_text(encoding="utf-8").replace(SCHEME, self.prefix)
            (folder / path.name).write_text(text, encoding="utf-8")

    def _answer(self, request: Request) -> Page | None:
        address = SCHEME + request.path.removeprefix("/")
        for name in (address, address.partition("?")[0]):
            for answer in self._answers[name]:
                body = answer(request)
                if body is not None:
                    return Page(body.replace(SCHEME.encode(), self.prefix.encode()))
            if name in self._links:
                return Page(documents.link_page(self._links[name]).replace(SCHEME.encode(), self.prefix.encode()))
        return None

    def _serve(self, address: str, body: bytes) -> None:
        self._answers[address].append(lambda _: body)

    def _add(self, source: Source) -> None:
        items = documents.items_of(source, self._now, self._addresses)
        kind = source.kind
        if kind is SourceKind.SITEMAP:
            self._add_sitemap(source, items)
        elif kind is SourceKind.HTML_LIST:
            self._serve(self._led_to(source), documents.list_page(source, items))
        elif kind is SourceKind.RISING_ID:
            self._add_numbered(source, items)
        elif kind is SourceKind.API:
            self._add_interface(source, items)
        elif kind is SourceKind.NEWS_SEARCH:
            self._add_search(source, items)
        elif kind is SourceKind.TELEGRAM_CHANNEL:
            self._serve(source.url, documents.channel(source, items))
        elif kind is SourceKind.JSON:
            self._serve(source.url, documents.listed_json(items))
        else:
            self._serve(source.url, documents.feed(source, items))

    def _led_to(self, source: Source) -> str:
        """Return the address of a source's list, with links to it on the pages before."""
        here = source.url
        for pattern in _texts(source.options, "follow"):
            there = self._addresses.fitting(pattern, source.url)
            self._links[here].append(there)
            here = there
        return here

    def _add_sitemap(self, source: Source, items: Sequence[documents.Item]) -> None:
        pattern = source.options.get("children")
        if not isinstance(pattern, str):
            self._serve(source.url, documents.news_sitemap(items))
            return
        child = self._addresses.fitting(f"{pattern}sitemap-[a-z]{{5}}/$", source.url)
        self._serve(source.url, documents.sitemap_index([child], self._now))
        self._serve(child, documents.news_sitemap(items))

    def _add_numbered(self, source: Source, items: Sequence[documents.Item]) -> None:
        template = str(source.options["page"])
        for item in items:
            address = template.replace("{id}", str(item.number))
            self._links[source.url].append(address)
            self._serve(address, documents.article(item))

    def _add_interface(self, source: Source, items: Sequence[documents.Item]) -> None:
        body, options = documents.api_answer(source, items), source.options

        def answer(request: Request) -> bytes | None:
            return body if _is_as_declared(request, options) else None

        self._answers[source.url].append(answer)

    def _add_search(self, source: Source, items: Sequence[documents.Item]) -> None:
        if not self._answers[source.url]:
            self._serve(source.url, documents.search_results(source, items))


def _is_as_declared(request: Request, options: Mapping[str, object]) -> bool:
    headers = options.get("headers")
    wanted = headers if isinstance(headers, dict) else {}
    has_headers = all(request.headers.get(str(name).lower()) == value for name, value in wanted.items())
    sent = json.loads(request.body) if request.body else None
    return request.method == options.get("method", "GET") and has_headers and sent == options.get("body")


def _texts(options: Mapping[str, object], name: str) -> list[str]:
    value = options.get(name)
    return [str(each) for each in value] if isinstance(value, list | tuple) else []
