"""An HTTP server on loopback that serves pages from a dictionary, well or badly.

    with FeedServer({"/rss": Page(b"<rss/>", etag='"1"')}) as server:
        server.url("/rss"), server.hits["/rss"], server.requests[0].headers

Runs in a thread of its own, so that the code under test may run in the test's loop or in another process. Pages may
be changed while it runs. ``/robots.txt`` answers 404 unless there is a page for it; a page named ``POST /api`` answers
POST only. Where an answer depends on more than the path, ``answer`` gives it. Several servers are several hosts (by
port, or by address: 127.0.0.1 and 127.0.0.2).
"""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
import zlib
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable, Mapping

DRIP_SECONDS = 0.05
LARGE = 100 * 1024 * 1024
TLS_HANDSHAKE = b"\x16"


class Fault(Enum):
    """How a page is served badly."""

    SLOW_DRIP = auto()
    """The body comes one byte every DRIP_SECONDS."""
    HANG = auto()
    """The request is taken and never answered."""
    HANG_UP = auto()
    """The connection is closed without an answer."""
    HANG_UP_ON_REUSE = auto()
    """Only the first request of a connection is answered, though it is kept open."""
    EARLY_CLOSE = auto()
    """Half of the announced body, then the connection is closed."""
    SURPLUS = auto()
    """More body than announced."""
    DAMAGED_GZIP = auto()
    CUT_GZIP = auto()
    NOT_GZIP = auto()
    """The plain body under ``Content-Encoding: gzip``."""
    GZIP_BOMB = auto()
    """About 100 KB that inflate to 100 MB."""
    HUGE = auto()
    """100 MB, streamed without a length."""
    HUGE_ANNOUNCED = auto()
    """A Content-Length of 100 MB."""
    GARBAGE = auto()
    """Bytes that are no HTTP."""
    GIANT_HEADERS = auto()


@dataclass(frozen=True)
class Page:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str | bytes] = field(default_factory=dict)
    etag: str | None = None
    last_modified: str | None = None
    fault: Fault | None = None
    misdeed: Callable[[asyncio.StreamWriter], Awaitable[None]] | None = None
    """Writes the whole answer itself; see ``hostile.py``."""


def redirect(to: str | bytes, status: int = 302, **headers: str) -> Page:
    return Page(status=status, headers={"Location": to, **headers})


def compressed(body: bytes) -> Page:
    return Page(gzip.compress(body), headers={"Content-Encoding": "gzip"})


@dataclass(frozen=True)
class Request:
    path: str
    headers: Mapping[str, str]
    at: float
    """Seconds on the monotonic clock."""
    method: str = "GET"
    body: bytes = b""


