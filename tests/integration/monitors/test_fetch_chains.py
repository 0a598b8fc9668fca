"""Servers that forget a certificate of their chain: mended by data, for named hosts, never beyond what is trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from domain.errors import ConfigError, FetchError
from domain.fetching import Fetched, FetchRequest
from domain.source import SourceId, Verdict
from monitors.fetch import FetchLimits, HttpFetcher
from tests.fakes import FastPacer
from tests.integration.monitors.test_fetch_guard import Names
from tests.servers.authorities import PLACE, Issued, issue, server_tls, trusting
from tests.servers.feeds import FeedServer, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY = b"<rss/>"
HOST = "akorda.example"


@dataclass(frozen=True)
class Chain:
    root: Issued
    intermediate: Issued
    leaf: Issued


def a_chain(name: str, until: datetime | None = None) -> Chain:
    root = issue(f"{name} Root")
    intermediate = issue(f"{name} Issuing CA", root, until=until)
    return Chain(root, intermediate, issue(HOST, intermediate, ca=False))


CHAIN = a_chain("Steppe")
OTHER = a_chain("Other")


@pytest.fixture
def forgetful() -> Iterator[FeedServer]:
    with FeedServer({"/rss": Page(BODY)}, tls=server_tls(CHAIN.leaf)) as server:
        yield server


async def fetch(server: FeedServer, *trusted: Issued, host: str = HOST, **added: str) -> bytes:
    limits = FetchLimits(user_agent="CAJADMonitor/1", timeout=30.0, private_hosts=("127.0.0.1",))
    parts = {name.replace("_", "."): pem for name, pem in added.items()}
    names = Names(["127.0.0.1"])
    async with HttpFetcher(limits, FastPacer(), new_tls=trusting(*trusted), look_up=names, intermediates=parts) as door:
        found = await door.fetch(FetchRequest(SourceId("kz-akorda"), server.url("/rss", host)))
    assert isinstance(found, Fetched)
    return found.body


async def refused(server: FeedServer, *trusted: Issued, **over: str) -> str:
    with pytest.raises(FetchError) as caught:
        await fetch(server, *trusted, **over)
    assert caught.value.verdict is Verdict.TLS
    assert server.hits == {}
    return caught.value.detail


async def test_a_whole_chain_needs_nothing() -> None:
    with FeedServer({"/rss": Page(BODY)}, tls=server_tls(CHAIN.leaf, CHAIN.intermediate)) as server:
        assert await fetch(server, CHAIN.root) == BODY


async def test_a_forgotten_intermediate_is_named_with_its_place_and_the_remedy(forgetful: FeedServer) -> None:
    words = await refused(forgetful, CHAIN.root)
    assert words.removesuffix(" (asked for robots.txt)") == (
        f"the chain of certificates of {HOST} is incomplete, or ends at an unknown authority; "
        f"missing: Steppe Issuing CA ({PLACE}); put it into {HOST}.pem in CAJAD_INTERMEDIATES_DIR"
    )


async def test_with_the_forgotten_intermediate_from_data_the_server_is_verified(forgetful: FeedServer) -> None:
    assert await fetch(forgetful, CHAIN.root, OTHER.root, akorda_example=CHAIN.intermediate.pem) == BODY


async def test_the_intermediate_of_one_host_serves_no_other(forgetful: FeedServer) -> None:
    assert "incomplete" in await refused(forgetful, CHAIN.root, mfa_example=CHAIN.intermediate.pem)


async def test_another_authority_s_intermediate_does_not_help(forgetful: FeedServer) -> None:
    words = await refused(forgetful, CHAIN.root, OTHER.root, akorda_example=OTHER.intermediate.pem)
    assert "kept for this host: Other Issuing CA until 20" in words


async def test_an_intermediate_does_not_make_a_certificate_for_another_name_good(forgetful: FeedServer) -> None:
    words = await refused(forgetful, CHAIN.root, host="mfa.example", mfa_example=CHAIN.intermediate.pem)
    assert "Hostname mismatch" in words


async def test_an_expired_intermediate_is_not_accepted_and_its_last_day_is_named() -> None:
    ended = datetime.now(UTC) - timedelta(days=1)
    chain = a_chain("Old", until=ended)
    with FeedServer({"/rss": Page(BODY)}, tls=server_tls(chain.leaf)) as server:
        words = await refused(server, chain.root, akorda_example=chain.intermediate.pem)
        assert "certificate has expired" in words
        assert f"kept for this host: Old Issuing CA until {ended:%Y-%m-%d}" in words


async def test_an_intermediate_is_no_anchor_by_itself(forgetful: FeedServer) -> None:
    """Were it one, trust in the file would stand in for trust in the authority."""
    with pytest.raises(ConfigError) as caught:
        await fetch(forgetful, OTHER.root, akorda_example=CHAIN.intermediate.pem)
    assert caught.value.problems == (
        "intermediate of akorda.example: Steppe Issuing CA is signed by no authority that is trusted",
    )


async def test_a_link_that_only_looks_signed_by_a_trusted_authority_is_refused(forgetful: FeedServer) -> None:
    impostor = issue(CHAIN.root.certificate.subject.rfc4514_string().removeprefix("CN="))
    forged = issue("Steppe Issuing CA", impostor)
    with pytest.raises(ConfigError, match="signed by no authority"):
        await fetch(forgetful, CHAIN.root, akorda_example=forged.pem)


@pytest.mark.parametrize(
    ("pem", "complaint"),
    [
        pytest.param(CHAIN.root.pem, "signed itself", id="an authority's own"),
        pytest.param(CHAIN.leaf.pem, "is no authority's", id="the server's own"),
        pytest.param("nothing", "holds no certificate in PEM form", id="none at all"),
        pytest.param("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "holds no", id="a broken one"),
    ],
)
async def test_what_is_no_intermediate_is_refused_at_the_start(forgetful: FeedServer, pem: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        await fetch(forgetful, CHAIN.root, akorda_example=pem)
    assert forgetful.connections == 0


async def test_two_forgotten_links_are_added_together() -> None:
    between = issue("Steppe Middle CA", CHAIN.root)
    last = issue("Steppe Last CA", between)
    with FeedServer({"/rss": Page(BODY)}, tls=server_tls(issue(HOST, last, ca=False))) as server:
        assert await fetch(server, CHAIN.root, akorda_example=between.pem + last.pem) == BODY


async def test_a_server_s_certificate_is_looked_at_once_for_the_hint(forgetful: FeedServer) -> None:
    limits = FetchLimits(user_agent="CAJADMonitor/1", timeout=30.0, private_hosts=("127.0.0.1",))
    look_up = Names(["127.0.0.1"])
    async with HttpFetcher(limits, FastPacer(), new_tls=trusting(OTHER.root), look_up=look_up) as door:
        for _ in range(3):
            with pytest.raises(FetchError, match="Steppe Issuing CA"):
                await door.fetch(FetchRequest(SourceId("kz-akorda"), forgetful.url("/rss", HOST)))
    assert look_up.asked == 4
