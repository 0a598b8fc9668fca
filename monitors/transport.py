"""The way to a server: looks its name up once, judges the addresses, connects to the very address it judged.

Between judging a name and connecting to it a second look-up could answer otherwise (DNS rebinding); so the
connection is made here, to the number, while TLS still checks the name. Through a proxy only the proxy connects; what
can be judged then is told in ``GuardedTransport``. With ``fetch.py`` the only door to httpx and httpcore; their errors
leave as ``ExchangeFailed``.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpcore
import httpx

from domain.source import Verdict
from monitors.addresses import OpenHosts
from monitors.certificates import missing_link
from monitors.failures import ExchangeFailed, IncompleteChain
from monitors.http_faults import translated
from monitors.look_up import LookUp, system_look_up

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping

    from httpcore import SOCKET_OPTION

    from monitors.addresses import IpAddress
    from monitors.certificates import Intermediates, NewTls

KEPT_ALIVE = 10.0
"""Seconds for which an idle connection waits for the next request to its host: a host gap and some more."""

KEPT_IDLE = 8
"""Connections above which idle ones are closed: httpcore's pool compares each with each at every request, and with 32
kept, 300 requests cost 1.1 s of CPU in place of 0.4 s."""

ADDRESSES_TRIED = 3
"""Addresses of one name to which a connection is tried, in the order of the look-up."""

PIECE = 8_192
"""Bytes read at a time. Between two pieces others get their turn: 64 KiB of interim answers (100 Continue) kept h11,
and with it everybody, busy for 0.15 s."""

HTTPS_PORT = 443
DIRECTLY = ""

PROXY = "cajad_proxy"
"""Extension of a request: the address of the proxy it goes through."""


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections to permitted addresses only.

    Args:
        open_hosts: private hosts that are permitted all the same.
        look_up: how names become addresses.
    """

    def __init__(self, open_hosts: OpenHosts, look_up: LookUp = system_look_up) -> None:
        self._open_hosts = open_hosts
        self._look_up = look_up
        self._network = httpcore.AnyIOBackend()

    def opened_for(self, host: str) -> GuardedBackend:
        """Return a backend that also connects to ``host``, private or not."""
        return GuardedBackend(OpenHosts(names=frozenset({host.lower()})), self._look_up)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first permitted address of ``host`` that takes the connection.

        Raises:
            ExchangeFailed: (DNS) the name leads nowhere; (REFUSED_ADDRESS) it leads to private addresses only.
        """
        addresses = (await self.permitted(host, port, timeout))[:ADDRESSES_TRIED]
        share = timeout / len(addresses) if timeout is not None else None
        for address in addresses[:-1]:
            with contextlib.suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return _InPieces(
                    await self._network.connect_tcp(str(address), port, share, local_address, socket_options)
                )
        return _InPieces(
            await self._network.connect_tcp(str(addresses[-1]), port, share, local_address, socket_options)
        )

    async def permitted(self, host: str, port: int, seconds: float | None) -> list[IpAddress]:
        """Return the addresses of ``host`` that may be connected to, at least one.

        Raises:
            ExchangeFailed: as for ``connect_tcp``.
        """
        found = await self._addresses(host, port, seconds)
        permitted = [address for address in found if self._open_hosts.allow(host, address)]
        if not permitted:
            words = f"{host} is at an address that is not public; CAJAD_PRIVATE_HOSTS can open it"
            raise ExchangeFailed(Verdict.REFUSED_ADDRESS, words)
        return permitted

    async def _addresses(self, host: str, port: int, seconds: float | None) -> list[IpAddress]:
        try:
            return [ipaddress.ip_address(host.strip("[]"))]
        except ValueError:
            pass  # a name, or a number in a form that only the resolver reads
        try:
            async with asyncio.timeout(seconds):
                found = await self._look_up(host, port)
        except TimeoutError as error:
            raise ExchangeFailed(Verdict.DNS, f"the name {host} could not be looked up in time") from error
        except (OSError, UnicodeError) as error:
            raise ExchangeFailed(Verdict.DNS, f"the name {host} is not known, or no name server answers") from error
        if not found:
            raise ExchangeFailed(Verdict.DNS, f"the name {host} has no address")
        return [ipaddress.ip_address(text) for text in dict.fromkeys(found)]


class _InPieces(httpcore.AsyncNetworkStream):
    """A connection read in pieces of at most PIECE bytes."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's signature
        return await self._stream.read(min(max_bytes, PIECE), timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's signature
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        return _InPieces(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class GuardedTransport(httpx.AsyncBaseTransport):
    """HTTP/1.1 over ``GuardedBackend``, with connections kept for a while.

    A request may go through a proxy, which the operator declared and which is therefore not judged. Its host is: we
    look its name up and refuse it where it is private. What the proxy then connects to is the proxy's doing; it looks
    the name up again, and only TLS shows that it reached the right server.

    Args:
        backend: opens the connections.
        new_tls: makes a context that says how servers prove who they are.
        connections: most connections at a time, each way.
        intermediates: certificates added for hosts that do not send them.
    """

    def __init__(
        self, backend: GuardedBackend, new_tls: NewTls, connections: int, intermediates: Intermediates
    ) -> None:
        self._backend = backend
        self._new_tls = new_tls
        self._tls = new_tls()
        self._connections = connections
        self._intermediates = intermediates
        self._pools: dict[tuple[str, str], httpcore.AsyncConnectionPool] = {}
        self._missing: dict[str, str] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and return the response as soon as its head is there.

        Raises:
            ExchangeFailed: no connection, or no HTTP on it.
        """
        proxy = str(request.extensions.get(PROXY, DIRECTLY))
        try:
            with translated("answered with something that is not HTTP, or hung up without an answer"):
                if proxy:
                    await self._judge(request)
                response = await self._ask(request, self._pool(request.url.host, proxy))
        except ExchangeFailed as failure:
            if failure.verdict is not Verdict.TLS:
                raise
            raise await self._explained(failure, request, proxy) from failure
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Body(response),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            await pool.aclose()

    def _pool(self, host: str, proxy: str) -> httpcore.AsyncConnectionPool:
        """Return the connections of one way and one list of authorities."""
        mended = self._intermediates.context_for(host)
        key = (proxy, host.lower() if mended else "")
        if key not in self._pools:
            self._pools[key] = self._new_pool(mended or self._tls, proxy)
        return self._pools[key]

    def _new_pool(self, tls: ssl.SSLContext, proxy: str) -> httpcore.AsyncConnectionPool:
        if not proxy:
            return httpcore.AsyncConnectionPool(
                ssl_context=tls,
                max_connections=self._connections,
                max_keepalive_connections=KEPT_IDLE,
                keepalive_expiry=KEPT_ALIVE,
                network_backend=self._backend,
            )
        parts = urlsplit(proxy)
        return httpcore.AsyncHTTPProxy(
            proxy_url=proxy,
            ssl_context=tls,
            proxy_ssl_context=self._new_tls() if parts.scheme == "https" else None,
            max_connections=self._connections,
            max_keepalive_connections=KEPT_IDLE,
            keepalive_expiry=KEPT_ALIVE,
            network_backend=self._backend.opened_for(parts.hostname or ""),
        )

    async def _judge(self, request: httpx.Request) -> None:
        await self._backend.permitted(request.url.host, request.url.port or HTTPS_PORT, _connect_timeout(request))

    async def _ask(self, request: httpx.Request, pool: httpcore.AsyncConnectionPool) -> httpcore.Response:
        """Ask once, and again only where an old connection turned out to be closed (RFC 9112, section 9.3.1).

        That goes for POST as well: ours are questions to interfaces that are asked that way, and change nothing.
        """
        while True:
            fresh = False

            async def note(event: str, _info: Mapping[str, object]) -> None:
                nonlocal fresh
                fresh = fresh or event == "connection.connect_tcp.started"

            try:
                return await pool.handle_async_request(_core_request(request, note))
            except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError):
                if fresh:
                    raise

    async def _explained(self, failure: ExchangeFailed, request: httpx.Request, proxy: str) -> ExchangeFailed:
        """Return the failure with what the operator has to know or do."""
        host = request.url.host
        if kept := self._intermediates.shown(host):
            return ExchangeFailed(failure.verdict, f"{failure.words} ({kept})")
        if not isinstance(failure, IncompleteChain):
            return ExchangeFailed(failure.verdict, failure.words)
        if host not in self._missing and not proxy:
            self._missing[host] = await self._missing_link(request)
        missing = self._missing.get(host) or "the one that signed the server's"
        words = (
            f"the chain of certificates of {host} is incomplete, or ends at an unknown authority; missing: {missing}; "
            f"put it into {host}.pem in CAJAD_INTERMEDIATES_DIR"
        )
        return ExchangeFailed(failure.verdict, words)

    async def _missing_link(self, request: httpx.Request) -> str:
        """Look at the server's certificate; nothing is sent or read on the connection but the handshake."""
        url, seconds = request.url, _connect_timeout(request)
        unverified = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        unverified.check_hostname = False
        unverified.verify_mode = ssl.CERT_NONE
        try:
            stream = await self._backend.connect_tcp(url.host, url.port or HTTPS_PORT, seconds)
            secured = await stream.start_tls(unverified, url.host, seconds)
        except (httpcore.NetworkError, httpcore.TimeoutException, OSError):
            return ""
        found = secured.get_extra_info("ssl_object").getpeercert(binary_form=True)
        await secured.aclose()
        return missing_link(found or b"")


def _connect_timeout(request: httpx.Request) -> float | None:
    seconds = request.extensions.get("timeout", {}).get("connect")
    return float(seconds) if seconds is not None else None


def _core_request(request: httpx.Request, trace: object) -> httpcore.Request:
    url = request.url
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=request.content,
        extensions={**request.extensions, "trace": trace},
    )


class _Body(httpx.AsyncByteStream):
    """The body of a response as it arrives."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with translated("the document broke off before its end"):
            async for piece in self._response.aiter_stream():
                yield piece

    async def aclose(self) -> None:
        await self._response.aclose()
