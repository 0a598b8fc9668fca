"""Commands of editors and operators in Telegram's menu: in their own chats, in their language, and in nobody else's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.invitations import new_code
from tests.builders import NOON
from tests.servers.bot_api_faults import server_error
from tests.servers.telegram_house import House, introduced, running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi

ADMIN, EDITOR, READER = 4242, 1001, 1002
STAFF = {"review", "figures"}
OPERATORS = {"health", "sources", "broadcast", "invite", "admit"}


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens, admins=frozenset({ADMIN}))) as house:
        await introduced(api)
        yield house


def names(house: House, person: int) -> set[str]:
    return {each["command"] for each in house.api.commands.in_chat(person)}


def makes_editor(house: House, person: int) -> None:
    with house.parts.open_unit_of_work() as work:
        work.subscribers.save(replace(house.known(str(person)), editor=True))
        work.commit()


def a_code(house: House) -> str:
    code = new_code()
    with house.parts.open_unit_of_work() as work:
        work.invitations.add(code, NOON.replace(year=2030))
        work.commit()
    return code


async def test_an_operator_has_all_commands_and_a_reader_those_of_readers(house: House) -> None:
    await house.api.until(lambda: names(house, ADMIN) >= STAFF | OPERATORS)
    await house.says(house.api.person(READER), "/start")
    await house.settles()
    assert names(house, READER) == set()
    everybody = house.api.texts["setMyCommands", ""]["commands"]
    assert not any(f'"{name}"' in everybody for name in STAFF | OPERATORS)
    own = {key for key, _ in house.api.commands.scoped if "chat_id" in key}
    assert own == {f'{{"chat_id": {ADMIN}, "type": "chat"}}'}
    for person, is_staff in ((ADMIN, True), (READER, False)):
        shown = {each["command"] for each in house.api.commands.shown("uz", person)}
        assert shown >= {"start", "email", "help"}
        assert (shown >= STAFF | OPERATORS) is is_staff
    assert not STAFF & {each["command"] for each in house.api.commands.shown("en", -100500, ADMIN, administers=True)}


async def test_who_becomes_an_editor_gets_their_commands_at_once_in_their_language(house: House) -> None:
    person = house.api.person(EDITOR, language_code="ru")
    await house.says(person, "/start")
    await house.settles()
    assert names(house, EDITOR) == set()
    await house.says(person, a_code(house), replies=1)
    await house.api.until(lambda: names(house, EDITOR) >= STAFF)
    assert not names(house, EDITOR) & OPERATORS
    said = {each["command"]: each["description"] for each in house.api.commands.in_chat(EDITOR)}
    assert said["figures"] == "показатели проверки"
    message = house.api.received(EDITOR)[-1]
    await house.presses(person, message, "language:ja")
    await house.api.until(
        lambda: any("確認作業の集計" in each["description"] for each in house.api.commands.in_chat(EDITOR))
    )


async def test_a_code_with_start_brings_them_too(house: House) -> None:
    await house.says(house.api.person(EDITOR), f"/start {a_code(house)}", replies=2)
    await house.api.until(lambda: names(house, EDITOR) >= STAFF)


async def test_what_telegram_has_is_not_set_again(house: House) -> None:
    admin = house.api.person(ADMIN)
    await house.api.until(lambda: names(house, ADMIN) >= STAFF)
    before = len(house.api.called("setMyCommands"))
    await house.says(admin, "/start")
    await house.settles()
    assert len(house.api.called("setMyCommands")) == before


async def test_who_has_their_data_deleted_is_no_editor_and_has_no_such_menu(house: House) -> None:
    person = house.api.person(EDITOR)
    await house.says(person, "/start")
    makes_editor(house, EDITOR)
    await house.says(person, "/start")
    await house.api.until(lambda: names(house, EDITOR) >= STAFF)
    await house.says(person, "/delete")
    await house.presses(person, house.api.received(EDITOR)[-1], "delete:yes")
    await house.api.until(lambda: names(house, EDITOR) == set())
    admin = house.api.person(ADMIN)
    await house.says(admin, "/start")
    await house.says(admin, "/delete")
    await house.presses(admin, house.api.received(ADMIN)[-1], "delete:yes")
    await house.settles()
    assert names(house, ADMIN) >= OPERATORS, "an operator is one by the settings"


async def test_help_lists_them_for_the_staff_only_and_not_in_groups(house: House) -> None:
    reader, admin = house.api.person(READER), house.api.person(ADMIN)
    assert "/review" not in await house.says(reader, "/help")
    said = await house.says(admin, "/help")
    assert all(f"/{name} – " in said for name in STAFF | OPERATORS)
    assert "/health" not in await house.says(admin, "/help", chat_id=-100500)
    await house.says(reader, "/start")
    makes_editor(house, READER)
    said = await house.says(reader, "/help")
    assert "/review" in said
    assert "/broadcast" not in said


async def test_editors_of_before_are_found_at_the_start(api: BotApi, opens: OpenUnitOfWork) -> None:
    async with running(api, telegram_parts(opens)) as house:
        await house.says(house.api.person(EDITOR, language_code="ja"), "/start")
        makes_editor(house, EDITOR)
    async with running(api, telegram_parts(opens)) as house:
        await api.until(lambda: names(house, EDITOR) >= STAFF)


async def test_an_operator_without_a_chat_keeps_nobody_else_from_theirs(
    api: BotApi, opens: OpenUnitOfWork, caplog: pytest.LogCaptureFixture
) -> None:
    api.commands.strangers.add(7)
    async with running(api, telegram_parts(opens, admins=frozenset({7, ADMIN}))) as house:
        await api.until(lambda: names(house, ADMIN) >= OPERATORS)
        assert names(house, 7) == set()
        api.commands.strangers.clear()
        await house.says(api.person(7), "/start")
        await api.until(lambda: names(house, 7) >= OPERATORS)
    assert "could not be registered" not in caplog.text


async def test_a_menu_that_fails_does_not_keep_the_answer(house: House, caplog: pytest.LogCaptureFixture) -> None:
    await house.api.until(lambda: names(house, ADMIN) >= STAFF)
    house.api.goes_wrong("getMyCommands", server_error(502), server_error(502))
    assert "subscribed" in await house.says(house.api.person(ADMIN), "/start")
    await house.settles()
    await house.api.until(lambda: "commands of a chat could not be registered" in caplog.text)
