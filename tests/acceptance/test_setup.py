"""``cajad setup`` as an operator lives through it: a scripted keyboard, the real bot, the emulator."""

from __future__ import annotations

import asyncio
import re
import stat
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from bot.roles import LEASE_TIME, Role
from bot.service_unit import UNIT_NAME
from bot.setup import ServiceTools, SetupParts, run_setup
from tests.fakes import FixedClock
from tests.servers.bot_api import TOKEN, BotApi
from tests.servers.bot_api_faults import blocked, hang_up
from tests.servers.telegram_house import RHYTHM, database, running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class ShortPacer:
    """Waits a hundredth of what it is asked, so that the emulator's thread has its turn."""

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / 100)


@dataclass
class Keyboard:
    """An operator who types what is laid out and keeps what was printed."""

    secrets: list[str] = field(default_factory=lambda: [TOKEN])
    answers: list[bool] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)

    def tell(self, text: str) -> None:
        self.printed.append(text)

    def ask_secret(self, question: str) -> str:
        self.printed.append(question)
        return self.secrets.pop(0)

    def confirm(self, question: str) -> bool:
        self.printed.append(question)
        return self.answers.pop(0)

    @property
    def screen(self) -> str:
        return "\n".join(self.printed)

    @property
    def code(self) -> str | None:
        found = re.search(r"minutes: (\S+)", self.screen)
        return found[1] if found else None


@dataclass
class Systemctl:
    """Notes what it is told to do, and answers with these exit statuses."""

    statuses: list[int] = field(default_factory=lambda: [0, 0])
    calls: list[tuple[str, ...]] = field(default_factory=list)

    def __call__(self, arguments: tuple[str, ...]) -> int:
        self.calls.append(arguments)
        return self.statuses.pop(0)


@pytest.fixture
def parts(api: BotApi, seeded: Path, tmp_path: Path) -> Iterator[SetupParts]:
    with database(seeded, tmp_path) as opens:
        yield SetupParts(
            home=tmp_path,
            token=None,
            api_url=api.url,
            telegram=telegram_parts(opens),
            pacer=ShortPacer(),
            terminal=Keyboard(),
            rhythm=RHYTHM,
        )


def keyboard(parts: SetupParts) -> Keyboard:
    assert isinstance(parts.terminal, Keyboard)
    return parts.terminal


async def set_up(api: BotApi, parts: SetupParts) -> bool:
    """Run the set-up; the operator sends the code as soon as it is printed."""
    setting_up = asyncio.create_task(run_setup(parts))
    await api.until(lambda: keyboard(parts).code)
    api.person(1001, language_code="ru").says(f"/start {keyboard(parts).code}")
    return await setting_up


def editors(parts: SetupParts) -> list[str]:
    with parts.telegram.open_unit_of_work(writes=False) as work:
        return [each.address for each in work.subscribers.list_active() if each.editor]


async def test_from_a_token_to_an_editor_with_a_test_alert(api: BotApi, parts: SetupParts) -> None:
    assert await set_up(api, parts)
    env_file = parts.home / ".env"
    assert env_file.read_text(encoding="utf-8") == f"CAJAD_TELEGRAM_TOKEN={TOKEN}\n"
    assert stat.S_IMODE(env_file.stat().st_mode) == 0o600
    assert editors(parts) == ["1001"]
    assert "Проверочное оповещение" in api.received(1001)[-1].text
    assert TOKEN not in keyboard(parts).screen
    assert "cajad run" in keyboard(parts).screen


async def test_the_code_works_once_only(api: BotApi, parts: SetupParts) -> None:
    await set_up(api, parts)
    code = keyboard(parts).code
    async with running(api, parts.telegram) as house:
        assert "unknown, used or expired" in await house.says(api.person(1002), str(code))
    assert editors(parts) == ["1001"]


