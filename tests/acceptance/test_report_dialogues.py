"""Status, reports and calendar as people ask for them: pictures and files."""

from __future__ import annotations

import io
import threading
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.report_desk import ReportDesk
from domain.signals import Signals
from tests.acceptance.test_lookup_dialogues import GROUP, last, presses, tells
from tests.acceptance.test_telegram_dialogues import told
from tests.builders import a_judgement
from tests.servers.bot_api_texts import PNG
from tests.servers.telegram_house import running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.unit_of_work import OpenUnitOfWork
    from reports.material import ReportScope
    from tests.servers.bot_api import BotApi
    from tests.servers.bot_api_chats import Accepted
    from tests.servers.telegram_house import House


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens)) as house:
        yield house


CAPTION_UNITS = 1024
SLOW = 30
"""Seconds that a drawing or a report may take on a busy machine."""


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "too few sources"), ("ru", "слишком мало"), ("ja", "応答した情報源が不足")],
)
async def test_the_status_is_a_picture_with_its_words(house: House, language: str, said: str) -> None:
    reader = house.api.person(1001, language_code=language)
    tells(house, "grant")
    reader.says("/status")
    await house.api.until(lambda: house.api.received(1001), SLOW)
    message = last(house, 1001)
    assert message.media is not None
    assert message.media.kind == "photo"
    assert message.media.data.startswith(PNG)
    assert "47" in message.text
    assert said in message.text
    assert len(message.text.encode("utf-16-le")) // 2 <= CAPTION_UNITS
    await house.says(reader, "/status")
    assert house.api.received(1001)[-1].media == message.media
    assert house.parts.desk.picture(language) is house.parts.desk.picture(language)


async def orders(house: House, person: Any, *labels: str, **where: Any) -> Accepted:
    """Go through the dialogue of /report and return the file's message."""
    await house.says(person, "/report", **where)
    chat, thread = where.get("chat_id", person.id), where.get("thread_id")
    message = last(house, chat, thread)
    for label in labels:
        await presses(house, person, message, label)
    await house.api.until(lambda: last(house, chat, thread).media is not None, SLOW)
    await house.api.until(lambda: len(message.edits) > len(labels), SLOW)
    return last(house, chat, thread)


DIALOGUES = {
    "en": ("The last 7 days", "Kazakhstan", "Excel"),
    "ru": ("Последние 7 дней", "Казахстан", "Excel"),
    "ja": ("直近7日間", "カザフスタン", "Excel"),
}


@pytest.mark.parametrize("language", ["en", "ru", "ja"])
async def test_a_report_is_chosen_in_one_message_and_comes_as_a_file(house: House, language: str) -> None:
    reader = house.api.person(1001, language_code=language)
    tells(house, "grant")
    file = await orders(house, reader, *DIALOGUES[language])
    assert file.media is not None
    assert file.media.name == "cajad-2026-01-09-2026-01-15-KZ.xlsx"
    assert zipfile.ZipFile(io.BytesIO(file.media.data)).testzip() is None
    assert len(house.api.received(1001)) == 2


@pytest.mark.parametrize(
    ("language", "words", "period", "country"),
    [
        ("en", "week KZ", "The last 7 days", "Kazakhstan"),
        ("ru", "Узбекистан неделя", "Последние 7 дней", "Узбекистан"),
        ("ja", "1週間 ウズベキスタン", "直近7日間", "ウズベキスタン"),
        ("en", "все страны за месяц", "The last 30 days", "All countries"),
    ],
)
async def test_what_is_written_behind_the_command_is_not_asked_again(
    house: House, language: str, words: str, period: str, country: str
) -> None:
    reader = house.api.person(1001, language_code=language)
    answer = await house.says(reader, f"/report {words}")
    assert f"{period} · {country}" in answer
    forms = [data.rpartition(":")[2] for _, data in last(house, 1001).buttons]
    assert forms[:-1] == ["docx", "xlsx", "html", "csv"], "and the way back"


async def test_a_country_alone_is_kept_while_the_days_are_asked_for(house: House) -> None:
    reader = house.api.person(1001)
    assert "Turkmenistan" in await house.says(reader, "/report TM")
    message = last(house, 1001)
    await presses(house, reader, message, "The last 30")
    assert "The last 30 days · Turkmenistan" in message.text
    await presses(house, reader, message, "Table")
    await house.api.until(lambda: last(house, 1001).media is not None, SLOW)
    file = last(house, 1001).media
    assert file is not None
    assert file.name.endswith("-TM.csv")


@pytest.mark.parametrize("words", ["Japan", "KZ UZ", "week month", "<b>", "KZ please"])
async def test_what_is_not_understood_is_said_and_the_buttons_are_there(house: House, words: str) -> None:
    assert "/report week KZ" in await house.says(house.api.person(1001), f"/report {words}")
    assert last(house, 1001).buttons


