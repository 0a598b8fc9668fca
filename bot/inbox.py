"""Inbox: updates in hand; those of one chat are handled in order, chats side by side.

An update counts as handled, and may be confirmed to Telegram, once all before it are. So nobody waits for another's
answer, and what was not handled when the process ends comes again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from telegram import Update

WAITING_BEHIND: ContextVar[int] = ContextVar("waiting_behind", default=0)
"""How many updates of the same chat wait behind the one in hand."""


class Inbox:
    """Takes updates and has them handled.

    Args:
        handle: handles one update; raises only what has to end the bot.
    """

    def __init__(self, handle: Callable[[Update], Awaitable[None]]) -> None:
        self._handle = handle
        self._waiting: dict[int, deque[Update]] = {}
        self._at_work: dict[int, asyncio.Task[None]] = {}
        self._unhandled: set[int] = set()
        self._next = 0

    @property
    def offset(self) -> int:
        """The first update that is not handled yet: those before it may be confirmed."""
        return min(self._unhandled, default=self._next)

    @property
    def is_busy(self) -> bool:
        """Whether updates are in hand."""
        return bool(self._at_work)

    def take(self, updates: Iterable[Update]) -> None:
        """Take updates in the order of their ids; one taken before is passed over. Raises what handling raised."""
        for update in updates:
            if update.update_id < self._next:
                continue
            self._next = update.update_id + 1
            self._unhandled.add(update.update_id)
            chat = update.effective_chat.id if update.effective_chat is not None else 0
            self._waiting.setdefault(chat, deque()).append(update)
            if chat in self._at_work and self._at_work[chat].done():
                self._at_work.pop(chat).result()
            if chat not in self._at_work:
                self._at_work[chat] = asyncio.create_task(self._work_through(chat))

    async def settle(self, seconds: float) -> None:
        """Wait until nothing is in hand, but no longer than ``seconds``; raises what handling raised."""
        done, _ = await asyncio.wait(self._at_work.values(), timeout=seconds) if self._at_work else (set(), set())
        for chat in [chat for chat, task in self._at_work.items() if task in done]:
            self._at_work.pop(chat).result()

    async def close(self, seconds: float) -> None:
        """Begin nothing more, let what is being handled end for ``seconds`` and break it off then."""
        for waiting in self._waiting.values():
            waiting.clear()
        at_work = list(self._at_work.values())
        if at_work:
            await asyncio.wait(at_work, timeout=seconds)
        for task in at_work:
            task.cancel()
        await asyncio.gather(*at_work, return_exceptions=True)
        self._at_work.clear()

    async def _work_through(self, chat: int) -> None:
        waiting = self._waiting[chat]
        while waiting:
            update = waiting.popleft()
            WAITING_BEHIND.set(len(waiting))
            await self._handle(update)
            self._unhandled.discard(update.update_id)
        del self._waiting[chat]
