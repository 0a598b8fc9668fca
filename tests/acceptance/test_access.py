"""Who may do what: every command and every button, for strangers, readers and people of a group who are no admins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.telegram_app import handlers
from domain.subscriber import Access, SubscriberState
from tests.acceptance.test_telegram_dialogues import told
from tests.servers.telegram_house import running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi
    from tests.servers.telegram_house import House

STRANGER, READER, MEMBER, ADMIN = 2001, 1001, 1002, 1003
GROUP, CHANNEL = -100500, -100999500

READERS = frozenset(
    {"start", "stop", "language", "settings", "latest", "search", "status", "calendar", "report", "why"}
)
READERS |= {"pause", "email", "channels", "privacy", "export", "delete", "commitment", "about", "help"}
EDITORS = frozenset({"review", "figures"})
OPERATORS = frozenset({"health", "sources", "broadcast", "invite", "admit"})

FORGED = (
    f"mail:weekly:{'0' * 16}",
    "language:ru",
    f"again:{'0' * 32}",
    "choose:countries:KZ:1",
    "choose:timing:hold:1",
    "choose:phrases:ask",
    "latest:missed:0",
    "search:0",
    "commitment:26",
    "report:",
    "pause:7",
    "delete:yes",
    "rv:ok",
    "alert:wrong:0",
    f"broadcast:send:{'0' * 32}",
    "invite:new:1",
    f"invite:end:{'0' * 16}",
    f"admit:yes:{STRANGER}",
    f"admit:no:{STRANGER}",
    f"at:{CHANNEL}:setup:on",
    f"at:{CHANNEL}:choose:countries:KZ:1",
    "nonsense",
)


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens)) as house:
        yield house


def test_every_command_and_every_button_stands_in_the_tables(opens: OpenUnitOfWork) -> None:
    listed = handlers(telegram_parts(opens))
    commands = {name for each in listed if isinstance(each, CommandHandler) for name in each.commands}
    assert commands == READERS | EDITORS | OPERATORS
    buttons: list[Any] = [each.pattern for each in listed if isinstance(each, CallbackQueryHandler) and each.pattern]
    assert [each.pattern for each in buttons if not any(each.match(data) for data in FORGED)] == []


@pytest.mark.parametrize(
    ("access", "said"), [(Access.INVITE, "invited readers only"), (Access.LIST, f"number of this chat: {STRANGER}")]
)
async def test_a_stranger_gets_one_polite_line_whatever_they_try(
    api: BotApi, opens: OpenUnitOfWork, access: Access, said: str
) -> None:
    async with running(api, telegram_parts(opens, access=access)) as house:
        stranger = api.person(STRANGER)
        for command in sorted(READERS | EDITORS | OPERATORS):
            answer = await house.says(stranger, f"/{command} 26")
            assert said in answer, command
        assert said in await house.says(stranger, "good morning")
        line = api.received(STRANGER)[-1]
        before = len(api.accepted)
        for data in FORGED:
            assert await house.presses(stranger, line, data) == "This button is out of use."
        await house.settles()
        assert len(api.accepted) == before
        assert house.subscriber(str(STRANGER)) is None


async def test_a_closed_bot_keeps_silent_in_groups_unless_asked(api: BotApi, opens: OpenUnitOfWork) -> None:
    async with running(api, telegram_parts(opens, access=Access.LIST)) as house:
        stranger = api.person(STRANGER)
        for text in ("good morning", "/weather", "/start@other_bot"):
            stranger.says(text, chat_id=GROUP)
        await house.settles()
        assert api.received(GROUP) == []
        assert f"number of this chat: {GROUP}/7" in await house.says(stranger, "/start", chat_id=GROUP, thread_id=7)


@pytest.mark.parametrize("command", sorted(OPERATORS))
async def test_a_reader_gets_no_operators_command(house: House, command: str) -> None:
    reader = house.api.person(READER)
    await house.says(reader, "/start")
    assert "/help" in await house.says(reader, f"/{command} all")


async def test_a_code_that_only_admits_makes_no_editor_and_is_good_once(api: BotApi, opens: OpenUnitOfWork) -> None:
    async with running(api, telegram_parts(opens, access=Access.INVITE)) as house:
        with opens() as work:
            work.invitations.add("ABCDEF-GHJKMN", house.parts.clock.now().replace(year=2027), editor=False)
            work.commit()
        assert "you may use this bot" in await house.says(api.person(READER), "/start abcdef-ghjkmn", replies=2)
        assert not house.known(str(READER)).editor
        assert "unknown, used or expired" in await house.says(api.person(STRANGER), "ABCDEF-GHJKMN")
        assert "This is for the editors only" in await house.says(api.person(READER), "/review")


async def test_members_of_a_group_who_are_no_admins_change_nothing(house: House) -> None:
    admin, member = house.api.person(ADMIN), house.api.person(MEMBER)
    house.api.admins.add((GROUP, ADMIN))
    assert "Only admins" in await house.says(member, "/start", chat_id=GROUP)
    assert house.subscriber(str(GROUP)) is None
    await house.says(admin, "/start", chat_id=GROUP)
    first = house.api.received(GROUP)[-1]
    assert "Only admins" in await house.says(member, "/stop", chat_id=GROUP)
    before = house.known(str(GROUP))
    for data in FORGED:
        await house.presses(member, first, data)
    await house.settles()
    assert house.known(str(GROUP)) == before
    await house.says(house.api.person(MEMBER), "/stop", chat_id=GROUP, as_chat=True)
    assert house.known(str(GROUP)).state is SubscriberState.STOPPED


async def test_a_language_behind_the_command_is_taken_from_admins_only(house: House) -> None:
    admin, member = house.api.person(ADMIN), house.api.person(MEMBER)
    house.api.admins.add((GROUP, ADMIN))
    assert "not subscribed" in await house.says(admin, "/language en", chat_id=GROUP)
    assert house.subscriber(str(GROUP)) is None
    await house.says(admin, "/start", chat_id=GROUP)
    assert "Only admins" in await house.says(member, "/language ja", chat_id=GROUP)
    assert house.known(str(GROUP)).language == "en"
    assert "日本語" in await house.says(admin, "/language японский", chat_id=GROUP)
    assert house.known(str(GROUP)).language == "ja"
    assert "/language ja" in await house.says(admin, "/language Klingon", chat_id=GROUP)
    assert len(house.api.received(GROUP)[-1].buttons) == 3
    assert house.known(str(GROUP)).language == "ja"


async def test_a_topic_that_is_closed_is_paused_alone_and_gets_what_waited_when_it_is_open(house: House) -> None:
    admin = house.api.person(ADMIN)
    house.api.admins.add((GROUP, ADMIN))
    topics = f"{GROUP}/7", f"{GROUP}/8"
    for thread in (7, 8):
        await house.says(admin, "/start", chat_id=GROUP, thread_id=thread)
    house.records(told("grant", *topics))
    admin.turns_topic(GROUP, 7, "forum_topic_closed")
    await house.settles()
    states = [house.known(each).state for each in topics]
    assert states == [SubscriberState.PAUSED, SubscriberState.ACTIVE]
    assert (await house.delivers()).sent == 1
    admin.turns_topic(GROUP, 7, "forum_topic_reopened")
    await house.settles()
    assert house.known(topics[0]).state is SubscriberState.ACTIVE
    assert (await house.delivers()).sent == 1
    assert [len(house.api.received(GROUP, thread)) for thread in (7, 8)] == [2, 2]


async def test_a_topic_that_was_stopped_stays_stopped_when_it_is_opened(house: House) -> None:
    admin = house.api.person(ADMIN)
    house.api.admins.add((GROUP, ADMIN))
    for words in ("/start", "/stop"):
        await house.says(admin, words, chat_id=GROUP, thread_id=7)
    admin.turns_topic(GROUP, 7, "forum_topic_reopened")
    await house.settles()
    assert house.known(f"{GROUP}/7").state is SubscriberState.STOPPED


async def test_a_channel_is_subscribed_and_ended_by_posts_that_nothing_answers(house: House) -> None:
    admin = house.api.person(ADMIN)
    house.api.admins.add((CHANNEL, ADMIN))
    admin.posts("/start@cajad_test_bot", CHANNEL)
    await house.settles()
    assert house.known(str(CHANNEL)).is_group
    for post in ("/settings", "/language", "/pause", "/stop", "good morning"):
        admin.posts(post, CHANNEL)
    await house.settles()
    assert house.known(str(CHANNEL)).state is SubscriberState.STOPPED
    assert house.api.received(CHANNEL) == []


@pytest.mark.parametrize("access", [Access.INVITE, Access.LIST])
async def test_a_channel_that_is_not_admitted_is_told_nothing_in_public(
    api: BotApi, opens: OpenUnitOfWork, access: Access
) -> None:
    async with running(api, telegram_parts(opens, access=access)) as house:
        house.api.person(ADMIN).posts("/start", CHANNEL)
        await house.settles()
        assert house.subscriber(str(CHANNEL)) is None
        assert api.received(CHANNEL) == []
