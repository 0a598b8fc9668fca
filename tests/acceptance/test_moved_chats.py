"""A group that becomes a supergroup keeps all that it chose, and all that waits for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest

from domain.facets import Facets
from domain.place import JoinedChat
from domain.subscriber import SubscriberId
from domain.telling import Timing
from tests.acceptance.test_telegram_dialogues import told
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.servers.telegram_house import running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi
    from tests.servers.telegram_house import House

OLD, NEW = -500, -100500
ID = SubscriberId(f"telegram:{OLD}")
FACETS = Facets(
    countries=frozenset({"KZ"}), names=frozenset({"institution:jica"}), other_names=("ветер",), phrases=("порт",)
)
TIMING = Timing(digest_at=time(7), quiet_from=time(22), quiet_until=time(7), weekly=True, hold_until_reviewed=True)


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens)) as house:
        yield house


async def a_group(house: House, timing: Timing) -> None:
    """Subscribe the group with choices of its own."""
    house.api.admins.add((OLD, 1001))
    await house.says(house.api.person(1001, language_code="ja"), "/start", chat_id=OLD)
    with house.parts.open_unit_of_work() as work:
        known = house.known(str(OLD))
        work.subscribers.save(replace(known, zone="Asia/Almaty", facets=FACETS, timing=timing))
        work.joined_chats.save(JoinedChat(str(OLD), "Newsroom", NOON))
        work.commit()


async def moves(house: House) -> None:
    house.api.migrates(OLD, NEW)
    await house.settles()


def turns_to(house: House, hours: int) -> None:
    clock = house.parts.clock
    assert isinstance(clock, FixedClock)
    clock.time += timedelta(hours=hours)


async def test_every_choice_moves_along(house: House) -> None:
    await a_group(house, TIMING)
    before = house.known(str(OLD))
    await moves(house)
    assert house.subscriber(str(OLD)) is None
    assert house.known(str(NEW)) == replace(before, address=str(NEW))
    with house.parts.open_unit_of_work(writes=False) as work:
        assert [(each.address, each.title) for each in work.joined_chats.list_newest(5)] == [(str(NEW), "Newsroom")]


async def test_a_muted_storyline_stays_muted(house: House) -> None:
    await a_group(house, Timing())
    muted, other = told("muted"), told("other", str(OLD), hours=1)
    for outcome in (muted, other):
        house.records(outcome)
    development = muted.opened[0].change.development_id
    with house.parts.open_unit_of_work() as work:
        work.mutes.set(ID, development, NOON)
        work.commit()
    await moves(house)
    with house.parts.open_unit_of_work(writes=False) as work:
        assert work.mutes.covers(house.known(str(NEW)).id, development)
        assert not work.mutes.covers(house.known(str(NEW)).id, other.opened[0].change.development_id)


async def test_a_waiting_alert_arrives_at_the_new_address_once(house: House) -> None:
    await a_group(house, Timing())
    house.records(told("grant", str(OLD)))
    before = len(house.api.received(OLD))
    await moves(house)
    assert (await house.delivers()).sent == 1
    assert "порту: grant" in house.api.received(NEW)[-1].text
    assert (await house.delivers()).sent == 0
    assert len(house.api.received(OLD)) == before


async def test_what_quiet_hours_held_comes_as_one_digest(house: House) -> None:
    # 12:00 UTC is 17:00 in Almaty.
    await a_group(house, Timing(quiet_from=time(16), quiet_until=time(20)))
    for hours, slug in enumerate(("one", "two")):
        house.records(told(slug, str(OLD), hours=-hours))
    assert (await house.delivers()).sent == 0
    await moves(house)
    assert (await house.delivers()).sent == 0
    turns_to(house, 4)
    assert (await house.delivers()).sent == 1
    digest = house.api.received(NEW)[-1].text
    assert "порту: one" in digest
    assert "порту: two" in digest


async def test_what_waits_for_an_editor_waits_on_until_it_is_accepted(house: House) -> None:
    await a_group(house, Timing(hold_until_reviewed=True))
    house.records(told("held", str(OLD)))
    await moves(house)
    assert (await house.delivers()).sent == 0
    with house.parts.open_unit_of_work(writes=False) as work:
        assert (work.patience.awaited().developments, work.patience.awaited().chats) == (1, 1)
    assert house.api.received(NEW) == []
