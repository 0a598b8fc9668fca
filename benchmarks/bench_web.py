"""The page: how long each address takes with many developments stored, as ratio to an empty database.

Run from the repository: ``.venv/bin/python benchmarks/bench_web.py [DEVELOPMENTS]`` (default 100,000). Developments
are stored under the rows that the product writes, spread over two years, all paragraphs and countries. Each address is
asked in process, once to warm up (which counts the figures) and then five times; the median is told. The last lines
tell what the first visitor after a change waits for, since then the figures are counted anew.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx
from sqlalchemy import insert

from domain.commitment import CENTRAL_ASIA, CommitmentNumber
from domain.development import Stage
from domain.identity import stable_id
from domain.match import Facts, Judgement, Match
from domain.money import Money
from domain.signals import Signals
from domain.story import JudgedStory, StoryId
from storage.engine import begin, create_engine
from storage.group_tables import StorySignalsRow
from storage.groups import signal_rows
from storage.migrate import upgrade
from storage.search import index_reports
from storage.seed import seed
from storage.stories import judgement_values, match_values, story_values
from storage.tables import DevelopmentRow, MatchRow, ReportRow, StoryRow
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_judgement, a_source, a_story
from tests.fakes import FixedClock
from tests.integration.web.shown import parts_over
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from web.parts import WebParts

STORED, LOT, TIMES = 100_000, 5_000, 5
SPREAD = timedelta(days=700)
WITH_SUM = 20
"""Every so many-th development names a sum and a day."""

ADDRESSES = (
    "/en/",
    "/en/commitments",
    "/en/commitments/26",
    "/en/developments",
    "/en/developments?page=300",
    "/en/developments/{id}",
    "/en/countries",
    "/en/countries/KZ",
    "/en/ledger",
    "/en/calendar",
    "/en/sources",
    "/en/corrections",
    "/en/search?q=石油",
    "/en/search?q=порты",
    "/en/search?q=мост 4711",
    "/en/method",
    "/en/feed.atom",
    "/en/commitments/26/feed.json",
    "/en/calendar.ics",
)


def main() -> None:
    """Print the table."""
    stored = int(sys.argv[1]) if len(sys.argv) > 1 else STORED
    with tempfile.TemporaryDirectory() as folder:
        empty, few = _times(Path(folder) / "empty.sqlite3", 1)
        full, many = _times(Path(folder) / "full.sqlite3", stored)
    _say(f"{'':34}{'1 stored':>14}{f'{stored:,} stored':>18}{'ratio':>9}")
    for address in ADDRESSES:
        _say(f"{address:34}{empty[address]:>11.1f} ms{full[address]:>15.1f} ms{full[address] / empty[address]:>9.1f}")
    _say(f"{'first visitor after a change':34}{few:>11.1f} ms{many:>15.1f} ms{many / few:>9.1f}")


def _times(file: Path, stored: int) -> tuple[dict[str, float], float]:
    engine = create_engine(f"sqlite:///{file}")
    upgrade(engine)
    parts = parts_over(open_unit_of_work(engine))
    parts = replace(parts, clock=FixedClock(NOON + SPREAD))
    first = _fill(engine, parts, stored)
    found = asyncio.run(_ask(parts, first, is_empty=stored == 1))
    engine.dispose()
    return found


async def _ask(parts: WebParts, development: str, *, is_empty: bool) -> tuple[dict[str, float], float]:
    transport = httpx.ASGITransport(create_app(parts))
    times: dict[str, float] = {}
    async with httpx.AsyncClient(transport=transport, base_url="http://page.example") as client:
        first = await _timed(client, "/en/")
        for address in ADDRESSES:
            path = address.replace("{id}", development)
            # A page far behind is compared with the only one there is.
            path = path.partition("?page")[0] if is_empty else path
            await _timed(client, path)
            times[address] = statistics.median([await _timed(client, path) for _ in range(TIMES)])
    return times, first


async def _timed(client: httpx.AsyncClient, path: str) -> float:
    began = time.perf_counter()
    answer = await client.get(path)
    answer.raise_for_status()
    return (time.perf_counter() - began) * 1000


def _fill(engine: Engine, parts: WebParts, stored: int) -> str:
    with begin(engine, writes=True) as connection:
        seed(connection, parts.declaration, [a_source()])
        for start in range(0, stored, LOT):
            lot = list(_reports(start, min(start + LOT, stored), stored))
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
    return str(next(_reports(0, 1, stored)).story.id)


def _reports(start: int, end: int, stored: int) -> Iterator[JudgedStory]:
    for n in range(start, end):
        url = f"https://steppe.example.kz/{n}"
        title = f"Япония и мост {n} 石油" if n % 1000 == 0 else f"Японские порты, мост {n}, договор {n % 97}"
        at = NOON + SPREAD * (n / stored)
        story = a_story(id=StoryId(stable_id("story", url)), url=url, url_key=stable_id("url", url), title=title)
        yield JudgedStory(replace(story, published=replace(story.published, at=at)), _judgement(n, title))


def _judgement(n: int, title: str) -> Judgement:
    numbers = (CommitmentNumber(8 + n % 40), CommitmentNumber(48))
    told = n % WITH_SUM == 0
    money = Money(Decimal(1_000_000 + n), "JPY", "")
    return a_judgement(
        numbers[0],
        matches=tuple(Match(number, 0.9, title) for number in numbers),
        countries=(CENTRAL_ASIA[n % 5],),
        stage=(Stage.PLANNED, Stage.AGREED, Stage.DONE)[n % 3],
        facts=Facts(amount=money) if told else Facts(),
        signals=Signals(amounts=(money,), days=("2028-03-20",)) if told else Signals(),
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


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
