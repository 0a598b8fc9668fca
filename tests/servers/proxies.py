"""A proxy on loopback: forwards plain requests and opens tunnels, always to the port asked for on 127.0.0.1."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Self
from urllib.parse import urlsplit

LONGEST_HEAD = 65_536


class Proxy:
    """See the module; ``asked`` keeps the first line of each request.

    Args:
        refuses: answer 403 to whoever wants a tunnel.
    """

    def __init__(self, *, refuses: bool = False) -> None:
        self.asked: list[str] = []
        self._refuses = refuses
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, name="proxy")]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self._listener, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in self._threads:
            thread.join(10)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._start(self._serve, client)

    def _start(self, work: object, *sockets: socket.socket) -> None:
        thread = threading.Thread(target=work, args=sockets, name="proxied connection")  # type: ignore[arg-type] # any
        self._open += sockets
        self._threads.append(thread)
        thread.start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head and len(head) < LONGEST_HEAD:
                head += client.recv(4096)
            line = head.split(b"\r\n", 1)[0].decode()
            self.asked.append(line)
            method, target, _ = line.split(" ")
            if method == "CONNECT" and self._refuses:
                client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                return
            place = target if method == "CONNECT" else urlsplit(target).netloc
            server = socket.create_connection(("127.0.0.1", int(place.rpartition(":")[2])))
            if method == "CONNECT":
                client.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            else:
                path = target.partition(place)[2]
                server.sendall(head.replace(target.encode(), path.encode(), 1))
            self._start(self._pour, server, client)
            self._pour(client, server)

    def _pour(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65_536):
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)
