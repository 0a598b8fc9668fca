"""The page: how long each address takes with many developments stored, as ratio to an empty database.

Run from the repository: ``.venv/bin/python benchmarks/bench_web.py [DEVELOPMENTS]`` (default 100,000). Developments
are stored under the rows that the product writes, spread over two years, all paragraphs and countries; the database
called empty holds one, so that there is one to be shown. Each address is asked in process, once (told as the first
visit) and then five times, of which the median is told; the ratio is that of the medians. The last line tells what the
first visitor after a start waits for, since then the figures are counted; later they are counted beside the visits.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx

from benchmarks.filled import SPREAD, fill
from storage.engine import create_engine
from storage.migrate import upgrade
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.web.shown import parts_over
from web.app import create_app

if TYPE_CHECKING:
    from web.parts import WebParts

    Times = dict[str, tuple[float, float]]
    """By address, milliseconds of the first visit and of later ones."""

STORED, TIMES = 100_000, 5

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
    _say(f"{f'ms, {stored:,} stored':34}{'empty':>9}{'first':>9}{'again':>9}{'ratio':>9}")
    for address in ADDRESSES:
        (_, before), (first, again) = empty[address], full[address]
        _say(f"{address:34}{before:>9.1f}{first:>9.1f}{again:>9.1f}{again / before:>9.1f}")
    _say(f"{'first visitor after a start':34}{few:>9.1f}{many:>9.1f}{'':>9}{many / few:>9.1f}")


def _times(file: Path, stored: int) -> tuple[Times, float]:
    engine = create_engine(f"sqlite:///{file}")
    upgrade(engine)
    parts = parts_over(open_unit_of_work(engine))
    parts = replace(parts, clock=FixedClock(NOON + SPREAD))
    first = fill(engine, parts.declaration, stored)
    found = asyncio.run(_ask(parts, first, is_empty=stored == 1))
    engine.dispose()
    return found


async def _ask(parts: WebParts, development: str, *, is_empty: bool) -> tuple[Times, float]:
    transport = httpx.ASGITransport(create_app(parts))
    times: Times = {}
    async with httpx.AsyncClient(transport=transport, base_url="http://page.example") as client:
        first = await _timed(client, "/en/")
        for address in ADDRESSES:
            path = address.replace("{id}", development)
            # A page far behind is compared with the only one there is.
            path = path.partition("?page")[0] if is_empty else path
            once = await _timed(client, path)
            times[address] = once, statistics.median([await _timed(client, path) for _ in range(TIMES)])
    return times, first


async def _timed(client: httpx.AsyncClient, path: str) -> float:
    began = time.perf_counter()
    answer = await client.get(path)
    answer.raise_for_status()
    return (time.perf_counter() - began) * 1000


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
