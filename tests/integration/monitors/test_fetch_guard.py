"""Which addresses are connected to, under which name, and with which certificates."""

from __future__ import annotations

import ssl
import threading
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from domain.errors import ConfigError, FetchError
from domain.fetching import Fetched, FetchRequest
from domain.source import SourceId, Verdict
from monitors.fetch import FetchLimits, HttpFetcher
from tests.fakes import FastPacer
from tests.servers.feeds import FeedServer, Page, redirect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BODY = b"<rss/>"


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer({"/rss": Page(BODY)}) as running:
        yield running


async def fetch(url: str, *private_hosts: str, **parts: Any) -> Fetched:
    limits = FetchLimits(user_agent="CAJADMonitor/1", timeout=30.0, connect_timeout=2.0, private_hosts=private_hosts)
    async with HttpFetcher(limits, FastPacer(), **parts) as door:
        found = await door.fetch(FetchRequest(SourceId("kz-steppe"), url))
    assert isinstance(found, Fetched)
    return found


async def verdict(url: str, *private_hosts: str, **parts: Any) -> Verdict:
    with pytest.raises(FetchError) as caught:
        await fetch(url, *private_hosts, **parts)
    return caught.value.verdict


class Names:
    """A name server that gives its answers in order, the last one for ever."""

    def __init__(self, *answers: Sequence[str] | Exception) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, _host: str, _port: int) -> Sequence[str]:
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "2130706433", "017700000001", "0177.1", "0x7f.1", "0x7f000001", "127.1"),
        *("[::1]", "[::]", "0.0", "0", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]"),
        *("[2002:7f00:1::]", "[0:0:0:0:0:0:0:1]", "①②⑦.⓪.⓪.①", "127。0。0。1"),
    ],
)
async def test_a_private_address_is_refused_in_whatever_form_and_never_connected_to(
    server: FeedServer, host: str
) -> None:
    assert await verdict(server.url("/rss", host)) is Verdict.REFUSED_ADDRESS
    assert server.connections == 0


@pytest.mark.parametrize("private_host", ["localhost", "127.0.0.1", "127.0.0.0/8"])
async def test_a_private_host_can_be_opened_by_name_address_or_network(server: FeedServer, private_host: str) -> None:
    assert (await fetch(server.url("/rss", "localhost"), private_host, look_up=Names(["127.0.0.1"]))).body == BODY


async def test_a_redirect_to_a_private_address_is_refused(server: FeedServer) -> None:
    with FeedServer({"/rss": Page(BODY)}, host="127.0.0.2") as inner:
        server.pages["/rss"] = redirect(inner.url("/rss"))
        assert await verdict(server.url("/rss"), "127.0.0.1") is Verdict.REFUSED_ADDRESS
        assert inner.connections == 0


async def test_of_several_addresses_only_permitted_ones_are_connected_to(server: FeedServer) -> None:
    names = Names(["10.0.0.1", "127.0.0.2", "127.0.0.1"])
    assert (await fetch(server.url("/rss", "feeds.example"), "127.0.0.1", look_up=names)).body == BODY


async def test_the_next_address_is_tried_where_the_first_takes_no_connection(server: FeedServer) -> None:
    names = Names(["127.0.0.2", "127.0.0.1"])
    assert (await fetch(server.url("/rss", "feeds.example"), "127.0.0.0/8", look_up=names)).body == BODY


async def test_a_name_that_changes_its_address_after_it_was_judged_gains_nothing(server: FeedServer) -> None:
    with FeedServer({"/rss": Page(b"inner")}, host="127.0.0.2", port=server.port) as inner:
        names = Names(["127.0.0.1"], ["127.0.0.1"], ["127.0.0.2"])
        url = server.url("/rss", "feeds.example")
        assert (await fetch(url, "127.0.0.1", look_up=names)).body == BODY
        assert names.asked == server.connections
        assert await verdict(url, "127.0.0.1", look_up=Names(["127.0.0.2"])) is Verdict.REFUSED_ADDRESS
        assert inner.connections == 0


@pytest.mark.parametrize(
    "answer", [OSError("no such name"), UnicodeError("label too long"), []], ids=["unknown", "impossible", "empty"]
)
async def test_a_name_that_leads_nowhere_is_a_dns_failure(answer: Sequence[str] | Exception) -> None:
    assert await verdict("http://feeds.example/rss", look_up=Names(answer)) is Verdict.DNS


async def test_a_name_server_that_hangs_is_a_dns_failure_and_keeps_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: released.wait(5) and [])
    try:
        assert await verdict("http://feeds.example/rss") is Verdict.DNS
    finally:
        released.set()


async def test_a_private_host_that_is_none_is_a_mistake_of_the_settings() -> None:
    with pytest.raises(ConfigError, match="CAJAD_PRIVATE_HOSTS: 'no such thing'"):
        HttpFetcher(FetchLimits(user_agent="x/1", private_hosts=("no such thing",)), FastPacer())


class Authority:
    """A certificate authority of the test's own, with a server and a client that trusts it."""

    def __init__(self) -> None:
        self.issuer = trustme.CA()
        self.asked_for: list[str | None] = []

    def client(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self.issuer.configure_trust(context)
        return context

    def server(self, name: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.issuer.issue_cert(name).configure_cert(context)
        context.sni_callback = lambda _socket, asked, _context: self.asked_for.append(asked)
        return context


@pytest.fixture
def authority() -> Authority:
    return Authority()


async def test_tls_checks_the_name_although_the_connection_goes_to_a_number(authority: Authority) -> None:
    with FeedServer({"/rss": Page(BODY)}, tls=authority.server("feeds.example")) as server:
        url = server.url("/rss", "feeds.example")
        found = await fetch(url, "127.0.0.1", look_up=Names(["127.0.0.1"]), new_tls=authority.client)
    assert found.url == url
    assert set(authority.asked_for) == {"feeds.example"}


async def test_a_certificate_for_another_name_is_not_accepted(authority: Authority) -> None:
    with FeedServer({"/rss": Page(BODY)}, tls=authority.server("other.example")) as server:
        url = server.url("/rss", "feeds.example")
        assert await verdict(url, "127.0.0.1", look_up=Names(["127.0.0.1"]), new_tls=authority.client) is Verdict.TLS


async def test_a_certificate_of_an_unknown_authority_is_not_accepted(authority: Authority) -> None:
    with (
        FeedServer({"/rss": Page(BODY)}, tls=authority.server("127.0.0.1")) as server,
        pytest.raises(FetchError) as caught,
    ):
        await fetch(server.url("/rss"), "127.0.0.1")
    assert caught.value.verdict is Verdict.TLS
    assert caught.value.detail.startswith("the chain of certificates of 127.0.0.1 is incomplete, or ends at an unknown")


async def test_a_server_that_speaks_no_tls_is_a_tls_failure(server: FeedServer) -> None:
    assert await verdict(server.url("/rss").replace("http:", "https:"), "127.0.0.1") is Verdict.TLS
