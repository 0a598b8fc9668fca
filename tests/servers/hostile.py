"""What a hostile or broken server may answer, as a table: each trick with the verdict that it has to get.

The first part are tricks of HTTP, the second what its documents hold (``hostile_documents.py``).
"""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from domain.source import Verdict
from tests.servers.feeds import DRIP_SECONDS, Fault, Page, redirect

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    Misdeed = Callable[[asyncio.StreamWriter], Awaitable[None]]

GOOD = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><item><title>Япония и Казахстан</title>'
    "<link>http://127.0.0.1:9/a</link><guid>a</guid></item></channel></rss>"
).encode()

MEGABYTE = 1_048_576


@dataclass(frozen=True)
class Trick:
    """What a server answers, and what is to be made of it.

    Attributes:
        items: entries that are found all the same.
        known: whether the source was read before, so that only changes are asked for.
        scheme: of the address that is asked.
        page: in a Location, ``PORT`` stands for that of the server.
        refuses: a text that must stand nowhere in what was read.
    """

    name: str
    page: Page
    verdict: Verdict
    items: int = 0
    known: bool = False
    scheme: str = "http"
    refuses: str = ""


def raw(*pieces: bytes) -> Page:
    """A page that is these bytes, status line and all, and then the end of the connection."""

    async def write(writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    return Page(misdeed=write)


def endless(start: bytes, piece: bytes, pause: float = 0.0) -> Page:
    """A page that never ends."""

    async def write(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return Page(misdeed=write)


def head(*lines: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1")


async def _reset(writer: asyncio.StreamWriter) -> None:
    """Throw the connection away, so that the other side hears of a reset."""
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.write(head("Content-Length: 1000"))
    await writer.drain()
    writer.transport.abort()


@cache
def _spaces(wbits: int) -> bytes:
    packer = zlib.compressobj(level=9, wbits=wbits)
    return b"".join([*(packer.compress(b" " * MEGABYTE) for _ in range(100)), packer.flush()])


def packed(body: bytes, encoding: str) -> Page:
    return Page(body, headers={"Content-Encoding": encoding})


STATUSES = {
    Verdict.SERVER_ERROR: (206, 300, 304, 305, 400, 405, 418, 500, 502, 503, 504, 599, 999),
    Verdict.BLOCKED: (401, 403, 429, 451),
    Verdict.GONE: (404, 410),
    Verdict.EMPTY: (204,),
}

ODD_STATUSES = (
    Trick("an empty 202", Page(status=202), Verdict.BLOCKED),
    Trick("a 202 with the document", Page(GOOD, status=202), Verdict.NEW, items=1),
    Trick("101, another protocol", raw(head("Upgrade: x", status="101 Switching")), Verdict.UNREACHABLE),
    Trick(
        "103, then the document",
        raw(head(status="103 Early"), head(f"Content-Length: {len(GOOD)}"), GOOD),
        Verdict.NEW,
        1,
    ),
    Trick("1xx without end", endless(b"", head(status="100 Continue") * 50), Verdict.TIMED_OUT),
    Trick("a status that is no number", raw(b"HTTP/1.1 OK\r\n\r\n", GOOD), Verdict.UNREACHABLE),
    Trick("429 with a wait of ages", Page(status=429, headers={"Retry-After": "9" * 40}), Verdict.BLOCKED),
    Trick("304 to a request for all", Page(status=304, etag='"a"'), Verdict.SERVER_ERROR),
    Trick("an ETag that lies", Page(GOOD, etag='"lie"'), Verdict.UNCHANGED, known=True),
    Trick("an ETag that changes, the document does not", Page(GOOD, etag='"new"'), Verdict.NEW, 1, known=True),
)

CONNECTIONS = (
    Trick("no answer", Page(fault=Fault.HANG), Verdict.TIMED_OUT),
    Trick("hangs up", Page(fault=Fault.HANG_UP), Verdict.UNREACHABLE),
    Trick("resets the connection", Page(misdeed=_reset), Verdict.UNREACHABLE),
    Trick("headers drop by drop", endless(b"HTTP/1.1 200 OK\r\n", b"X", DRIP_SECONDS), Verdict.TIMED_OUT),
    Trick("the body drop by drop", Page(GOOD, fault=Fault.SLOW_DRIP), Verdict.TIMED_OUT),
    Trick("garbage", Page(fault=Fault.GARBAGE), Verdict.UNREACHABLE),
    Trick("HTTP/0.9: a body without a head", raw(GOOD), Verdict.UNREACHABLE),
    Trick("HTTP/9.9", raw(b"HTTP/9.9 200 OK\r\n\r\n", GOOD), Verdict.NEW, items=1),
    Trick("TLS spoken to who speaks plainly", raw(b"\x15\x03\x01\x00\x02\x02\x0a"), Verdict.UNREACHABLE),
    Trick("TLS asked of a plain port", Page(GOOD), Verdict.TLS, scheme="https"),
)

LENGTHS = (
    Trick("closes early", Page(GOOD, fault=Fault.EARLY_CLOSE), Verdict.UNREACHABLE),
    Trick("more than announced", Page(GOOD, fault=Fault.SURPLUS), Verdict.NEW, items=1),
    Trick("less announced than needed", raw(head("Content-Length: 90"), GOOD), Verdict.NOT_A_FEED),
    Trick("a negative length", raw(head("Content-Length: -1"), GOOD), Verdict.UNREACHABLE),
    Trick("two lengths", raw(head("Content-Length: 5", "Content-Length: 90"), GOOD), Verdict.UNREACHABLE),
    Trick("a length of ages", raw(head(f"Content-Length: {'9' * 19}"), GOOD), Verdict.TOO_LARGE),
    Trick("a length that is no number", raw(head("Content-Length: 0x10"), GOOD), Verdict.UNREACHABLE),
    Trick("a body without end", Page(fault=Fault.HUGE), Verdict.TOO_LARGE),
    Trick(
        "chunks without end",
        endless(head("Transfer-Encoding: chunked"), b"1000\r\n" + b" " * 4096 + b"\r\n"),
        Verdict.TOO_LARGE,
    ),
    Trick("a chunk of garbage", raw(head("Transfer-Encoding: chunked"), b"zz\r\n", GOOD), Verdict.UNREACHABLE),
    Trick("a chunk cut off", raw(head("Transfer-Encoding: chunked"), b"400\r\n", GOOD), Verdict.UNREACHABLE),
    Trick("a chunk of negative size", raw(head("Transfer-Encoding: chunked"), b"-5\r\n", GOOD), Verdict.UNREACHABLE),
    Trick("a chunk size without end", endless(head("Transfer-Encoding: chunked"), b"1" * 4096), Verdict.TOO_LARGE),
    Trick(
        "trailers without end",
        endless(head("Transfer-Encoding: chunked") + b"0\r\n", b"A: b\r\n" * 500),
        Verdict.TOO_LARGE,
    ),
    Trick(
        "length and chunks at once",
        raw(head("Content-Length: 5", "Transfer-Encoding: chunked"), b"%x\r\n" % len(GOOD), GOOD, b"\r\n0\r\n\r\n"),
        Verdict.NEW,
        1,
    ),
)

HEADERS = (
    Trick("a giant header", Page(GOOD, fault=Fault.GIANT_HEADERS), Verdict.TOO_LARGE),
    Trick("very many headers", raw(head(*(f"X-{n}: {n}" for n in range(20_000))), GOOD), Verdict.TOO_LARGE),
    Trick("headers without end", endless(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n" * 500), Verdict.TOO_LARGE),
    Trick("one header line without end", endless(b"HTTP/1.1 200 OK\r\nA: ", b"b" * 4096), Verdict.TOO_LARGE),
    Trick("a null in a header", raw(head("X: a\0b"), GOOD), Verdict.UNREACHABLE),
    Trick("a header without a colon", raw(head("nonsense"), GOOD), Verdict.UNREACHABLE),
    Trick("a header beyond ASCII", raw(head("X: \xe9\xff"), GOOD), Verdict.NEW, items=1),
    Trick("a type that lies", Page(GOOD, headers={"Content-Type": "image/png; charset=;;"}), Verdict.NEW, items=1),
)

COMPRESSION = (
    Trick("damaged gzip", Page(GOOD, fault=Fault.DAMAGED_GZIP), Verdict.GARBLED),
    Trick("gzip cut off", Page(GOOD, fault=Fault.CUT_GZIP), Verdict.UNREACHABLE),
    Trick("gzip that is none", Page(GOOD, fault=Fault.NOT_GZIP), Verdict.GARBLED),
    Trick("a gzip bomb", packed(_spaces(31), "gzip"), Verdict.TOO_LARGE),
    Trick("a deflate bomb", packed(_spaces(15), "deflate"), Verdict.TOO_LARGE),
    Trick("a raw deflate bomb", packed(_spaces(-15), "deflate"), Verdict.TOO_LARGE),
    Trick("a bomb in a bomb", packed(gzip.compress(_spaces(31)), "gzip, gzip"), Verdict.GARBLED),
    Trick("gzip in gzip", packed(gzip.compress(gzip.compress(GOOD)), "gzip"), Verdict.NOT_A_FEED),
    Trick("brotli unasked", packed(b"\x1b\xff\xff\x0f", "br"), Verdict.GARBLED),
    Trick("zstd unasked", packed(b"\x28\xb5\x2f\xfd\x04\x00", "zstd"), Verdict.GARBLED),
    Trick("gzip in a thousand parts", packed(gzip.compress(b"") * 1_000, "gzip"), Verdict.GARBLED),
    Trick("gzip and rubbish behind it", packed(gzip.compress(GOOD) + b"\0" * 100, "gzip"), Verdict.NEW, items=1),
)

PLACES_REFUSED = (
    *("http://10.0.0.1/", "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://[64:ff9b::a00:1]/"),
    *("http://167772161/", "http://0x0a000001/", "http://012.0.0.1/", "http://10.1/", "http://0.0.0.0/"),
    *("http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://[2002:a00:1::]/", "http://[fc00::1]/"),
    *("http://localhost.example/", "file:///etc/passwd", "ftp://feeds.example/rss", "gopher://feeds.example/"),
    *("javascript:alert(1)", "data:text/xml,<rss/>", "http://[::1", "//10.0.0.1/rss"),
    *("http://user:secret@10.0.0.1/", "http://feeds.example:99999/", "http://rebinding.example:PORT/"),
)

REDIRECTS = (
    *(Trick(f"redirects to {place}", redirect(place), Verdict.REFUSED_ADDRESS) for place in PLACES_REFUSED),
    Trick("redirects in a circle", redirect("/trick"), Verdict.SERVER_ERROR),
    Trick("redirects to an address without a host", redirect("http://"), Verdict.SERVER_ERROR),
    Trick("redirects to a long address", redirect(f"/{'a' * 60_000}"), Verdict.GONE),
    Trick("redirects to nowhere", Page(status=302), Verdict.SERVER_ERROR),
    Trick("a cookie wall", redirect("/trick", **{"Set-Cookie": "seen=1"}), Verdict.BLOCKED),
)


def tricks_of_http() -> Iterator[Trick]:
    for verdict, statuses in STATUSES.items():
        for status in statuses:
            yield Trick(f"status {status}", Page(GOOD, status=status), verdict)
    yield from (*ODD_STATUSES, *CONNECTIONS, *LENGTHS, *HEADERS, *COMPRESSION, *REDIRECTS)
