"""The clocks of the running product: the system's, and a fixed one for the demo."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime


class SystemClock:
    """The wall clock of this machine."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A wall clock that stands still, so that the demo says the same each time."""

    time: datetime

    def now(self) -> datetime:
        """Return the time it was given."""
        return self.time


class SystemPacer:
    """The monotonic clock of this machine; a fixed wall clock never stops it."""

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait for ``seconds``."""
        await asyncio.sleep(seconds)
