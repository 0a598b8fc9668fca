"""The settings as people use them: one message edited by buttons, in private chats and in groups."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from domain.commitment import Pillar
from domain.development import Stage
from domain.facets import EVERYTHING
from domain.telling import Mode, Timing
from tests.acceptance.test_telegram_dialogues import told
from tests.servers.telegram_house import running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.facets import Facets
    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi
    from tests.servers.bot_api_chats import Accepted
    from tests.servers.telegram_house import House

GROUP = -100500


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens)) as house:
        yield house


def facets_of(house: House, address: str) -> Facets:
    return house.known(address).facets


async def opened(house: House, person: Any, **where: Any) -> Accepted:
    """Subscribe and open the settings; return their message."""
    await house.says(person, "/start", **where)
    await house.says(person, "/settings", **where)
    return house.api.received(where.get("chat_id", person.id), where.get("thread_id"))[-1]


async def taps(house: House, person: Any, message: Accepted, *labels: str) -> None:
    """Press buttons one after the other, each found by how its label ends, on the message as it then is."""
    for label in labels:
        data = next(data for shown, data in message.buttons if shown.endswith(label))
        await house.presses(person, message, data)
        await house.settles()


WORDS = {
    "en": ("Topics", "Connectivity", "Back", "Countries", "Kazakhstan", "Back", "How far it has come", "Agreed"),
    "ru": ("Темы", "Связанность", "Назад", "Страны", "Казахстан", "Назад", "Стадия", "Согласовано"),
    "ja": ("分野", "コネクティビティ", "戻る", "国", "カザフスタン", "戻る", "段階", "合意"),
}
WITH_AMOUNT = {
    "en": ("Back", "Sum of money", "1 billion yen"),
    "ru": ("Назад", "Сумма", "1 млрд иен"),
    "ja": ("戻る", "金額", "10億円"),
}


@pytest.mark.parametrize("language", ["en", "ru", "ja"])
async def test_facets_are_chosen_in_one_message_that_is_edited(house: House, language: str) -> None:
    reader = house.api.person(1001, language_code=language)
    message = await opened(house, reader)
    before = len(house.api.received(1001))
    await taps(house, reader, message, *WORDS[language])
    chosen = facets_of(house, "1001")
    assert chosen.pillars == {Pillar.CONNECTIVITY}
    assert chosen.countries == {"KZ"}
    assert chosen.least_stage is Stage.AGREED
    assert any(label.startswith("✅") for label, _ in message.buttons)
    await taps(house, reader, message, WORDS[language][-1])
    assert facets_of(house, "1001").least_stage is None
    assert len(house.api.received(1001)) == before


async def test_a_preset_and_single_commitments_are_taps(house: House) -> None:
    reader = house.api.person(1001)
    message = await opened(house, reader)
    await taps(house, reader, message, "Ready-made choices", "from plans on", "Back", "Topics")
    await taps(house, reader, message, "Single commitments: Connectivity", "· 26")
    chosen = facets_of(house, "1001")
    assert chosen.pillars == {Pillar.GREEN, Pillar.CONNECTIVITY}
    assert chosen.commitments == {26}
    await taps(house, reader, message, "Back", "Back", "Ready-made choices", "Everything")
    assert facets_of(house, "1001") == EVERYTHING


AT_ONCE = {
    "en": ("Ready-made choices", "Research: everything, at once", "When messages come: Everything at once"),
    "ru": ("Готовые наборы", "Исследования: всё и сразу", "Когда приходят сообщения: Всё сразу"),
    "ja": ("プリセット", "研究：すべてを即時に", "届く時刻：すべてすぐに"),
}


@pytest.mark.parametrize("language", AT_ONCE)
async def test_a_preset_that_promises_everything_at_once_brings_and_shows_that(house: House, language: str) -> None:
    reader = house.api.person(1001, language_code=language)
    message = await opened(house, reader)
    presets, research, confirmed = AT_ONCE[language]
    await taps(house, reader, message, presets)
    assert confirmed not in message.text
    await taps(house, reader, message, research)
    assert confirmed in message.text
    assert house.known("1001").timing == Timing(mode=Mode.ALL_AT_ONCE)


async def test_the_settings_open_from_the_first_screen(house: House) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/start")
    first = house.api.received(1001)[0]
    await taps(house, reader, first, "Choose what comes", "Sum of money")
    await house.presses(reader, first, "choose:amount:1000000000:1")
    assert facets_of(house, "1001").least_yen == Decimal(1_000_000_000)


QUESTIONS = {
    "en": ("Phrases", "Add one", "Reply to this message", "Remove порт актау"),
    "ru": ("Фразы", "Добавить", "Ответьте на это сообщение", "Убрать: порт актау"),
    "ja": ("語句", "追加", "返信で送ってください", "削除：порт актау"),
}


@pytest.mark.parametrize("language", ["en", "ru", "ja"])
async def test_a_phrase_is_written_as_a_reply_and_removed_by_a_button(house: House, language: str) -> None:
    opens, adds, asks, removes = QUESTIONS[language]
    reader = house.api.person(1001, language_code=language)
    message = await opened(house, reader)
    await taps(house, reader, message, opens, adds)
    question = house.api.received(1001)[-1]
    assert asks in question.text
    assert "порт актау" in await house.says(reader, "Порт  Актау", replying_to=question)
    assert facets_of(house, "1001").phrases == ("порт актау",)
    await taps(house, reader, house.api.received(1001)[-1], removes)
    assert facets_of(house, "1001") == EVERYTHING


async def test_a_phrase_of_one_letter_and_a_reply_to_something_else_are_not_taken(house: House) -> None:
    reader = house.api.person(1001)
    message = await opened(house, reader)
    await taps(house, reader, message, "Hidden outlets", "Add one")
    question = house.api.received(1001)[-1]
    assert "was not taken" in await house.says(reader, "x", replying_to=question)
    assert "/help" in await house.says(reader, "Steppe Courier", replying_to=message)
    assert facets_of(house, "1001") == EVERYTHING
    await house.says(reader, "Steppe Courier", replying_to=question)
    assert facets_of(house, "1001").hidden_outlets == {"steppe courier"}


async def test_a_second_press_of_the_same_button_changes_nothing_and_is_answered(house: House) -> None:
    reader = house.api.person(1001)
    message = await opened(house, reader)
    for _ in range(2):
        assert await house.presses(reader, message, "choose:countries:KZ:1") == ""
    await house.settles()
    assert facets_of(house, "1001").countries == {"KZ"}
    assert "Something" not in message.text


async def test_forged_data_changes_nothing(house: House) -> None:
    reader = house.api.person(1001)
    message = await opened(house, reader)
    for data in ("choose:", "choose:countries:JP:1", "choose:topics:26:1", "choose:pillar:zzz", "choose:menu:1:1"):
        assert "out of use" in await house.presses(reader, message, data)
    assert facets_of(house, "1001") == EVERYTHING


async def test_a_chat_without_subscription_is_told_to_start(house: House) -> None:
    reader = house.api.person(1001)
    assert "/start" in await house.says(reader, "/settings")
    await house.presses(reader, house.api.received(1001)[-1], "choose:countries:KZ:1")
    await house.presses(reader, house.api.received(1001)[-1], "choose:phrases:ask")
    assert house.subscriber("1001") is None


async def test_only_admins_change_the_settings_of_a_group(house: House) -> None:
    admin, member = house.api.person(1001), house.api.person(1002)
    house.api.admins.add((GROUP, 1001))
    message = await opened(house, admin, chat_id=GROUP)
    refusal = await house.presses(member, message, "choose:countries:KZ:1")
    assert "Only admins" in refusal
    assert "Only admins" in await house.presses(member, message, "choose:phrases:ask")
    assert await house.presses(member, message, "choose:countries") == ""
    assert facets_of(house, str(GROUP)) == EVERYTHING
    await house.presses(admin, message, "choose:countries:KZ:1")
    assert facets_of(house, str(GROUP)).countries == {"KZ"}


async def test_a_member_of_a_group_cannot_answer_for_it_and_an_anonymous_admin_can(house: House) -> None:
    admin, member = house.api.person(1001), house.api.person(1002)
    house.api.admins.add((GROUP, 1001))
    message = await opened(house, admin, chat_id=GROUP, thread_id=7)
    await house.presses(admin, message, "choose:phrases:ask")
    await house.settles()
    question = house.api.received(GROUP, 7)[-1]
    member.says("water", chat_id=GROUP, thread_id=7, replying_to=question)
    await house.settles()
    assert facets_of(house, f"{GROUP}/7") == EVERYTHING
    await house.says(member, "water", chat_id=GROUP, thread_id=7, replying_to=question, as_chat=True)
    assert facets_of(house, f"{GROUP}/7").phrases == ("water",)


async def test_a_hidden_outlet_is_shown_nowhere(house: House) -> None:
    reader = house.api.person(1001)
    message = await opened(house, reader)
    house.records(told("grant"))
    assert "порту: grant" in await house.says(reader, "/latest")
    await taps(house, reader, message, "Hidden outlets", "Add one")
    await house.says(reader, "kz-steppe.example", replying_to=house.api.received(1001)[-1])
    for wish in ("/latest", "/commitment 26", "/start"):
        assert "порту: grant" not in await house.says(reader, wish)


TIMES = {
    "en": ("When messages come", "Everything in the digest", "Quiet hours: none", "22:00–08:00", "Back", "Tokyo"),
    "ru": ("Когда приходят сообщения", "Всё в сводке", "Тихие часы: нет", "22:00–08:00", "Назад", "Токио"),
    "ja": ("届く時刻", "すべてまとめで", "通知を控える時間帯：なし", "22:00–08:00", "戻る", "東京"),
}


@pytest.mark.parametrize("language", TIMES)
async def test_when_messages_come_is_chosen_in_the_same_message(house: House, language: str) -> None:
    reader = house.api.person(1001, language_code=language)
    message = await opened(house, reader)
    *times, city = TIMES[language]
    await taps(house, reader, message, *times)
    zone = next(data for _, data in message.buttons if data == "choose:zone")
    await house.presses(reader, message, zone)
    await house.settles()
    await taps(house, reader, message, city)

    known = house.known("1001")
    assert known.zone == "Asia/Tokyo"
    assert known.timing == Timing(quiet_from=time(22), quiet_until=time(8), mode=Mode.ALL_IN_DIGEST)
    assert known.facets == EVERYTHING
