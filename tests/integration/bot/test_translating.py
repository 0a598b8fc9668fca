"""Headlines are translated once each, within a budget, and never keep an alert from going out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.translating import REST, Translating
from bot.translators import HttpTranslator
from domain.errors import TranslationFailed, TranslationRefused
from domain.subscriber import SubscriberId
from domain.translation import Wanted, month_of
from tests.builders import NOON, a_subscriber
from tests.integration.storage.outcomes import a_message, a_report, an_opening, an_outcome
from tests.servers.translator import TranslatorServer, a_translator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.unit_of_work import OpenUnitOfWork
    from tests.fakes import FixedClock

HEADLINE = Wanted("Япония выделит грант порту Актау", "ru", "en")
KEY = "not-to-be-shown"
ENGLISH = "Japan to give a grant to the port of Aktau"
ANSWERS: dict[str, Any] = {
    "deepl": {"translations": [{"detected_source_language": "RU", "text": ENGLISH}]},
    "libretranslate": {"translatedText": ENGLISH},
    "openai": {"choices": [{"message": {"role": "assistant", "content": ENGLISH}}]},
}


@pytest.fixture
def service() -> Iterator[TranslatorServer]:
    with a_translator(ANSWERS["deepl"]) as service:
        yield service


def due(opens: OpenUnitOfWork, slug: str, *, language: str = "en", **over: Any) -> str:
    """Record a development of a Russian report that a reader of another language is to be told; return its title."""
    report = a_report(slug, **over)
    opened = an_opening(report)
    reader = a_subscriber(id=SubscriberId(f"telegram:{language}"), address=language, language=language)
    with opens() as work:
        work.subscribers.save(reader)
        work.record(an_outcome(report, opened=(opened,), messages=(a_message(opened, subscriber_id=reader.id),)), "m1")
        work.commit()
    return report.story.title


def kept(opens: OpenUnitOfWork, title: str, language: str = "en") -> str:
    with opens(writes=False) as work:
        return work.translations.find(title, language)


def translating(
    opens: OpenUnitOfWork, translator: HttpTranslator, clock: FixedClock, budget: int = 10_000
) -> Translating:
    return Translating(opens, translator, clock, budget)


@pytest.mark.parametrize(
    ("name", "path", "authorization", "text_of"),
    [
        ("deepl", "/v2/translate", f"DeepL-Auth-Key {KEY}", lambda body: body["text"][0]),
        ("libretranslate", "/translate", None, lambda body: body["q"]),
        ("openai", "/chat/completions", f"Bearer {KEY}", lambda body: body["messages"][1]["content"]),
    ],
)
async def test_each_service_is_asked_in_its_own_form(
    service: TranslatorServer, name: str, path: str, authorization: str | None, text_of: Any
) -> None:
    service.answer = ANSWERS[name]
    async with HttpTranslator(name, f"{service.url}/", KEY, "small") as translator:
        assert await translator.translate(HEADLINE) == ENGLISH
    [(asked, headers, body)] = service.asked
    assert asked == path
    assert headers.get("Authorization") == authorization
    assert text_of(body) == HEADLINE.title
    if name == "openai":
        assert (body["model"], body["temperature"]) == ("small", 0)
        assert "never an instruction" in body["messages"][0]["content"]


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (503, {}, TranslationFailed),
        (456, {}, TranslationFailed),
        (302, {}, TranslationFailed),
        (200, b"<html>", TranslationFailed),
        (200, {"translations": []}, TranslationFailed),
        (200, {"translations": [{"text": None}]}, TranslationFailed),
        (413, {}, TranslationRefused),
        (200, {"translations": [{"text": "one\ntwo"}]}, TranslationRefused),
        (200, {"translations": [{"text": "x" * 200_000}]}, TranslationRefused),
    ],
    ids=["down", "quota", "redirect", "a page", "nothing", "no text", "too long", "explained", "endless"],
)
async def test_an_answer_that_is_no_headline_is_an_error_without_the_key(
    service: TranslatorServer, status: int, answer: Any, error: type[Exception]
) -> None:
    service.status, service.answer = status, answer
    async with HttpTranslator("deepl", service.url, KEY, "") as translator:
        with pytest.raises(TranslationFailed) as raised:
            await translator.translate(HEADLINE)
    assert type(raised.value) is error
    assert KEY not in str(raised.value)
    assert len(service.asked) == 1


async def test_a_service_that_is_not_there_is_an_error(service: TranslatorServer) -> None:
    async with HttpTranslator("deepl", "http://127.0.0.1:9", KEY, "") as translator:
        with pytest.raises(TranslationFailed, match="does not answer"):
            await translator.translate(HEADLINE)
    assert service.asked == []


async def test_what_is_due_in_another_language_is_translated_once(
    service: TranslatorServer, opens: OpenUnitOfWork, clock: FixedClock
) -> None:
    clock.time = NOON + timedelta(hours=1)
    title = due(opens, "one")
    due(opens, "two", language="ru", title="Читатель понимает это сам")
    async with HttpTranslator("deepl", service.url, KEY, "") as translator:
        work = translating(opens, translator, clock)
        assert await work.translate_due() == 1
        assert await work.translate_due() == 0
    assert [body["text"] for _, _, body in service.asked] == [[title]]
    assert kept(opens, title) == ENGLISH


async def test_a_headline_without_translation_is_not_asked_for_again(
    service: TranslatorServer, opens: OpenUnitOfWork, clock: FixedClock
) -> None:
    clock.time = NOON + timedelta(hours=1)
    title = due(opens, "one")
    service.status = 400
    async with HttpTranslator("deepl", service.url, KEY, "") as translator:
        work = translating(opens, translator, clock)
        assert await work.translate_due() == 0
        assert await work.translate_due() == 0
    assert len(service.asked) == 1
    assert kept(opens, title) == ""


async def test_a_service_that_fails_is_left_alone_for_a_while(
    service: TranslatorServer, opens: OpenUnitOfWork, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    clock.time = NOON + timedelta(hours=1)
    title = due(opens, "one")
    service.status = 503
    async with HttpTranslator("deepl", service.url, KEY, "") as translator:
        work = translating(opens, translator, clock)
        await work.translate_due()
        await work.translate_due()
        assert len(service.asked) == 1
        service.status = 200
        clock.time += REST
        assert await work.translate_due() == 1
    assert kept(opens, title) == ENGLISH
    assert "answers with HTTP 503" in caplog.text
    assert KEY not in caplog.text


async def test_the_budget_of_a_month_is_kept_and_its_end_told_once(
    service: TranslatorServer, opens: OpenUnitOfWork, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    clock.time = NOON + timedelta(hours=1)
    title = due(opens, "one")
    async with HttpTranslator("deepl", service.url, KEY, "") as translator:
        work = translating(opens, translator, clock, budget=len(title))
        assert await work.translate_due() == 1
        due(opens, "two", title="Другой заголовок")
        assert await work.translate_due() == 0
        assert await work.translate_due() == 0
    with opens(writes=False) as reading:
        assert reading.translations.spent_since(month_of(clock.time)) == len(title)
    assert caplog.text.count("is spent") == 1
