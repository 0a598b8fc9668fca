"""From host names to addresses, asked of the system's resolver without holding up anything else."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


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
