"""The bells of the service: APScheduler rings, the due times live in the database. The only door to APScheduler.

Jobs never overlap themselves, missed rings fold into one, and a late ring always counts: a restart or a suspended
machine loses nothing, because every job asks the database what is due.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from domain.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

log = logging.getLogger(__name__)

DEFAULTS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do again and again.

    Attributes:
        every: seconds between two rings; None = nightly at 03:10 UTC.
        at_once: whether the first ring comes at the start.
    """

    name: str
    do: Callable[[], Awaitable[object]]
    every: float | None = None
    at_once: bool = False


@asynccontextmanager
async def ringing(jobs: Sequence[Job]) -> AsyncIterator[None]:
    """Ring the jobs while the block runs; a job at work when it ends is cancelled and waited for."""
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=DEFAULTS)
    at_work: set[asyncio.Task[None]] = set()

    async def ring(job: Job) -> None:
        task = asyncio.current_task()
        if task is not None:
            at_work.add(task)
            task.add_done_callback(at_work.discard)
        try:
            await _guarded(job)
        except asyncio.CancelledError:
            # Passed on, it would be logged by APScheduler as a fault, with a traceback.
            log.info("%s was broken off", job.name)

    for job in jobs:
        trigger = IntervalTrigger(seconds=job.every) if job.every else CronTrigger(hour=3, minute=10, timezone=UTC)
        first = {"next_run_time": datetime.now(UTC)} if job.at_once else {}
        scheduler.add_job(ring, trigger, args=[job], id=job.name, replace_existing=True, **first)
    scheduler.start()
    try:
        yield
    finally:
        unfinished = tuple(at_work)
        scheduler.shutdown(wait=False)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)


async def _guarded(job: Job) -> None:
    """Do a job; a database that cannot be used ends this ring with one clear line, and the next one tries again."""
    try:
        await job.do()
    except StorageError as error:
        log.error("%s stopped: %s", job.name, error)  # noqa: TRY400 - the message says all there is to know
