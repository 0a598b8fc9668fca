"""Operators let readers in: invitations by link, and chats that asked; nobody else can."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.texts import texts_for
from domain.subscriber import Access, SubscriberState
from tests.acceptance.test_lookup_dialogues import last
from tests.acceptance.test_settings_dialogues import taps
from tests.fakes import FixedClock
from tests.servers.telegram_house import running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi, Person
    from tests.servers.telegram_house import House

OPERATOR, READER, OTHER = 4242, 1001, 1002
GROUP = -100500


@pytest.fixture
async def invites(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens, access=Access.INVITE, admins=frozenset({OPERATOR}))) as house:
        yield house


@pytest.fixture
async def lists(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens, access=Access.LIST, admins=frozenset({OPERATOR}))) as house:
        yield house


def an_operator(house: House, language: str = "en") -> Person:
    return house.api.person(OPERATOR, language_code=language)


async def made(house: House, operator: Person, label: str) -> str:
    """Make an invitation by a button; return what opens the bot with its code."""
    await house.says(operator, "/invite")
    listed = last(house, OPERATOR)
    await taps(house, operator, listed, label)
    text = last(house, OPERATOR).text
    found = re.search(r"https://t\.me/cajad_test_bot\?start=(\S+)", text)
    assert found is not None
    assert found[1] in text.replace(found[0], "")
    return f"/start {found[1]}"


INVITE = {
    "en": ("Invite 10 readers", "for 10 readers, 1 used", "Withdraw 1", "None is open"),
    "ru": ("Пригласить 10 читателей", "использовано 1", "Отозвать № 1", "приглашений нет"),
    "ja": ("読者を10名招待", "使用済み1", "1を取り消す", "有効な招待はありません"),
}


@pytest.mark.parametrize("language", INVITE)
async def test_readers_come_in_by_a_link_until_it_is_withdrawn(invites: House, language: str) -> None:
    makes, counted, ends, none = INVITE[language]
    operator = an_operator(invites, language)
    reader, other = (invites.api.person(each, language_code=language) for each in (READER, OTHER))
    opens = await made(invites, operator, makes)
    await invites.says(reader, opens, replies=2)
    assert not invites.known(str(READER)).editor
    assert counted in await invites.says(operator, "/invite")
    listed = last(invites, OPERATOR)
    await taps(invites, operator, listed, ends)
    assert none in listed.text
    await invites.says(other, opens)
    assert invites.subscriber(str(OTHER)) is None
    assert invites.known(str(READER)).state is SubscriberState.ACTIVE


async def test_an_invitation_of_one_admits_one_and_an_editors_makes_an_editor(invites: House) -> None:
    operator = an_operator(invites)
    once = await made(invites, operator, "Invite one reader")
    assert "you may use this bot" in await invites.says(invites.api.person(READER), once, replies=2)
    assert "unknown, used or expired" in await invites.says(invites.api.person(OTHER), once)
    editors = await made(invites, operator, "Invite an editor")
    assert "you are an editor" in await invites.says(invites.api.person(OTHER), editors, replies=2)
    assert invites.known(str(OTHER)).editor
    clock = invites.parts.clock
    assert isinstance(clock, FixedClock)
    late = await made(invites, operator, "Invite one reader")
    clock.advance(minutes=timedelta(days=8) // timedelta(minutes=1))
    assert "unknown, used or expired" in await invites.says(invites.api.person(2001), late)


async def test_readers_and_editors_make_and_end_no_invitation(invites: House) -> None:
    operator, editor = an_operator(invites), invites.api.person(READER)
    await invites.says(editor, await made(invites, operator, "Invite an editor"), replies=2)
    await made(invites, operator, "Invite one reader")
    with invites.parts.open_unit_of_work(writes=False) as work:
        before = work.invitations.list_open(invites.parts.clock.now())
    for command in ("/invite", "/admit", f"/admit {OTHER}"):
        assert "/help" in await invites.says(editor, command)
    message = last(invites, READER)
    for data in ("invite:new:1", f"invite:end:{before[0].id}", f"admit:yes:{OTHER}"):
        assert "out of use" in await invites.presses(editor, message, data)
    for data in ("invite:new:99", "invite:end:%", "invite:gossip", "admit:yes:abc", f"admit:no:{OTHER}"):
        assert "out of use" in await invites.presses(operator, last(invites, OPERATOR), data)
    operator.says("/invite", chat_id=GROUP)
    await invites.settles()
    assert invites.api.received(GROUP) == []
    with invites.parts.open_unit_of_work(writes=False) as work:
        assert work.invitations.list_open(invites.parts.clock.now()) == before
    assert invites.subscriber(str(OTHER)) is None


ASKED = {
    "en": ("number of this chat: 1001", "Admit 1", "Admitted: Person 1001", "You are subscribed."),
    "ru": ("номер этого чата", "Допустить № 1", "Допущен: Person 1001", "Вы подписаны."),
    "ja": ("番号", "1を承認", "承認しました：Person 1001", "登録しました。"),
}


@pytest.mark.parametrize("language", ASKED)
async def test_who_asked_is_admitted_by_a_button_and_greeted_in_their_language(lists: House, language: str) -> None:
    polite, admits, done, greeting = ASKED[language]
    operator, reader = an_operator(lists, language), lists.api.person(READER, language_code=language)
    answer = await lists.says(reader, "/start")
    assert polite in answer
    assert "30" in answer
    assert "30" not in await lists.says(reader, "/latest")
    await lists.says(operator, "/admit")
    listed = last(lists, OPERATOR)
    await taps(lists, operator, listed, admits)
    assert done in listed.text
    assert greeting in last(lists, READER).text
    assert lists.known(str(READER)).language == language
    out_of_use = texts_for(language, "UTC").say("This button is out of use.")
    assert await lists.presses(operator, listed, f"admit:yes:{READER}") == out_of_use
    assert lists.known(str(READER)).state is SubscriberState.ACTIVE


async def test_a_wish_that_is_declined_stands_no_longer(lists: House) -> None:
    operator, reader = an_operator(lists), lists.api.person(READER)
    await lists.says(reader, "/start")
    await lists.says(operator, "/admit")
    listed = last(lists, OPERATOR)
    await taps(lists, operator, listed, "Decline 1")
    assert "Not admitted: Person 1001" in listed.text
    assert "Nobody is waiting" in listed.text
    assert lists.subscriber(str(READER)) is None
    assert "number of this chat" in await lists.says(reader, "/latest")
    assert "Nobody is waiting" in await lists.says(operator, "/admit")


async def test_a_chat_is_admitted_by_its_number_and_a_group_is_left_to_its_admins(lists: House) -> None:
    operator, admin = an_operator(lists), lists.api.person(READER)
    lists.api.admins.add((GROUP, READER))
    assert "number of this chat" in await lists.says(admin, "/start", chat_id=GROUP)
    assert f"Admitted: Newsroom {GROUP}" in await lists.says(operator, f"/admit {GROUP}")
    assert lists.known(str(GROUP)).state is SubscriberState.STOPPED
    assert "Messages come to this chat now" in await lists.says(admin, "/start", chat_id=GROUP)
    assert lists.known(str(GROUP)).state is SubscriberState.ACTIVE
    assert "not the number" in await lists.says(operator, "/admit everybody")


async def test_a_number_that_never_wrote_to_the_bot_is_admitted_for_later(lists: House) -> None:
    operator, reader = an_operator(lists), lists.api.person(OTHER, language_code="ru")
    lists.api.closed_chats.add(OTHER)
    assert f"Admitted: {OTHER}" in await lists.says(operator, f"/admit {OTHER}")
    assert lists.known(str(OTHER)).state is SubscriberState.STOPPED
    lists.api.closed_chats.discard(OTHER)
    await lists.says(reader, "/start")
    assert lists.known(str(OTHER)).state is SubscriberState.ACTIVE


async def test_in_an_open_bot_the_lists_say_that_nobody_has_to_ask(api: BotApi, opens: OpenUnitOfWork) -> None:
    async with running(api, telegram_parts(opens, admins=frozenset({OPERATOR}))) as house:
        operator = an_operator(house)
        assert "open to everybody" in await house.says(operator, "/invite")
        assert "CAJAD_ACCESS=list" in await house.says(operator, "/admit")
