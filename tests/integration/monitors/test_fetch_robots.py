"""robots.txt is asked for first and obeyed, and never hides why a host cannot be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from domain.errors import FetchError, SourceError
from domain.fetching import Fetched, FetchRequest
from domain.source import SourceId, Verdict
from monitors.fetch import FetchLimits, HttpFetcher
from tests.fakes import FastPacer
from tests.servers.feeds import Fault, FeedServer, Page, redirect

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL_FORBIDDEN = Page(b"User-agent: *\nDisallow: /\n")
DAY = 86_400.0


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer({"/rss": Page(b"<rss/>")}) as running:
        yield running


def fetcher(pacer: FastPacer | None = None, **over: Any) -> HttpFetcher:
    values: dict[str, Any] = {"user_agent": "CAJADMonitor/1", "timeout": 3.0, "private_hosts": ("127.0.0.0/8",)}
    return HttpFetcher(FetchLimits(**{**values, **over}), pacer or FastPacer())


async def fetch(url: str) -> Fetched:
    async with fetcher() as door:
        found = await door.fetch(FetchRequest(SourceId("kz-steppe"), url))
    assert isinstance(found, Fetched)
    return found


async def trouble(url: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        await fetch(url)
    return caught.value


async def test_what_robots_txt_forbids_is_not_asked_for(server: FeedServer) -> None:
    server.pages["/robots.txt"] = ALL_FORBIDDEN
    error = await trouble(server.url("/rss"))
    assert (error.verdict, error.detail) == (Verdict.ROBOTS, "robots.txt forbids us this address")
    assert server.hits == {"/robots.txt": 1}


async def test_rules_for_our_name_are_ours(server: FeedServer) -> None:
    server.pages["/robots.txt"] = Page(b"User-agent: CAJADMonitor\nDisallow: /rss\n\nUser-agent: *\nAllow: /\n")
    assert (await trouble(server.url("/rss"))).verdict is Verdict.ROBOTS


async def test_another_user_agent_for_a_source_is_no_way_around_rules_for_our_name(server: FeedServer) -> None:
    server.pages["/robots.txt"] = Page(b"User-agent: CAJADMonitor\nDisallow: /\n")
    async with fetcher() as door:
        with pytest.raises(FetchError) as caught:
            await door.fetch(FetchRequest(SourceId("a"), server.url("/rss"), user_agent="Mozilla/5.0"))
    assert caught.value.verdict is Verdict.ROBOTS


async def test_robots_txt_is_asked_for_once_a_day(server: FeedServer) -> None:
    pacer = FastPacer()
    async with fetcher(pacer) as door:
        for _ in range(3):
            await door.fetch(FetchRequest(SourceId("a"), server.url("/rss")))
        assert server.hits["/robots.txt"] == 1
        pacer.time += DAY
        await door.fetch(FetchRequest(SourceId("a"), server.url("/rss")))
    assert server.hits["/robots.txt"] == 2


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(Page(status=404), id="there is none"),
        pytest.param(Page(status=403), id="it is refused"),
        pytest.param(redirect("/robots.txt"), id="it redirects in a circle"),
        pytest.param(redirect("/none"), id="it redirects to nothing"),
        pytest.param(Page(b"\x00\xff<html>"), id="it is garbage"),
    ],
)
async def test_without_rules_everything_may_be_asked_for(server: FeedServer, page: Page) -> None:
    server.pages["/robots.txt"] = page
    assert (await fetch(server.url("/rss"))).body == b"<rss/>"


async def test_rules_behind_a_redirect_count(server: FeedServer) -> None:
    server.pages |= {"/robots.txt": redirect("/rules"), "/rules": ALL_FORBIDDEN}
    assert (await trouble(server.url("/rss"))).verdict is Verdict.ROBOTS


async def test_rules_within_the_first_500_kib_count_and_what_follows_is_passed_over(server: FeedServer) -> None:
    server.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /secret\n" + b"#" * 600_000 + b"\nDisallow: /rss\n")
    assert (await fetch(server.url("/rss"))).body == b"<rss/>"
    assert (await trouble(server.url("/secret"))).verdict is Verdict.ROBOTS


async def test_nothing_is_asked_for_while_robots_txt_is_a_server_error(server: FeedServer) -> None:
    server.pages["/robots.txt"] = Page(status=503)
    error = await trouble(server.url("/rss"))
    assert error.verdict is Verdict.ROBOTS
    assert "503 (service unavailable)" in error.detail
    assert server.hits["/rss"] == 0


async def test_a_host_that_asks_to_slow_down_at_robots_txt_is_heard(server: FeedServer) -> None:
    server.pages["/robots.txt"] = Page(status=429, headers={"Retry-After": "77"})
    error = await trouble(server.url("/rss"))
    assert isinstance(error, FetchError)
    assert (error.verdict, error.retry_after) == (Verdict.BLOCKED, 77.0)


@pytest.mark.parametrize(("fault", "verdict"), [(Fault.HANG, Verdict.TIMED_OUT), (Fault.HANG_UP, Verdict.UNREACHABLE)])
async def test_a_robots_txt_that_cannot_be_had_gives_the_real_reason(
    server: FeedServer, fault: Fault, verdict: Verdict
) -> None:
    server.pages["/robots.txt"] = Page(fault=fault)
    error = await trouble(server.url("/rss"))
    assert error.verdict is verdict
    assert error.detail.endswith("(asked for robots.txt)")


async def test_a_crawl_delay_makes_the_gap_of_its_host_longer(server: FeedServer) -> None:
    server.pages["/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 20\n")
    pacer = FastPacer()
    async with fetcher(pacer, host_gap=5.0) as door:
        await door.fetch(FetchRequest(SourceId("a"), server.url("/rss")))
    assert 20.0 <= pacer.slept <= 24.0 + 1e-9


async def test_a_redirect_to_another_host_obeys_the_rules_there(server: FeedServer) -> None:
    with FeedServer({"/rss": Page(b"<rss/>"), "/robots.txt": ALL_FORBIDDEN}, host="127.0.0.2") as other:
        server.pages["/rss"] = redirect(other.url("/rss"))
        error = await trouble(server.url("/rss"))
        assert other.hits == {"/robots.txt": 1}
    assert error.verdict is Verdict.ROBOTS
    assert error.detail == f"redirects to {other.url('/rss')}: robots.txt forbids us this address"
