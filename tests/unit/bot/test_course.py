"""What stood before and what usually comes next, in one short line each."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.course import course_lines
from bot.texts import texts_for
from config.ladders import load_ladders
from domain.alert import Earlier
from domain.development import Stage
from domain.moment import Moment, Precision
from tests.builders import a_development, a_judgement

LADDERS = load_ladders()
LATE = datetime(2026, 1, 14, 22, 0, tzinfo=UTC)


def said(stage: Stage, earlier: Earlier | None = None) -> list[str]:
    development = a_development(judgement=a_judgement(26, stage=stage))
    texts = texts_for("en", "Asia/Tokyo")
    return [each.text for each in course_lines(development, earlier, LADDERS, texts)]


def test_a_stage_is_followed_by_the_usual_next_one() -> None:
    (line,) = said(Stage.PLANNED)

    assert line.startswith("What usually comes next: ")


@pytest.mark.parametrize("stage", [Stage.SETBACK, Stage.DONE])
def test_nothing_is_said_where_nothing_usually_follows(stage: Stage) -> None:
    assert said(stage) == []


@pytest.mark.parametrize(("precision", "day"), [(Precision.MINUTE, "15 Jan 2026"), (Precision.DAY, "14 Jan 2026")])
def test_the_day_of_what_stood_before_is_that_of_the_reader_unless_the_source_gave_a_day_only(
    precision: Precision, day: str
) -> None:
    earlier = Earlier(Stage.AGREED, Moment(LATE, precision))

    assert said(Stage.DONE, earlier) == [f"Before that: Agreed, {day}"]


def test_without_ladders_only_what_stood_before_is_told() -> None:
    earlier = Earlier(Stage.AGREED, Moment(LATE, Precision.DAY))

    lines = list(course_lines(a_development(), earlier, None, texts_for("ru", "UTC")))
    assert [each.text for each in lines] == ["До этого: Согласовано, 14 янв. 2026\N{NARROW NO-BREAK SPACE}г."]
