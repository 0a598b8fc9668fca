"""The body of a response, undone of its compression as it arrives and never longer than allowed.

A few kilobytes of gzip can stand for gigabytes, so each piece is inflated only up to what is still free; what lies
beyond is never produced.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from domain.source import Verdict
from monitors.failures import ExchangeFailed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

ACCEPTED = "gzip, deflate"
"""What we say we understand; anything else in answer is the server's mistake."""

MOST_MEMBERS = 64
"""Gzip members that may follow one another in one body; more is an attempt to keep us busy."""

GZIP_START = 0x1F
"""First byte of every gzip member; only one, because pieces may part a member anywhere."""


class BodyTooLarge(ExchangeFailed):
    """The body is longer than allowed, as sent or once inflated."""


class BoundedBody:
    """Collects one body.

    Args:
        encoding: the ``Content-Encoding`` header, or empty.
        limit: most bytes taken in, and most bytes held after inflating.

    Raises:
        ExchangeFailed: (GARBLED) an encoding we did not offer.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        self._limit = limit
        self._received = 0
        self._held = bytearray()
        self._inflate = _inflater(encoding, self)

    @property
    def held(self) -> bytes:
        """What has been collected so far, inflated; complete only after ``finish``."""
        return bytes(self._held)

    @property
    def room(self) -> int:
        """Bytes that may still be added."""
        return self._limit - len(self._held)

    def feed(self, piece: bytes) -> None:
        """Take the next bytes as they came over the wire.

        Raises:
            BodyTooLarge: over the limit; ``held`` keeps what came before.
            ExchangeFailed: (GARBLED) not what the encoding says.
        """
        self._received += len(piece)
        if self._received > self._limit:
            self.keep(piece[: max(self.room, 0)] if self._inflate is None else b"")
            raise too_large(self._limit)
        if self._inflate is None:
            self.keep(piece)
        else:
            self._inflate.feed(piece)

    def keep(self, plain: bytes) -> None:
        """Add bytes that need no inflating.

        Raises:
            BodyTooLarge: over the limit; what fits is kept.
        """
        fits = self.room
        self._held += plain[:fits]
        if len(plain) > fits:
            raise too_large(self._limit)

    def finish(self) -> bytes:
        """Return the whole body.

        Raises:
            ExchangeFailed: (UNREACHABLE) the compressed body was cut off.
        """
        if self._inflate is not None:
            self._inflate.finish()
        return self.held


def too_large(limit: int) -> BodyTooLarge:
    """Return the error for a body over ``limit`` bytes."""
    return BodyTooLarge(Verdict.TOO_LARGE, f"the document is longer than {limit / 1_048_576:.3g} MiB")


async def collect(pieces: AsyncIterator[bytes], headers: Mapping[str, str], limit: int, *, cut: bool) -> bytes:
    """Return the body that arrives in ``pieces``, undone of its compression.

    Args:
        headers: of the response, with lower-case names.
        limit: most bytes, as sent and as returned.
        cut: return the first ``limit`` bytes of a longer body.

    Raises:
        BodyTooLarge: longer than ``limit``, by its headers or in fact, and not to be cut.
        ExchangeFailed: the compression is not what the headers say.
    """
    body = BoundedBody(headers.get("content-encoding", ""), limit)
    if not cut and _announced(headers) > limit:
        raise too_large(limit)
    try:
        async for piece in pieces:
            body.feed(piece)
    except BodyTooLarge:
        if not cut:
            raise
        return body.held
    return body.finish()


def _announced(headers: Mapping[str, str]) -> int:
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


class _Inflater:
    """Inflates gzip members or one deflate stream into a body."""

    def __init__(self, body: BoundedBody, start: Callable[[bytes], zlib._Decompress]) -> None:
        self._body = body
        self._start = start
        self._stream: zlib._Decompress | None = None
        self._members = 0

    def feed(self, piece: bytes) -> None:
        while piece:
            stream = self._stream
            if stream is None or stream.eof:
                if self._members and piece[0] != GZIP_START:
                    return  # padding after the last member, which gzip itself passes over
                stream = self._stream = self._open(piece)
            try:
                plain = stream.decompress(piece, self._body.room + 1)
            except zlib.error as error:
                raise _garbled("the document is not compressed the way its headers say, or is damaged") from error
            self._body.keep(plain)
            piece = stream.unused_data

    def _open(self, piece: bytes) -> zlib._Decompress:
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise _garbled("the compressed document comes in too many parts")
        return self._start(piece)

    def finish(self) -> None:
        if self._stream is not None and not self._stream.eof:
            raise ExchangeFailed(Verdict.UNREACHABLE, "the compressed document was cut off before its end")


def _inflater(encoding: str, body: BoundedBody) -> _Inflater | None:
    names = [name for name in (part.strip().lower() for part in encoding.split(",")) if name not in ("", "identity")]
    match names:
        case []:
            return None
        case ["gzip" | "x-gzip"]:
            return _Inflater(body, lambda _: zlib.decompressobj(wbits=31))
        case ["deflate"]:
            return _Inflater(body, _start_deflate)
        case _:
            raise _garbled("the document is compressed in a way we did not offer to understand")


def _start_deflate(piece: bytes) -> zlib._Decompress:
    """Open ``deflate``: zlib by the standard (RFC 9110, section 8.4.1.2), raw by the habit of some old servers."""
    is_zlib = piece[0] & 0x0F == zlib.DEFLATED
    return zlib.decompressobj(wbits=15 if is_zlib else -15)


def _garbled(words: str) -> ExchangeFailed:
    return ExchangeFailed(Verdict.GARBLED, words)
