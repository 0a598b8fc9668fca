"""What readers look up, in private chats, groups and topics, forged data among it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.assessing import record_assessments
from domain.facets import Facets
from domain.hint import HintKind
from domain.signals import Signals
from domain.subscriber import Access
from tests.acceptance.test_telegram_dialogues import told
from tests.builders import a_judgement
from tests.servers.telegram_house import running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi
    from tests.servers.bot_api_chats import Accepted
    from tests.servers.telegram_house import House


GROUP = -100500


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens)) as house:
        yield house


def last(house: House, chat: int, thread: int | None = None) -> Accepted:
    return house.api.received(chat, thread)[-1]


def tells(house: House, *slugs: str, to: tuple[str, ...] = ()) -> None:
    """Let developments be found, the first one first."""
    for hours, slug in enumerate(slugs):
        house.records(told(slug, *to, hours=hours))


async def presses(house: House, person: Any, message: Accepted, label: str) -> None:
    """Press the button whose label begins so and wait until everything was done."""
    data = next(data for shown, data in message.buttons if shown.startswith(label))
    await house.presses(person, message, data)
    await house.settles()


async def test_latest_shows_what_this_chat_missed_and_turns_to_all(house: House) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/start")
    tells(house, "sent", to=("1001",))
    await house.delivers()
    house.records(told("missed", hours=-2))
    await house.says(reader, "/latest")
    message = last(house, 1001)
    assert "порту: missed" in message.text
    assert "порту: sent" not in message.text
    await presses(house, reader, message, "All the newest")
    assert "порту: sent" in message.text
    await presses(house, reader, message, "Only what this chat")
    assert "порту: sent" not in message.text


async def test_latest_keeps_to_the_choice_of_the_chat(house: House) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/start")
    tells(house, "grant")
    with house.parts.open_unit_of_work() as work:
        work.subscribers.save(replace(house.known("1001"), facets=Facets(countries=frozenset({"UZ"}))))
        work.commit()
    assert "has received everything" in await house.says(reader, "/latest")


async def test_latest_turns_back_and_on_in_one_message(house: House) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/start")
    tells(house, *(f"n{number}." for number in range(12)))
    await house.says(reader, "/latest")
    before, message = len(house.api.received(1001)), last(house, 1001)
    assert "n11." in message.text
    assert "Shown: 1–5" in message.text
    await presses(house, reader, message, "Older")
    await presses(house, reader, message, "Older")
    assert "Shown: 11–12" in message.text
    assert "n0." in message.text
    await presses(house, reader, message, "Newer")
    assert "Shown: 6–10" in message.text
    assert len(house.api.received(1001)) == before
    await house.presses(reader, message, "latest:missed:9999")
    await house.settles()
    assert "Shown: 1–5" in message.text


async def test_a_report_of_another_outlet_stands_in_for_a_hidden_one(house: House) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/start")
    tells(house, "grant")
    with house.parts.open_unit_of_work() as work:
        work.subscribers.save(replace(house.known("1001"), facets=Facets(hidden_outlets=frozenset({"steppe courier"}))))
        work.commit()
    for wish in ("/latest", "/search grant"):
        assert "порту: grant" not in await house.says(reader, wish)
    await house.presses(reader, last(house, 1001), "latest:all:0")
    await house.settles()
    assert "порту: grant" not in last(house, 1001).text


@pytest.mark.parametrize(
    ("language", "query", "none"), [("en", "порт", "No report"), ("ru", "портами", "Нет"), ("ja", "порт", "報道は")]
)
async def test_a_search_is_turned_in_one_message_that_keeps_the_words(
    house: House, language: str, query: str, none: str
) -> None:
    reader = house.api.person(1001, language_code=language)
    tells(house, *(f"n{number}." for number in range(7)))
    with house.parts.open_unit_of_work() as work:
        work.search.complete()
        work.commit()
    await house.says(reader, f"/search {query}")
    message = last(house, 1001)
    assert "n6." in message.text
    await house.presses(reader, message, "search:5")
    await house.settles()
    assert query in message.text
    assert "n0." in message.text
    assert "n6." not in message.text
    assert none in await house.says(reader, "/search <b>submarine</b>")
    for nothing in ("/search", "/search !!!", "/search %", "/search 🙂"):
        assert "/search" in await house.says(reader, nothing)


async def test_a_search_button_without_its_words_searches_nothing(house: House) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/help")
    await house.presses(reader, last(house, 1001), "search:0")
    await house.settles()
    assert "Add what to look for" in last(house, 1001).text


@pytest.mark.parametrize(
    ("language", "words", "label"),
    [("en", "customs", "Customs"), ("ru", "таможенников", "Таможня"), ("ja", "税関", "税関")],
)
async def test_a_commitment_is_found_by_words_and_shows_its_status_and_neighbours(
    house: House, language: str, words: str, label: str
) -> None:
    reader = house.api.person(1001, language_code=language)
    house.records(told("grant", judgement=a_judgement(signals=Signals(days=("2026-03-05",)))))
    record_assessments(house.parts.reporting.assessing)
    await house.says(reader, f"/commitment {words}")
    message = last(house, 1001)
    assert label in message.text
    assert "порту: grant" in message.text
    assert {"commitment:25", "commitment:27", "commitment:list"} == {data for _, data in message.buttons}
    await house.presses(reader, message, "commitment:27")
    await house.settles()
    assert last(house, 1001).text.startswith("27.")
    await house.presses(reader, message, "commitment:list")
    await house.settles()
    assert "47" in last(house, 1001).text
    assert "2026" in message.text


async def test_words_that_fit_several_commitments_are_offered_as_buttons(house: House) -> None:
    reader = house.api.person(1001)
    assert "fit «training»" in await house.says(reader, "/commitment training")
    message = last(house, 1001)
    assert len(message.buttons) > 1
    label, data = message.buttons[0]
    await house.presses(reader, message, data)
    await house.settles()
    assert last(house, 1001).text.startswith(label[:6])


@pytest.mark.parametrize("data", ["commitment:x", "report:year", "latest:other:0", "search:-1", "delete:maybe"])
async def test_forged_data_is_answered_as_out_of_use(house: House, data: str) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/start")
    assert "out of use" in await house.presses(reader, last(house, 1001), data)
    assert house.subscriber("1001") is not None


@pytest.mark.parametrize(
    "written",
    ["(see https://kz-steppe.example/grant).", "<https://kz-steppe.example/grant>", "«https://kz-steppe.example/grant»,",
     "kz-steppe.example/grant"],
)  # fmt: skip
async def test_a_link_is_looked_up_as_people_write_it_and_bothers_no_editor(house: House, written: str) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/start")
    tells(house, "grant")
    assert "It bears on" in await house.says(reader, f"/why {written}")
    with house.parts.open_unit_of_work(writes=False) as work:
        assert work.hints.list_open(HintKind.MISSED_LINK) == []


async def test_groups_and_topics_look_things_up_where_they_ask(house: House) -> None:
    member = house.api.person(1002)
    tells(house, "grant")
    where = {"chat_id": GROUP, "thread_id": 7}
    assert "порту: grant" in await house.says(member, "/latest", **where)
    assert "It bears on" in await house.says(member, "/why https://kz-steppe.example/grant", **where)
    member.says("/status", chat_id=GROUP, thread_id=7)
    await house.api.until(lambda: last(house, GROUP, 7).media is not None, 30)
    assert house.api.received(GROUP) == []


@pytest.mark.parametrize(
    "wish",
    ["/latest", "/search port", "/commitment water", "/status", "/report", "/calendar", "/why https://a.example/b"],
)
async def test_who_was_not_invited_looks_nothing_up(api: BotApi, opens: OpenUnitOfWork, wish: str) -> None:
    async with running(api, telegram_parts(opens, access=Access.INVITE)) as house:
        reader = house.api.person(1001)
        assert "invited readers only" in await house.says(reader, wish)
        message = last(house, 1001)
        for data in ("latest:all:0", "search:0", "commitment:26", "report:week:KZ:csv"):
            await house.presses(reader, message, data)
        await house.settles()
        assert all(each.media is None and "invited" in each.text for each in house.api.received(1001))
