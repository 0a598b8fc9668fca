"""Pacing: when a message may go out, by the limits that Telegram names for bots.

Telegram's FAQ for bots: about 30 messages a second over all, one a second to a chat, 20 a minute to a group. The
limits are arguments.

Telegram counts when a message arrives; here it is only known when it was sent and when the answer came, and it arrived
between the two. So a message counts from the moment it is sent until its window has passed *after its answer*. Whatever
the network does, a message that has to stay out of a window is then sent after that window has ended at the server:
the limits hold as a law, at the cost of one answer's time for each window (``limit / (window + latency)``).

Who waits for a chat's own limit holds up nobody: it joins the queue for the overall limit when its chat is ready. There
the rank decides, then who asked first, so that one chat gets no second turn before all others have had theirs.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from domain.ports import Pacer

_SECOND = 1.0
_MINUTE = 60.0
_TIDY_ABOVE = 1000


class Rank(IntEnum):
    """Who goes first where the overall limit is what all wait for."""

    REPLY = -1
    """An answer to a command or button; somebody looks at the screen."""
    ALERT = 0
    DIGEST = 1
    AMENDMENT = 2


@dataclass(frozen=True, slots=True)
class PaceLimits:
    """How many messages may go out.

    Attributes:
        per_second: over all chats. chat_per_second: to one chat. group_per_minute: to one group or channel.
    """

    per_second: int = 30
    chat_per_second: int = 1
    group_per_minute: int = 20


class Turn:
    """Leave to send one message now; ended when its answer has come, or when it is sure that none will.

    Args:
        ended: called once, at the end.
    """

    def __init__(self, ended: Callable[[], None] | None = None) -> None:
        self._ended = ended

    def end(self) -> None:
        """Let the windows of the message begin; ending again changes nothing."""
        ended, self._ended = self._ended, None
        if ended is not None:
            ended()

    def __enter__(self) -> Self:
        """Return the turn."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the turn."""
        self.end()