async def test_back_leads_back_and_another_report_can_be_ordered(house: House) -> None:
    reader = house.api.person(1001)
    file = await orders(house, reader, "Since", "Back", "The last 30", "All", "Back", "Uzbekistan", "Table")
    assert file.media is not None
    assert file.media.name.endswith("-UZ.csv")
    assert [data for _, data in house.api.received(1001)[0].buttons] == ["report:"]


class SlowDesk(ReportDesk):
    """A desk whose reports wait until the test lets them go, or fail."""

    gate: threading.Event
    fails = False

    def report(self, scope: ReportScope, language: str, form: str) -> bytes | None:
        assert self.gate.wait(10)
        if self.fails:
            raise RuntimeError("the disk is gone")
        return super().report(scope, language, form)


@pytest.fixture
async def slow(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[tuple[House, SlowDesk]]:
    parts = telegram_parts(opens)
    desk = SlowDesk(parts.reporting)
    desk.gate = threading.Event()
    async with running(api, replace(parts, desk=desk)) as house:
        yield house, desk


async def test_reports_are_made_one_at_a_time_for_a_chat_while_others_are_answered(
    slow: tuple[House, SlowDesk],
) -> None:
    house, desk = slow
    reader, other = house.api.person(1001), house.api.person(1002)
    await house.says(reader, "/report")
    message = last(house, 1001)
    assert await house.presses(reader, message, "report:week:KZ:csv") == ""
    assert "being made" in await house.presses(reader, message, "report:month:all:csv")
    assert "/commitment" in await house.says(other, "/help")
    desk.gate.set()
    await house.api.until(lambda: last(house, 1001).media is not None, SLOW)
    await house.api.until(lambda: "is below" in message.text, SLOW)
    assert len(house.api.received(1001)) == 2


async def test_a_report_that_fails_is_told_and_the_next_can_be_ordered(
    slow: tuple[House, SlowDesk], caplog: pytest.LogCaptureFixture
) -> None:
    house, desk = slow
    reader = house.api.person(1001)
    await house.says(reader, "/report")
    desk.fails = True
    desk.gate.set()
    await house.presses(reader, last(house, 1001), "report:week:KZ:csv")
    await house.api.until(lambda: "did not work" in last(house, 1001).text, SLOW)
    assert "could not be handled" in caplog.text
    desk.fails = False
    await house.presses(reader, house.api.received(1001)[0], "report:week:KZ:csv")
    await house.api.until(lambda: last(house, 1001).media is not None, SLOW)


async def test_a_report_too_large_to_be_sent_is_refused_in_words(api: BotApi, opens: OpenUnitOfWork) -> None:
    parts = telegram_parts(opens)
    async with running(api, replace(parts, desk=ReportDesk(parts.reporting, largest=10))) as house:
        reader = house.api.person(1001)
        await house.says(reader, "/report")
        await house.presses(reader, last(house, 1001), "report:week:KZ:csv")
        await house.api.until(lambda: "too large" in last(house, 1001).text, SLOW)
        assert len(house.api.received(1001)) == 1


@pytest.mark.parametrize("language", ["en", "ru", "ja"])
async def test_the_calendar_comes_with_a_file(house: House, language: str) -> None:
    reader = house.api.person(1001, language_code=language)
    house.records(told("grant", judgement=a_judgement(signals=Signals(days=("2026-03-05",)))))
    answer = await house.says(reader, "/calendar", replies=2)
    assert "2026" in answer
    file = last(house, 1001)
    assert file.media is not None
    assert file.media.name == "cajad-calendar.ics"
    assert file.media.data.startswith(b"BEGIN:VCALENDAR")


async def test_a_report_asked_for_in_a_topic_comes_there(house: House) -> None:
    where = {"chat_id": GROUP, "thread_id": 7}
    file = await orders(house, house.api.person(1002), "The last 7", "All", "Table", **where)
    assert file.media is not None
    assert house.api.received(GROUP) == []


async def test_the_calendar_is_narrowed_to_a_country_or_a_paragraph(house: House) -> None:
    reader = house.api.person(1001)
    house.records(told("grant", judgement=a_judgement(signals=Signals(days=("2026-03-05",)))))
    for words, is_there in (("KZ", True), ("Казахстан", True), ("TM", False), ("26", True), ("п. 27", False)):
        answer = await house.says(reader, f"/calendar {words}")
        await house.settles()
        assert ("порту: grant" in answer) is is_there
    assert "/calendar KZ" in await house.says(reader, "/calendar tomorrow", replies=2)


async def test_the_status_of_what_is_named_is_shown_as_by_its_own_command(house: House) -> None:
    reader = house.api.person(1001)
    assert await house.says(reader, "/status 26") == await house.says(reader, "/commitment 26")
    assert await house.says(reader, "/status customs") == await house.says(reader, "/commitment customs")
    assert "/report KZ" in await house.says(reader, "/status Kazakhstan")
    await house.api.until(lambda: last(house, 1001).media is not None, SLOW)
