"""Updates waiting for a bot, handed out as Telegram does: at least once, until confirmed by offset.

A second ``getUpdates`` ends the first with 409, as with the real server (the package's own queue refuses the second).
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class Terminated(Exception):
    """Another poll took over."""


@dataclass
class Updates:
    """The queue of one bot."""

    waiting: list[dict[str, Any]] = field(default_factory=list)
    polls: int = 0
    _next_id: int = 1
    _allowed: list[str] = field(default_factory=list)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def add(self, kind: str, content: dict[str, Any]) -> None:
        async with self._changed:
            self.waiting.append({"update_id": self._next_id, kind: content})
            self._next_id += 1
            self._changed.notify_all()

    async def poll(self, fields: dict[str, str]) -> list[dict[str, Any]]:
        """Return updates from ``offset`` on, waiting up to ``timeout`` seconds for the first.

        Raises:
            Terminated: a later poll came meanwhile.
        """
        if "allowed_updates" in fields:
            self._allowed = json.loads(fields["allowed_updates"])
        offset = int(fields.get("offset", 0))
        self.waiting = [each for each in self.waiting if each["update_id"] >= offset]
        async with self._changed:
            self.polls += 1
            mine = self.polls
            self._changed.notify_all()
            try:
                async with asyncio.timeout(float(fields.get("timeout", 0)) or 0.001):
                    await self._changed.wait_for(lambda: self.polls != mine or bool(self._wanted()))
            except TimeoutError:
                return []
            if self.polls != mine:
                raise Terminated(TERMINATED)
            return self._wanted()[: int(fields.get("limit", 100))]

    def _wanted(self) -> list[dict[str, Any]]:
        return [each for each in self.waiting if not self._allowed or any(kind in each for kind in self._allowed)]
