"""The only fakes: clocks. Feeds, Bot API and database are real, on loopback and on disk."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class FixedClock:
    """A wall clock that moves when told."""

    time: datetime

    def now(self) -> datetime:
        return self.time

    def advance(self, **parts: float) -> None:
        self.time += timedelta(**parts)


@dataclass
class FastPacer:
    """A monotonic clock whose sleeps take no time but are counted."""

    time: float = 0.0
    slept: float = 0.0

    def monotonic(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += seconds
        self.slept += seconds
        await asyncio.sleep(0)
