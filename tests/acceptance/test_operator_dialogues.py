"""Operators ask how things stand and speak to all subscribers; nobody else can."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.operators import OperatorParts, tell_operators
from bot.pacing import Pace, PaceLimits
from bot.replies.operating import DROP, SEND
from config.settings import Settings
from domain.notice import NoticeKind
from domain.outcome import PollOutcome
from domain.source import PollRecord, Verdict
from domain.story import Sifted
from domain.subscriber import ChannelName, SubscriberState
from tests.builders import NOON
from tests.fakes import FastPacer
from tests.servers.telegram_house import House, running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi, Person
    from tests.servers.bot_api_chats import Accepted

ADMIN, OTHER_ADMIN = 4242, 4343
AIGUL, KENJI = 1001, 1002


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork, tmp_path: Path) -> AsyncIterator[House]:
    parts = telegram_parts(opens, admins=frozenset({ADMIN, OTHER_ADMIN}), home=tmp_path)
    async with running(api, parts) as house:
        yield house


async def tells(house: House) -> int:
    """One round of messages that are no alerts."""
    settings = Settings(telegram_token="1:x", admins=(ADMIN,))
    paces = {ChannelName.TELEGRAM: Pace(PaceLimits(), FastPacer())}
    opens, clock = house.parts.open_unit_of_work, house.parts.clock
    return await tell_operators(OperatorParts(opens, {ChannelName.TELEGRAM: house.channel}, paces, clock, settings))


async def readers(house: House) -> tuple[Person, Person]:
    aigul = house.api.person(AIGUL, language_code="ru")
    kenji = house.api.person(KENJI, language_code="ja")
    for each in (aigul, kenji):
        await house.says(each, "/start")
    return aigul, kenji


async def previewed(house: House, text: str) -> tuple[Person, Accepted]:
    operator = house.api.person(ADMIN)
    await house.says(operator, text)
    return operator, house.api.received(ADMIN)[-1]


def data(message: Accepted, opening: str) -> str:
    return next(value for _, value in message.buttons if value.startswith(opening))


def told(house: House, chat: int) -> list[str]:
    heading = ("From those who run", "От тех, кто ведёт", "CA+JAD Monitor 運営者")
    return [each.text for each in house.api.received(chat) if each.text.startswith(heading)]


async def test_an_operator_sees_how_the_installation_stands(house: House) -> None:
    await readers(house)
    said = await house.says(house.api.person(ADMIN), "/health")
    assert "How CA+JAD Monitor stands" in said
    assert "Subscribers: 2 (ja 1, ru 1)" in said
    assert "Messages: 0 due" in said


async def test_an_operator_sees_which_sources_do_not_work(house: House) -> None:
    with house.parts.open_unit_of_work(writes=False) as work:
        watched = work.sources.list_all()[0]
    state = replace(watched.state, verdict=Verdict.TLS, failures=9, last_success_at=NOON, last_polled_at=NOON)
    record = PollRecord(watched.source.id, NOON, Verdict.TLS, "", 0.1, 0, 0)
    house.records(PollOutcome(state, record, Sifted((), (), ())))
    said = await house.says(house.api.person(ADMIN), "/sources")
    assert "2 sources do not work" in said
    assert watched.source.name in said


@pytest.mark.parametrize("command", ["/health", "/sources", "/broadcast We move."])
async def test_for_anybody_else_there_are_no_such_commands(house: House, command: str) -> None:
    aigul, _ = await readers(house)
    usual = await house.says(aigul, "/nosuchcommand")
    assert await house.says(aigul, command) == usual
    assert await tells(house) == 0


async def test_an_operator_in_a_group_is_not_answered_as_one(house: House) -> None:
    operator = house.api.person(ADMIN)
    operator.says("/health", chat_id=-500)
    await house.settles()
    assert house.api.received(-500) == []


async def test_a_broadcast_goes_to_everybody_once_after_it_was_seen(house: House) -> None:
    await readers(house)
    operator, shown = await previewed(house, "/broadcast We move <soon>.")
    assert "We move <soon>." in shown.text
    assert "2 subscribers will receive this (ja 1, ru 1)." in shown.text
    assert await tells(house) == 0
    send = data(shown, SEND)
    await house.presses(operator, shown, send)
    await house.settles()
    assert "It goes to 2 subscribers." in house.api.received(ADMIN)[-1].text
    await house.presses(operator, shown, send)
    await house.settles()
    assert "decided before" in house.api.received(ADMIN)[-1].text
    assert await tells(house) == 2
    assert await tells(house) == 0
    assert told(house, AIGUL) == ["От тех, кто ведёт CA+JAD Monitor\nWe move <soon>."]
    assert told(house, KENJI) == ["CA+JAD Monitor 運営者より\nWe move <soon>."]


async def test_a_broadcast_in_one_language_goes_to_its_readers(house: House) -> None:
    await readers(house)
    operator, shown = await previewed(house, "/broadcast ru Мы переезжаем.")
    await house.presses(operator, shown, data(shown, SEND))
    await tells(house)
    assert (len(told(house, AIGUL)), len(told(house, KENJI))) == (1, 0)


async def test_a_dropped_broadcast_reaches_nobody(house: House) -> None:
    await readers(house)
    operator, shown = await previewed(house, "/broadcast We move.")
    send, drop = data(shown, SEND), data(shown, DROP)
    await house.presses(operator, shown, drop)
    await house.settles()
    assert "Not sent." in house.api.received(ADMIN)[-1].text
    await house.presses(operator, shown, send)
    await house.settles()
    assert await tells(house) == 0


async def test_who_stops_in_between_is_left_alone(house: House) -> None:
    aigul, _ = await readers(house)
    operator, shown = await previewed(house, "/broadcast We move.")
    await house.presses(operator, shown, data(shown, SEND))
    await house.says(aigul, "/stop")
    assert house.known(str(AIGUL)).state is SubscriberState.STOPPED
    assert await tells(house) == 1
    assert told(house, AIGUL) == []


@pytest.mark.parametrize("who", [OTHER_ADMIN, AIGUL], ids=["another operator", "a reader"])
async def test_the_buttons_of_a_broadcast_work_for_who_wrote_it(house: House, who: int) -> None:
    await readers(house)
    _, shown = await previewed(house, "/broadcast We move.")
    answer = await house.presses(house.api.person(who), shown, data(shown, SEND))
    assert answer
    assert await tells(house) == 0


@pytest.mark.parametrize("forged", [f"{SEND}{'f' * 32}", f"{SEND}x", f"{DROP}", "broadcast:"])
async def test_forged_buttons_do_nothing(house: House, forged: str) -> None:
    await readers(house)
    operator, shown = await previewed(house, "/broadcast We move.")
    assert await house.presses(operator, shown, forged)
    assert await tells(house) == 0


async def test_a_broadcast_without_text_is_explained(house: House) -> None:
    assert "/broadcast We move" in await house.says(house.api.person(ADMIN), "/broadcast")


async def test_broadcasts_do_not_keep_the_operators_message_waiting(house: House) -> None:
    await readers(house)
    operator, shown = await previewed(house, "/broadcast We move.")
    await house.presses(operator, shown, data(shown, SEND))
    with house.parts.open_unit_of_work(writes=False) as work:
        assert work.notices.list_waiting() == []
        assert work.notices.last_message_at() is None
        last = work.notices.find_last([NoticeKind.BROADCAST])
        assert last is not None
        assert last.delivered_at == NOON
