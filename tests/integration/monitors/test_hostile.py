"""Every trick of the hostile server gets its verdict, in time and in bounded memory, and costs nobody else anything."""

from __future__ import annotations

import asyncio
import ssl
import time
import tracemalloc
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.clocks import SystemPacer
from domain.source import SourceId, SourceState, Verdict, WatchedSource
from matching.exchange import item_of
from monitors.fetch import FetchLimits, HttpFetcher
from monitors.judging import JudgingParts
from monitors.look_up import system_look_up
from monitors.plan import AlertRules
from monitors.poll import PollParts, poll_sources
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_source
from tests.fakes import FixedClock
from tests.groupers import GROUPER
from tests.integration.monitors.desk import DECLARATION, GRANT, Unreachable
from tests.servers.feeds import FeedServer, Page
from tests.servers.hostile import MEGABYTE, Trick, tricks_of_http
from tests.servers.hostile_documents import tricks_of_documents
from tests.servers.newsroom import rss

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from domain.outcome import PollOutcome
    from domain.ports import Matcher

TRICKS = (*tricks_of_http(), *tricks_of_documents())

TIMEOUT = 2.0
LIMITS = FetchLimits(
    "CAJADMonitor/test",
    timeout=TIMEOUT,
    connect_timeout=TIMEOUT,
    max_body_bytes=MEGABYTE,
    host_gap=0,
    private_hosts=("127.0.0.1",),
)

LONGEST = 20.0
"""Seconds for one trick, robots.txt and five redirects included, on a busy machine; nearly all take less than one."""

MOST_MEMORY = 60 * MEGABYTE
"""Bytes held at a time over one trick. The document itself, decoded, is at most 4 MB and stands in a few forms."""


class Names:
    """Each publisher has a host of its own on loopback; one name changes its address after the first look."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        if host == "localhost.example":
            return ["10.0.0.1"]
        if host == "rebinding.example" and self.asked.count(host) > 1:
            return ["10.0.0.1"]
        return ["127.0.0.1"] if host.endswith(".example") else await system_look_up(host, port)


@pytest.fixture(scope="module")
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


@pytest.fixture(scope="module")
def parts(migrated: Path, matcher: Matcher, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PollParts]:
    file = tmp_path_factory.mktemp("hostile") / "cajad.sqlite3"
    file.write_bytes(migrated.read_bytes())
    engine = create_engine(f"sqlite:///{file}")
    opens = open_unit_of_work(engine)
    rules = AlertRules(DECLARATION.adopted, timedelta(days=7))
    judging = JudgingParts(matcher, GROUPER, item_of, opens, FixedClock(NOON), rules)
    yield PollParts(Unreachable(), judging, lambda: 1.0, dry_run=True)
    engine.dispose()


def at_port(page: Page, port: int) -> Page:
    place = page.headers.get("Location")
    if not isinstance(place, str):
        return page
    return replace(page, headers={**page.headers, "Location": place.replace("PORT", str(port))})


def watched(server: FeedServer, name: str, *, scheme: str = "http", known: bool = False) -> WatchedSource:
    source = a_source(id=SourceId(name), url=f"{scheme}://{name}.example:{server.port}/{name}")
    state = SourceState(source.id)
    if known:
        state = replace(state, etag='"lie"', last_full_at=NOON, baseline_at=NOON, body_hash="another")
    return WatchedSource(source, state)


async def poll(parts: PollParts, *sources: WatchedSource) -> dict[str, tuple[PollOutcome, float]]:
    """Poll in one cycle and return what came of each source, and after how many seconds."""
    begun = time.monotonic()
    finished: dict[str, float] = {}

    def done(outcome: PollOutcome) -> None:
        finished[outcome.record.source_id] = time.monotonic() - begun

    plain = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    async with HttpFetcher(LIMITS, SystemPacer(), look_up=Names(), new_tls=lambda: plain) as fetcher:
        outcomes = await poll_sources(replace(parts, fetcher=fetcher, one_at_a_time=asyncio.Lock()), sources, done)
    return {each.record.source_id: (each, finished[each.record.source_id]) for each in outcomes}


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick.name[:60])
async def test_a_trick_gets_its_verdict_in_time_and_in_bounded_memory(
    server: FeedServer, parts: PollParts, trick: Trick
) -> None:
    server.pages = {"/trick": at_port(trick.page, server.port), "/healthy": Page(rss(GRANT))}
    sources = watched(server, "trick", scheme=trick.scheme, known=trick.known), watched(server, "healthy")
    tracemalloc.start()
    try:
        found = await poll(parts, *sources)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    outcome, seconds = found["trick"]
    assert outcome.record.verdict is trick.verdict, outcome.record.detail
    assert outcome.record.entries == trick.items
    assert bool(outcome.record.detail) is not trick.verdict.is_success
    assert not trick.refuses or trick.refuses not in repr(outcome)
    assert seconds < LONGEST
    assert peak < MOST_MEMORY
    assert found["healthy"][0].record.verdict is Verdict.NEW


async def test_the_tricks_all_at_once_hold_up_no_healthy_source(server: FeedServer, parts: PollParts) -> None:
    slow = [each for each in TRICKS if each.verdict in (Verdict.TIMED_OUT, Verdict.TOO_LARGE, Verdict.REFUSED_ADDRESS)]
    server.pages = {f"/trick-{n}": each.page for n, each in enumerate(slow)}
    server.pages |= {f"/healthy-{n}": Page(rss(GRANT)) for n in range(5)}
    hostile = [watched(server, f"trick-{n}") for n in range(len(slow))]
    healthy = [watched(server, f"healthy-{n}") for n in range(5)]
    async with asyncio.timeout(60):
        found = await poll(parts, *hostile, *healthy)
    for source in healthy:
        outcome, seconds = found[source.source.id]
        assert outcome.record.verdict is Verdict.NEW
        assert seconds < LONGEST


def test_there_are_many_tricks_and_each_has_a_name_of_its_own() -> None:
    assert len({trick.name for trick in TRICKS}) == len(TRICKS) > 100
