"""Fetching over real HTTP on loopback: what comes back, and what each kind of trouble is called."""

from __future__ import annotations

import asyncio
import hashlib
import time
import tracemalloc
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from domain.errors import FetchError, SourceError, SourceGone
from domain.fetching import Fetched, FetchRequest, NotModified
from domain.source import SourceId, Verdict
from monitors.fetch import FetchLimits, HttpFetcher, user_agent
from tests.fakes import FastPacer
from tests.servers.feeds import DRIP_SECONDS, Fault, FeedServer, Page, compressed, redirect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BODY = "<rss>Транскаспийский маршрут</rss>".encode() * 20
SOURCE = SourceId("kz-steppe")
AGENT = user_agent("https://tracker.example/bot", "1.2.3")


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer({"/rss": Page(BODY)}) as running:
        yield running


def fetcher(pacer: FastPacer | None = None, **over: Any) -> HttpFetcher:
    outside = {key: over.pop(key) for key in ("new_tls", "look_up") if key in over}
    values: dict[str, Any] = {
        "user_agent": AGENT,
        "timeout": 30.0,
        "connect_timeout": 30.0,
        "max_body_bytes": 1_000_000,
        "private_hosts": ("127.0.0.1",),
    }
    return HttpFetcher(FetchLimits(**{**values, **over}), pacer or FastPacer(), **outside)


async def fetch(url: str, *, limits: Mapping[str, Any] | None = None, **request: Any) -> Fetched | NotModified:
    async with fetcher(**(limits or {})) as door:
        return await door.fetch(FetchRequest(SOURCE, url, **request))


async def trouble(url: str, **limits: Any) -> SourceError:
    """Fetch what cannot be had and return the error, which is in every case one plain line."""
    with pytest.raises(SourceError) as caught:
        await fetch(url, limits=limits)
    error = caught.value
    assert error.source_id == SOURCE
    assert "\n" not in error.detail
    assert "Error" not in error.detail
    assert error.detail[0].islower() or error.detail[0].isdigit()
    return error


async def test_a_document_comes_with_its_bytes_its_hash_and_its_headers(server: FeedServer) -> None:
    server.pages["/rss"] = Page(
        BODY,
        headers={"Content-Type": "application/rss+xml"},
        etag='"a1"',
        last_modified="Thu, 15 Jan 2026 12:00:00 GMT",
    )
    found = await fetch(server.url("/rss"))
    assert isinstance(found, Fetched)
    assert (found.source_id, found.url, found.body) == (SOURCE, server.url("/rss"), BODY)
    assert found.body_hash == hashlib.blake2b(BODY, digest_size=16).hexdigest()
    assert found.headers["content-type"] == "application/rss+xml"
    assert (found.etag, found.last_modified) == ('"a1"', "Thu, 15 Jan 2026 12:00:00 GMT")


async def test_we_say_who_we_are_and_how_to_reach_us(server: FeedServer) -> None:
    await fetch(server.url("/rss"))
    assert {each.headers["user-agent"] for each in server.requests} == {
        "CAJADMonitor/1.2.3 (+https://tracker.example/bot)"
    }


def test_without_a_contact_the_user_agent_says_what_we_are_for() -> None:
    assert user_agent(None, "1.0") == "CAJADMonitor/1.0 (+follow-up of the Central Asia plus Japan Tokyo Declaration)"


async def test_a_source_may_ask_for_another_user_agent(server: FeedServer) -> None:
    await fetch(server.url("/rss"), user_agent="Наблюдатель/1")
    assert server.requests[-1].headers["user-agent"].encode("latin-1").decode() == "Наблюдатель/1"


