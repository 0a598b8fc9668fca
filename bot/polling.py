"""Long polling: updates from Telegram to the application, confirmed only once they were handled.

python-telegram-bot's own updater confirms updates before they are handled, waits up to 30 s uninterrupted after an
error and ends silently when the token is revoked; a service that must stop within seconds and lose no wish of a
reader needs the opposite, which is this loop.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.inbox import Inbox
from domain.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from bot.telegram_parts import TelegramApp

log = logging.getLogger(__name__)

ALLOWED_UPDATES = (Update.MESSAGE, Update.CHANNEL_POST, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)

LOOK_AGAIN = 0.5
"""Seconds between two looks for further updates while some are in hand."""

_Result = TypeVar("_Result")


ANSWER = 30.0
"""Seconds that an answer may take: of a message that is given up on nobody knows whether it came."""

UPDATES = 5.0
"""Seconds beyond its wait that an answer to a poll may take: a poll given up on loses nothing, and shows early that a
connection is dead."""


class CheckedRequest(HTTPXRequest):
    """Requests whose answers have the form of the Bot API's; the library takes whatever JSON is for one of them.

    Args:
        connection_pool_size: connections at the same time. answer: seconds that an answer may take, and each part of
            a request to be written.
    """

    def __init__(self, connection_pool_size: int = 1, answer: float = ANSWER) -> None:
        super().__init__(connection_pool_size, read_timeout=answer, write_timeout=answer)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer.

        Raises:
            TelegramError: it is none of the Bot API's.
        """
        answer: object = HTTPXRequest.parse_json_payload(payload)
        if not isinstance(answer, dict) or not ("result" in answer or answer.get("ok") is False):
            raise TelegramError("Invalid server response")
        return answer


@dataclass(frozen=True, slots=True)
class PollingRhythm:
    """Times in seconds.

    Attributes:
        wait: how long Telegram holds an empty request open. first_pause, longest_pause: after errors, doubling.
        confirm: how long the last confirmation may take when the bot stops.
        finish: how long what is being handled then may take to end.
    """

    wait: int = 25
    first_pause: float = 1.0
    longest_pause: float = 60.0
    confirm: float = 2.0
    finish: float = 1.0


@dataclass
class Trouble:
    """What goes wrong with Telegram, said once when it begins and once when it is over."""

    rhythm: PollingRhythm
    said: str = ""
    failures: int = 0

    def met(self, error: TelegramError) -> float:
        """Note a failure; return the seconds to wait.

        Raises:
            ConfigError: Telegram rejects the token; waiting cannot help.
        """
        if isinstance(error, InvalidToken):
            # Not chained: the library's own message holds the token.
            raise ConfigError(["CAJAD_TELEGRAM_TOKEN: Telegram rejects this token"]) from None
        self.failures += 1
        line = _in_words(error)
        if line != self.said:
            log.warning("%s; trying again until it works", line)
        self.said = line
        doubled: float = self.rhythm.first_pause * 2 ** min(self.failures - 1, 10)
        return max(min(doubled, self.rhythm.longest_pause), _asked_wait(error))

    def over(self) -> None:
        """Note a success."""
        if self.failures:
            log.info("Telegram answers again")
        self.said, self.failures = "", 0


async def connect(app: TelegramApp, stop: asyncio.Event, rhythm: PollingRhythm) -> bool:
    """Initialise the application, trying until Telegram answers; return False if ``stop`` came first.

    Raises:
        ConfigError: Telegram rejects the token.
    """
    trouble = Trouble(rhythm)
    while not stop.is_set():
        try:
            await _unless(stop, app.initialize())
        except TelegramError as error:
            await pause(stop, trouble.met(error))
        else:
            if not stop.is_set():
                trouble.over()
                return True
    return False


async def poll_updates(app: TelegramApp, stop: asyncio.Event, rhythm: PollingRhythm) -> None:
    """Hand updates to the application until ``stop``: those of one chat one after another, chats side by side.

    While any is in hand, further ones are asked for without waiting; Telegram hands those in hand out once more.

    Raises:
        ConfigError: Telegram rejects the token.
    """
    trouble, inbox, confirmed = Trouble(rhythm), Inbox(app.process_update), 0
    try:
        while not stop.is_set():
            offset = inbox.offset
            try:
                updates = await _unless(stop, _updates(app, offset, 0 if inbox.is_busy else rhythm.wait))
            except TelegramError as error:
                await pause(stop, trouble.met(error))
                continue
            confirmed = offset
            trouble.over()
            inbox.take(updates or ())
            await inbox.settle(LOOK_AGAIN)
    finally:
        await inbox.close(rhythm.finish)
    if inbox.offset != confirmed:
        await _confirm(app, inbox.offset, rhythm.confirm)


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait for ``seconds`` or until ``stop``."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


async def _updates(app: TelegramApp, offset: int, wait: int) -> tuple[Update, ...]:
    return await app.bot.get_updates(offset=offset, timeout=timedelta(seconds=wait), allowed_updates=ALLOWED_UPDATES)


async def _confirm(app: TelegramApp, offset: int, seconds: float) -> None:
    """Tell Telegram that everything before ``offset`` was handled, so that a restart does not answer it twice."""
    try:
        async with asyncio.timeout(seconds):
            await _updates(app, offset, 0)
    except (TelegramError, TimeoutError):
        log.warning("Telegram could not be told which messages were answered; it may hand some out again")


async def _unless(stop: asyncio.Event, work: Awaitable[_Result]) -> _Result | None:
    """Return what ``work`` returns; if ``stop`` comes first, break it off and return None."""
    task, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((task, stopping), return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        stopping.cancel()
        task.cancel()
        await asyncio.gather(task, stopping, return_exceptions=True)


def _in_words(error: TelegramError) -> str:
    """Say what is wrong without any address: an address of the Bot API holds the token."""
    match error:
        case Conflict():
            return "another process polls Telegram with the same bot token: stop it, or give this one a bot of its own"
        case RetryAfter():
            return "Telegram asks to wait"
        case TimedOut():
            return "Telegram does not answer in time"
        case _ if error.__cause__ is not None:
            return f"Telegram cannot be reached ({type(error.__cause__).__name__})"
        case _:
            return f"Telegram answers with an error ({type(error).__name__})"


def _asked_wait(error: TelegramError) -> float:
    if not isinstance(error, RetryAfter):
        return 0.0
    asked: timedelta | int = error.retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)