async def test_a_running_bot_takes_the_code(api: BotApi, parts: SetupParts) -> None:
    telegram = parts.telegram
    with telegram.open_unit_of_work() as work:
        work.leases.acquire(Role.BOT, "another-host:1:1", telegram.clock.now(), LEASE_TIME)
        work.commit()
    async with running(api, telegram):
        assert await set_up(api, parts)
    assert "The bot runs already" in keyboard(parts).screen
    assert editors(parts) == ["1001"]


async def test_a_wrong_token_is_asked_for_again_and_never_stored(api: BotApi, parts: SetupParts) -> None:
    parts = replace(parts, terminal=Keyboard(secrets=["1:wrong", " ", f" {TOKEN}\n"]))
    with_old = replace(parts, token="1:old")
    assert await set_up(api, with_old)
    assert keyboard(parts).screen.count("Telegram rejects this token") == 2
    assert f"={TOKEN}\n" in (parts.home / ".env").read_text(encoding="utf-8")


async def test_the_token_in_force_is_kept_by_pressing_enter(api: BotApi, parts: SetupParts) -> None:
    parts = replace(parts, token=TOKEN, terminal=Keyboard(secrets=[""]))
    assert await set_up(api, parts)
    assert not (parts.home / ".env").exists()


async def test_without_a_token_nothing_changes(parts: SetupParts) -> None:
    parts = replace(parts, terminal=Keyboard(secrets=[""]))
    assert not await run_setup(parts)
    assert "Nothing was changed" in keyboard(parts).screen
    assert not (parts.home / ".env").exists()


async def test_a_telegram_that_cannot_be_reached_changes_nothing(api: BotApi, parts: SetupParts) -> None:
    api.goes_wrong("getMe", hang_up(accepts=False))
    assert not await run_setup(parts)
    assert "cannot be reached (NetworkError)" in keyboard(parts).screen
    assert not (parts.home / ".env").exists()


async def test_a_code_that_nobody_sends_runs_out(api: BotApi, parts: SetupParts) -> None:
    clock = parts.telegram.clock
    assert isinstance(clock, FixedClock)
    setting_up = asyncio.create_task(run_setup(parts))
    await api.until(lambda: keyboard(parts).code)
    clock.advance(minutes=15)
    assert not await setting_up
    assert "not used in time" in keyboard(parts).screen
    assert editors(parts) == []


async def test_a_test_alert_that_fails_is_said(api: BotApi, parts: SetupParts) -> None:
    setting_up = asyncio.create_task(run_setup(parts))
    await api.until(lambda: keyboard(parts).code)
    api.goes_wrong(1001, blocked(), blocked())
    api.person(1001).says(str(keyboard(parts).code))
    assert await setting_up
    assert "was not delivered (Forbidden)" in keyboard(parts).screen


@pytest.mark.parametrize(("statuses", "said"), [([0, 0], "The service runs"), ([1], "systemd did not start it")])
async def test_the_service_is_installed_if_wished(
    api: BotApi, parts: SetupParts, tmp_path: Path, statuses: list[int], said: str
) -> None:
    systemctl = Systemctl(statuses=list(statuses))
    tools = ServiceTools(tmp_path / "units" / "user", systemctl, tmp_path / "cajad")
    parts = replace(parts, service=tools, terminal=Keyboard(answers=[True]))
    assert await set_up(api, parts)
    assert f'ExecStart="{tmp_path / "cajad"}" run' in (tools.folder / UNIT_NAME).read_text(encoding="utf-8")
    assert systemctl.calls == [("daemon-reload",), ("enable", "--now", UNIT_NAME)][: len(statuses)]
    assert said in keyboard(parts).screen


async def test_the_service_is_left_if_not_wished(api: BotApi, parts: SetupParts, tmp_path: Path) -> None:
    tools = ServiceTools(tmp_path / "units", Systemctl(), tmp_path / "cajad")
    parts = replace(parts, service=tools, terminal=Keyboard(answers=[False]))
    assert await set_up(api, parts)
    assert not tools.folder.exists()
