from __future__ import annotations

import asyncio

import pytest

from monitors.single_flight import SingleFlight


class Work:
    """Counts how often it is done; ends when released."""

    def __init__(self, error: Exception | None = None) -> None:
        self.begun = 0
        self.cancelled = 0
        self.release = asyncio.Event()
        self.error = error

    async def __call__(self) -> int:
        self.begun += 1
        try:
            await self.release.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.error is not None:
            raise self.error
        return self.begun


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_those_who_ask_at_the_same_time_share_one_piece_of_work() -> None:
    flights, work = SingleFlight[int](), Work()
    asking = [asyncio.create_task(flights.run("a", work)) for _ in range(3)]
    await settle()
    work.release.set()
    assert await asyncio.gather(*asking) == [1, 1, 1]


async def test_who_asks_afterwards_has_it_done_anew() -> None:
    flights, work = SingleFlight[int](), Work()
    work.release.set()
    assert [await flights.run("a", work), await flights.run("a", work)] == [1, 2]


async def test_an_error_reaches_everybody() -> None:
    flights, work = SingleFlight[int](), Work(LookupError("nothing"))
    asking = [asyncio.create_task(flights.run("a", work)) for _ in range(2)]
    await settle()
    work.release.set()
    for task in asking:
        with pytest.raises(LookupError):
            await task
    assert work.begun == 1


async def test_one_who_gives_up_does_not_disturb_the_others() -> None:
    flights, work = SingleFlight[int](), Work()
    first, second = (asyncio.create_task(flights.run("a", work)) for _ in range(2))
    await settle()
    first.cancel()
    await settle()
    work.release.set()
    assert await second == 1
    assert work.cancelled == 0


async def test_work_nobody_waits_for_is_cancelled_and_begun_anew_by_the_next() -> None:
    flights, work = SingleFlight[int](), Work()
    only = asyncio.create_task(flights.run("a", work))
    await settle()
    only.cancel()
    again = asyncio.create_task(flights.run("a", work))
    await settle()
    work.release.set()
    assert await again == 2
    assert work.cancelled == 1