class FeedServer:
    """See the module; ``hits`` counts requests by path, ``connections`` those accepted."""

    def __init__(
        self,
        pages: Mapping[str, Page] | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        answer: Callable[[Request], Page | None] = lambda _: None,
    ) -> None:
        self.pages: dict[str, Page] = dict(pages or {})
        self.host = host
        self.port = port
        self.requests: list[Request] = []
        self.hits: Counter[str] = Counter()
        self.connections = 0
        self._tls = tls
        self._answer = answer
        self._ready = threading.Event()
        self._asked = threading.Condition()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="feed server")
        self._open: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10), "the feed server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def url(self, path: str = "/", host: str | None = None) -> str:
        scheme = "http" if self._tls is None else "https"
        return f"{scheme}://{host or self.host}:{self.port}{path}"

    def wait_for(self, path: str, times: int = 1) -> None:
        """Return once ``path`` was asked for so often, at the latest after ten seconds."""
        with self._asked:
            assert self._asked.wait_for(lambda: self.hits[path] >= times, timeout=30)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._accept, self.host, self.port, ssl=self._tls)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await asyncio.sleep(0)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            while await self._answer_one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client has gone, or the server is being stopped
        finally:
            self._open.discard(task)
            writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False closes the connection."""
        first = await reader.readexactly(1)
        if first == TLS_HANDSHAKE:
            writer.write(b"HTTP/1.1 400 Speak plainly\r\n\r\n")
            return False
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path = head[0].split(" ")[:2]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        request = Request(path, headers, time.monotonic(), method, body)
        self.requests.append(request)
        with self._asked:
            self.hits[path] += 1
            self._asked.notify_all()
        names = (f"{method} {path}", path, path.partition("?")[0])
        found = next((self.pages[name] for name in names if name in self.pages), None) or self._answer(request)
        page = found or Page(b"not here", 404)
        if page.fault is Fault.HANG_UP_ON_REUSE:
            writer.write(_head(page, {"Content-Length": str(len(page.body))}) + page.body)
            await writer.drain()
            await reader.read(1)
            return False
        if page.misdeed is not None:
            await page.misdeed(writer)
            return False
        if page.fault is not None:
            await _serve_badly(page, page.fault, writer)
            return False
        if _is_current(page, headers):
            page = Page(status=304, etag=page.etag, last_modified=page.last_modified)
        length = {} if page.status == 304 else {"Content-Length": str(len(page.body))}
        writer.write(_head(page, length) + page.body)
        await writer.drain()
        return True


def _is_current(page: Page, asked: Mapping[str, str]) -> bool:
    if page.etag is not None and "if-none-match" in asked:
        return asked["if-none-match"] == page.etag
    return page.last_modified is not None and asked.get("if-modified-since") == page.last_modified


def _head(page: Page, extra: Mapping[str, str]) -> bytes:
    headers: dict[str, str | bytes] = {**extra, **page.headers}
    if page.etag is not None:
        headers["ETag"] = page.etag
    if page.last_modified is not None:
        headers["Last-Modified"] = page.last_modified
    lines = [f"HTTP/1.1 {page.status} Whatever".encode()]
    for name, value in headers.items():
        lines.append(f"{name}: ".encode() + (value if isinstance(value, bytes) else value.encode("latin-1")))
    return b"\r\n".join([*lines, b"", b""])


async def _serve_badly(page: Page, fault: Fault, writer: asyncio.StreamWriter) -> None:
    if fault is Fault.HANG:
        await asyncio.sleep(60)
    elif fault is Fault.SLOW_DRIP:
        await _drip(page, writer)
    elif fault is Fault.HUGE:
        await _pour(page, writer)
    else:
        writer.write(_bad_answer(page, fault))
        await writer.drain()


async def _drip(page: Page, writer: asyncio.StreamWriter) -> None:
    writer.write(_head(page, {"Content-Length": str(len(page.body))}))
    for byte in page.body:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(DRIP_SECONDS)


async def _pour(page: Page, writer: asyncio.StreamWriter) -> None:
    writer.write(_head(page, {"Connection": "close"}))
    piece = b"x" * 65_536
    for _ in range(LARGE // len(piece)):
        writer.write(piece)
        await writer.drain()


def _bad_answer(page: Page, fault: Fault) -> bytes:
    body = page.body
    length = {"Content-Length": str(len(body))}
    packed = gzip.compress(body)
    answers: dict[Fault, Callable[[], bytes]] = {
        Fault.HANG_UP: bytes,
        Fault.EARLY_CLOSE: lambda: _head(page, length) + body[: len(body) // 2],
        Fault.SURPLUS: lambda: _head(page, length) + body + b"surplus",
        Fault.DAMAGED_GZIP: lambda: _gzipped(page, packed[:10] + b"\xff" * len(packed)),
        Fault.CUT_GZIP: lambda: _gzipped(page, packed[:-12]),
        Fault.NOT_GZIP: lambda: _gzipped(page, body),
        Fault.GZIP_BOMB: lambda: _gzipped(page, bomb()),
        Fault.HUGE_ANNOUNCED: lambda: _head(page, {"Content-Length": str(LARGE)}) + body,
        Fault.GARBAGE: lambda: b"\x00\x01\xfe\xff this is no HTTP\r\n\r\n",
        Fault.GIANT_HEADERS: lambda: _head(page, {"X-Giant": "x" * 200_000}) + body,
    }
    return answers[fault]()


def _gzipped(page: Page, body: bytes) -> bytes:
    return _head(page, {"Content-Encoding": "gzip", "Content-Length": str(len(body))}) + body


@cache
def bomb() -> bytes:
    """About 100 KB of gzip that stand for 100 MB of spaces."""
    packer = zlib.compressobj(level=9, wbits=31)
    megabyte = b" " * 1_048_576
    return b"".join([*(packer.compress(megabyte) for _ in range(LARGE // len(megabyte))), packer.flush()])
