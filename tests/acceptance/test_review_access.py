"""Who may review in Telegram: editors in their own chat, whatever data a button is made to carry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from domain.review import MatchState
from tests.acceptance.test_review_dialogues import AIGUL, EDITORS, READER, item, opened, recorded, states
from tests.servers.telegram_house import running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi
    from tests.servers.telegram_house import House


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens, admins=EDITORS)) as house:
        yield house


@pytest.mark.parametrize("command", ["/review", "/figures"])
async def test_commands_are_for_editors_only(house: House, command: str) -> None:
    recorded(house, "grant")
    assert await house.says(house.api.person(READER), command) == "This is for the editors only."


VERBS = (
    "next",
    "card",
    "ok",
    "fine",
    "to",
    "at",
    "dup",
    "into",
    "no",
    "why",
    "skip",
    "undo",
    "lang",
    "fig",
    "keep",
    "pass",
)


async def test_every_button_is_for_editors_only_and_in_their_own_chat(house: House) -> None:
    development = recorded(house, "grant")
    reader, aigul = house.api.person(READER), house.api.person(AIGUL)
    await house.says(reader, "/start")
    card = await opened(house, aigul)
    await house.says(aigul, "/start", chat_id=-100500)
    in_group = house.api.received(-100500)[-1]
    for verb in VERBS:
        data = f"rv:{verb}:{development[:12]}:0:topic"
        for person, message in ((reader, house.api.received(READER)[-1]), (aigul, in_group)):
            assert await house.presses(person, message, data) == "This is for the editors only.", verb
        assert await house.presses(reader, card, data) == "This button is out of use.", verb
    await house.settles()
    assert states(house, development) == {MatchState.PROPOSED}


FORGED = (
    "rv:",
    "rv:zz",
    "rv:ok",
    "rv:ok:",
    "rv:ok:zzzzzzzzzzzz:0",
    "rv:at:{id}:0:999",
    "rv:at:{id}:0:topic",
    "rv:at:{id}:0",
    "rv:into:{id}:0:{id}",
    "rv:into:{id}:0:ffffffffffff",
    "rv:into:{id}:0:xyz",
    "rv:why:{id}:0:nope",
    "rv:to:{id}:0:nowhere",
    "rv:skip:ffffffffffff",
    "rv:skip",
    "rv:keep:{id}",
    "rv:pass",
    "rv:lang:xx",
    "rv:ok:ffffffffffff:0",
    "rv:undo",
)


async def test_forged_data_changes_nothing(house: House) -> None:
    development = recorded(house, "grant")
    aigul = house.api.person(AIGUL)
    for data in FORGED:
        card = await opened(house, aigul)
        answer = await house.presses(aigul, card, data.format(id=development[:12]))
        await house.settles()
        assert answer == "This button is out of use." or "Nothing was changed" in card.text, data
    assert states(house, development) == {MatchState.PROPOSED}
    assert item(house, development).decisions == ()


async def test_a_redeemed_editor_may_review_too(house: House) -> None:
    recorded(house, "grant")
    person = house.api.person(READER)
    await house.says(person, "/start")
    with house.parts.open_unit_of_work() as work:
        work.subscribers.save(replace(house.known("1001"), editor=True))
        work.commit()
    assert "1 card left" in await house.says(person, "/review")
