"""Pacing: when a message may go out, by the limits that Telegram names for bots.

Telegram's FAQ for bots: about 30 messages a second over all, one a second to a chat, 20 a minute to a group. The
limits are arguments. Every chat waits for its own turn only; the overall limit is taken by whoever is ready, so that
a chat with a backlog, or one that asked us to wait, never holds up another.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.ports import Pacer

_SECOND = 1.0
_MINUTE = 60.0
_TIDY_ABOVE = 1000


@dataclass(frozen=True, slots=True)
class PaceLimits:
    """How many messages may go out.

    Attributes:
        per_second: over all chats. chat_per_second: to one chat. group_per_minute: to one group or channel.
    """

    per_second: int = 30
    chat_per_second: int = 1
    group_per_minute: int = 20


class Pace:
    """Gives turns to chats; one for each bot, kept as long as the process lives.

    Args:
        limits: how many messages may go out. pacer: the monotonic clock.
    """

    def __init__(self, limits: PaceLimits, pacer: Pacer) -> None:
        self._limits = limits
        self._pacer = pacer
        self._sent: deque[float] = deque(maxlen=limits.per_second)
        self._sent_to: defaultdict[str, deque[float]] = defaultdict(self._memory)
        self._held_until: dict[str, float] = {}

    def wait(self, chat: str, *, is_group: bool) -> float:
        """Return the seconds until the chat's next turn as things stand; 0 = at once."""
        now = self._pacer.monotonic()
        return max(self._chat_wait(chat, now, is_group=is_group), _until_room(self._sent, _SECOND, now), 0.0)

    async def turn(self, chat: str, *, is_group: bool) -> None:
        """Wait for the chat's turn and take it."""
        while (seconds := self.wait(chat, is_group=is_group)) > 0:
            await self._pacer.sleep(seconds)
        now = self._pacer.monotonic()
        self._sent.append(now)
        self._sent_to[chat].append(now)
        self._tidy(now)

    def hold(self, chat: str, seconds: float) -> None:
        """Give the chat no turn for ``seconds``: the server asked for it, or cannot be reached."""
        self._held_until[chat] = self._pacer.monotonic() + seconds

    def is_held(self, chat: str) -> bool:
        """Tell whether the chat is to get nothing for now."""
        return (now := self._pacer.monotonic()) < self._held_until.get(chat, now)

    def _memory(self) -> deque[float]:
        return deque(maxlen=max(self._limits.chat_per_second, self._limits.group_per_minute))

    def _chat_wait(self, chat: str, now: float, *, is_group: bool) -> float:
        held = self._held_until.get(chat, now) - now
        sent = self._sent_to.get(chat, ())
        alone = _until_room(deque(sent, self._limits.chat_per_second), _SECOND, now)
        grouped = _until_room(deque(sent, self._limits.group_per_minute), _MINUTE, now) if is_group else 0.0
        return max(held, alone, grouped)

    def _tidy(self, now: float) -> None:
        if len(self._sent_to) > _TIDY_ABOVE:
            for chat in [chat for chat, sent in self._sent_to.items() if sent[-1] < now - _MINUTE]:
                del self._sent_to[chat]
        for chat in [chat for chat, until in self._held_until.items() if until <= now]:
            del self._held_until[chat]


def _until_room(sent: deque[float], window: float, now: float) -> float:
    """Return the seconds until fewer than ``sent.maxlen`` of these lie within ``window``."""
    is_full = len(sent) == sent.maxlen
    return sent[0] + window - now if is_full else 0.0
