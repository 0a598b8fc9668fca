"""Work that several ask for at the same time is done once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Hashable

Result = TypeVar("Result")


@dataclass(slots=True)
class _Flight(Generic[Result]):
    task: asyncio.Task[Result]
    waiting: int = 0


class SingleFlight(Generic[Result]):
    """Runs one piece of work per key at a time; whoever asks meanwhile gets the same result or the same error.

    Nothing is kept once the work is done. Cancelling one who waits does not disturb the others; when nobody waits
    any more, the work is cancelled.
    """

    def __init__(self) -> None:
        self._flights: dict[Hashable, _Flight[Result]] = {}

    async def run(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Return the result of ``work``, begun now or already under way for ``key``."""
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = _Flight(asyncio.create_task(work()))
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            self._leave(key, flight)

    def _leave(self, key: Hashable, flight: _Flight[Result]) -> None:
        if flight.waiting and not flight.task.done():
            return
        flight.task.cancel()
        if self._flights.get(key) is flight:
            del self._flights[key]
