"""The way to a server: looks its name up once, judges the addresses, connects to the very address it judged.

Between judging a name and connecting to it a second look-up could answer otherwise (DNS rebinding); so the
connection is made here, to the number, while TLS still checks the name. With ``fetch.py`` the only door to httpx and
httpcore; their errors leave as ``ExchangeFailed``.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import ssl
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import h11
import httpcore
import httpx

from domain.source import Verdict
from monitors.failures import ExchangeFailed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence

    from httpcore import SOCKET_OPTION

    from monitors.addresses import IpAddress, OpenHosts

KEPT_ALIVE = 10.0
"""Seconds for which an idle connection waits for the next request to its host: a host gap and some more."""

KEPT_IDLE = 8
"""Connections above which idle ones are closed: httpcore's pool compares each with each at every request, and with 32
kept, 300 requests cost 1.1 s of CPU in place of 0.4 s."""

ADDRESSES_TRIED = 3
"""Addresses of one name to which a connection is tried, in the order of the look-up."""

HEADERS_TOO_LONG = 431
"""The status h11 would answer with where a message head is longer than it takes (100 KiB with httpcore)."""


class LookUp(Protocol):
    """Turns a host name into addresses."""

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return IP addresses as text, best first.

        Raises:
            OSError, UnicodeError: there is no such name, or nobody answered.
        """
        ...


async def system_look_up(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver, in a daemon thread of its own.

    A resolver may hang for a minute and cannot be interrupted; the event loop's threads are waited for at exit and
    serve the database too, so they are not used for it.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Sequence[str]] = loop.create_future()

    def settle(found: Sequence[str] | None, error: Exception | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(found or ())

    def ask() -> None:
        found: Sequence[str] | None = None
        trouble: Exception | None = None
        try:
            found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as error:
            trouble = error
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, found, trouble)

    threading.Thread(target=ask, name=f"look-up {host}", daemon=True).start()
    return await answer


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
        addresses = (await self._permitted(host, port, timeout))[:ADDRESSES_TRIED]
        share = timeout / len(addresses) if timeout is not None else None
        for address in addresses[:-1]:
            with contextlib.suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return await self._network.connect_tcp(str(address), port, share, local_address, socket_options)
        return await self._network.connect_tcp(str(addresses[-1]), port, share, local_address, socket_options)

    async def _permitted(self, host: str, port: int, seconds: float | None) -> list[IpAddress]:
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


class GuardedTransport(httpx.AsyncBaseTransport):
    """HTTP/1.1 over ``GuardedBackend``, with connections kept for a while.

    Args:
        backend: opens the connections.
        tls: how servers prove who they are.
        connections: most connections at a time.
    """

    def __init__(self, backend: httpcore.AsyncNetworkBackend, tls: ssl.SSLContext, connections: int) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=connections,
            max_keepalive_connections=KEPT_IDLE,
            keepalive_expiry=KEPT_ALIVE,
            network_backend=backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and return the response as soon as its head is there.

        Raises:
            ExchangeFailed: no connection, or no HTTP on it.
        """
        with translated("answered with something that is not HTTP, or hung up without an answer"):
            response = await self._ask(request)
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Body(response),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pool.aclose()

    async def _ask(self, request: httpx.Request) -> httpcore.Response:
        """Ask once, and again only where an old connection turned out to be closed (RFC 9112, section 9.3.1)."""
        while True:
            fresh = False

            async def note(event: str, _info: Mapping[str, object]) -> None:
                nonlocal fresh
                fresh = fresh or event == "connection.connect_tcp.started"

            try:
                return await self._pool.handle_async_request(_core_request(request, note))
            except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError):
                if fresh:
                    raise


def _core_request(request: httpx.Request, trace: object) -> httpcore.Request:
    url = request.url
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
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


@contextmanager
def translated(broken: str) -> Iterator[None]:
    """Raise what httpcore, ssl and the system call trouble as ``ExchangeFailed``.

    Args:
        broken: what to say where the server did not keep to HTTP, or the connection broke, at this point.
    """
    try:
        yield
    except httpcore.TimeoutException as error:
        raise ExchangeFailed(Verdict.TIMED_OUT, "no connection was made in time") from error
    except ssl.SSLError as error:
        raise _tls_failure(error) from error
    except httpcore.ConnectError as error:
        raise _connect_failure(error) from error
    except httpcore.LocalProtocolError as error:
        words = "the request holds characters that HTTP does not allow; see the source's address and user agent"
        raise ExchangeFailed(Verdict.UNREACHABLE, words) from error
    except httpcore.RemoteProtocolError as error:
        raise _protocol_failure(error, broken) from error
    except (httpcore.NetworkError, OSError) as error:
        raise ExchangeFailed(Verdict.UNREACHABLE, broken) from error


def _connect_failure(error: httpcore.ConnectError) -> ExchangeFailed:
    original = _original(error)
    if isinstance(original, ssl.SSLError):
        return _tls_failure(original)
    return ExchangeFailed(Verdict.UNREACHABLE, "the host took no connection")


def _tls_failure(error: ssl.SSLError) -> ExchangeFailed:
    if isinstance(error, ssl.SSLCertVerificationError):
        return ExchangeFailed(Verdict.TLS, f"the certificate is not accepted: {error.verify_message}")
    return ExchangeFailed(Verdict.TLS, "no secure connection could be agreed on")


def _protocol_failure(error: httpcore.RemoteProtocolError, broken: str) -> ExchangeFailed:
    original = _original(error)
    if isinstance(original, h11.RemoteProtocolError) and original.error_status_hint == HEADERS_TOO_LONG:
        return ExchangeFailed(Verdict.TOO_LARGE, "the headers of the answer are longer than we take")
    return ExchangeFailed(Verdict.UNREACHABLE, broken)


def _original(error: Exception) -> object:
    """Return what httpcore translated: its pool cuts the chain of causes, but the first argument keeps it."""
    return error.args[0] if error.args else None