class Pace:
    """Gives turns to chats; one for each bot, kept as long as the process lives.

    Args:
        limits: how many messages may go out. pacer: the monotonic clock.
    """

    def __init__(self, limits: PaceLimits, pacer: Pacer) -> None:
        self._limits = limits
        self._pacer = pacer
        self._overall = _Window(limits.per_second, _SECOND)
        self._chats: dict[str, _Chat] = {}
        self._held_until: dict[str, float] = {}
        self._asked_until: dict[str, float] = {}
        self._numbers = count()
        self._ready: list[_Place] = []
        self._later: list[tuple[float, _Place]] = []
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at = math.inf
        self._tidy_above = _TIDY_ABOVE

    @property
    def per_second(self) -> int:
        """How many messages may go out in a second, over all chats."""
        return self._limits.per_second

    def now(self) -> float:
        """Return the seconds of the clock by which ``until`` of ``turn`` is meant."""
        return self._pacer.monotonic()

    async def turn(self, chat: str, *, is_group: bool, rank: Rank = Rank.ALERT, until: float = math.inf) -> Turn | None:
        """Wait for the chat's turn and take it; who takes one has to end it.

        Args:
            chat: its address. is_group: a group or channel, with a limit of its own.
            rank: who goes first. until: when to give up, by ``now``.

        Returns:
            None where the turn does not come before ``until``; known at once where the chat's own limit says so.
        """
        loop = asyncio.get_running_loop()
        known = self._chats.get(chat)
        if known is None:
            known = self._chats[chat] = _Chat(chat, _windows(self._limits, is_group=is_group))
        known.places += 1
        place = _Place(rank, next(self._numbers), known, until, loop.create_future())
        heappush(self._later, (-math.inf, place))
        self._serve()
        try:
            granted = await place.granted
        except asyncio.CancelledError:
            if place.granted.done() and not place.granted.cancelled() and place.granted.result():
                self._end(known)
            raise
        finally:
            known.places -= 1
        return Turn(lambda: self._end(known)) if granted else None

    def hold(self, chat: str, seconds: float, *, asked: bool = False) -> None:
        """Give the chat no turn for ``seconds``: the server asked for it, or cannot be reached.

        Replies only keep to what the server ``asked`` for: who writes to the bot shows that it can be reached.
        """
        for held in (self._held_until, self._asked_until) if asked else (self._held_until,):
            held[chat] = max(held.get(chat, -math.inf), self.now() + seconds)

    def is_held(self, chat: str) -> bool:
        """Tell whether the chat is to get nothing for now."""
        return (now := self.now()) < self._held_until.get(chat, now)

    def _serve(self) -> None:
        """Give every turn that can be given, and see to it that the next one is given in time."""
        now = self.now()
        while self._later and self._later[0][0] <= now:
            heappush(self._ready, heappop(self._later)[1])
        while self._ready and (self._overall.opens_at(now) <= now or not self._ready[0].is_live(now)):
            self._seat(heappop(self._ready), now)
        opens = self._overall.opens_at(now) if self._ready else math.inf
        self._ring_at(min(opens, self._later[0][0] if self._later else math.inf), now)

    def _seat(self, place: _Place, now: float) -> None:
        """Give a turn to who has come to the front of the queue, or send it back to wait for its chat."""
        if place.granted.done():
            return
        held = self._asked_until if place.rank is Rank.REPLY else self._held_until
        ready_at = max(place.chat.opens_at(now), held.get(place.chat.name, now))
        if not place.is_live(now) or (place.until < ready_at < math.inf):
            place.granted.set_result(False)
        elif place.number < place.chat.served:
            heappush(self._ready, place._replace(number=next(self._numbers)))
        elif ready_at == math.inf:
            place.chat.parked.append(place)
        elif ready_at > now:
            heappush(self._later, (ready_at, place))
        else:
            for window in (self._overall, *place.chat.windows):
                window.in_flight += 1
            place.chat.served = next(self._numbers)
            place.granted.set_result(True)

    def _end(self, chat: _Chat) -> None:
        now = self.now()
        for window in (self._overall, *chat.windows):
            window.in_flight -= 1
            window.ended.append(now)
        for place in chat.parked:
            heappush(self._later, (-math.inf, place))
        chat.parked.clear()
        self._tidy(now)
        self._serve()

    def _ring_at(self, at: float, now: float) -> None:
        is_set = self._alarm is not None and not self._alarm.done()
        if at == math.inf or (is_set and self._alarm_at <= at):
            return
        if is_set and self._alarm is not None:
            self._alarm.cancel()
        self._alarm_at = at
        self._alarm = asyncio.get_running_loop().create_task(self._ring(at - now))

    async def _ring(self, seconds: float) -> None:
        await self._pacer.sleep(seconds)
        self._alarm = None
        self._serve()

    def _tidy(self, now: float) -> None:
        """Forget chats of which nothing counts any more; seldom enough to cost nothing for each message."""
        if len(self._chats) <= self._tidy_above:
            return
        self._chats = {name: chat for name, chat in self._chats.items() if not chat.is_idle(now)}
        for held in (self._held_until, self._asked_until):
            for chat in [chat for chat, until in held.items() if until <= now]:
                del held[chat]
        self._tidy_above = max(_TIDY_ABOVE, 2 * len(self._chats))


@dataclass(slots=True)
class _Window:
    """What counts against one limit: messages in flight, and those answered less than ``seconds`` ago."""

    limit: int
    seconds: float
    in_flight: int = 0
    ended: deque[float] = field(default_factory=deque)

    def opens_at(self, now: float) -> float:
        """Return when one more may be sent, infinity while that depends on an answer."""
        while self.ended and self.ended[0] + self.seconds <= now:
            self.ended.popleft()
        above = self.in_flight + len(self.ended) - self.limit
        if above < 0:
            return now
        return self.ended[above] + self.seconds if above < len(self.ended) else math.inf


@dataclass(slots=True)
class _Chat:
    """One chat: its windows, how many wait for it, and those of them who wait for an answer first.

    Attributes:
        served: number of its last turn; who asked before that goes behind all who wait now.
    """

    name: str
    windows: tuple[_Window, ...]
    served: int = -1
    places: int = 0
    parked: list[_Place] = field(default_factory=list)

    def opens_at(self, now: float) -> float:
        return max(window.opens_at(now) for window in self.windows)

    def is_idle(self, now: float) -> bool:
        self.opens_at(now)
        return self.places == 0 and not any(window.in_flight or window.ended for window in self.windows)


class _Place(NamedTuple):
    """A place in the queue; the number is its own, so that nothing behind it is ever compared."""

    rank: Rank
    number: int
    chat: _Chat
    until: float
    granted: asyncio.Future[bool]

    def is_live(self, now: float) -> bool:
        """Whether somebody still waits here, and may wait on."""
        return not self.granted.done() and now <= self.until


def _windows(limits: PaceLimits, *, is_group: bool) -> tuple[_Window, ...]:
    alone = _Window(limits.chat_per_second, _SECOND)
    return (alone, _Window(limits.group_per_minute, _MINUTE)) if is_group else (alone,)
