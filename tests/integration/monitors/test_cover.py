"""A source that refuses us, covered by a news search for what it publishes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.clocks import SystemPacer
from domain.source import Verdict
from monitors.cover import COVERED
from monitors.fallback import ASKED_EVERY
from monitors.fetch import HttpFetcher
from tests.builders import NOON
from tests.integration.monitors.desk import DECLARATION, LIMITS, Desk
from tests.integration.monitors.kinds import CHESS, GRANT
from tests.servers.feeds import Page

if TYPE_CHECKING:
    from domain.fetching import Fetched, FetchRequest, NotModified
    from domain.outcome import PollOutcome

ID = "kz-steppe"
REFUSED = Page(b"go away", 403)


class Rerouted:
    """The real fetcher, but what is asked of the search is asked of the desk's server."""

    def __init__(self, fetcher: HttpFetcher, desk: Desk) -> None:
        self.fetcher = fetcher
        self.server = desk.newsroom.server
        self.searched: list[str] = []

    async def fetch(self, request: FetchRequest) -> Fetched | NotModified:
        parts = urlsplit(request.url)
        if parts.hostname != "news.google.com":
            return await self.fetcher.fetch(request)
        self.searched.append(parse_qs(parts.query)["q"][0])
        return await self.fetcher.fetch(replace(request, url=self.server.url("/search")))


@pytest.fixture
def covered_desk(desk: Desk) -> Desk:
    """A desk with a source that refuses us and names what to search for instead."""
    sources = tuple(replace(each, fallback="site:steppe.example.kz") for each in desk.newsroom.sources)
    with desk.judging.open_unit_of_work() as work:
        work.seed(DECLARATION, sources)
        work.commit()
    desk.newsroom.serves(ID, REFUSED)
    return desk


def finds(desk: Desk, *titles: str, site: str = "https://steppe.example.kz") -> None:
    items = "".join(
        f"<item><title>{title}</title><link>{site}/{number}</link><pubDate>Thu, 15 Jan 2026 10:00:00 GMT</pubDate>"
        f'<source url="{site}">Steppe</source></item>'
        for number, title in enumerate(titles)
    )
    body = f'<rss version="2.0"><channel><title>Search</title>{items}</channel></rss>'
    desk.newsroom.server.pages["/search"] = Page(body.encode())


async def poll(desk: Desk, **over: Any) -> tuple[PollOutcome, list[str]]:
    async with HttpFetcher(LIMITS, SystemPacer()) as fetcher:
        rerouted = Rerouted(fetcher, desk)
        outcome = (await desk.poll(ID, fetcher=rerouted, **over))[ID]
    return outcome, rerouted.searched


async def test_a_source_that_refuses_us_goes_on_to_be_read_through_a_search(covered_desk: Desk) -> None:
    finds(covered_desk, CHESS)
    first, searched = await poll(covered_desk)
    assert ["site:steppe.example.kz" in query for query in searched] == [True]
    assert (first.record.verdict, first.record.new_entries) == (Verdict.BLOCKED, 1)
    assert first.record.detail.endswith(COVERED)
    state = covered_desk.state(ID)
    assert (state.failures, state.baseline_at, state.last_success_at) == (1, NOON, None)
    finds(covered_desk, CHESS, GRANT)
    second, _ = await poll(covered_desk)
    assert (second.record.entries, second.record.new_entries) == (2, 1)
    assert [story.source_id for story in second.sifted.stories] == [ID]
    assert covered_desk.messages == 1
    assert covered_desk.state(ID).failures == 2


async def test_what_a_search_finds_elsewhere_is_not_the_source_s_own(covered_desk: Desk) -> None:
    finds(covered_desk, GRANT, site="https://elsewhere.example.kz")
    outcome, _ = await poll(covered_desk)
    assert (outcome.record.verdict, outcome.record.entries) == (Verdict.BLOCKED, 0)
    assert covered_desk.state(ID).baseline_at == NOON


async def test_a_search_that_fails_too_leaves_the_failure_as_it_is(covered_desk: Desk) -> None:
    covered_desk.newsroom.server.pages["/search"] = Page(b"", 503)
    outcome, searched = await poll(covered_desk)
    assert len(searched) == 1
    assert outcome.record.verdict is Verdict.BLOCKED
    assert COVERED not in outcome.record.detail
    assert covered_desk.state(ID).baseline_at is None


async def test_a_failure_that_passes_is_not_covered_at_once(covered_desk: Desk) -> None:
    covered_desk.newsroom.serves(ID, Page(b"", 503))
    _, searched = await poll(covered_desk)
    assert searched == []


async def test_a_dry_run_covers_without_recording(covered_desk: Desk) -> None:
    finds(covered_desk, GRANT)
    outcome, _ = await poll(covered_desk, dry_run=True)
    assert outcome.record.entries == 1
    assert covered_desk.state(ID).last_polled_at is None


async def test_a_covered_source_is_asked_again_within_hours_unless_it_asked_for_longer(covered_desk: Desk) -> None:
    finds(covered_desk, CHESS)
    for _ in range(6):
        outcome, _ = await poll(covered_desk)
    assert outcome.state.next_poll_at == NOON + ASKED_EVERY
    covered_desk.newsroom.serves(ID, Page(b"", 429, {"Retry-After": "36000"}))
    outcome, _ = await poll(covered_desk)
    assert outcome.state.next_poll_at is not None
    assert outcome.state.next_poll_at >= NOON + timedelta(seconds=36_000)
