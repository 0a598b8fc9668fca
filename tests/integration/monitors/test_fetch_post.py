"""Requests with a body or with headers of the source's own, through a proxy, and to hosts that ask for time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from domain.errors import FetchError, SourceGone
from domain.fetching import Fetched, FetchRequest, NotModified
from domain.source import SourceId, Verdict
from monitors.fetch import FetchLimits, HttpFetcher
from tests.fakes import FastPacer
from tests.integration.monitors.test_fetch_guard import Names
from tests.servers.authorities import issue, server_tls, trusting
from tests.servers.feeds import Fault, FeedServer, Page, redirect
from tests.servers.proxies import Proxy

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY = b'{"items": []}'
QUERY = b'{"page": 1}'
SOURCE = SourceId("kg-president")
JSON = ("Content-Type", "application/json")
CODE = ("Code", "mfa")


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer({"POST /api": Page(BODY), "/rss": Page(BODY)}) as running:
        yield running


def fetcher(pacer: FastPacer | None = None, **parts: Any) -> HttpFetcher:
    limits = FetchLimits("CAJADMonitor/1", timeout=30.0, host_gap=0, private_hosts=("127.0.0.0/8",))
    return HttpFetcher(limits, pacer or FastPacer(), **parts)


async def fetch(url: str, **request: Any) -> Fetched | NotModified:
    parts = {key: request.pop(key) for key in ("new_tls", "look_up") if key in request}
    async with fetcher(**parts) as door:
        return await door.fetch(FetchRequest(SOURCE, url, **request))


async def refused(url: str, **request: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetch(url, **request)
    return caught.value


async def test_a_query_goes_out_with_its_body_and_headers_and_without_validators(server: FeedServer) -> None:
    found = await fetch(server.url("/api"), method="POST", body=QUERY, headers=(JSON, CODE), etag='"a"')
    assert isinstance(found, Fetched)
    assert found.body == BODY
    asked = server.requests[-1]
    assert (asked.method, asked.body) == ("POST", QUERY)
    assert (asked.headers["content-type"], asked.headers["code"]) == ("application/json", "mfa")
    assert "if-none-match" not in asked.headers


async def test_a_query_obeys_robots_txt(server: FeedServer) -> None:
    server.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /api")
    assert (await refused(server.url("/api"), method="POST", body=QUERY)).verdict is Verdict.ROBOTS
    assert server.hits["/api"] == 0


async def test_not_modified_is_no_answer_to_a_query(server: FeedServer) -> None:
    server.pages["POST /api"] = Page(status=304)
    error = await refused(server.url("/api"), method="POST", body=QUERY, etag='"a"')
    assert error.verdict is Verdict.SERVER_ERROR


async def test_a_query_is_asked_again_where_an_old_connection_was_dropped(server: FeedServer) -> None:
    server.pages["POST /api"] = Page(BODY, fault=Fault.HANG_UP_ON_REUSE)
    async with fetcher() as door:
        for _ in range(2):
            await door.fetch(FetchRequest(SOURCE, server.url("/api"), method="POST", body=QUERY))
    assert [each.body for each in server.requests if each.path == "/api"] == [QUERY, QUERY]


@pytest.mark.parametrize("status", [301, 302, 303])
async def test_a_redirected_query_becomes_a_plain_request(server: FeedServer, status: int) -> None:
    server.pages["POST /api"] = redirect("/rss", status)
    await fetch(server.url("/api"), method="POST", body=QUERY, headers=(JSON, CODE))
    asked = server.requests[-1]
    assert (asked.method, asked.path, asked.body) == ("GET", "/rss", b"")
    assert "content-type" not in asked.headers
    assert asked.headers["code"] == "mfa"


@pytest.mark.parametrize("status", [307, 308])
async def test_a_query_that_is_to_be_repeated_stays_one(server: FeedServer, status: int) -> None:
    server.pages |= {"POST /api": redirect("/moved", status), "POST /moved": Page(BODY)}
    await fetch(server.url("/api"), method="POST", body=QUERY, headers=(JSON,))
    asked = server.requests[-1]
    assert (asked.method, asked.path, asked.body) == ("POST", "/moved", QUERY)


async def test_what_is_meant_for_one_host_is_not_handed_to_another(server: FeedServer) -> None:
    with FeedServer({"/rss": Page(BODY), "POST /rss": Page(BODY)}, host="127.0.0.2") as other:
        server.pages |= {"/old": redirect(other.url("/rss")), "POST /api": redirect(other.url("/rss"), 307)}
        await fetch(server.url("/old"), headers=(CODE,))
        assert "code" not in other.requests[-1].headers
        error = await refused(server.url("/api"), method="POST", body=QUERY)
        assert error.verdict is Verdict.REFUSED_ADDRESS
        assert {each.method for each in other.requests} == {"GET"}


@pytest.mark.parametrize(
    "header",
    [
        *(("Authorization", "Bearer secret"), ("cookie", "a=secret"), ("Host", "a"), ("User-Agent", "secret")),
        *(("Content-Length", "1"), ("Transfer-Encoding", "chunked"), ("X-A", "secret\r\nX-B: c"), ("X A", "secret")),
        *(("X-A", "é"), ("", "secret")),
    ],
    ids=repr,
)
async def test_headers_that_steer_or_log_in_are_refused_and_not_repeated(
    server: FeedServer, header: tuple[str, str]
) -> None:
    error = await refused(server.url("/rss"), headers=(header,))
    assert error.detail.startswith("not asked: ")
    assert "secret" not in error.detail
    assert server.requests == []


@pytest.mark.parametrize("over", [{"method": "DELETE"}, {"proxy": "socks5://127.0.0.1:1"}, {"proxy": "http://a:b@c/"}])
async def test_what_we_do_not_do_is_not_asked(server: FeedServer, over: dict[str, str]) -> None:
    assert (await refused(server.url("/rss"), **over)).detail.startswith("not asked: ")
    assert server.requests == []


async def test_only_the_very_same_question_is_shared(server: FeedServer) -> None:
    asks = [{"body": QUERY}, {"body": QUERY}, {"body": b"{}"}, {"body": QUERY, "headers": (CODE,)}]
    async with fetcher() as door:
        await asyncio.gather(
            *(door.fetch(FetchRequest(SOURCE, server.url("/api"), method="POST", **each)) for each in asks)
        )
    assert server.hits["/api"] == 3


async def test_a_proxy_carries_the_request_and_its_robots_txt(server: FeedServer) -> None:
    with Proxy() as proxy:
        url = server.url("/rss", "feeds.example")
        found = await fetch(url, proxy=proxy.url, look_up=Names(["127.0.0.1"]))
        assert isinstance(found, Fetched)
        assert found.body == BODY
        assert [line.split(" ")[1] for line in proxy.asked] == [server.url("/robots.txt", "feeds.example"), url]


async def test_through_a_proxy_tls_still_shows_who_answers() -> None:
    root = issue("Root")
    with (
        FeedServer({"/rss": Page(BODY)}, tls=server_tls(issue("feeds.example", root, ca=False))) as server,
        Proxy() as proxy,
    ):
        parts = {"proxy": proxy.url, "look_up": Names(["127.0.0.1"]), "new_tls": trusting(root)}
        assert isinstance(await fetch(server.url("/rss", "feeds.example"), **parts), Fetched)
        assert set(proxy.asked) == {f"CONNECT feeds.example:{server.port} HTTP/1.1"}
        assert (await refused(server.url("/rss", "other.example"), **parts)).verdict is Verdict.TLS


async def test_a_private_host_is_refused_before_the_proxy_hears_of_it(server: FeedServer) -> None:
    with Proxy() as proxy:
        names = Names(["10.0.0.1"])
        error = await refused(server.url("/rss", "inner.example"), proxy=proxy.url, look_up=names)
        assert error.verdict is Verdict.REFUSED_ADDRESS
        assert proxy.asked == []


async def test_a_redirect_to_a_private_host_is_refused_behind_a_proxy_too(server: FeedServer) -> None:
    server.pages["/old"] = redirect("http://10.0.0.1/rss")
    with Proxy() as proxy:
        error = await refused(server.url("/old"), proxy=proxy.url)
        assert error.verdict is Verdict.REFUSED_ADDRESS
        assert len(proxy.asked) == 2


async def test_a_declared_proxy_may_be_private_and_opens_nothing_else(server: FeedServer) -> None:
    limits = FetchLimits("CAJADMonitor/1", timeout=30.0, host_gap=0)
    with Proxy() as proxy:
        async with HttpFetcher(limits, FastPacer(), look_up=Names(["93.184.215.14"])) as door:
            url = server.url("/rss", "feeds.example")
            assert isinstance(await door.fetch(FetchRequest(SOURCE, url, proxy=proxy.url)), Fetched)
            with pytest.raises(FetchError) as caught:
                await door.fetch(FetchRequest(SOURCE, server.url("/rss")))
    assert caught.value.verdict is Verdict.REFUSED_ADDRESS


async def test_a_proxy_that_refuses_or_is_not_there_is_named() -> None:
    with Proxy(refuses=True) as proxy:
        error = await refused("https://feeds.example/rss", proxy=proxy.url, look_up=Names(["93.184.215.14"]))
        assert error.verdict is Verdict.UNREACHABLE
        assert error.detail.startswith("the proxy did not let us through: 403")
    gone = await refused("https://feeds.example/rss", proxy=proxy.url, look_up=Names(["93.184.215.14"]))
    assert gone.verdict is Verdict.UNREACHABLE


@pytest.mark.parametrize(("status", "verdict"), [(429, Verdict.BLOCKED), (503, Verdict.SERVER_ERROR)])
async def test_a_request_for_time_binds_every_source_of_the_host(
    server: FeedServer, status: int, verdict: Verdict
) -> None:
    server.pages["/busy"] = Page(status=status, headers={"Retry-After": "600"})
    pacer = FastPacer()
    async with fetcher(pacer) as door:
        with pytest.raises(FetchError, match=f"answered {status}"):
            await door.fetch(FetchRequest(SOURCE, server.url("/busy")))
        pacer.time += 100
        with pytest.raises(FetchError, match=f"answered {status}") as caught:
            await door.fetch(FetchRequest(SourceId("kg-other"), server.url("/rss")))
        assert (caught.value.source_id, caught.value.verdict) == ("kg-other", verdict)
        assert caught.value.retry_after == pytest.approx(500)
        assert server.hits["/rss"] == 0
        pacer.time += 500
        assert isinstance(await door.fetch(FetchRequest(SOURCE, server.url("/rss"))), Fetched)


async def test_a_host_whose_robots_txt_asks_for_time_is_asked_for_nothing_else(server: FeedServer) -> None:
    server.pages["/robots.txt"] = Page(status=503, headers={"Retry-After": "9999999"})
    pacer = FastPacer()
    async with fetcher(pacer) as door:
        for _ in range(2):
            with pytest.raises(FetchError):
                await door.fetch(FetchRequest(SOURCE, server.url("/rss")))
            pacer.time += 3_700
        assert server.hits == {"/robots.txt": 1}
        pacer.time = 86_401
        server.pages["/robots.txt"] = Page(b"")
        assert isinstance(await door.fetch(FetchRequest(SOURCE, server.url("/rss"))), Fetched)


async def test_an_expected_miss_shares_the_request_of_an_unexpected_one(server: FeedServer) -> None:
    async with fetcher() as door:
        asks = [FetchRequest(SOURCE, server.url("/none"), may_miss=each) for each in (True, False)]
        found = await asyncio.gather(*(door.fetch(each) for each in asks), return_exceptions=True)
    assert [type(each) for each in found] == [SourceGone, SourceGone]
    assert server.hits["/none"] == 1
