"""Polls from loopback HTTP to rows in a real database, with the real fetcher, parsers, matcher and grouping."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy

from bot.clocks import SystemPacer
from config.declarations import load_declaration
from config.lexicons import load_language_data
from domain.errors import StorageError
from domain.source import SourceId, SourceKind, Verdict
from domain.subscriber import SubscriberId, SubscriberState
from matching.exchange import item_of
from matching.grouping import group
from matching.matcher import build_matcher
from monitors.fetch import FetchLimits, HttpFetcher
from monitors.plan import LONGEST, AlertRules
from monitors.poll import PollParts, poll_source, poll_sources
from storage.engine import create_engine
from storage.migrate import upgrade
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_source, a_subscriber
from tests.fakes import FixedClock
from tests.servers.feeds import Fault, Page
from tests.servers.newsroom import Article, Newsroom, rss

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.development import Development
    from domain.fetching import FetchRequest
    from domain.match import Item, Judgement
    from domain.outcome import PollOutcome
    from domain.ports import Matcher
    from domain.source import SourceState

DECLARATION = load_declaration()
LIMITS = FetchLimits("CAJADMonitor/test", timeout=1.0, max_body_bytes=200_000, host_gap=0, private_hosts=("127.0.0.1",))

GRANT = Article(
    "grant",
    "Япония выделит Казахстану грант на таможенное оборудование для порта Актау",
    "Посольство Японии и правительство Казахстана подписали обменные ноты о гранте на рентгеновское оборудование.",
    NOON - timedelta(hours=2),
)
SAME_GRANT_REWORDED = Article(
    "grant-again",
    "Япония выделит Казахстану грант на таможенное оборудование порта Актау",
    "Посольство Японии и правительство Казахстана подписали ноты о гранте на рентгеновское оборудование.",
    NOON - timedelta(hours=1),
)
TREATY = Article(
    "treaty",
    "日本とウズベキスタン、投資協定に署名",
    "日本政府とウズベキスタン政府は投資協定に署名した。",
    NOON - timedelta(hours=3),
)
POTATOES = Article("potatoes", "Цены на картофель выросли", "На рынках Алматы.", NOON)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return build_matcher(DECLARATION, load_language_data())


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("migrated") / "cajad.sqlite3"
    engine = create_engine(f"sqlite:///{file}")
    upgrade(engine)
    engine.dispose()
    return file


@dataclass
class Desk:
    """Polls the publishers of a newsroom into a database and looks at what became of it."""

    parts: PollParts
    newsroom: Newsroom
    clock: FixedClock
    polled: list[str] = field(default_factory=list)

    async def poll(self, *ids: str, **over: Any) -> dict[str, PollOutcome]:
        """Poll these sources, all if none is named, as the database knows them now; outcomes by source."""
        async with HttpFetcher(LIMITS, SystemPacer()) as fetcher:
            parts = replace(self.parts, **{"fetcher": fetcher, **over})
            with parts.open_unit_of_work(writes=False) as work:
                watched = [each for each in work.sources.list_all() if not ids or each.source.id in ids]
            outcomes = await poll_sources(parts, watched, lambda each: self.polled.append(each.record.source_id))
        assert [each.record.source_id for each in outcomes] == [each.source.id for each in watched]
        return {each.record.source_id: each for each in outcomes}

    def state(self, source_id: str) -> SourceState:
        with self.parts.open_unit_of_work(writes=False) as work:
            found = work.sources.find(SourceId(source_id))
        assert found is not None
        return found.state

    @property
    def messages(self) -> int:
        with self.parts.open_unit_of_work(writes=False) as work:
            return sum(work.outbox.count_by_state().values())

    @property
    def developments(self) -> list[Development]:
        with self.parts.open_unit_of_work(writes=False) as work:
            return list(work.developments.list_latest(10))


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom.of("kz-steppe", "kz-wire", "uz-orchard") as newsroom:
        yield newsroom


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Path:
    file = tmp_path / "cajad.sqlite3"
    file.write_bytes(migrated.read_bytes())
    return file


@pytest.fixture
def desk(database: Path, newsroom: Newsroom, matcher: Matcher) -> Iterator[Desk]:
    engine = create_engine(f"sqlite:///{database}")
    opens = open_unit_of_work(engine)
    with opens() as work:
        work.seed(DECLARATION, newsroom.sources)
        work.subscribers.save(a_subscriber())
        work.commit()
    clock = FixedClock(NOON)
    parts = PollParts(
        fetcher=Unreachable(),
        matcher=matcher,
        group=group,
        item_of=item_of,
        open_unit_of_work=opens,
        clock=clock,
        rules=AlertRules(DECLARATION.adopted, timedelta(days=7)),
        jitter=lambda: 1.0,
    )
    yield Desk(parts, newsroom, clock)
    engine.dispose()


class Unreachable:
    """A fetcher with a fault of its own; each test of the network brings the real one."""

    async def fetch(self, request: FetchRequest) -> Any:
        raise RuntimeError(f"no fetcher for {request.url}")


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


async def test_a_first_poll_is_a_baseline_that_alerts_nobody(desk: Desk) -> None:
    desk.newsroom.publishes("kz-steppe", GRANT)
    outcome = (await desk.poll("kz-steppe"))["kz-steppe"]
    assert (outcome.record.verdict, outcome.record.entries, outcome.record.new_entries) == (Verdict.NEW, 2, 2)
    assert len(outcome.opened) == 1
    assert desk.state("kz-steppe").baseline_at == NOON
    assert [each.lead.title for each in desk.developments] == [GRANT.title]
    assert desk.messages == 0


async def test_news_after_the_baseline_alerts_every_active_subscriber_once(desk: Desk) -> None:
    with desk.parts.open_unit_of_work() as work:
        for number, state in ((1002, SubscriberState.ACTIVE), (1003, SubscriberState.PAUSED)):
            chat = a_subscriber(id=SubscriberId(f"telegram:{number}"), address=str(number), state=state)
            work.subscribers.save(chat)
        work.commit()
    await desk.poll("kz-steppe")
    desk.newsroom.publishes("kz-steppe", GRANT, POTATOES)
    outcome = (await desk.poll("kz-steppe"))["kz-steppe"]
    assert outcome.record.new_entries == 2
    assert sorted(each.subscriber_id for each in outcome.messages) == ["telegram:1001", "telegram:1002"]
    assert desk.messages == 2


async def test_what_was_polled_before_is_no_news(desk: Desk) -> None:
    await desk.poll("kz-steppe")
    desk.newsroom.publishes("kz-steppe", GRANT)
    await desk.poll("kz-steppe")
    same = (await desk.poll("kz-steppe"))["kz-steppe"]
    desk.newsroom.publishes("kz-steppe", POTATOES, GRANT)
    reordered = (await desk.poll("kz-steppe"))["kz-steppe"]
    assert (same.record.verdict, same.record.entries) == (Verdict.UNCHANGED, 0)
    assert (reordered.record.verdict, reordered.record.new_entries) == (Verdict.NEW, 1)
    assert desk.messages == 1


async def test_a_document_that_says_the_same_otherwise_is_unchanged(desk: Desk) -> None:
    desk.newsroom.publishes("kz-steppe", GRANT)
    await desk.poll("kz-steppe")
    desk.newsroom.serves("kz-steppe", Page(desk.newsroom.server.pages["/kz-steppe"].body + b"<!-- built anew -->"))
    outcome = (await desk.poll("kz-steppe"))["kz-steppe"]
    assert (outcome.record.verdict, outcome.record.entries, outcome.record.new_entries) == (Verdict.UNCHANGED, 2, 0)


async def test_validators_spare_the_document_until_a_day_has_passed(desk: Desk) -> None:
    desk.newsroom.serves("kz-steppe", Page(rss(GRANT), etag='"1"'))
    for _ in range(3):
        await desk.poll("kz-steppe")
    desk.clock.advance(hours=24)
    await desk.poll("kz-steppe")
    asked = [each.headers.get("if-none-match") for each in desk.newsroom.server.requests if each.path == "/kz-steppe"]
    assert asked == [None, '"1"', '"1"', None]
    assert desk.state("kz-steppe").verdict is Verdict.UNCHANGED


@pytest.mark.parametrize("headline", ["Япония даст Казахстану грант порту Актау (обновлено)", "Весьма срочно"])
async def test_an_edited_headline_is_a_version_and_alerts_nobody_again(desk: Desk, headline: str) -> None:
    await desk.poll("kz-steppe")
    desk.newsroom.publishes("kz-steppe", GRANT)
    await desk.poll("kz-steppe")
    desk.newsroom.publishes("kz-steppe", replace(GRANT, title=headline))
    outcome = (await desk.poll("kz-steppe"))["kz-steppe"]
    assert [each.version for each in outcome.sifted.edited] == [2]
    assert outcome.record.new_entries == 0
    assert desk.messages == 1
    assert len(desk.developments) == 1


async def test_a_moved_address_is_no_second_article(desk: Desk) -> None:
    await desk.poll("kz-steppe")
    desk.newsroom.publishes("kz-steppe", GRANT)
    await desk.poll("kz-steppe")
    desk.newsroom.publishes("kz-steppe", replace(GRANT, slug="moved", guid="moved-too"))
    outcome = (await desk.poll("kz-steppe"))["kz-steppe"]
    assert outcome.record.new_entries == 0
    assert desk.messages == 1


async def test_an_edit_that_makes_a_story_relevant_alerts(desk: Desk) -> None:
    desk.newsroom.publishes("kz-steppe", replace(GRANT, title="Срочная новость", summary=""))
    await desk.poll("kz-steppe")
    desk.newsroom.publishes("kz-steppe", GRANT)
    await desk.poll("kz-steppe")
    assert [each.lead.title for each in desk.developments] == [GRANT.title]
    assert desk.messages == 1


async def test_one_article_in_two_sources_is_one_story(desk: Desk) -> None:
    await desk.poll()
    desk.newsroom.publishes("kz-steppe", GRANT)
    desk.newsroom.publishes("kz-wire", replace(GRANT, title=f"{GRANT.title} - Wire", guid="wire-77"))
    outcomes = await desk.poll("kz-steppe", "kz-wire")
    assert sum(len(each.sifted.stories) for each in outcomes.values()) == 1
    assert sum(len(each.sifted.carried) for each in outcomes.values()) == 2
    assert len(desk.developments) == 1
    assert desk.messages == 1


async def test_two_reports_of_one_thing_make_one_development_and_one_alert(desk: Desk) -> None:
    await desk.poll()
    desk.newsroom.publishes("kz-steppe", GRANT)
    desk.newsroom.publishes("kz-wire", SAME_GRANT_REWORDED)
    outcomes = await desk.poll("kz-steppe", "kz-wire")
    assert sum(len(each.opened) for each in outcomes.values()) == 1
    assert sum(len(each.confirmed) for each in outcomes.values()) == 1
    (development,) = desk.developments
    assert development.reports == 2
    assert sorted(development.source_names) == ["Outlet kz-steppe", "Outlet kz-wire"]
    assert desk.messages == 1


async def test_two_things_make_two_developments(desk: Desk) -> None:
    await desk.poll()
    desk.newsroom.publishes("kz-steppe", GRANT)
    desk.newsroom.serves("uz-orchard", Page(rss(TREATY, language="ja")))
    await desk.poll()
    assert {each.judgement.primary for each in desk.developments} == {26, 37}
    assert desk.messages == 2


async def test_what_a_baseline_found_silently_is_told_when_another_source_brings_it_as_news(desk: Desk) -> None:
    desk.newsroom.publishes("kz-steppe", GRANT)
    await desk.poll()
    assert desk.messages == 0
    desk.newsroom.publishes("kz-wire", SAME_GRANT_REWORDED)
    await desk.poll()
    desk.newsroom.publishes("uz-orchard", replace(SAME_GRANT_REWORDED, slug="third"))
    await desk.poll()
    assert desk.messages == 1
    assert [each.reports for each in desk.developments] == [3]


async def test_a_report_older_than_a_week_is_found_late_and_alerts_nobody(desk: Desk) -> None:
    await desk.poll("kz-steppe")
    desk.newsroom.publishes("kz-steppe", replace(GRANT, at=NOON - timedelta(days=7, minutes=1)))
    await desk.poll("kz-steppe")
    (development,) = desk.developments
    assert development.found_late
    assert development.counts
    assert desk.messages == 0


@pytest.mark.parametrize(
    ("published", "counts"),
    [
        (datetime(2025, 12, 19, 14, 59, tzinfo=UTC), False),
        (datetime(2025, 12, 19, 15, 0, tzinfo=UTC), True),
    ],
    ids=["the evening before in Tokyo", "the first minute of the day in Tokyo"],
)
async def test_nothing_from_before_the_day_of_the_declaration_counts_or_alerts(
    desk: Desk, published: datetime, *, counts: bool
) -> None:
    desk.clock.time = datetime(2025, 12, 22, 9, 0, tzinfo=UTC)
    await desk.poll("kz-steppe")
    desk.newsroom.publishes("kz-steppe", replace(GRANT, at=published))
    outcome = (await desk.poll("kz-steppe"))["kz-steppe"]
    assert [each.counts for each in outcome.opened] == [counts]
    assert desk.messages == counts


TROUBLES = [
    ("an error page", Page(b"<html><title>Oops</title></html>", headers={"Content-Type": "text/html"}), "not_a_feed"),
    ("nothing", Page(b""), "empty"),
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
    outcomes = await desk.poll("kz-steppe", "kz-wire")
    assert outcomes["kz-wire"].record.verdict is Verdict.NEW
    failed = desk.state("kz-steppe")
    assert (failed.verdict, failed.failures) == (Verdict(verdict), 1)
    assert failed.detail
    assert failed.baseline_at == NOON
    assert failed.next_poll_at == NOON + timedelta(hours=2)
    assert desk.messages == 1


async def test_an_entity_bomb_costs_one_poll_at_most(desk: Desk) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol" * 10}">' for n in range(12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]><rss><channel><item><title>&e11;</title></item></channel></rss>'
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
    assert waits == [*(timedelta(hours=2**n) for n in (1, 2, 3, 4)), LONGEST, LONGEST]
    desk.newsroom.publishes("kz-steppe", GRANT)
    await desk.poll("kz-steppe")
    assert (desk.state("kz-steppe").failures, desk.state("kz-steppe").verdict) == (0, Verdict.NEW)
    assert desk.messages == 1


async def test_a_server_that_asks_for_time_gets_it(desk: Desk) -> None:
    desk.newsroom.serves("kz-steppe", Page(status=503, headers={"Retry-After": "36000"}))
    await desk.poll("kz-steppe")
    assert desk.state("kz-steppe").next_poll_at == NOON + timedelta(hours=10)


async def test_a_fault_of_ours_costs_one_poll_and_loses_no_news(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.poll()
    desk.newsroom.publishes("kz-steppe", GRANT)
    desk.newsroom.publishes("uz-orchard", SAME_GRANT_REWORDED)
    outcomes = await desk.poll(matcher=StumblingMatcher(desk.parts.matcher, GRANT.title))
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


async def test_a_source_of_a_kind_that_nobody_reads_yet_fails_by_itself(desk: Desk) -> None:
    page = desk.newsroom.server.url("/kz-wire")
    with desk.parts.open_unit_of_work() as work:
        work.seed(DECLARATION, [desk.newsroom.sources[0], a_source(kind=SourceKind.SITEMAP, id="a-map", url=page)])
        work.commit()
    outcomes = await desk.poll("kz-steppe", "a-map")
    assert outcomes["a-map"].record.verdict is Verdict.BROKEN
    assert outcomes["kz-steppe"].record.verdict is Verdict.NEW


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
    articles = [replace(GRANT, slug=f"grant-{n}", title=f"{GRANT.title} {n}", summary="Ноты. " * 300) for n in range(60)]
    desk.newsroom.publishes("kz-steppe", *articles)
    desk.newsroom.publishes("kz-wire", TREATY)
    before = contents(database)
    full = create_engine(f"sqlite:///{database}")
    sqlalchemy.event.listen(full, "connect", leave_no_room)
    with pytest.raises(StorageError, match="disk is full"):
        await desk.poll("kz-steppe", open_unit_of_work=open_unit_of_work(full))
    full.dispose()
    assert contents(database) == before
    await desk.poll()
    assert desk.messages == 61


async def test_two_polls_of_one_source_at_one_time_tell_of_it_once(desk: Desk, database: Path) -> None:
    await desk.poll()
    desk.newsroom.publishes("kz-steppe", GRANT)
    second = create_engine(f"sqlite:///{database}")
    with desk.parts.open_unit_of_work(writes=False) as work:
        watched = work.sources.find(SourceId("kz-steppe"))
    assert watched is not None
    async with HttpFetcher(LIMITS, SystemPacer()) as fetcher:
        service = replace(desk.parts, fetcher=fetcher)
        by_hand = replace(service, open_unit_of_work=open_unit_of_work(second), one_at_a_time=asyncio.Lock())
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
