"""``cajad setup``: from a bot token to a running service, asked step by step; input and output are handed in."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.chats import ChatKey
from bot.env_file import write_setting
from bot.handlers.replying import reply
from bot.invitations import CODE_LIFETIME, new_code
from bot.polling import PollingRhythm
from bot.replies.subscriptions import trial_alert
from bot.roles import Role, held
from bot.service_unit import UNIT_NAME, unit_text
from bot.telegram_app import api_base, build_application, run_telegram
from bot.texts import texts_for
from domain.errors import LeaseHeld
from domain.subscriber import ChannelName

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from bot.telegram_parts import TelegramParts
    from domain.ports import Pacer
    from domain.subscriber import Subscriber

TOKEN_NAME = "CAJAD_TELEGRAM_TOKEN"  # noqa: S105 - the name of the setting
TOKEN_TRIES = 3
LOOK_EVERY = 0.5
"""Seconds between two looks whether the code was used."""


class Terminal(Protocol):
    """The person at the keyboard."""

    def tell(self, text: str) -> None:
        """Print a line."""
        ...

    def ask_secret(self, question: str) -> str:
        """Return what was typed, which is not shown; empty for nothing."""
        ...

    def confirm(self, question: str) -> bool:
        """Return the answer to a yes-or-no question."""
        ...


@dataclass(frozen=True, slots=True)
class ServiceTools:
    """How to install a systemd user service.

    Attributes:
        folder: where units of the user lie, e.g. ``~/.config/systemd/user``.
        systemctl: runs ``systemctl --user`` with these arguments and returns its exit status.
        executable: absolute path of the ``cajad`` command.
    """

    folder: Path
    systemctl: Callable[[tuple[str, ...]], int]
    executable: Path


@dataclass(frozen=True, slots=True)
class SetupParts:
    """What the set-up works with.

    Attributes:
        home: CAJAD_HOME. token: the one in force, or None. api_url: as in the settings.
        service: None on machines without systemd.
    """

    home: Path
    token: str | None
    api_url: str | None
    telegram: TelegramParts
    pacer: Pacer
    terminal: Terminal
    service: ServiceTools | None = None
    rhythm: PollingRhythm = field(default_factory=PollingRhythm)


async def run_setup(parts: SetupParts) -> bool:
    """Lead the operator through the set-up; return whether it came to its end.

    Raises:
        OSError: ``.env`` or the unit file cannot be written.
        StorageError: the database cannot be used.
    """
    token = await _ask_token(parts)
    if token is None:
        return False
    if token != parts.token:
        write_setting(parts.home / ".env", TOKEN_NAME, token)
        parts.terminal.tell(f"The token stands in {parts.home / '.env'}; only you may read that file.")
    if not await _invite(parts, token):
        return False
    _offer_service(parts)
    return True


async def _ask_token(parts: SetupParts) -> str | None:
    """Ask until a token works; None if the operator gives up or Telegram cannot be reached."""
    parts.terminal.tell("A Telegram bot is made by writing to @BotFather: /newbot. It answers with a token.")
    keep = " (Enter keeps the one that is set)" if parts.token else ""
    for _ in range(TOKEN_TRIES):
        token = parts.terminal.ask_secret(f"Bot token{keep}: ").strip() or parts.token
        if not token:
            break
        try:
            name = await _name_of(token, parts.api_url)
        except InvalidToken:
            parts.terminal.tell("Telegram rejects this token. It looks like 123456789:AbC…, without spaces.")
        except TelegramError as error:
            parts.terminal.tell(f"Telegram cannot be reached ({type(error).__name__}). Nothing was changed.")
            return None
        else:
            parts.terminal.tell(f"The token belongs to @{name}.")
            return token
    parts.terminal.tell("No token was set. Nothing was changed.")
    return None


async def _name_of(token: str, api_url: str | None) -> str:
    async with Bot(token, base_url=api_base(api_url)) as bot:
        return bot.username


async def _invite(parts: SetupParts, token: str) -> bool:
    """Print a one-time code, wait until it is used, send the editors a test alert."""
    code, until = new_code(), parts.telegram.clock.now() + CODE_LIFETIME
    with parts.telegram.open_unit_of_work() as work:
        work.invitations.add(code, until)
        work.commit()
    minutes = int(CODE_LIFETIME.total_seconds() // 60)
    name = await _name_of(token, parts.api_url)
    parts.terminal.tell(f"Your code, good once and for {minutes} minutes: {code}")
    parts.terminal.tell(f"Send it to @{name}, or open https://t.me/{name}?start={code}. It makes you an editor.")
    try:
        used = await _answering(parts, token, code, until)
    except LeaseHeld:
        parts.terminal.tell("The bot runs already and will take the code. With a new token, restart it first.")
        used = await _is_used_in_time(parts, code, until)
    if not used:
        parts.terminal.tell("The code was not used in time. «cajad setup» gives a new one.")
        return False
    await _send_trial(parts, token)
    return True


async def _answering(parts: SetupParts, token: str, code: str, until: datetime) -> bool:
    """Run the bot itself while the code is awaited.

    Raises:
        LeaseHeld: another process does.
    """
    stop = asyncio.Event()
    async with held((Role.BOT,), parts.telegram.open_unit_of_work, parts.telegram.clock, parts.pacer, stop.set):
        app = build_application(token, parts.api_url, parts.telegram)
        bot = asyncio.create_task(run_telegram(app, stop, parts.rhythm))
        waiting = asyncio.create_task(_is_used_in_time(parts, code, until))
        try:
            await asyncio.wait((bot, waiting), return_when=asyncio.FIRST_COMPLETED)
            return waiting.done() and waiting.result()
        finally:
            waiting.cancel()
            stop.set()
            await bot


async def _is_used_in_time(parts: SetupParts, code: str, until: datetime) -> bool:
    """Wait until the code cannot be used any more; tell whether that is because somebody used it."""
    while await asyncio.to_thread(_is_usable, parts, code):
        await parts.pacer.sleep(LOOK_EVERY)
    return parts.telegram.clock.now() < until


def _is_usable(parts: SetupParts, code: str) -> bool:
    with parts.telegram.open_unit_of_work(writes=False) as work:
        return work.invitations.is_usable(code, parts.telegram.clock.now())


async def _send_trial(parts: SetupParts, token: str) -> None:
    async with Bot(token, base_url=api_base(parts.api_url)) as bot:
        for editor in await asyncio.to_thread(_editors, parts):
            try:
                await reply(bot, ChatKey.of(editor.address), trial_alert(texts_for(editor.language, editor.zone)))
            except TelegramError as error:
                parts.terminal.tell(f"The test alert was not delivered ({type(error).__name__}).")
            else:
                parts.terminal.tell("A test alert was sent: look at Telegram.")


def _editors(parts: SetupParts) -> list[Subscriber]:
    with parts.telegram.open_unit_of_work(writes=False) as work:
        active = work.subscribers.list_active()
    return [each for each in active if each.editor and each.channel is ChannelName.TELEGRAM]


def _offer_service(parts: SetupParts) -> None:
    tools, terminal = parts.service, parts.terminal
    if tools is None:
        terminal.tell("There is no systemd here. Start the product with «cajad run».")
        return
    if not terminal.confirm("Install a service that runs the product, now and after every start of this machine?"):
        terminal.tell("No service was installed. Start the product with «cajad run».")
        return
    tools.folder.mkdir(parents=True, exist_ok=True)
    (tools.folder / UNIT_NAME).write_text(unit_text(parts.home, tools.executable), encoding="utf-8")
    started = all(tools.systemctl(each) == 0 for each in (("daemon-reload",), ("enable", "--now", UNIT_NAME)))
    if started:
        terminal.tell(f"The service runs: systemctl --user status {UNIT_NAME}")
        terminal.tell("To keep it running when nobody is logged in: loginctl enable-linger")
    else:
        terminal.tell(f"{tools.folder / UNIT_NAME} was written, but systemd did not start it; see journalctl --user.")
