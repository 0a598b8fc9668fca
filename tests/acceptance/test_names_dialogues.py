"""Companies and agencies are followed by taps and by names in any script; what came of it is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from domain.facets import EVERYTHING, Facets
from domain.signals import Signals
from tests.acceptance.test_settings_dialogues import opened, taps
from tests.builders import a_judgement
from tests.integration.storage.outcomes import a_report, an_opening, an_outcome
from tests.servers.telegram_house import running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi
    from tests.servers.telegram_house import House

WORDS = {
    "en": ("Companies and agencies", "Energy and plants · 1/5", "JOGMEC", "Further →", "Toshiba", "Back"),
    "ru": ("Компании и ведомства", "Энергетика и инжиниринг · 1/5", "JOGMEC", "Дальше →", "Тошиба", "Назад"),
    "ja": ("企業・機関", "エネルギー・プラント · 1/5", "JOGMEC", "次へ →", "東芝", "戻る"),
}
WRITTEN = {
    "en": ("Add one", "トヨタ", "Recognised: Toyota", "Steppe Wind", "is not on the list", "Remove Toyota"),
    "ru": ("Добавить", "JICA", "Распознано: ДЖАЙКА", "Степной ветер", "нет в списке", "Убрать: ДЖАЙКА (JICA)"),
    "ja": ("追加", "Мицубиси", "認識した名称：三菱", "草原の風", "一覧にない", "削除：三菱"),
}


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens)) as house:
        yield house


@pytest.mark.parametrize("language", WORDS)
async def test_organisations_are_chosen_by_sector_in_one_message(house: House, language: str) -> None:
    menu, heading, first, further, second, back = WORDS[language]
    reader = house.api.person(1001, language_code=language)
    message = await opened(house, reader)
    before = len(house.api.received(1001))
    await taps(house, reader, message, menu, heading.split(" · ")[0])
    assert heading in message.text
    await taps(house, reader, message, next(label for label, _ in message.buttons if label.startswith(first)))
    await taps(house, reader, message, further, second)
    assert house.known("1001").facets.names == {"institution:jogmec", "company:toshiba"}
    assert f"✅ {second}" in dict(message.buttons)
    await taps(house, reader, message, back)
    assert f"• {second}" in message.text
    await taps(house, reader, message, back)
    assert f"{menu}{'：' if language == 'ja' else ': '}JOGMEC" in message.text
    assert len(house.api.received(1001)) == before


@pytest.mark.parametrize("language", WRITTEN)
async def test_a_written_name_is_recognised_in_another_script_or_kept_word_for_word(
    house: House, language: str
) -> None:
    adds, foreign, recognised, unknown, unlisted, removes = WRITTEN[language]
    reader = house.api.person(1001, language_code=language)
    message = await opened(house, reader)
    await taps(house, reader, message, WORDS[language][0], adds)
    question = house.api.received(1001)[-1]
    assert recognised in await house.says(reader, foreign, replying_to=question, replies=2)
    assert len(house.known("1001").facets.names) == 1
    assert unlisted in await house.says(reader, unknown, replying_to=question, replies=2)
    assert house.known("1001").facets.other_names == (unknown.casefold(),)
    screen = house.api.received(1001)[-1]
    assert unknown.casefold() in screen.text
    await taps(house, reader, screen, removes)
    await taps(house, reader, screen, next(label for label, _ in screen.buttons if unknown.casefold() in label))
    assert house.known("1001").facets == EVERYTHING


async def test_a_name_too_long_is_not_taken(house: House) -> None:
    reader = house.api.person(1001)
    message = await opened(house, reader)
    await taps(house, reader, message, "Companies and agencies", "Add one")
    assert "was not taken" in await house.says(reader, "x" * 61, replying_to=house.api.received(1001)[-1])
    assert house.known("1001").facets == EVERYTHING


@pytest.mark.parametrize(
    ("language", "kept_away", "passes"),
    [
        ("en", "keeps it away: Companies and agencies", "It names: Toyota"),
        ("ru", "Компании и ведомства", "В публикации названы: Тойота"),
        ("ja", "企業・機関", "選択中の名称：トヨタ"),
    ],
)
async def test_why_says_whether_an_organisation_was_named(
    house: House, language: str, kept_away: str, passes: str
) -> None:
    reader = house.api.person(1001, language_code=language)
    await house.says(reader, "/start")
    report = a_report("grant", judgement=a_judgement(signals=Signals(names=("company:toyota",))))
    house.records(an_outcome(report, opened=(an_opening(report),)))
    for names, said in ((frozenset({"company:nissan"}), kept_away), (frozenset({"company:toyota"}), passes)):
        with house.parts.open_unit_of_work() as work:
            work.subscribers.save(replace(house.known("1001"), facets=Facets(names=names)))
            work.commit()
        assert said in await house.says(reader, "/why https://kz-steppe.example/grant")
    assert "grant" in await house.says(reader, "/latest")
