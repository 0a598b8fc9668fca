"""Gets documents over HTTP, politely and within limits; with ``transport.py`` the only door to HTTP.

What is asked conditionally, and when, is decided in ``plan.py``; here a request is carried out::

    fetch            identical requests at one time become one
      robots.txt     asked first, for every address on the way
      host queue     a place, and the gap to the request before; nothing while the host asked for time
      exchange       one deadline; address judged on connecting; body bounded as it arrives
      redirects      followed by hand, each hop through all of the above
    -> Fetched | NotModified, or a verdict with one line of words
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace
from http.cookiejar import CookieJar, DefaultCookiePolicy
from random import SystemRandom
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

import httpx

from domain.errors import FetchError, SourceError, SourceGone
from domain.fetching import Fetched, FetchRequest, NotModified
from domain.source import SourceId, Verdict
from monitors import hops
from monitors.addresses import OpenHosts
from monitors.answers import (
    NOT_MODIFIED,
    REDIRECTS,
    TOO_MANY_REQUESTS,
    WITH_DOCUMENT,
    failure_of,
    pause_asked,
    plain_headers,
)
from monitors.asks import Ask, after_redirect, ask_for, own_headers
from monitors.certificates import Intermediates
from monitors.decompress import collect
from monitors.failures import ExchangeFailed, RedirectRefused
from monitors.hosts import HostQueues
from monitors.look_up import LookUp, system_look_up
from monitors.robots import SIZE_LIMIT, RobotsCache, RobotsRules, read_robots
from monitors.single_flight import SingleFlight
from monitors.transport import PROXY, GuardedBackend, GuardedTransport
from monitors.walls import asks_for_a_person

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping
    from random import Random
    from types import TracebackType

    from domain.ports import Pacer
    from monitors.certificates import NewTls

PRODUCT = "CAJADMonitor"
"""The name robots.txt files know us by."""

PURPOSE = "follow-up of the Central Asia plus Japan Tokyo Declaration"
"""Stands in the User-Agent where the operator gave no contact."""

NOBODY = SourceId("")
"""Stands for the source while a request may be shared by several."""


def user_agent(contact: str | None, version: str) -> str:
    """Return the User-Agent: who we are and how to reach the operator.

    Args:
        contact: address of a page or mailbox (``CAJAD_CONTACT``), or None.
        version: of the product.
    """
    return f"{PRODUCT}/{version} (+{contact or PURPOSE})"


def packaged_authorities() -> ssl.SSLContext:
    """Return how servers prove who they are: by the packaged list of authorities, whatever the environment says."""
    return httpx.create_ssl_context(trust_env=False)


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How far a request may go.

    Attributes:
        user_agent: sent with every request that does not bring its own; robots.txt goes by its part before the slash.
        timeout: seconds for one exchange in all, connecting and body included, waiting in a queue not.
        connect_timeout: seconds for looking a name up, and for connecting.
        max_body_bytes: of a document, as sent and again when decompressed.
        host_gap: least seconds between the starts of two requests to one host.
        host_concurrency: requests to one host at a time. concurrency: requests at a time in all.
        private_hosts: host names, addresses and networks that may be fetched although they are not public.
    """

    user_agent: str
    timeout: float = 30.0
    connect_timeout: float = 10.0
    max_body_bytes: int = 10 * 1024 * 1024
    host_gap: float = 5.0
    host_concurrency: int = 1
    concurrency: int = 32
    private_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Answer:
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    duration: float