async def test_a_user_agent_that_http_does_not_allow_costs_one_poll(server: FeedServer) -> None:
    with pytest.raises(FetchError) as caught:
        await fetch(server.url("/rss"), user_agent="two\nlines")
    assert caught.value.verdict is Verdict.UNREACHABLE


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip"])
async def test_a_compressed_document_comes_inflated(server: FeedServer, encoding: str) -> None:
    server.pages["/rss"] = replace(compressed(BODY), headers={"Content-Encoding": encoding})
    found = await fetch(server.url("/rss"))
    assert isinstance(found, Fetched)
    assert found.body == BODY
    assert server.requests[-1].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        pytest.param(Page(BODY, etag='W/"é1"'), {"etag": 'W/"é1"'}, id="by its tag, byte for byte"),
        pytest.param(Page(BODY, last_modified="Thu"), {"last_modified": "Thu"}, id="by its date"),
    ],
)
async def test_a_document_we_know_is_not_sent_again(server: FeedServer, page: Page, asked: dict[str, str]) -> None:
    server.pages["/rss"] = page
    first = await fetch(server.url("/rss"))
    assert isinstance(first, Fetched)
    assert isinstance(await fetch(server.url("/rss"), **asked), NotModified)
    known = {"etag": first.etag, "last_modified": first.last_modified}
    assert isinstance(await fetch(server.url("/rss"), **known), NotModified)
    assert isinstance(await fetch(server.url("/rss"), etag='"other"'), Fetched)


async def test_not_modified_is_no_answer_to_who_asked_for_everything(server: FeedServer) -> None:
    server.pages["/rss"] = Page(status=304)
    assert (await trouble(server.url("/rss"))).verdict is Verdict.SERVER_ERROR


@pytest.mark.parametrize(
    ("page", "verdict"),
    [
        pytest.param(Page(BODY, status=401), Verdict.BLOCKED, id="401"),
        pytest.param(Page(BODY, status=403), Verdict.BLOCKED, id="403"),
        pytest.param(Page(status=202), Verdict.BLOCKED, id="202 without a document"),
        pytest.param(Page(BODY, status=500), Verdict.SERVER_ERROR, id="500"),
        pytest.param(Page(BODY, status=206), Verdict.SERVER_ERROR, id="a part of a document"),
        pytest.param(Page(status=302), Verdict.SERVER_ERROR, id="a redirect to nowhere"),
        pytest.param(Page(BODY, fault=Fault.HANG_UP), Verdict.UNREACHABLE, id="hangs up"),
        pytest.param(Page(BODY, fault=Fault.EARLY_CLOSE), Verdict.UNREACHABLE, id="closes early"),
        pytest.param(Page(BODY, fault=Fault.GARBAGE), Verdict.UNREACHABLE, id="garbage"),
        pytest.param(Page(BODY, headers={"Content-Length": "9x"}), Verdict.UNREACHABLE, id="a length that is none"),
        pytest.param(Page(BODY, fault=Fault.CUT_GZIP), Verdict.UNREACHABLE, id="gzip cut off"),
        pytest.param(Page(BODY, fault=Fault.DAMAGED_GZIP), Verdict.GARBLED, id="gzip damaged"),
        pytest.param(Page(BODY, fault=Fault.NOT_GZIP), Verdict.GARBLED, id="gzip that is none"),
        pytest.param(Page(BODY, headers={"Content-Encoding": "br"}), Verdict.GARBLED, id="unknown compression"),
        pytest.param(Page(BODY, fault=Fault.GIANT_HEADERS), Verdict.TOO_LARGE, id="giant headers"),
        pytest.param(Page(BODY, fault=Fault.HUGE_ANNOUNCED), Verdict.TOO_LARGE, id="100 MB announced"),
    ],
)
async def test_each_kind_of_trouble_has_its_verdict(server: FeedServer, page: Page, verdict: Verdict) -> None:
    server.pages["/rss"] = page
    error = await trouble(server.url("/rss"))
    assert isinstance(error, FetchError)
    assert error.verdict is verdict


@pytest.mark.parametrize("status", [404, 410])
async def test_an_address_with_nothing_behind_it_is_gone(server: FeedServer, status: int) -> None:
    server.pages["/rss"] = Page(BODY, status=status)
    error = await trouble(server.url("/rss"))
    assert isinstance(error, SourceGone)
    assert error.verdict is Verdict.GONE


@pytest.mark.parametrize(("status", "verdict"), [(429, Verdict.BLOCKED), (503, Verdict.SERVER_ERROR)])
@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120.0),
        ({"Retry-After": "Thu, 15 Jan 2026 12:01:00 GMT", "Date": "Thu, 15 Jan 2026 12:00:00 GMT"}, 60.0),
        ({"Retry-After": "9999999"}, 86_400.0),
        ({}, None),
    ],
    ids=["seconds", "a date", "too long", "not said"],
)
async def test_a_request_to_wait_is_passed_on(
    server: FeedServer, status: int, verdict: Verdict, headers: dict[str, str], seconds: float | None
) -> None:
    server.pages["/rss"] = Page(status=status, headers=headers)
    error = await trouble(server.url("/rss"))
    assert isinstance(error, FetchError)
    assert (error.verdict, error.retry_after) == (verdict, seconds)


