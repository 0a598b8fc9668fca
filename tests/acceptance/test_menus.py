"""What Telegram's menus show to whom, and that what they show in a group is of use there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.chats import READS, reader_language
from bot.introducing import REGISTERED
from bot.menu import COMMANDS, Audience, duties, group_commands, profile
from bot.texts import DEFAULT_ZONES, texts_for
from domain.commitment import READER_LANGUAGES
from tests.acceptance.test_telegram_dialogues import told
from tests.servers.bot_api_faults import server_error
from tests.servers.telegram_house import House, introduced, running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from bot.menu import Command
    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi

GROUP, ADMIN, MEMBER = -100500, 4242, 1001
MENUS = 3
"""Lists of commands in one language: of private chats, of members of groups, of their admins."""

LOOKED_UP = {
    "latest": "порту: grant",
    "commitment": "Add the number of a paragraph",
    "search": "Add what to look for",
    "status": "47 commitments",
    "report": "Of which days?",
    "calendar": "Tokyo Declaration: what is due",
    "why": "Reply to a message of this bot",
    "privacy": "What is stored about this chat",
    "about": "free software",
    "help": "For admins of this chat",
}
"""Commands of everybody in a group, and what their answers hold."""
CHANGED = {
    "settings": "What shall come to this chat?",
    "pause": "How long shall nothing come?",
    "language": "Which language shall this chat receive?",
    "export": "Everything that is stored about this chat.",
    "delete": "Delete everything that is stored about this chat?",
    "stop": "No more alerts will come.",
    "start": "Messages come to this chat now.",
}
"""Commands of the admins of a group, the same; ``start`` after ``stop``."""
PRESSED = {"settings": "choose:timing:hold:1", "pause": "pause:7", "language": "language:ru"}
"""What everybody may look at there, and a button of it that only admins may press."""


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens, admins=frozenset({ADMIN}))) as house:
        await introduced(api)
        api.admins.add((GROUP, ADMIN))
        yield house


def in_words(commands: Iterable[Command], language: str) -> list[dict[str, str]]:
    texts = texts_for(language, DEFAULT_ZONES[language])
    return [{"command": each.name, "description": texts.say(each.explanation)} for each in commands]


def names(commands: Iterable[Command]) -> set[str]:
    return {each.name for each in commands}


async def test_everybody_sees_the_menus_in_the_language_that_the_bot_speaks_to_them(house: House) -> None:
    for_members = group_commands(Audience.EVERYBODY)
    for_admins = group_commands(Audience.EVERYBODY, Audience.ADMINS)
    for code in (*READS, "en", "fr"):
        shown, language = partial(house.api.commands.shown, code), reader_language(code)
        assert shown(MEMBER) == in_words(COMMANDS, language), code
        assert shown(GROUP, MEMBER) == in_words(for_members, language), code
        assert shown(GROUP, ADMIN, administers=True) == in_words(for_admins, language), code


async def test_a_kazakh_telephone_in_a_group_shows_russian_and_nothing_of_admins_or_private_chats(house: House) -> None:
    shown = {each["command"]: each["description"] for each in house.api.commands.shown("kk", GROUP, MEMBER)}
    assert shown["calendar"] == "ближайшие сроки и объявленные даты, с файлом календаря; можно добавить страну"
    assert not shown.keys() & {"start", "stop", "settings", "email", "channels", "review", "health"}


async def test_a_profile_stands_in_every_language_of_telegram_that_we_answer(house: House) -> None:
    for code, language in REGISTERED.items():
        description, short_description = profile(texts_for(language, DEFAULT_ZONES[language]))
        assert house.api.texts["setMyDescription", code]["description"] == description
        assert house.api.texts["setMyShortDescription", code]["short_description"] == short_description
    assert "東京宣言" in house.api.texts["setMyDescription", "ja"]["description"]
    assert set(REGISTERED.values()) == set(READER_LANGUAGES)


async def test_what_telegram_already_has_is_not_registered_again(api: BotApi, opens: OpenUnitOfWork) -> None:
    changes = ("setMyCommands", "setMyDescription", "setMyShortDescription")
    async with running(api, telegram_parts(opens)):
        await introduced(api)
    before = [len(api.called(each)) for each in changes]
    asked = len(api.called("getMyShortDescription"))
    async with running(api, telegram_parts(opens)):
        await api.until(lambda: len(api.called("getMyShortDescription")) == asked + len(REGISTERED))
    assert [len(api.called(each)) for each in changes] == before
    assert before == [MENUS * len(REGISTERED), len(REGISTERED), len(REGISTERED)]


async def test_what_a_start_could_not_register_comes_with_the_next_one(
    api: BotApi, opens: OpenUnitOfWork, caplog: pytest.LogCaptureFixture
) -> None:
    api.goes_wrong("setMyDescription", server_error(502))
    async with running(api, telegram_parts(opens)) as house:
        await api.until(lambda: "commands and descriptions could not be registered" in caplog.text)
        assert "subscribed" in await house.says(api.person(MEMBER), "/start")
    assert len(api.called("setMyCommands")) == MENUS * len(REGISTERED)
    async with running(api, telegram_parts(opens)):
        await introduced(api)
    assert len(api.called("setMyCommands")) == MENUS * len(REGISTERED)


def test_the_tables_hold_every_command_of_groups() -> None:
    assert set(LOOKED_UP) == names(group_commands(Audience.EVERYBODY))
    assert set(CHANGED) == names(group_commands(Audience.ADMINS))


async def test_every_command_in_the_menu_of_a_group_answers_its_admin_there(house: House) -> None:
    admin = house.api.person(ADMIN)
    await house.says(admin, "/start", chat_id=GROUP)
    house.records(told("grant"))
    for name, said in (LOOKED_UP | CHANGED).items():
        before = len(house.api.received(GROUP))
        admin.says(f"/{name}", chat_id=GROUP)
        await house.api.until(partial(answered, house, before, said))
        await house.settles()


def answered(house: House, before: int, said: str) -> bool:
    """Whether the group received this since it had so many messages."""
    return any(said in each.text for each in house.api.received(GROUP)[before:])


async def test_members_may_use_what_their_menu_shows_and_not_what_is_left_to_admins(house: House) -> None:
    member = house.api.person(MEMBER)
    await house.says(house.api.person(ADMIN), "/start", chat_id=GROUP)
    house.records(told("grant"))
    for name, said in LOOKED_UP.items():
        before = len(house.api.received(GROUP))
        member.says(f"/{name}", chat_id=GROUP)
        await house.api.until(partial(answered, house, before, said))
        await house.settles()
    kept = house.known(str(GROUP))
    for name in CHANGED:
        answer = await house.says(member, f"/{name}", chat_id=GROUP)
        if name in PRESSED:
            answer = await house.presses(member, house.api.received(GROUP)[-1], PRESSED[name])
        assert "Only admins" in answer, name
    assert house.known(str(GROUP)) == kept


@pytest.mark.parametrize(("language", "said"), [("en", "private chat"), ("ru", "личном чате"), ("ja", "個別チャット")])
async def test_what_no_menu_of_a_group_shows_is_answered_there_by_where_it_belongs(
    house: House, language: str, said: str
) -> None:
    admin = house.api.person(ADMIN, language_code=language)
    await house.says(admin, "/start", chat_id=GROUP)
    for name in names(group_commands(Audience.NOBODY)):
        answer = await house.says(admin, f"/{name} words", chat_id=GROUP)
        assert said in answer
        assert "@cajad_test_bot" in answer
    before = len(house.api.received(GROUP))
    for each in duties(operates=True):
        admin.says(f"/{each.name}", chat_id=GROUP)
    await house.settles()
    assert len(house.api.received(GROUP)) == before, "what only the staff may do is not answered in groups"
    assert {each.in_groups for each in duties(operates=True)} == {Audience.NOBODY}


@pytest.mark.parametrize(("language", "said"), [("en", "private chat"), ("ru", "личном чате"), ("ja", "個別チャット")])
async def test_help_in_a_group_lists_what_serves_there(house: House, language: str, said: str) -> None:
    admin = house.api.person(ADMIN, language_code=language)
    answer = await house.says(admin, "/help", chat_id=GROUP)
    listed = {line.split()[0].removeprefix("/") for line in answer.splitlines() if line.startswith("/")}
    assert listed == set(LOOKED_UP) | set(CHANGED)
    assert said in answer
    assert answer.endswith("@cajad_test_bot")
    alone = await house.says(admin, "/help")
    assert all(f"/{each.name} –" in alone for each in (*COMMANDS, *duties(operates=True)))
