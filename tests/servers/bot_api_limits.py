"""Telegram's limits on how many messages a bot may send, enforced to the letter.

Every window slides: a message counts against all that come less than a second, or a minute, after it. The real server
is more lenient and says so; a bot that keeps these limits keeps the real ones.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

COUNTED = (
    "sendMessage",
    "sendPhoto",
    "sendDocument",
    "editMessageText",
    "editMessageCaption",
    "editMessageReplyMarkup",
)
SECOND, MINUTE = 1.0, 60.0


@dataclass
class RateLimits:
    """How many messages are taken.

    Attributes:
        per_second: over all chats. chat_per_second: to one chat. group_per_minute: to one group or channel.
        arrived: when every counted request came in, also a refused one (monotonic seconds). refused: how many were.
    """

    per_second: int = 30
    chat_per_second: int = 1
    group_per_minute: int = 20
    arrived: list[float] = field(default_factory=list)
    refused: int = 0
    _windows: defaultdict[tuple[int, float], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def refuses(self, method: str, chat_id: int) -> int | None:
        """Count a request; return after how many seconds it may be repeated where it is one too many."""
        if method not in COUNTED:
            return None
        now = time.monotonic()
        self.arrived.append(now)
        limits = [(0, SECOND, self.per_second), (chat_id, SECOND, self.chat_per_second)]
        if chat_id < 0:
            limits.append((chat_id, MINUTE, self.group_per_minute))
        waits = [self._wait((chat, window), limit, now) for chat, window, limit in limits]
        if max(waits) > 0:
            self.refused += 1
            return math.ceil(max(waits))
        for chat, window, _ in limits:
            self._windows[chat, window].append(now)
        return None

    def _wait(self, key: tuple[int, float], limit: int, now: float) -> float:
        came, seconds = self._windows[key], key[1]
        while came and came[0] + seconds <= now:
            came.popleft()
        return came[0] + seconds - now if len(came) >= limit else 0.0
