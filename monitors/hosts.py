"""Politeness: how many requests go to one host, and to all, at a time, how far apart they start, and who has to wait.

A host that asks for time gets it from everybody: its other sources are told what it said without being asked.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitors.failures import ExchangeFailed
from monitors.http_dates import LONGEST_WAIT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from random import Random

    from domain.ports import Pacer

JITTER = 0.2
"""Share of the gap that chance may add, so that many sources of one host do not fall into step."""

LONGEST_CRAWL_DELAY = 60.0
"""Seconds; a host that asks for more between two requests is visited this far apart (most hold one feed)."""


@dataclass(frozen=True, slots=True)
class _Pause:
    until: float
    reason: ExchangeFailed


@dataclass(slots=True)
class _Queue:
    """The state of one host; ``stretch`` is the chance part of the gap after the last start."""

    slots: asyncio.Semaphore
    gap: float
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    started: float | None = None
    stretch: float = 0.0
    pause: _Pause | None = None


class HostQueues:
    """One queue for each host, and one limit over all.

    Args:
        gap: least seconds between the starts of two requests to one host.
        per_host: requests to one host at a time. overall: requests at a time in all.
        pacer: the clock that measures the gap.
        random: chance for the jitter.
    """

    def __init__(self, *, gap: float, per_host: int, overall: int, pacer: Pacer, random: Random) -> None:
        self._gap = gap
        self._per_host = per_host
        self._overall = asyncio.Semaphore(overall)
        self._pacer = pacer
        self._random = random
        self._queues: dict[str, _Queue] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until a request to ``host`` may start, and hold its place while it lasts.

        Raises:
            ExchangeFailed: the host asked for time, and it is not over; the verdict is that of its own answer.
        """
        queue = self._queue(host)
        async with queue.slots:
            await self._start(queue)
            try:
                yield
            finally:
                self._overall.release()

    def slow_down(self, host: str, seconds: float) -> None:
        """Keep requests to ``host`` ``seconds`` apart (at most LONGEST_CRAWL_DELAY), never below the gap."""
        self._queue(host).gap = max(self._gap, min(seconds, LONGEST_CRAWL_DELAY))

    def pause(self, host: str, seconds: float, reason: ExchangeFailed) -> None:
        """Ask ``host`` for nothing for so many seconds (at most LONGEST_WAIT).

        Args:
            host: as for ``turn``.
            seconds: from now; a shorter wait than one already running changes nothing.
            reason: what the host answered; whoever wants to ask meanwhile gets its verdict and words.
        """
        queue = self._queue(host)
        until = self._pacer.monotonic() + min(seconds, LONGEST_WAIT)
        if queue.pause is None or queue.pause.until < until:
            queue.pause = _Pause(until, reason)

    async def _start(self, queue: _Queue) -> None:
        async with queue.turn:
            self._respect_pause(queue)
            await self._wait_for_gap(queue)
            self._respect_pause(queue)
            # Taken only now, so that a host in its gap keeps no other host from being asked.
            await self._overall.acquire()
            queue.started = self._pacer.monotonic()
            queue.stretch = self._random.random() * JITTER

    async def _wait_for_gap(self, queue: _Queue) -> None:
        if queue.started is None:
            return
        due = queue.started + queue.gap * (1 + queue.stretch)
        while (left := due - self._pacer.monotonic()) > 0:
            await self._pacer.sleep(left)

    def _respect_pause(self, queue: _Queue) -> None:
        if queue.pause is None:
            return
        left = queue.pause.until - self._pacer.monotonic()
        if left <= 0:
            queue.pause = None
            return
        reason = queue.pause.reason
        raise ExchangeFailed(reason.verdict, f"{reason.words}; its host is not asked meanwhile", retry_after=left)

    def _queue(self, host: str) -> _Queue:
        queue = self._queues.get(host)
        if queue is None:
            queue = self._queues[host] = _Queue(asyncio.Semaphore(self._per_host), self._gap)
        return queue
