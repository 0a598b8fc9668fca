"""The demo's publishers: the packaged feeds over HTTP on loopback, one round of them at a time."""

from __future__ import annotations

import hashlib
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from socket import socket
    from types import TracebackType

HOST = "127.0.0.1"
ROUNDS = ("baseline", "news")
"""What the publishers show at the first poll, and what they have added by the second."""

CONTENT_TYPES = {
    "atom": "application/atom+xml",
    "json": "application/feed+json; charset=utf-8",
    "rdf": "application/rdf+xml",
    "xml": "application/rss+xml",
}
"""By ending of the name. The XML ones name no charset: each document declares its own."""


def load_round(name: str) -> dict[str, bytes]:
    """Return the documents of a round by path.

    Raises:
        ValueError: there is no such round.
    """
    if name not in ROUNDS:
        raise ValueError(f"{name!r} is none of the rounds {', '.join(ROUNDS)}")
    folder = files("bot.demo").joinpath("feeds", name)
    return {f"/{each.name}": each.read_bytes() for each in folder.iterdir() if each.is_file()}


class DemoServer:
    """Serves the first round from the moment it is entered until it is left; ``serve_round`` switches."""

    def __init__(self) -> None:
        self._server = _Server((HOST, 0), _Answer)
        self.serve_round(ROUNDS[0])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="demo feeds", daemon=True)

    @property
    def port(self) -> int:
        """The port that the system chose."""
        return self._server.server_port

    def serve_round(self, name: str) -> None:
        """Answer with the documents of this round from now on.

        Raises:
            ValueError: there is no such round.
        """
        self._server.documents = load_round(name)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    """Holds the documents that are being served, by path."""

    documents: Mapping[str, bytes]

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: object) -> None:
        """Say nothing of a client that hung up, as one does with a connection kept for a next request."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Answer(BaseHTTPRequestHandler):
    """One request for a document; anything that is none, robots.txt too, is not found."""

    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with the document, or with 304 where the client has it."""
        body = self.server.documents.get(self.path)
        if body is None:
            self._send(HTTPStatus.NOT_FOUND, b"not found\n", {"Content-Type": "text/plain"})
            return
        etag = f'"{hashlib.sha256(body).hexdigest()}"'
        if self.headers.get("If-None-Match") == etag:
            self._send(HTTPStatus.NOT_MODIFIED, b"", {"ETag": etag})
            return
        content_type = CONTENT_TYPES[self.path.rpartition(".")[2]]
        self._send(HTTPStatus.OK, body, {"Content-Type": content_type, "ETag": etag})

    def log_message(self, *_: object) -> None:
        """Say nothing: the demo's output is that of the program."""

    def _send(self, status: HTTPStatus, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
