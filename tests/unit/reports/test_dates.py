"""When a development happened, was published and was found, in every reader's language."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.texts import texts_for
from domain.happening import ActPrecision, Happening
from domain.moment import Moment, Precision
from reports.dates import when_of
from tests.builders import a_development, a_story

PUBLISHED = datetime(2026, 2, 2, 9, tzinfo=UTC)
HAPPENED = Happening(date(2026, 1, 30))


def when(act: Happening | None, language: str = "en", precision: Precision = Precision.DAY, found_days: int = 0) -> str:
    seen = PUBLISHED + timedelta(days=found_days)
    lead = a_story(published=Moment(PUBLISHED, precision), first_seen_at=seen)
    return when_of(a_development(lead=lead, happening=act), texts_for(language, "UTC"))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "happened on 30 Jan 2026 · published 2 Feb 2026, time unknown · found 3 Feb 2026"),
        ("ru", "дата события: 30 янв. 2026\u202fг. · опубликовано 2 февр. 2026\u202fг."),
        ("ja", "2026年1月30日の出来事 · 2026年2月2日"),
    ],
)
def test_three_days_are_three_facts(language: str, said: str) -> None:
    told = when(HAPPENED, language, found_days=1).replace("\u00a0", "\u202f")
    assert told.startswith(said)


def test_the_day_of_finding_is_left_out_where_it_tells_nothing() -> None:
    assert "found" not in when(HAPPENED)
    assert when(None, found_days=3) == "2 Feb 2026, time unknown"


def test_an_act_on_the_day_of_its_report_needs_no_day_of_its_own() -> None:
    assert when(Happening(PUBLISHED.date())) == when(None)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (Happening(date(2026, 5, 15), ahead=True), "planned for 15 May 2026"),
        (Happening(date(2026, 6, 1), ActPrecision.MONTH, ahead=True), "planned for June 2026"),
        (Happening(date(2026, 1, 31), ActPrecision.MONTH), "happened in January 2026"),
    ],
)
def test_each_day_is_said_as_exactly_as_it_is_known(act: Happening, said: str) -> None:
    assert when(act).startswith(said)


def test_where_the_publication_is_not_known_the_act_is_told_beside_when_it_was_found() -> None:
    told = when(HAPPENED, precision=Precision.UNKNOWN)
    assert told.startswith("happened on 30 Jan 2026 · date not given, first seen 2 Feb 2026")
    assert when(None, precision=Precision.UNKNOWN).startswith("date not given")
