"""The message of a day that passed without a report: neutral, whole, in every reader's language."""

from __future__ import annotations

from datetime import date

import pytest

from bot.due_message import due_lines
from bot.markup import RenderedMessage
from bot.texts import DEFAULT_ZONES, texts_for
from config.declarations import load_declaration
from domain.commitment import READER_LANGUAGES, Texts
from domain.development import DevelopmentId
from domain.due import DueNotice
from domain.unit import UnitId
from tests.builders import NOON

DECLARATION = load_declaration()
DECLARED = DueNotice(
    id=DevelopmentId("due"),
    day=date(2026, 12, 31),
    numbers=(12,),
    watched=214,
    unreachable=3,
    noticed_at=NOON,
    unit_id=UnitId("12-a"),
    title=Texts("Ministers of justice meet", "Встреча министров юстиции", "法務大臣会合"),
)
ANNOUNCED = DueNotice(
    id=DevelopmentId("due"),
    day=date(2026, 5, 15),
    numbers=(5,),
    watched=1,
    unreachable=0,
    noticed_at=NOON,
    announced_by=DevelopmentId("forum"),
    headline="<b>Forum</b> " * 80,
    source_name="Steppe Courier",
    url="https://steppe.example.kz/forum",
)


def said(notice: DueNotice, language: str) -> RenderedMessage:
    texts = texts_for(language, DEFAULT_ZONES[language])
    return RenderedMessage(tuple(due_lines(notice, DECLARATION, texts)))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("Due, no reports found: Ministers of justice meet", "Due on 31 Dec 2026", "214 sources watched")),
        ("ru", ("Срок наступил, публикаций не найдено: Встреча министров юстиции", "31 дек. 2026", "214")),
        ("ja", ("期限到来、報道なし：法務大臣会合", "2026年12月31日", "214")),
    ],
)
def test_a_declared_day_is_told_with_what_was_looked_at(language: str, expected: tuple[str, ...]) -> None:
    message = said(DECLARED, language)
    text = "\n".join(line.text for line in message.lines)
    assert [part for part in expected if part not in text] == []
    assert DECLARATION.url in message.html


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_an_announced_day_names_the_report_that_announced_it(language: str) -> None:
    message = said(ANNOUNCED, language)
    assert message.fits
    assert "Steppe Courier" in message.html
    assert "<b>Forum" not in message.html
    assert ANNOUNCED.url in message.html
