"""Polls that go wrong: what fails costs itself and nothing else, and nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy

from bot.clocks import SystemPacer
from domain.errors import FetchError, StorageError
from domain.source import SourceId, SourceState, Verdict, WatchedSource
from monitors.fetch import HttpFetcher
from monitors.poll import poll_source, poll_sources
from monitors.rhythm import LONGEST
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_source
from tests.integration.monitors.desk import (
    DECLARATION,
    GRANT,
    LIMITS,
    SAME_GRANT_REWORDED,
    VISAS,
    Desk,
    Unreachable,
)
from tests.servers.feeds import Fault, Page
from tests.servers.newsroom import rss

if TYPE_CHECKING:
    from pathlib import Path

    from domain.fetching import Fetched, FetchRequest, NotModified
    from domain.match import Item, Judgement
    from domain.ports import Matcher


@dataclass
class StumblingMatcher:
    """The real matcher, but for one headline that it cannot stand."""

    real: Matcher
    headline: str
    version: str = "stumbling"

    def match(self, item: Item) -> Judgement:
        if item.title == self.headline:
            raise ZeroDivisionError("a fault of ours")
        return self.real.match(item)

    def wants_lead(self, item: Item) -> bool:
        return self.real.wants_lead(item)


TROUBLES = [
    ("an error page", Page(b"<html><title>Oops</title></html>", headers={"Content-Type": "text/html"}), "not_a_feed"),
    ("nothing", Page(b""), "not_a_feed"),
    ("an empty channel", Page(b'<rss version="2.0"><channel><title>x</title></channel></rss>'), "empty"),
    ("a feed cut off", Page(rss(GRANT), fault=Fault.EARLY_CLOSE), "unreachable"),
    ("no HTTP", Page(fault=Fault.GARBAGE), "unreachable"),
    ("a closed door", Page(status=403), "blocked"),
    ("an address that is gone", Page(status=410), "gone"),
    ("an error of the server", Page(status=500), "server_error"),
    ("no answer", Page(fault=Fault.HANG), "timed_out"),
    ("100 MB", Page(fault=Fault.HUGE), "too_large"),
    ("a gzip bomb", Page(fault=Fault.GZIP_BOMB), "too_large"),
    ("an address in the house", Page(status=302, headers={"Location": "http://10.0.0.1/"}), "refused_address"),
]


@pytest.mark.parametrize(("page", "verdict"), [each[1:] for each in TROUBLES], ids=[each[0] for each in TROUBLES])
async def test_a_failing_source_costs_itself_one_poll_and_nothing_else(desk: Desk, page: Page, verdict: str) -> None:
    await desk.poll()
    desk.newsroom.serves("kz-steppe", page)
    desk.newsroom.publishes("kz-wire", GRANT)
    if page.fault is Fault.HANG:
        desk.limits = replace(LIMITS, timeout=3.0)
    outcomes = await desk.poll("kz-steppe", "kz-wire")
    assert outcomes["kz-wire"].record.verdict is Verdict.NEW
    failed = desk.state("kz-steppe")
    assert (failed.verdict, failed.failures) == (Verdict(verdict), 1)
    assert failed.detail
    assert failed.baseline_at == NOON
    assert failed.next_poll_at == NOON + timedelta(hours=1)
    assert desk.messages == 1


async def test_an_entity_bomb_costs_one_poll_at_most(desk: Desk) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol" * 10}">' for n in range(12))
    item = "<rss><channel><item><title>&e11;</title></item></channel></rss>"
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]>{item}'
    await desk.poll()
    desk.newsroom.serves("kz-steppe", Page(bomb.encode()))
    desk.newsroom.publishes("kz-wire", GRANT)
    async with asyncio.timeout(10):
        outcomes = await desk.poll("kz-steppe", "kz-wire")
    assert outcomes["kz-wire"].record.verdict is Verdict.NEW
    assert desk.messages == 1


async def test_a_source_that_fails_again_and_again_is_asked_daily_and_comes_back(desk: Desk) -> None:
    await desk.poll("kz-steppe")
    desk.newsroom.serves("kz-steppe", Page(status=500))
    waits = []
    for _ in range(6):
        await desk.poll("kz-steppe")
        next_poll_at = desk.state("kz-steppe").next_poll_at
        assert next_poll_at is not None
        waits.append(next_poll_at - NOON)
    assert waits == [*(timedelta(hours=2**n) for n in (0, 1, 2, 3, 4)), LONGEST]
    desk.newsroom.publishes("kz-steppe", GRANT)
    await desk.poll("kz-steppe")
    assert (desk.state("kz-steppe").failures, desk.state("kz-steppe").verdict) == (0, Verdict.NEW)
    assert desk.messages == 1


async def test_a_server_that_asks_for_time_gets_it(desk: Desk) -> None:
    desk.newsroom.serves("kz-steppe", Page(status=503, headers={"Retry-After": "36000"}))
    await desk.poll("kz-steppe")
    assert desk.state("kz-steppe").next_poll_at == NOON + timedelta(hours=10)


async def test_a_fault_of_ours_costs_one_poll_and_loses_no_news(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    await desk.poll()
    desk.newsroom.publishes("kz-steppe", GRANT)
    desk.newsroom.publishes("uz-orchard", SAME_GRANT_REWORDED)
    outcomes = await desk.poll(
        judging=replace(desk.judging, matcher=StumblingMatcher(desk.judging.matcher, GRANT.title))
    )
    assert {each: outcome.record.verdict for each, outcome in outcomes.items()} == {
        "kz-steppe": Verdict.BROKEN,
        "kz-wire": Verdict.UNCHANGED,
        "uz-orchard": Verdict.NEW,
    }
    assert "ZeroDivisionError" in desk.state("kz-steppe").detail
    assert "Traceback" in caplog.text
    await desk.poll("kz-steppe")
    assert [each.reports for each in desk.developments] == [2]
    assert desk.messages == 1


async def test_a_fault_in_the_fetcher_is_the_source_s_own(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    outcomes = await desk.poll("kz-steppe", fetcher=Unreachable())
    assert outcomes["kz-steppe"].record.verdict is Verdict.BROKEN
    assert desk.state("kz-steppe").failures == 1
    assert "RuntimeError" in caplog.text


async def test_a_dry_run_decides_everything_and_writes_nothing(desk: Desk, database: Path) -> None:
    await desk.poll()
    desk.newsroom.publishes("kz-steppe", GRANT)
    desk.newsroom.serves("kz-wire", Page(status=500))
    before = contents(database)
    outcomes = await desk.poll(dry_run=True)
    assert len(outcomes["kz-steppe"].messages) == 1
    assert outcomes["kz-wire"].record.verdict is Verdict.SERVER_ERROR
    assert contents(database) == before
    await desk.poll()
    assert desk.messages == 1


async def test_a_full_disk_stops_the_cycle_and_loses_nothing(desk: Desk, database: Path) -> None:
    await desk.poll()
    articles = [
        replace(GRANT, slug=f"grant-{n}", title=f"{GRANT.title} {n}", summary="Ноты. " * 200) for n in range(60)
    ]
    desk.newsroom.publishes("kz-steppe", *articles)
    desk.newsroom.publishes("kz-wire", VISAS)
    before = contents(database)
    full = create_engine(f"sqlite:///{database}")
    sqlalchemy.event.listen(full, "connect", leave_no_room)
    with pytest.raises(StorageError, match="disk is full"):
        await desk.poll("kz-steppe", judging=replace(desk.judging, open_unit_of_work=open_unit_of_work(full)))
    full.dispose()
    assert contents(database) == before
    await desk.poll()
    with desk.judging.open_unit_of_work(writes=False) as work:
        told = work.developments.list_latest(100)
    assert sum(each.reports for each in told) == 61


async def test_two_polls_of_one_source_at_one_time_tell_of_it_once(desk: Desk, database: Path) -> None:
    await desk.poll()
    desk.newsroom.publishes("kz-steppe", GRANT)
    second = create_engine(f"sqlite:///{database}")
    with desk.judging.open_unit_of_work(writes=False) as work:
        watched = work.sources.find(SourceId("kz-steppe"))
    assert watched is not None
    async with HttpFetcher(LIMITS, SystemPacer()) as fetcher:
        service = replace(desk.parts, fetcher=fetcher)
        judging = replace(desk.judging, open_unit_of_work=open_unit_of_work(second))
        by_hand = replace(service, judging=judging, one_at_a_time=asyncio.Lock())
        await asyncio.gather(poll_source(service, watched), poll_source(by_hand, watched))
    second.dispose()
    assert len(desk.developments) == 1
    assert desk.messages == 1


async def test_progress_hears_of_every_source(desk: Desk) -> None:
    desk.newsroom.serves("kz-wire", Page(status=500))
    await desk.poll()
    assert sorted(desk.polled) == ["kz-steppe", "kz-wire", "uz-orchard"]


def leave_no_room(connection: Any, _: object) -> None:
    """Let the file hold no page more than it holds."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")


def contents(database: Path) -> list[str]:
    """Every row of every table."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


class NoNetwork:
    """A fetcher on a machine whose network is down."""

    async def fetch(self, request: FetchRequest) -> Fetched | NotModified:
        raise FetchError(request.source_id, Verdict.DNS, "the host name cannot be found")


async def test_an_outage_of_our_own_counts_against_no_source(desk: Desk) -> None:
    sources = [a_source(id=SourceId(f"s{n}"), url=f"https://s{n}.example/rss") for n in range(5)]
    with desk.judging.open_unit_of_work() as work:
        work.seed(DECLARATION, sources)
        work.commit()
    parts = replace(desk.parts, fetcher=NoNetwork())
    await poll_sources(parts, [WatchedSource(each, SourceState(each.id)) for each in sources])
    states = [desk.state(each.id) for each in sources]
    assert {state.verdict for state in states} == {Verdict.DNS}
    assert {state.failures for state in states} == {0}
    assert {state.next_poll_at for state in states} == {NOON + timedelta(minutes=5)}
