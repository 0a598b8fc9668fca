"""A database with many developments, under the rows that the product writes, for benchmarks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import insert

from domain.commitment import CENTRAL_ASIA, CommitmentNumber
from domain.development import Stage
from domain.identity import stable_id
from domain.match import Facts, Judgement, Match, Tie
from domain.money import Money
from domain.signals import Signals
from domain.story import JudgedStory, StoryId
from storage.engine import begin
from storage.group_tables import StorySignalsRow
from storage.groups import signal_rows
from storage.search import index_reports
from storage.seed import seed
from storage.stories import judgement_values, match_values, story_values
from storage.tables import DevelopmentRow, MatchRow, ReportRow, StoryRow
from tests.builders import NOON, a_judgement, a_source, a_story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from domain.commitment import Declaration

LOT = 5_000
SPREAD = timedelta(days=700)
WITH_SUM = 20
"""Every so many-th development names a sum and a day to come."""
WITH_TIE = 50
"""Every so many-th names the declaration, and so moves its units."""
AHEAD = timedelta(days=60)


def fill(engine: Engine, declaration: Declaration, stored: int) -> str:
    """Store so many developments, spread over two years, all paragraphs and countries; return the id of the first."""
    with begin(engine, writes=True) as connection:
        seed(connection, declaration, [a_source()])
        for start in range(0, stored, LOT):
            lot = list(told_reports(start, min(start + LOT, stored), stored))
            connection.execute(
                insert(StoryRow), [story_values(each.story) | judgement_values(each.judgement, "m1") for each in lot]
            )
            matches = [row for each in lot for row in match_values(each.story.id, each.judgement, "m1")]
            connection.execute(insert(MatchRow), matches)
            connection.execute(insert(StorySignalsRow), signal_rows(lot)[0])
            connection.execute(insert(DevelopmentRow), [_development(each) for each in lot])
            connection.execute(insert(ReportRow), [_report(each) for each in lot])
            index_reports(connection, [each.story.id for each in lot])
        connection.commit()
    return str(next(told_reports(0, 1, stored)).story.id)


def told_reports(start: int, end: int, stored: int) -> Iterator[JudgedStory]:
    """Yield the reports numbered so, the one each development has."""
    for n in range(start, end):
        url = f"https://steppe.example.kz/{n}"
        title = f"Япония и мост {n} 石油" if n % 1000 == 0 else f"Японские порты, мост {n}, договор {n % 97}"
        at = NOON + SPREAD * (n / stored)
        story = a_story(id=StoryId(stable_id("story", url)), url=url, url_key=stable_id("url", url), title=title)
        day = (at + AHEAD).date().isoformat()
        yield JudgedStory(replace(story, published=replace(story.published, at=at)), _judgement(n, title, day))


def _judgement(n: int, title: str, day: str) -> Judgement:
    numbers = (CommitmentNumber(8 + n % 40), CommitmentNumber(48))
    told = n % WITH_SUM == 0
    money = Money(Decimal(1_000_000 + n), "JPY", "")
    return a_judgement(
        numbers[0],
        matches=tuple(Match(number, 0.9, title) for number in numbers),
        tie=Tie.EXPLICIT if n % WITH_TIE == 0 else Tie.TOPIC,
        countries=(CENTRAL_ASIA[n % 5],),
        stage=(Stage.PLANNED, Stage.AGREED, Stage.DONE)[n % 3],
        facts=Facts(amount=money) if told else Facts(),
        signals=Signals(amounts=(money,), days=(day,)) if told else Signals(),
    )


def _development(each: JudgedStory) -> dict[str, object]:
    at = each.story.published.at
    return {
        "id": each.story.id,
        "lead_story_id": each.story.id,
        "revision": 1,
        "opened_at": at,
        "updated_at": at,
        "active_at": at,
        "reports": 1,
        "counts": True,
        "found_late": False,
        "storyline_id": None,
    }


def _report(each: JudgedStory) -> dict[str, object]:
    return {"story_id": each.story.id, "development_id": each.story.id, "joined_at": each.story.published.at}
