"""What a chat asks about itself: why something came, what is stored, a pause."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.handlers.why import LINKS_AT_ONCE
from domain.alert import DeliveryState
from domain.facets import Facets
from domain.hint import HintKind
from domain.subscriber import SubscriberState
from tests.acceptance.test_lookup_dialogues import GROUP, last, presses, tells
from tests.builders import NOON, an_irrelevant_judgement
from tests.integration.storage.outcomes import a_report, an_outcome
from tests.servers.telegram_house import running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi
    from tests.servers.telegram_house import House


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens)) as house:
        yield house


async def test_why_in_reply_to_an_alert_names_sentence_choice_and_message(house: House) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/start")
    tells(house, "grant", to=("1001",))
    await house.delivers()
    alert = last(house, 1001)
    answer = await house.says(reader, "/why", replying_to=alert)
    assert "It bears on paragraph 26" in answer
    assert "Япония выделит грант порту Актау" in answer
    assert "passes the choice" in answer
    assert "was sent" in answer
    assert "no development" in await house.says(reader, "/why", replying_to=house.api.received(1001)[0])
    assert "Reply to a message" in await house.says(reader, "/why")
    assert "Reply to a message" in await house.says(reader, "/why ftp://kz-steppe.example/grant")


async def test_why_with_a_link_says_what_kept_a_report_away(house: House) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/start")
    with house.parts.open_unit_of_work() as work:
        work.subscribers.save(replace(house.known("1001"), facets=Facets(countries=frozenset({"UZ"}))))
        work.commit()
    tells(house, "grant")
    answer = await house.says(reader, "/why look: https://kz-steppe.example/grant")
    assert "keeps it away: Countries" in answer
    assert "No message was made" in answer


async def test_why_with_a_link_that_was_read_without_a_match(house: House) -> None:
    house.records(an_outcome(a_report("weather", judgement=an_irrelevant_judgement())))
    answer = await house.says(house.api.person(1001), "/why https://kz-steppe.example/weather")
    assert "no passage was found" in answer


async def test_why_with_a_link_never_read_goes_to_the_editors_once(house: House) -> None:
    reader, wish = house.api.person(1001), "/why https://elsewhere.example/news?x=1"
    assert "editors" not in await house.says(reader, wish)
    await house.says(reader, "/start")
    answer = await house.says(reader, wish)
    assert "No report was read" in answer
    assert "editors have been given" in answer
    await house.says(reader, wish)
    with house.parts.open_unit_of_work(writes=False) as work:
        assert [(each.kind, each.url) for each in work.hints.list_open()] == [
            (HintKind.MISSED_LINK, "https://elsewhere.example/news?x=1")
        ]


GRANT = "https://kz-steppe.example/grant"


@pytest.mark.parametrize("said", [GRANT, f"  {GRANT}\n", f"<{GRANT}>", "kz-steppe.example/grant"])
async def test_a_link_alone_is_explained_in_a_private_chat(house: House, said: str) -> None:
    tells(house, "grant")
    assert "It bears on paragraph 26" in await house.says(house.api.person(1001), said)


async def test_a_link_among_words_or_in_a_group_asks_nothing(house: House) -> None:
    reader = house.api.person(1001)
    house.api.admins.add((GROUP, 1001))
    await house.says(reader, "/start", chat_id=GROUP)
    tells(house, "grant")
    assert "/help" in await house.says(reader, f"look {GRANT}")
    assert "/help" in await house.says(reader, "kz-steppe.example")
    before = len(house.api.received(GROUP))
    reader.says(GRANT, chat_id=GROUP)
    await house.settles()
    assert len(house.api.received(GROUP)) == before
    with house.parts.open_unit_of_work(writes=False) as work:
        assert work.hints.list_open() == []


async def test_a_forwarded_message_with_one_link_is_explained_and_one_with_several_is_not(house: House) -> None:
    reader = house.api.person(1001)
    tells(house, "grant")
    hidden = {"type": "text_link", "offset": 0, "length": 4, "url": GRANT}
    signed = {"type": "text_link", "offset": 5, "length": 4, "url": "https://t.me/steppe"}
    for text, entities, said in (
        (f"A grant for the port\n{GRANT}", (), "It bears on"),
        ("Port gets", (hidden, signed), "It bears on"),
        (f"{GRANT} https://elsewhere.example/news", (), "/help"),
        ("Good morning", (), "/help"),
    ):
        reader.forwards(text, entities)
        await house.settles()
        assert said in last(house, 1001).text


@pytest.mark.parametrize(
    ("language", "stopped"),
    [("en", "This chat has stopped"), ("ru", "сообщения остановлены"), ("ja", "通知を停止しているため")],
)
async def test_a_stopped_chat_is_told_so_beside_the_reason(house: House, language: str, stopped: str) -> None:
    reader = house.api.person(1001, language_code=language)
    tells(house, "grant")
    house.records(an_outcome(a_report("weather", judgement=an_irrelevant_judgement())))
    await house.says(reader, "/start")
    links = (GRANT, "https://kz-steppe.example/weather", "https://elsewhere.example/news")
    for each in links:
        assert stopped not in await house.says(reader, f"/why {each}")
    await house.says(reader, "/stop")
    for each in links:
        answer = await house.says(reader, f"/why {each}")
        assert stopped in answer
        assert "/start" in answer


async def test_one_chat_cannot_flood_the_editors_with_links(house: House) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/start")
    for number in range(LINKS_AT_ONCE):
        await house.says(reader, f"/why https://elsewhere.example/{number}")
    assert "was not added" in await house.says(reader, "/why https://elsewhere.example/more")
    with house.parts.open_unit_of_work(writes=False) as work:
        assert len(work.hints.list_open()) == LINKS_AT_ONCE


async def test_everything_about_a_chat_is_handed_out_and_deleted(house: House) -> None:
    reader = house.api.person(1001)
    assert "/export" in await house.says(reader, "/privacy")
    assert "Nothing is stored" in await house.says(reader, "/export")
    assert "Nothing is stored" in await house.says(reader, "/delete")
    await house.says(reader, "/start")
    tells(house, "grant", to=("1001",))
    await house.says(reader, "/export")
    file = last(house, 1001).media
    assert file is not None
    stored = json.loads(file.data)["stored"]
    assert stored["subscribers"][0]["address"] == "1001"
    assert stored["outbox"][0]["state"] == DeliveryState.DUE
    await house.says(reader, "/delete")
    question = last(house, 1001)
    await presses(house, reader, question, "Keep it")
    assert "Nothing was deleted" in question.text
    assert house.known("1001").state is SubscriberState.ACTIVE
    await house.presses(reader, question, "delete:yes")
    await house.settles()
    assert "has been deleted" in question.text
    assert house.subscriber("1001") is None
    assert (await house.delivers()).sent == 0
    await house.presses(reader, question, "delete:yes")
    await house.settles()
    assert "Nothing is stored" in question.text
    await house.says(reader, "/start")
    assert house.known("1001").state is SubscriberState.ACTIVE


async def test_only_admins_get_or_delete_the_data_of_a_group(house: House) -> None:
    admin, member = house.api.person(1001), house.api.person(1002)
    house.api.admins.add((GROUP, 1001))
    where = {"chat_id": GROUP, "thread_id": 7}
    await house.says(admin, "/start", **where)
    for wish in ("/export", "/delete"):
        assert "Only admins" in await house.says(member, wish, **where)
    await house.says(admin, "/delete", **where)
    question = last(house, GROUP, 7)
    assert "Only admins" in await house.presses(member, question, "delete:yes")
    assert house.subscriber(f"{GROUP}/7") is not None
    await house.presses(admin, question, "delete:yes")
    await house.settles()
    assert house.subscriber(f"{GROUP}/7") is None


async def test_an_admin_who_writes_in_the_name_of_the_group_may_delete(house: House) -> None:
    admin = house.api.person(1001)
    await house.says(admin, "/start", chat_id=GROUP, as_chat=True)
    await house.says(admin, "/delete", chat_id=GROUP, as_chat=True)
    assert "Delete everything" in last(house, GROUP).text


async def test_a_pause_is_pressed_or_written_and_ended(house: House) -> None:
    reader = house.api.person(1001)
    assert "not subscribed" in await house.says(reader, "/pause")
    await house.says(reader, "/start")
    await house.says(reader, "/pause")
    message = last(house, 1001)
    await presses(house, reader, message, "3 days")
    assert house.known("1001").timing.paused_until == NOON + timedelta(days=3)
    assert "18 Jan 2026" in message.text
    assert "Nothing comes until" in await house.says(reader, "/pause")
    await presses(house, reader, message, "End the pause")
    assert house.known("1001").timing.paused_until is None
    await house.says(reader, "/pause 01.02.")
    assert house.known("1001").timing.paused_until == datetime(2026, 2, 1, tzinfo=UTC)
    assert "not understood" in await house.says(reader, "/pause forever")
    assert "No pause holds" in await house.says(reader, "/pause OFF")
    await house.says(reader, "/pause until 2026-02-01")
    assert house.known("1001").timing.paused_until == datetime(2026, 2, 1, tzinfo=UTC)
    await house.says(reader, "/start")
    assert house.known("1001").timing.paused_until is None


async def test_a_stopped_chat_is_not_promised_what_a_pause_holds(house: House) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/start")
    await house.says(reader, "/pause")
    question = last(house, 1001)
    await house.says(reader, "/stop")
    assert "No more alerts will come" in await house.says(reader, "/pause 3 days")
    await presses(house, reader, question, "3 days")
    assert "No more alerts will come" in question.text
    assert house.known("1001").timing.paused_until is None


async def test_what_a_pause_held_goes_out_when_it_is_ended(house: House) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/start")
    await house.says(reader, "/pause 2026-02-01")
    tells(house, "grant", to=("1001",))
    assert (await house.delivers()).sent == 0
    assert "is waiting" in await house.says(reader, "/why https://kz-steppe.example/grant")
    await house.says(reader, "/pause off")
    assert (await house.delivers()).sent == 1


async def test_only_admins_pause_a_group(house: House) -> None:
    admin, member = house.api.person(1001), house.api.person(1002)
    house.api.admins.add((GROUP, 1001))
    await house.says(admin, "/start", chat_id=GROUP)
    assert "How long" in await house.says(member, "/pause", chat_id=GROUP)
    message = last(house, GROUP)
    assert "Only admins" in await house.presses(member, message, "pause:7")
    assert "Only admins" in await house.says(member, "/pause 2026-02-01", chat_id=GROUP)
    assert house.known(str(GROUP)).timing.paused_until is None
    await house.presses(admin, message, "pause:7")
    await house.settles()
    assert house.known(str(GROUP)).timing.paused_until == NOON + timedelta(days=7)
    await house.says(admin, "/delete", chat_id=GROUP)
    await house.presses(admin, last(house, GROUP), "delete:yes")
    await house.presses(admin, message, "pause:1")
    await house.settles()
    assert house.subscriber(str(GROUP)) is None