class HttpFetcher:
    """The product's ``Fetcher``; to be entered, and used in one event loop.

    Args:
        limits: how far a request may go.
        pacer: the clock of host gaps, durations and the age of robots.txt.
        random: chance for the jitter of the gaps.
        new_tls: makes a context with the authorities that are trusted; by default those of the packaged list.
        look_up: how host names become addresses; by default the system's resolver.
        intermediates: certificates (PEM) that hosts forget to send, by host name.

    Raises:
        ConfigError: ``limits.private_hosts`` holds something that is no host, or an intermediate is none.
    """

    def __init__(
        self,
        limits: FetchLimits,
        pacer: Pacer,
        *,
        random: Random | None = None,
        new_tls: NewTls = packaged_authorities,
        look_up: LookUp = system_look_up,
        intermediates: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._limits = limits
        self._pacer = pacer
        self._product = limits.user_agent.partition("/")[0]
        self._queues = HostQueues(
            gap=limits.host_gap,
            per_host=limits.host_concurrency,
            overall=limits.concurrency,
            pacer=pacer,
            random=random or SystemRandom(),
        )
        self._robots = RobotsCache(self._load_robots, pacer)
        self._flights: SingleFlight[Fetched | NotModified] = SingleFlight()
        backend = GuardedBackend(OpenHosts.from_values(limits.private_hosts), look_up)
        mended = Intermediates(intermediates, new_tls)
        self._client = httpx.AsyncClient(
            transport=GuardedTransport(backend, new_tls, limits.concurrency, mended),
            trust_env=False,
            timeout=httpx.Timeout(None, connect=limits.connect_timeout),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    async def fetch(self, request: FetchRequest) -> Fetched | NotModified:
        """Return the document, or word that it has not changed.

        Raises:
            FetchError: not this time; the verdict says why. SourceGone: the server says nothing is there (any more).
        """
        shared = replace(request, source_id=NOBODY, is_hub=False, may_miss=False)
        try:
            found = await self._flights.run(shared, lambda: self._document(shared))
        except ExchangeFailed as failure:
            raise _error_for(request.source_id, failure) from failure
        return replace(found, source_id=request.source_id)

    async def sitemaps_of(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps that the site of an address names in its robots.txt, which is asked for once.

        Raises:
            FetchError: it cannot be had.
        """
        try:
            return (await self._robots.rules_of(hops.origin(url))).sitemaps
        except ExchangeFailed as failure:
            raise _error_for(NOBODY, failure) from failure

    async def _document(self, request: FetchRequest) -> Fetched | NotModified:
        ask = ask_for(request, self._limits.user_agent, self._limits.max_body_bytes)
        answer = await self._walk(ask)
        if answer.status == NOT_MODIFIED:
            if request.method != "GET" or (request.etag is None and request.last_modified is None):
                raise ExchangeFailed(Verdict.SERVER_ERROR, "answered 'not modified' where the whole document was asked")
            return NotModified(NOBODY, answer.duration, answer.headers)
        if asks_for_a_person(answer.body):
            raise ExchangeFailed(Verdict.BLOCKED, "answered with a puzzle that only a browser or a person can solve")
        return _fetched(answer)

    async def _walk(self, ask: Ask) -> _Answer:
        """Follow redirects to the answer that is none."""
        trail = [_canonical(ask.url)]
        spent = 0.0
        while True:
            try:
                answer = await self._hop(ask, trail[-1])
                location = answer.headers.get("location", "") if answer.status in REDIRECTS else ""
                if not location:
                    _check_status(ask, answer)
            except ExchangeFailed as failure:
                if len(trail) == 1:
                    raise
                raise _placed(failure, trail[-1]) from failure
            spent += answer.duration
            if not location:
                return replace(answer, duration=spent)
            target = _canonical(hops.next_hop(trail, location, sets_cookie="set-cookie" in answer.headers))
            ask = after_redirect(ask, answer.status, trail[-1], target)
            trail.append(target)

    async def _hop(self, ask: Ask, url: str) -> _Answer:
        if not ask.for_robots:
            await self._obey_robots(url, ask.proxy)
        host = hops.host_key(url)
        async with self._queues.turn(host):
            answer = await self._exchange(ask, url)
            if wait := pause_asked(answer.status, answer.headers):
                reason = failure_of(answer.status, answer.headers, empty=not answer.body)
                self._queues.pause(host, wait, reason or ExchangeFailed(Verdict.SERVER_ERROR, "asked for time"))
        return answer

    async def _obey_robots(self, url: str, proxy: str) -> None:
        rules = await self._robots.rules_of(hops.origin(url), proxy)
        refusal = rules.refusal(url, self._product)
        if refusal:
            raise ExchangeFailed(Verdict.ROBOTS, refusal)
        self._queues.slow_down(hops.host_key(url), rules.crawl_delay(self._product))

    async def _load_robots(self, origin: str, proxy: str) -> RobotsRules:
        headers = own_headers(FetchRequest(NOBODY, origin), self._limits.user_agent)
        ask = Ask(f"{origin}/robots.txt", headers, SIZE_LIMIT, proxy=proxy, for_robots=True)
        try:
            answer = await self._walk(ask)
        except RedirectRefused:
            return RobotsRules()  # RFC 9309, section 2.3.1.2: redirects without end count as "no such file"
        except ExchangeFailed as failure:
            words = f"{failure.words} (asked for robots.txt)"
            raise ExchangeFailed(failure.verdict, words, retry_after=failure.retry_after) from failure
        return read_robots(answer.status, answer.body)

    async def _exchange(self, ask: Ask, url: str) -> _Answer:
        begun = self._pacer.monotonic()
        try:
            async with asyncio.timeout(self._limits.timeout):
                status, headers, body = await self._receive(ask, url)
        except TimeoutError as error:
            words = f"no complete answer within {self._limits.timeout:g} seconds"
            raise ExchangeFailed(Verdict.TIMED_OUT, words) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            # The transport raises none of these: what remains is a Location that httpx itself cannot read.
            raise RedirectRefused(Verdict.REFUSED_ADDRESS, "redirects to an address that cannot be read") from error
        return _Answer(url, status, headers, body, self._pacer.monotonic() - begun)

    async def _receive(self, ask: Ask, url: str) -> tuple[int, Mapping[str, str], bytes]:
        headers = [*ask.headers, *ask.declared]
        extensions = {PROXY: ask.proxy} if ask.proxy else {}
        async with self._client.stream(
            ask.method, url, content=ask.body or None, headers=headers, extensions=extensions
        ) as response:
            answered, body = plain_headers(response.headers.raw), b""
            if response.status_code in WITH_DOCUMENT:
                body = await collect(response.aiter_raw(), answered, ask.limit, cut=ask.for_robots)
            elif response.status_code == NOT_MODIFIED:
                await response.aread()  # empty; reading it leaves the connection fit for the next request
            return response.status_code, answered, body


def _canonical(url: str) -> str:
    hops.check_scheme(url)
    try:
        return str(httpx.URL(url))
    except httpx.InvalidURL as error:
        raise ExchangeFailed(Verdict.REFUSED_ADDRESS, "the address cannot be read") from error


def _check_status(ask: Ask, answer: _Answer) -> None:
    says_enough = answer.status == NOT_MODIFIED or (ask.for_robots and answer.status != TOO_MANY_REQUESTS)
    failure = None if says_enough else failure_of(answer.status, answer.headers, empty=not answer.body)
    if failure is not None:
        raise failure


def _placed(failure: ExchangeFailed, url: str) -> ExchangeFailed:
    words = f"redirects to {hops.shown(url)}: {failure.words}"
    return type(failure)(failure.verdict, words, retry_after=failure.retry_after)


def _fetched(answer: _Answer) -> Fetched:
    return Fetched(
        source_id=NOBODY,
        url=hops.without_credentials(answer.url),
        body=answer.body,
        headers=answer.headers,
        body_hash=hashlib.blake2b(answer.body, digest_size=16).hexdigest(),
        duration=answer.duration,
        etag=answer.headers.get("etag"),
        last_modified=answer.headers.get("last-modified"),
    )


def _error_for(source_id: SourceId, failure: ExchangeFailed) -> SourceError:
    if failure.verdict is Verdict.GONE:
        return SourceGone(source_id, failure.verdict, failure.words)
    return FetchError(source_id, failure.verdict, failure.words, retry_after=failure.retry_after)
