"""Every enabled source of the packaged catalogue, polled over HTTP on a replica that answers in its kind.

Each row's address, options, route and parser have to fit together; that publishers answer so is for a real poll to say.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.clocks import SystemPacer
from config.loading import doubts, read_catalogue
from domain.errors import SourceError, SourceGone
from domain.fetching import NotModified
from domain.moment import Precision
from domain.reading import Reach
from domain.source import Source, SourceKind, SourceState, WatchedSource
from monitors.fetch import FetchLimits, HttpFetcher
from monitors.items import items_of
from monitors.walk import DOCUMENTS_A_POLL, walk
from tests.fakes import FixedClock
from tests.integration.monitors.kinds import GRANT
from tests.servers.replica import Replica
from tests.servers.replica_documents import START

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from monitors.items import Items

ENABLED = [source for source, _ in read_catalogue().sources if source.enabled]
LIMITS = FetchLimits("CAJADMonitor/test", host_gap=0, host_concurrency=8, concurrency=8, private_hosts=("127.0.0.1",))

per_source = pytest.mark.parametrize("source", ENABLED, ids=[source.id for source in ENABLED])


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    with Replica.of_catalogue() as replica:
        yield replica


@pytest.fixture(scope="module")
def polled(replica: Replica, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Items | SourceError]:
    folder = tmp_path_factory.mktemp("sources")
    replica.write_sources(folder)
    return asyncio.run(_poll_all(folder))


async def _poll_all(folder: Path) -> dict[str, Items | SourceError]:
    catalogue = read_catalogue(folder, builtin=False)
    assert catalogue.problems == []
    sources = [source for source, _ in catalogue.sources if source.enabled]
    async with HttpFetcher(LIMITS, SystemPacer()) as fetcher:
        found = await asyncio.gather(*(_poll(fetcher, source) for source in sources))
    return {source.id: each for source, each in zip(sources, found, strict=True)}


async def _poll(fetcher: HttpFetcher, source: Source) -> Items | SourceError:
    watched = WatchedSource(source, SourceState(source.id))
    try:
        reading = await walk(fetcher, FixedClock(START), watched, Reach(since=None, documents=DOCUMENTS_A_POLL))
        assert not isinstance(reading, NotModified)
        return items_of(reading, source, START)
    except SourceError as error:
        return error


@per_source
def test_a_source_is_read_from_its_address_to_its_entries(
    source: Source, polled: Mapping[str, Items | SourceError]
) -> None:
    found = polled[source.id]
    assert not isinstance(found, SourceError), found
    assert found.remark == ""
    assert len(found.entries) >= max(source.min_items, 1)
    assert found.entries[0].url.startswith("http")
    assert all(entry.title and entry.url_key for entry in found.entries)
    assert GRANT in {entry.title for entry in found.entries}


@per_source
def test_a_source_has_dates_unless_it_says_that_it_has_none(
    source: Source, polled: Mapping[str, Items | SourceError]
) -> None:
    found = polled[source.id]
    assert not isinstance(found, SourceError), found
    precise = {entry.published.precision for entry in found.entries}
    if source.kind is SourceKind.API and "date" not in source.options:
        assert precise == {Precision.UNKNOWN}
    else:
        assert Precision.UNKNOWN not in precise
        assert all(abs((START - entry.published.at).days) <= 2 for entry in found.entries)


def test_the_copied_catalogue_is_as_sound_as_the_packaged_one(replica: Replica, tmp_path: Path) -> None:
    replica.write_sources(tmp_path)
    catalogue = read_catalogue(tmp_path, builtin=False)
    assert doubts(catalogue) == []
    assert [source.id for source, _ in catalogue.sources] == [source.id for source, _ in read_catalogue().sources]
    assert {source.url.startswith(replica.prefix) for source, _ in catalogue.sources} == {True}


async def test_an_interface_answers_only_what_is_declared(replica: Replica, tmp_path: Path) -> None:
    replica.write_sources(tmp_path)
    declared = [
        source
        for source, _ in read_catalogue(tmp_path, builtin=False).sources
        if source.enabled and not source.options.keys().isdisjoint({"headers", "body"})
    ]
    async with HttpFetcher(LIMITS, SystemPacer()) as fetcher:
        found = [await _poll(fetcher, _without(source, "headers", "body", "method")) for source in declared]
    assert len(found) >= 18
    assert {type(each) for each in found} == {SourceGone}


def _without(source: Source, *names: str) -> Source:
    return replace(source, options={name: value for name, value in source.options.items() if name not in names})


@pytest.mark.parametrize(
    ("source_id", "option", "value"),
    [
        ("jp-env", "pattern", "/elsewhere/"),
        ("jp-moj-html", "follow", ["/elsewhere/"]),
        ("jp-sankei", "children", "/elsewhere/"),
        ("tm-portal", "newest", "/elsewhere/(?P<id>[0-9]+)"),
        ("tj-president", "items", "rows"),
        ("tj-president", "date", "published"),
        ("uz-gov-mfa", "headers", {"code": "imv", "language": "uz"}),
    ],
)
async def test_a_row_that_does_not_fit_its_documents_fails(
    replica: Replica, tmp_path: Path, source_id: str, option: str, value: object
) -> None:
    replica.write_sources(tmp_path)
    source = next(each for each, _ in read_catalogue(tmp_path, builtin=False).sources if each.id == source_id)
    async with HttpFetcher(LIMITS, SystemPacer()) as fetcher:
        assert isinstance(await _poll(fetcher, source), tuple)
        found = await _poll(fetcher, replace(source, options={**source.options, option: value}))
    assert isinstance(found, SourceError)