@pytest.mark.parametrize("fault", [Fault.HUGE, Fault.GZIP_BOMB])
async def test_a_document_without_end_is_given_up_at_the_limit_and_never_held(server: FeedServer, fault: Fault) -> None:
    server.pages["/rss"] = Page(fault=fault)
    if fault is Fault.GZIP_BOMB:
        await trouble(server.url("/rss"))  # the server makes its bomb before memory is measured
    tracemalloc.start()
    try:
        error = await trouble(server.url("/rss"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert error.verdict is Verdict.TOO_LARGE
    assert error.detail == "the document is longer than 0.954 MiB"
    assert peak < 6_000_000


async def test_more_bytes_than_announced_are_not_taken_for_the_document(server: FeedServer) -> None:
    server.pages["/rss"] = Page(BODY, fault=Fault.SURPLUS)
    found = await fetch(server.url("/rss"))
    assert isinstance(found, Fetched)
    assert found.body == BODY


@pytest.mark.parametrize("fault", [Fault.SLOW_DRIP, Fault.HANG])
async def test_a_server_that_takes_its_time_is_left_at_the_deadline(server: FeedServer, fault: Fault) -> None:
    server.pages["/rss"] = Page(BODY, fault=fault)
    begun = time.monotonic()
    error = await trouble(server.url("/rss"), timeout=DRIP_SECONDS * 6)
    assert error.verdict is Verdict.TIMED_OUT
    assert error.detail == "no complete answer within 0.3 seconds"
    assert time.monotonic() - begun < 30


async def test_a_host_that_takes_no_connection_is_unreachable() -> None:
    with FeedServer() as closed:
        url = closed.url("/rss")
    assert (await trouble(url)).verdict is Verdict.UNREACHABLE


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed_to_the_address_that_answers(server: FeedServer, status: int) -> None:
    server.pages["/old"] = redirect("/rss", status)
    found = await fetch(server.url("/old"), etag='"x"')
    assert isinstance(found, Fetched)
    assert (found.url, found.body) == (server.url("/rss"), BODY)
    assert server.requests[-1].headers["if-none-match"] == '"x"'


@pytest.mark.parametrize(
    ("page", "verdict"),
    [
        pytest.param(redirect("/loop"), Verdict.SERVER_ERROR, id="in a circle"),
        pytest.param(redirect("/loop", **{"Set-Cookie": "seen=1"}), Verdict.BLOCKED, id="a cookie wall"),
        pytest.param(redirect("ftp://127.0.0.1/rss"), Verdict.REFUSED_ADDRESS, id="another scheme"),
        pytest.param(redirect("http://[::1"), Verdict.REFUSED_ADDRESS, id="an unreadable address"),
        pytest.param(redirect("http://a b:x/"), Verdict.REFUSED_ADDRESS, id="an address httpx cannot read"),
        pytest.param(redirect("http://" + "a" * 64 + ".example/"), Verdict.DNS, id="a name that cannot be"),
    ],
)
async def test_a_redirect_that_leads_nowhere_has_its_verdict(server: FeedServer, page: Page, verdict: Verdict) -> None:
    server.pages["/loop"] = page
    assert (await trouble(server.url("/loop"))).verdict is verdict


async def test_redirects_without_end_are_given_up(server: FeedServer) -> None:
    server.pages |= {f"/{n}": redirect(f"/{n + 1}") for n in range(10)}
    error = await trouble(server.url("/0"))
    assert (error.verdict, error.detail) == (Verdict.SERVER_ERROR, "redirects more than 5 times")


async def test_trouble_behind_a_redirect_names_where_but_no_secret(server: FeedServer) -> None:
    server.pages["/rss"] = redirect("/gone?key=secret")
    error = await trouble(server.url("/rss"))
    assert isinstance(error, SourceGone)
    assert error.detail == f"redirects to {server.url('/gone')}: answered 404 (not found)"


async def test_a_redirect_in_raw_utf8_is_understood(server: FeedServer) -> None:
    server.pages["/rss"] = redirect("/новости".encode())
    server.pages["/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"] = Page(BODY)
    found = await fetch(server.url("/rss"))
    assert isinstance(found, Fetched)


async def test_no_credentials_go_along_with_a_redirect_or_into_the_result(server: FeedServer) -> None:
    server.pages["/old"] = redirect(f"http://eve:pass@127.0.0.1:{server.port}/rss")
    found = await fetch(server.url("/old").replace("//", "//me:secret@"))
    assert isinstance(found, Fetched)
    assert found.url == server.url("/rss")
    last_of = {each.path: each.headers for each in server.requests}
    assert "authorization" in last_of["/old"]
    assert "authorization" not in last_of["/rss"]


async def test_cookies_are_not_kept_between_requests(server: FeedServer) -> None:
    server.pages["/rss"] = Page(BODY, headers={"Set-Cookie": "id=1"})
    async with fetcher() as door:
        await door.fetch(FetchRequest(SOURCE, server.url("/rss")))
        await door.fetch(FetchRequest(SOURCE, server.url("/rss")))
    assert not any("cookie" in each.headers for each in server.requests)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "rss.example/feed", "http://", "http://a:99999/"])
