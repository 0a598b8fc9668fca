"""Days of the act: read in the passage of the act, in the eight languages, and nowhere else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.development import Stage
from domain.happening import ActPrecision, happening
from domain.match import Item
from domain.moment import Moment, Precision
from matching.act_days import days_of

if TYPE_CHECKING:
    from matching.matcher import LexicalMatcher

PUBLISHED = Moment(datetime(2026, 2, 2, 9, tzinfo=UTC), Precision.MINUTE)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The notes were exchanged on 30 January in Astana", date(2026, 1, 30)),
        ("The notes were exchanged yesterday", date(2026, 2, 1)),
        ("The agreement was signed in January 2026", date(2026, 1, 31)),
        ("Ноты обменяли 30 января в Астане", date(2026, 1, 30)),
        ("Вчера в Астане обменялись нотами", date(2026, 2, 1)),
        ("Соглашение подписано в январе 2026 года", date(2026, 1, 31)),
        ("1月30日、アスタナで書簡を交換した", date(2026, 1, 30)),
        ("昨日、書簡を交換した", date(2026, 2, 1)),
        ("30日、アスタナで書簡を交換した", date(2026, 1, 30)),
        ("2026年1月に署名した", date(2026, 1, 31)),
        ("30 қаңтарда Астанада ноталар алмасылды", date(2026, 1, 30)),
        ("Кеше Астанада ноталар алмасылды", date(2026, 2, 1)),
        ("2026 жылғы қаңтарда қол қойылды", date(2026, 1, 31)),
        ("30-январда Бишкекте ноталар алмашылды", date(2026, 1, 30)),
        ("Кечээ Бишкекте кол коюлду", date(2026, 2, 1)),
        ("30 январ дар Душанбе созишнома ба имзо расид", date(2026, 1, 30)),
        ("Дирӯз дар Душанбе созишнома ба имзо расид", date(2026, 2, 1)),
        ("Созишнома дар январи соли 2026 ба имзо расид", date(2026, 1, 31)),
        ("30-njy ýanwarda Aşgabatda resminama gol çekildi", date(2026, 1, 30)),
        ("Düýn Aşgabatda resminama gol çekildi", date(2026, 2, 1)),
        ("30-yanvar kuni Toshkentda bitim imzolandi", date(2026, 1, 30)),
        ("Kecha Toshkentda bitim imzolandi", date(2026, 2, 1)),
        ("Кеча Тошкентда битим имзоланди", date(2026, 2, 1)),
    ],
)
def test_the_day_of_a_held_act_is_read_in_every_language(text: str, day: date) -> None:
    found = happening(days_of(text), Stage.AGREED, PUBLISHED)
    assert found is not None
    assert (found.day, found.ahead) == (day, False)


@pytest.mark.parametrize(
    "text",
    [
        "The forum will be held on 15 May",
        "Форум пройдет 15 мая",
        "5月15日に開催予定",
        "Форум 15 мамырда өтеді",
        "Форум 15-майда өтөт",
        "Форум 15 май баргузор мешавад",
        "Forum 15-nji maýda geçiriler",
        "Forum 15-may kuni o'tadi",
    ],
)
def test_a_planned_act_lies_ahead_in_every_language(text: str) -> None:
    found = happening(days_of(text), Stage.PLANNED, PUBLISHED)
    assert found is not None
    assert (found.day, found.ahead, found.precision) == (date(2026, 5, 15), True, ActPrecision.DAY)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The programme has run for 30 days", set()),
        ("30日間の研修", set()),
        ("He may visit in 2026", set()),
        ("a present-day agreement of todayish people", set()),
        ("сегодняшняя встреча", set()),
    ],
)
def test_what_is_no_day_is_not_read_as_one(text: str, days: set[str]) -> None:
    assert days_of(text) == days


def test_the_day_is_that_of_the_passage_of_the_act_only(matcher: LexicalMatcher) -> None:
    item = Item(
        id="1",
        lang="en",
        title="Japan and Kazakhstan sign grant agreement on customs scanners for the port of Aktau",
        summary="The grant agreement for customs scanners at Aktau was signed on 30 January. "
        "The company opened its first office in Almaty on 12 January.",
    )
    facts = matcher.match(item).facts
    assert facts.act_days == ("01-30",)


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    found = happening(days_of(text), Stage.DONE, PUBLISHED)
    assert found is None or found.day <= date(2026, 2, 3)
