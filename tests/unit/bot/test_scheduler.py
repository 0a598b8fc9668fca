"""The bells: jobs ring again and again, never overlap themselves, and end with the block."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

from bot.scheduler import Job, ringing
from domain.errors import StorageError

if TYPE_CHECKING:
    import pytest

OFTEN = 0.02


class Work:
    """Counts how often it is begun, ended and broken off; lasts as long as ``gate`` is closed."""

    def __init__(self, *faults: Exception) -> None:
        self.counted: Counter[str] = Counter()
        self.gate = asyncio.Event()
        self.faults = list(faults)
        self.changed = asyncio.Condition()

    async def happened(self, what: str, times: int = 1) -> None:
        """Wait until it has begun or ended so often."""
        async with asyncio.timeout(5), self.changed:
            await self.changed.wait_for(lambda: self.counted[what] >= times)

    async def count(self, what: str) -> None:
        async with self.changed:
            self.counted[what] += 1
            self.changed.notify_all()

    async def __call__(self) -> None:
        await self.count("begun")
        if self.faults:
            raise self.faults.pop(0)
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.counted["broken off"] += 1
            raise
        await self.count("ended")


async def test_a_job_rings_at_once_and_again() -> None:
    work = Work()
    work.gate.set()
    async with ringing([Job("work", work, OFTEN, at_once=True)]):
        await work.happened("ended", 3)


async def test_a_job_that_need_not_ring_at_once_waits_for_its_time() -> None:
    soon, late = Work(), Work()
    soon.gate.set()
    async with ringing([Job("soon", soon, OFTEN, at_once=True), Job("late", late, 60.0), Job("nightly", late)]):
        await soon.happened("ended", 3)
    assert not late.counted


async def test_a_job_never_overlaps_itself() -> None:
    slow, quick = Work(), Work()
    quick.gate.set()
    async with ringing([Job("slow", slow, OFTEN, at_once=True), Job("quick", quick, OFTEN)]):
        await quick.happened("ended", 4)
        assert slow.counted["begun"] == 1
        slow.gate.set()
        await slow.happened("ended", 2)


async def test_the_end_of_the_block_breaks_off_a_job_at_work_and_waits_for_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    work = Work()
    async with ringing([Job("work", work, OFTEN, at_once=True)]):
        await work.happened("begun")
    assert work.counted == Counter({"begun": 1, "broken off": 1})
    assert "work was broken off" in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_database_that_cannot_be_used_costs_one_ring_and_one_line(caplog: pytest.LogCaptureFixture) -> None:
    work = Work(StorageError("the disk is full: cajad.sqlite3 cannot grow"))
    work.gate.set()
    async with ringing([Job("poll", work, OFTEN, at_once=True)]):
        await work.happened("ended")
    assert "poll stopped: the disk is full" in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_fault_of_ours_is_logged_with_its_traceback_and_the_next_ring_comes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    work = Work(ZeroDivisionError("a fault of ours"))
    work.gate.set()
    async with ringing([Job("poll", work, OFTEN, at_once=True)]):
        await work.happened("ended")
    assert "ZeroDivisionError: a fault of ours" in caplog.text
