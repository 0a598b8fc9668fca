"""Group commit: writes of many tasks side by side, in one transaction for all that wait, so that each costs little.

A transaction of its own for each write would make the tasks contend for the one writer that the database has, and wait
for the disk once each. Here whoever comes while a transaction is being committed shares the next one. Nobody goes on
before what they wrote is on the disk, and a write that fails takes no other along.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from domain.errors import DatabaseBusy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from domain.unit_of_work import OpenUnitOfWork, UnitOfWork

T = TypeVar("T")


class _Lot(NamedTuple):
    """Writes that share a transaction, and the task that returns what each of them did, or why it could not."""

    writes: list[Callable[[UnitOfWork], Any]]
    commit: asyncio.Task[list[Any]]


class GroupCommit:
    """Writes for the tasks of one event loop.

    Args:
        open_unit_of_work: opens a transaction that writes.
    """

    def __init__(self, open_unit_of_work: OpenUnitOfWork) -> None:
        self._open_unit_of_work = open_unit_of_work
        self._gathering: _Lot | None = None
        self._last: asyncio.Task[list[Any]] | None = None

    async def write(self, write: Callable[[UnitOfWork], T]) -> T:
        """Write in a transaction shared with others, and return what ``write`` does once it is committed.

        Who is told to stop meanwhile leaves the transaction to the others. Where a shared transaction fails, each of
        its writes is made once more by itself, so ``write`` changes nothing but the database.

        Raises:
            StorageError: nothing was stored. Whatever else ``write`` raises: likewise.
        """
        if self._gathering is None:
            writes: list[Callable[[UnitOfWork], Any]] = []
            self._last = asyncio.create_task(self._commit(writes, self._last))
            self._gathering = _Lot(writes, self._last)
        lot, place = self._gathering, len(self._gathering.writes)
        lot.writes.append(write)
        result: T | BaseException = (await asyncio.shield(lot.commit))[place]
        if isinstance(result, BaseException):
            raise result
        return result

    async def _commit(
        self, writes: list[Callable[[UnitOfWork], Any]], before: asyncio.Task[list[Any]] | None
    ) -> list[Any]:
        if before is not None and not before.done():
            await asyncio.wait({before})
        self._gathering = None
        done = await self._try(writes)
        if isinstance(done, list):
            return done
        if len(writes) == 1 or isinstance(done, DatabaseBusy):
            # Another process writes: each by itself would wait for it as long as all together did.
            return [done for _ in writes]
        alone = [await self._try([write]) for write in writes]
        return [each if isinstance(each, BaseException) else each[0] for each in alone]

    async def _try(self, writes: Sequence[Callable[[UnitOfWork], Any]]) -> list[Any] | BaseException:
        """Write in one transaction; return what each write did, or what kept all of them from being stored."""
        attempt = asyncio.create_task(asyncio.to_thread(self._write_all, writes))
        await asyncio.wait({attempt})
        return attempt.exception() or attempt.result()

    def _write_all(self, writes: Sequence[Callable[[UnitOfWork], Any]]) -> list[Any]:
        with self._open_unit_of_work() as work:
            results = [write(work) for write in writes]
            work.commit()
        return results
