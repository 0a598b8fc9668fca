"""One holder per role: the leases of poll, deliver and bot, taken at the start and renewed while the process lives."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from contextlib import asynccontextmanager
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import LeaseHeld, StorageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection

    from domain.ports import Clock, Pacer
    from domain.unit_of_work import OpenUnitOfWork

log = logging.getLogger(__name__)

LEASE_TIME = timedelta(seconds=60)
RENEW_EVERY = 20.0
"""Seconds between renewals: two may fail before another process may take the role over."""


class Role(StrEnum):
    """What a process does beside others; each that writes has at most one holder."""

    POLL = "poll"
    DELIVER = "deliver"
    BOT = "bot"
    WEB = "web"
    """The page: it reads, and lets readers begin and end their mail, so there may be any number beside each other, and
    none holds a lease."""

    @property
    def is_held(self) -> bool:
        """Whether it has at most one holder."""
        return self is not Role.WEB


def this_process() -> str:
    """Return ``host:pid:start`` of this process; start in clock ticks since boot where the system tells."""
    pid = os.getpid()
    try:
        start = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        start = "0"
    return f"{socket.gethostname()}:{pid}:{start}"


@asynccontextmanager
async def held(
    roles: Collection[Role],
    open_unit_of_work: OpenUnitOfWork,
    clock: Clock,
    pacer: Pacer,
    lost: Callable[[], None] = lambda: None,
) -> AsyncIterator[None]:
    """Hold the roles while the block runs.

    Args:
        roles: those of them that have holders are held.
        open_unit_of_work: where the leases are kept.
        clock: for the lease times.
        pacer: waits between renewals.
        lost: called once if another process took a role over, for instance after this machine slept.

    Raises:
        LeaseHeld: another living process holds one of them; none is taken.
    """
    holder = this_process()
    roles = [role for role in roles if role.is_held]
    await asyncio.to_thread(_take, roles, holder, open_unit_of_work, clock)
    renewal = asyncio.create_task(_renew(roles, holder, open_unit_of_work, clock, pacer, lost))
    try:
        yield
    finally:
        renewal.cancel()
        await asyncio.gather(renewal, return_exceptions=True)
        await asyncio.to_thread(_give_back, roles, holder, open_unit_of_work)


async def _renew(
    roles: Collection[Role],
    holder: str,
    open_unit_of_work: OpenUnitOfWork,
    clock: Clock,
    pacer: Pacer,
    lost: Callable[[], None],
) -> None:
    while True:
        await pacer.sleep(RENEW_EVERY)
        try:
            await asyncio.to_thread(_take, roles, holder, open_unit_of_work, clock)
        except StorageError as error:
            log.warning("the roles could not be renewed this time: %s", error)
        except LeaseHeld as error:
            log.error("a role was lost: %s", error)  # noqa: TRY400 - the message says all; no traceback for operators
            lost()
            return


def _take(roles: Collection[Role], holder: str, open_unit_of_work: OpenUnitOfWork, clock: Clock) -> None:
    with open_unit_of_work() as work:
        for role in roles:
            work.leases.acquire(role.value, holder, clock.now(), LEASE_TIME)
        work.commit()


def _give_back(roles: Collection[Role], holder: str, open_unit_of_work: OpenUnitOfWork) -> None:
    with open_unit_of_work() as work:
        for role in roles:
            work.leases.release(role.value, holder)
        work.commit()
