"""What operators are answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.broadcasting import TEXT_LIMIT, Wording, wording_of
from bot.replies.operating import Standing, broadcast, broadcast_result, how_to_broadcast, preview, standing, troubled
from bot.texts import DEFAULT_ZONES, Texts, texts_for
from domain.commitment import READER_LANGUAGES
from domain.health import Health, HealthState
from domain.notice import NoticeId
from domain.source import Verdict
from tests.builders import NOON
from tests.golden_files import assert_golden
from tests.servers.telegram_html import parse_html

if TYPE_CHECKING:
    from bot.markup import RenderedMessage


def health(state: HealthState, **over: Any) -> Health:
    values: dict[str, Any] = {
        "state": state,
        "verdict": Verdict.TIMED_OUT if state is HealthState.FAILING else Verdict.NEW,
        "detail": "",
        "failures": 7 if state is HealthState.FAILING else 0,
        "failing_since": None,
        "newest_at": NOON - timedelta(days=9),
        "quiet_for": timedelta(days=9),
        "patience": timedelta(days=3),
        "polls": 30,
        "answered": 12,
    }
    return Health(**{**values, **over})


SOURCES = [
    ("Steppe <Courier>", health(HealthState.WORKING)),
    ("Harbour Wire", health(HealthState.FAILING)),
    ("Orchard News", health(HealthState.SILENT)),
    ("Ministry", health(HealthState.DISABLED, detail="no feed")),
]
NOTICE = NoticeId("0" * 32)
TEXT = "Мы переходим на другой сервер.\nСообщения придут <позже>."


def shown(texts: Texts) -> dict[str, RenderedMessage]:
    messages = {"due": 3, "sent": 1204, "uncertain": 1}
    found = Standing(SOURCES, messages, ["ru", "ru", "ja"], 7_300_000_000, NOON, "0.1.0")
    return {
        "standing": standing(found, texts),
        "standing_listed": standing(replace(found, asking=3), texts),
        "troubled": troubled(SOURCES, texts),
        "how_to_broadcast": how_to_broadcast(texts),
        "broadcast_preview": preview(TEXT, NOTICE, ["ru", "ru", "ja"], texts),
        "broadcast": broadcast(TEXT, texts),
        "broadcast_sent": broadcast_result(TEXT, 3, texts),
        "broadcast_dropped": broadcast_result(TEXT, None, texts, dropped=True),
        "broadcast_decided": broadcast_result(TEXT, None, texts),
    }


@pytest.mark.parametrize("language", READER_LANGUAGES)
@pytest.mark.parametrize("name", shown(texts_for("en", "UTC")))
def test_an_answer_to_operators_reads_as_its_golden_file(name: str, language: str) -> None:
    message = shown(texts_for(language, DEFAULT_ZONES[language]))[name]
    parse_html(message.html)
    assert message.fits
    buttons = "".join(f"[{button.text}] {button.data}\n" for button in message.buttons)
    assert_golden(f"operators/{name}.{language}.txt", f"{message.html}\n{buttons}")


def test_sources_that_do_not_work_fit_into_one_message_worst_first() -> None:
    many = [(f"{n:03} {'Ы' * 300}", health(HealthState.FAILING, failures=n)) for n in range(300)]
    message = troubled(many, texts_for("ru", "UTC"))
    assert message.fits
    assert message.plain.index("299") < message.plain.index("298")


@pytest.mark.parametrize(
    ("said", "wording"),
    [
        ("We move.", Wording("We move.")),
        ("ru Мы переезжаем.", Wording("Мы переезжаем.", "ru")),
        ("JA 移転します", Wording("移転します", "ja")),
        ("rush hour", Wording("rush hour")),
        ("", None),
        ("ru", None),
        ("x" * (TEXT_LIMIT + 1), None),
    ],
    ids=["to all", "in Russian", "in Japanese", "no language", "nothing", "a language alone", "too long"],
)
def test_a_broadcast_may_begin_with_the_language_of_its_readers(said: str, wording: Wording | None) -> None:
    assert wording_of(said) == wording


def test_the_longest_broadcast_fits_into_one_message() -> None:
    for language in READER_LANGUAGES:
        assert preview("<&>" * (TEXT_LIMIT // 3), NOTICE, ["ru"] * 9, texts_for(language, "UTC")).fits