async def test_what_is_no_web_address_is_refused(url: str) -> None:
    assert (await trouble(url)).verdict is Verdict.REFUSED_ADDRESS


async def test_a_connection_the_server_has_dropped_is_made_anew(server: FeedServer) -> None:
    server.pages["/rss"] = Page(BODY, fault=Fault.HANG_UP_ON_REUSE)
    async with fetcher() as door:
        for _ in range(3):
            assert isinstance(await door.fetch(FetchRequest(SOURCE, server.url("/rss"))), Fetched)
    assert server.hits["/rss"] == 3
    assert server.connections == 4  # one was for robots.txt


async def test_sources_of_one_address_share_one_request(server: FeedServer) -> None:
    names = [SourceId("one"), SourceId("two"), SourceId("three")]
    async with fetcher() as door:
        found = await asyncio.gather(*(door.fetch(FetchRequest(name, server.url("/rss"))) for name in names))
    assert [each.source_id for each in found] == names
    assert server.hits["/rss"] == 1


async def test_sources_that_know_different_copies_are_answered_apart(server: FeedServer) -> None:
    server.pages["/rss"] = Page(BODY, etag='"a"')
    requests = [FetchRequest(SOURCE, server.url("/rss"), etag=tag) for tag in ('"a"', '"b"')]
    async with fetcher() as door:
        found = await asyncio.gather(*(door.fetch(request) for request in requests))
    assert [type(each) for each in found] == [NotModified, Fetched]


async def test_shared_trouble_reaches_each_source_under_its_own_name(server: FeedServer) -> None:
    names = [SourceId("one"), SourceId("two")]
    async with fetcher() as door:
        found = await asyncio.gather(
            *(door.fetch(FetchRequest(name, server.url("/none"))) for name in names), return_exceptions=True
        )
    assert [error.source_id for error in found if isinstance(error, SourceGone)] == names


async def test_requests_to_one_host_keep_their_gap(server: FeedServer) -> None:
    pacer = FastPacer()
    async with fetcher(pacer, host_gap=5.0) as door:
        await asyncio.gather(*(door.fetch(FetchRequest(SOURCE, server.url(f"/rss?{n}"))) for n in range(3)))
    assert len(server.requests) == 4  # with robots.txt
    assert 15.0 <= pacer.slept <= 18.0 + 1e-9


async def test_a_fetch_that_is_cancelled_ends_at_once(server: FeedServer) -> None:
    server.pages["/rss"] = Page(BODY, fault=Fault.HANG)
    async with fetcher(timeout=60.0) as door:
        task = asyncio.create_task(door.fetch(FetchRequest(SOURCE, server.url("/rss"))))
        await asyncio.to_thread(server.wait_for, "/rss")
        task.cancel()
        async with asyncio.timeout(20):
            with pytest.raises(asyncio.CancelledError):
                await task
