"""Dialog pace: answers to commands and buttons take turns with alerts, before them, at one pace for the whole bot.

Telegram counts sending and editing together, for each chat and over all; answers to a pressed button are not counted
(tdlib/td issue 3034, tdlib/telegram-bot-api issue 648), nor are questions such as who is in a chat. An answer that
has no turn within ``WAITS`` is given up: by then its reader has pressed again.

Whoever presses faster than a chat may be answered sees the last presses only: while several updates of a chat wait,
edits for the earlier ones do not wait for a turn. What they asked for is done all the same. A message of its own is
never left out for that: nothing that follows says the same.

An answer to a button that Telegram no longer waits for is none: the press came before the bot was started, or it is
handled once more. What it asked for is done, and shown, all the same.
"""

from __future__ import annotations

import logging
import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from telegram.error import BadRequest, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.inbox import WAITING_BEHIND
from bot.pacing import Rank

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

    from bot.pacing import Pace

log = logging.getLogger(__name__)

COUNTED = frozenset(
    {
        "sendMessage",
        "sendPhoto",
        "sendDocument",
        "editMessageText",
        "editMessageCaption",
        "editMessageReplyMarkup",
    }
)
"""Methods that Telegram counts as messages, of those that dialogs use."""

_OVERTAKEN = frozenset({"editMessageText", "editMessageCaption", "editMessageReplyMarkup"})
"""Methods whose result the next press replaces."""

_ANSWER = "answerCallbackQuery"
_TOO_LATE = "query is too old"
"""In Telegram's refusal of an answer that it no longer waits for, or has."""

Answer: TypeAlias = bool | dict[str, Any] | list[dict[str, Any]]

WAITS = 10.0
"""Seconds that an answer waits for its turn, the wait that Telegram asks for included."""

CROWD = 3
"""Updates of one chat waiting behind from which on an edit does not wait for a turn."""


class GivenUp(RetryAfter):
    """An answer had no turn in time; nothing was asked of Telegram."""


class DialogPace(BaseRateLimiter[None]):
    """Gives answers their turns.

    Args:
        pace: of the bot, shared with delivery.
    """

    def __init__(self, pace: Pace) -> None:
        # python-telegram-bot 22 asks its users to opt in this way, and warns at every RetryAfter until they do.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._pace = pace

    async def initialize(self) -> None:
        """Nothing is kept open."""

    async def shutdown(self) -> None:
        """Nothing is kept open."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Iterable[object],
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,  # noqa: ARG002 - given by name
    ) -> Answer:
        """Make a request when it is its turn.

        Args:
            callback, args, kwargs: what makes it. endpoint: the method. data: its parameters.
            rate_limit_args: none are used.

        Raises:
            GivenUp: there was no turn in time. RetryAfter: Telegram asks to wait longer than that.
        """
        chat = data.get("chat_id")
        if endpoint == _ANSWER:
            return await _answered(callback, args, kwargs)
        if endpoint not in COUNTED or chat is None:
            return await callback(*args, **kwargs)
        is_crowded = WAITING_BEHIND.get() >= CROWD and endpoint in _OVERTAKEN
        until = self._pace.now() + (0.0 if is_crowded else WAITS)
        while True:
            turn = await self._pace.turn(str(chat), is_group=_is_group(chat), rank=Rank.REPLY, until=until)
            if turn is None:
                raise GivenUp(timedelta(seconds=1))
            with turn:
                try:
                    return await callback(*args, **kwargs)
                except RetryAfter as error:
                    asked = error.retry_after
                    seconds = asked.total_seconds() if isinstance(asked, timedelta) else float(asked)
                    self._pace.hold(str(chat), seconds, asked=True)
                    if self._pace.now() + seconds > until:
                        raise


async def _answered(
    callback: Callable[..., Coroutine[Any, Any, Answer]], args: Iterable[object], kwargs: dict[str, Any]
) -> Answer:
    """Answer a pressed button; False where Telegram no longer waits for that."""
    try:
        return await callback(*args, **kwargs)
    except BadRequest as refusal:
        if _TOO_LATE not in refusal.message.casefold():
            raise
        log.info("the answer to a button came too late")
        return False


def _is_group(chat: int | str) -> bool:
    """Whether a chat is a group or channel: their numbers are below zero, and only they have names."""
    try:
        return int(chat) < 0
    except ValueError:
        return True
