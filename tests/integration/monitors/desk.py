"""A desk that polls the publishers of a newsroom into a real database, for the tests of polls."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.clocks import SystemPacer
from config.declarations import load_declaration
from domain.source import SourceId
from matching.exchange import item_of
from monitors.fetch import FetchLimits, HttpFetcher
from monitors.judging import JudgingParts
from monitors.plan import AlertRules
from monitors.poll import PollParts, poll_sources
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_subscriber
from tests.fakes import FixedClock
from tests.groupers import GROUPER
from tests.servers.newsroom import Article, Newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from domain.development import Development
    from domain.fetching import FetchRequest
    from domain.outcome import PollOutcome
    from domain.ports import Matcher
    from domain.source import SourceState

DECLARATION = load_declaration()
LIMITS = FetchLimits(
    "CAJADMonitor/test", timeout=30.0, max_body_bytes=200_000, host_gap=0, private_hosts=("127.0.0.1",)
)
"""As patient as a busy machine asks for."""

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
VISAS = Article(
    "visas",
    "Япония и Узбекистан подписали соглашение об упрощении виз",
    "Министры иностранных дел двух стран подписали документ в Ташкенте.",
    NOON - timedelta(hours=3),
)
POTATOES = Article("potatoes", "Цены на картофель выросли", "На рынках Алматы.", NOON)


@dataclass
class Desk:
    """Polls the publishers of a newsroom into a database and looks at what became of it."""

    parts: PollParts
    newsroom: Newsroom
    clock: FixedClock
    polled: list[str] = field(default_factory=list)
    limits: FetchLimits = LIMITS

    @property
    def judging(self) -> JudgingParts:
        return self.parts.judging

    async def poll(self, *ids: str, **over: Any) -> dict[str, PollOutcome]:
        """Poll these sources, all if none is named, as the database knows them now; outcomes by source."""
        async with HttpFetcher(self.limits, SystemPacer()) as fetcher:
            parts = replace(self.parts, **{"fetcher": fetcher, **over})
            with self.judging.open_unit_of_work(writes=False) as work:
                watched = [each for each in work.sources.list_all() if not ids or each.source.id in ids]
            outcomes = await poll_sources(parts, watched, lambda each: self.polled.append(each.record.source_id))
        assert [each.record.source_id for each in outcomes] == [each.source.id for each in watched]
        return {each.record.source_id: each for each in outcomes}

    def state(self, source_id: str) -> SourceState:
        with self.judging.open_unit_of_work(writes=False) as work:
            found = work.sources.find(SourceId(source_id))
        assert found is not None
        return found.state

    @property
    def messages(self) -> int:
        with self.judging.open_unit_of_work(writes=False) as work:
            return sum(work.outbox.count_by_state().values())

    @property
    def developments(self) -> list[Development]:
        with self.judging.open_unit_of_work(writes=False) as work:
            return list(work.developments.list_latest(10))


class Unreachable:
    """A fetcher with a fault of its own; each test of the network brings the real one."""

    async def fetch(self, request: FetchRequest) -> Any:
        raise RuntimeError(f"no fetcher for {request.url}")


@contextmanager
def an_open_desk(database: Path, matcher: Matcher, newsroom: Newsroom, now: datetime) -> Iterator[Desk]:
    """A desk over a database with empty tables, before a newsroom, with one subscriber, at a time (UTC)."""
    engine = create_engine(f"sqlite:///{database}")
    opens = open_unit_of_work(engine)
    with opens() as work:
        work.seed(DECLARATION, newsroom.sources)
        work.subscribers.save(a_subscriber())
        work.commit()
    clock = FixedClock(now)
    rules = AlertRules(DECLARATION.adopted, timedelta(days=7))
    judging = JudgingParts(matcher, GROUPER, item_of, opens, clock, rules)
    yield Desk(PollParts(Unreachable(), judging, lambda: 1.0), newsroom, clock)
    engine.dispose()
