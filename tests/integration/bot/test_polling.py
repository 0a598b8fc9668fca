"""Getting updates while Telegram is away, says no, or talks to somebody else."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import TYPE_CHECKING, Any

import pytest
from telegram import Bot
from telegram.error import TimedOut

from bot.polling import ANSWER, CheckedRequest, PollingRhythm
from bot.telegram_app import api_base, build_application, run_telegram
from domain.errors import ConfigError
from tests.servers.bot_api import TOKEN, BotApi
from tests.servers.bot_api_faults import Fault, hang_up, server_error, slow_answer, too_many_requests
from tests.servers.telegram_house import RHYTHM, database, running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.telegram_parts import TelegramParts


@pytest.fixture
def parts(seeded: Path, tmp_path: Path) -> Iterator[TelegramParts]:
    with database(seeded, tmp_path) as opens:
        yield telegram_parts(opens)


@pytest.mark.parametrize(
    ("given", "base"),
    [
        (None, "https://api.telegram.org/bot"),
        ("", "https://api.telegram.org/bot"),
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081/bot"),
        ("http://127.0.0.1:8081/", "http://127.0.0.1:8081/bot"),
        ("http://127.0.0.1:8081/bot", "http://127.0.0.1:8081/bot"),
    ],
)
def test_the_api_address_is_taken_with_or_without_its_last_part(given: str | None, base: str) -> None:
    assert api_base(given) == base


async def test_the_bot_waits_for_a_telegram_that_is_away_and_stops_while_waiting(
    parts: TelegramParts, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{unused.getsockname()[1]}"
    stop = asyncio.Event()
    run = asyncio.create_task(run_telegram(build_application(TOKEN, nobody, parts), stop, PollingRhythm()))
    await asyncio.sleep(0.5)
    began = time.monotonic()
    stop.set()
    await run
    assert time.monotonic() - began < 3
    assert caplog.text.count("Telegram cannot be reached (ConnectError)") == 1
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("method", ["getMe", "getUpdates"])
@pytest.mark.parametrize(
    ("faults", "said"),
    [
        ([server_error(502)] * 2, "answers with an error (NetworkError)"),
        ([hang_up(accepts=False)] * 2, "cannot be reached (RemoteProtocolError)"),
        ([too_many_requests(1)], "asks to wait"),
    ],
    ids=["502", "hang up", "429"],
)
async def test_the_bot_goes_on_after_trouble_and_says_so_once(
    api: BotApi, parts: TelegramParts, caplog: pytest.LogCaptureFixture, method: str, faults: list[Fault], said: str
) -> None:
    caplog.set_level("INFO", logger="bot")
    api.goes_wrong(method, *faults)
    async with running(api, parts) as house:
        await house.says(api.person(1001), "/start")
    assert caplog.text.count(said) == 1
    assert caplog.text.count("Telegram answers again") == 1
    assert TOKEN not in caplog.text


async def test_a_silent_telegram_is_a_time_out_and_does_not_hold_up_the_end(api: BotApi, parts: TelegramParts) -> None:
    api.goes_wrong("getMe", slow_answer(3))
    stop = asyncio.Event()
    run = asyncio.create_task(run_telegram(build_application(TOKEN, api.url, parts), stop, RHYTHM))
    await api.until(lambda: api.begun("getMe"))
    began = time.monotonic()
    stop.set()
    await run
    assert time.monotonic() - began < 2


async def test_a_message_is_not_given_up_on_before_a_slow_network_has_answered(
    api: BotApi, parts: TelegramParts
) -> None:
    assert build_application(TOKEN, api.url, parts).bot.request.read_timeout == ANSWER >= 30
    api.goes_wrong("getMe", slow_answer(0.5))
    async with Bot(TOKEN, base_url=api_base(api.url), request=CheckedRequest(answer=20.0)) as bot:
        assert bot.username
    api.goes_wrong("getMe", slow_answer(0.5))
    with pytest.raises(TimedOut):
        await Bot(TOKEN, base_url=api_base(api.url), request=CheckedRequest(answer=0.1)).initialize()


@pytest.mark.parametrize("token", ["1:unknown-token", "7000001:revoked-token"])
async def test_a_token_that_telegram_rejects_ends_the_bot_and_is_never_shown(
    api: BotApi, parts: TelegramParts, caplog: pytest.LogCaptureFixture, token: str
) -> None:
    with pytest.raises(ConfigError, match="CAJAD_TELEGRAM_TOKEN: Telegram rejects this token") as raised:
        await run_telegram(build_application(token, api.url, parts), asyncio.Event(), RHYTHM)
    assert token not in str(raised.value) + caplog.text
    assert raised.value.__suppress_context__


async def test_a_token_revoked_while_running_ends_the_bot(api: BotApi, parts: TelegramParts) -> None:
    run = asyncio.create_task(run_telegram(build_application(TOKEN, api.url, parts), asyncio.Event(), RHYTHM))
    await api.until(lambda: api.begun("getUpdates"))
    api.token = "7000001:another"
    api.person(1001).says("/start")
    with pytest.raises(ConfigError, match="rejects this token"):
        await run


async def test_two_processes_with_one_token_are_told_so(
    api: BotApi, parts: TelegramParts, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(api, parts), running(api, parts):
        await api.until(lambda: "another process polls Telegram with the same bot token" in caplog.text)
    assert TOKEN not in caplog.text


async def test_what_was_said_while_the_bot_was_away_is_answered_once(api: BotApi, parts: TelegramParts) -> None:
    api.person(1001).says("/start")
    for _ in range(2):
        async with running(api, parts):
            await api.until(lambda: len(api.received(1001)) == 1)
    assert len(api.received(1001)) == 1
    assert api.unconfirmed == []


async def test_stopping_amid_a_batch_confirms_what_was_answered(api: BotApi, parts: TelegramParts) -> None:
    stop = asyncio.Event()
    api.goes_wrong(1001, slow_answer(0.3))
    api.person(1001).says("/start")
    run = asyncio.create_task(run_telegram(build_application(TOKEN, api.url, parts), stop, RHYTHM))
    await api.until(lambda: bool(api.received(1001)))
    stop.set()
    await run
    assert api.unconfirmed == []


async def test_a_confirmation_that_fails_is_logged_and_ends_in_time(
    api: BotApi, parts: TelegramParts, caplog: pytest.LogCaptureFixture
) -> None:
    stop = asyncio.Event()
    api.goes_wrong(1001, slow_answer(0.3))
    api.person(1001).says("/start")
    run: asyncio.Task[Any] = asyncio.create_task(
        run_telegram(build_application(TOKEN, api.url, parts), stop, PollingRhythm(confirm=0.2))
    )
    await api.until(lambda: bool(api.received(1001)))
    api.goes_wrong("getUpdates", slow_answer(2))
    stop.set()
    await run
    assert "it may hand some out again" in caplog.text
