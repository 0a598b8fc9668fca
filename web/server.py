"""Serving applications while the main job runs; the only door to uvicorn."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn

from domain.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from starlette.types import ASGIApp

IDLE_SECONDS = 5
"""How long a connection is kept open for a further request, and how long answers may take to end when we stop."""

AT_A_TIME = 256
"""Connections served at a time; a further one is told to come again (503)."""


@dataclass(frozen=True, slots=True)
class Served:
    """An application and where it is served.

    Attributes:
        host: name or address. setting: the variable that chooses the port, for complaints.
    """

    app: ASGIApp
    host: str
    port: int
    setting: str


class _Server(uvicorn.Server):
    """A server that leaves signals to the main job, which stops everything together."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def serving(served: Sequence[Served]) -> AsyncIterator[None]:
    """Serve while the block runs.

    Raises:
        ConfigError: a port cannot be had; nothing is served.
    """
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(_bound(each)) for each in served]
        servers = [_Server(_configuration(each)) for each in served]
        running = [
            asyncio.create_task(server.serve(sockets=[each])) for server, each in zip(servers, sockets, strict=True)
        ]
        try:
            yield
        finally:
            for server in servers:
                server.should_exit = True
            await asyncio.gather(*running)


def _bound(served: Served) -> socket.socket:
    family = socket.AF_INET6 if ":" in served.host else socket.AF_INET
    try:
        return socket.create_server((served.host, served.port), family=family, backlog=AT_A_TIME)
    except OSError as error:
        raise ConfigError([f"{served.setting}: {served.host}:{served.port}: {error.strerror or error}"]) from error


def _configuration(served: Served) -> uvicorn.Config:
    return uvicorn.Config(
        served.app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        limit_concurrency=AT_A_TIME,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=IDLE_SECONDS,
    )
