"""Grouping: what a report costs beside 100,000 stored ones, and how well reports are grouped, beside two peers.

Run from the repository: ``.venv/bin/python benchmarks/bench_grouping.py``. Speed is measured on an SQLite file with
100,000 stories over two years under the keys that the product writes; each of 200 further reports is looked up,
compared and joined as a poll does it. The peer for speed compares the headline with every stored one by rapidfuzz.
Quality is measured on the labelled groups (the numbers in use were trained on them: ``python -m
tests.evaluation.train_grouping --report`` gives the cross-validated figures), beside two ways to group by headline
alone: rapidfuzz' token sort ratio of all pairs, and shared four-letter shingles estimated by MinHash. The limit of
each peer is the best one on these very groups, which favours it.
"""

from __future__ import annotations

import hashlib
import json
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from rapidfuzz import fuzz, process
from sqlalchemy import insert

from bot.bootstrap import load_grouper, load_matcher
from domain.grouping import Wanted
from domain.identity import stable_id
from domain.story import JudgedStory, StoryId
from matching.exchange import read_item
from matching.languages.folding import words_of
from monitors.judging import REACH
from storage.engine import begin, create_engine
from storage.group_tables import StoryKeyRow, StorySignalsRow
from storage.groups import SqlGroupRepository, signal_rows
from storage.migrate import upgrade
from storage.seed import seed
from storage.stories import judgement_values, match_values, story_values
from storage.tables import DevelopmentRow, MatchRow, ReportRow, StoryRow
from tests.builders import NOON, a_source, a_story
from tests.evaluation.figures import rows_of
from tests.evaluation.grouping_sets import figures_of_groups, own_groups, report_groups
from tests.integration.storage.outcomes import a_declaration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine

    from domain.match import Item, Judgement
    from matching.grouping import Grouper
    from tests.evaluation.grouping_sets import LabelledGroups

STORED, PROBES, YEARS = 100_000, 200, 2
LOT = 5_000
PERMUTATIONS = 64
"""Of the MinHash peer; an estimate with so many is off by about 0.12."""


def main() -> None:
    """Print the table of figures."""
    matcher, grouper = load_matcher(), load_grouper()
    judged = [matcher.match(_item(row)) for row in _reports()]
    relevant = [(row, each) for row, each in zip(_reports(), judged, strict=True) if each.relevant]
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        upgrade(engine)
        titles = _fill(engine, relevant, grouper)
        product, spent, peer = _times(engine, relevant, grouper, titles)
        engine.dispose()
    _say(f"stored reports                               {STORED:>10,}")
    _say(f"one further report, product: median, 95 %    {_percentiles(product)}")
    _say(f"the same, processor time only                {_percentiles(spent)}")
    _say(f"one further report, rapidfuzz to all         {_percentiles(peer)}")
    _say(f"ratio of the medians                         {statistics.median(peer) / statistics.median(product):>10.1f}")
    for labelled in (report_groups(matcher), own_groups(matcher)):
        _quality(labelled, grouper)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _reports() -> list[dict[str, object]]:
    return [*rows_of("reports.jsonl"), *rows_of("groups.jsonl")]


def _item(row: dict[str, object]) -> Item:
    kept = ("id", "title", "summary", "source", "date")
    return read_item(json.dumps({key: row[key] for key in kept if row.get(key)}), 1)


def _story(row: dict[str, object], judgement: Judgement, number: int, chance: random.Random) -> JudgedStory:
    """A report moved to a day of its own and told with figures of its own, so that stored ones differ."""
    at = NOON - timedelta(days=chance.uniform(0, 365 * YEARS))
    story = a_story(
        id=StoryId(stable_id("bench", str(number))), url=f"https://bench.example/{number}",
        title=f"{row['title']} {chance.randrange(10**6)}", summary=str(row.get("summary") or ""),
    )  # fmt: skip
    signals = replace(judgement.signals, numbers=(str(chance.randrange(100, 10**6)),), days=(), amounts=())
    return JudgedStory(replace(story, published=replace(story.published, at=at)), replace(judgement, signals=signals))


def _fill(engine: Engine, relevant: list[tuple[dict[str, object], Judgement]], grouper: Grouper) -> list[str]:
    chance = random.Random(7)  # noqa: S311 - the same figures each time
    titles = []
    with begin(engine, writes=True) as connection:
        seed(connection, a_declaration(), [a_source()])
        for start in range(0, STORED, LOT):
            lot = [_story(*chance.choice(relevant), start + number, chance) for number in range(LOT)]
            titles += [each.story.title for each in lot]
            _store(connection, [replace(each, keys=grouper.keys_of(each)) for each in lot])
        connection.commit()
    return titles


def _store(connection: Connection, lot: list[JudgedStory]) -> None:
    execute = connection.execute
    execute(insert(StoryRow), [story_values(each.story) | judgement_values(each.judgement, "b") for each in lot])
    execute(insert(MatchRow), [row for each in lot for row in match_values(each.story.id, each.judgement, "b")])
    signals, keys = signal_rows(lot)
    execute(insert(StorySignalsRow), signals)
    execute(insert(StoryKeyRow), keys)
    same = {"revision": 1, "opened_at": NOON, "updated_at": NOON, "reports": 1, "counts": True, "found_late": False}
    execute(
        insert(DevelopmentRow),
        [
            same | {"id": each.story.id, "lead_story_id": each.story.id, "active_at": each.story.published.at}
            for each in lot
        ],
    )
    execute(
        insert(ReportRow),
        [{"story_id": each.story.id, "development_id": each.story.id, "joined_at": NOON} for each in lot],
    )


def _times(
    engine: Engine, relevant: list[tuple[dict[str, object], Judgement]], grouper: Grouper, titles: list[str]
) -> tuple[list[float], list[float], list[float]]:
    chance = random.Random(11)  # noqa: S311 - the same figures each time
    product, spent, peer = [], [], []
    folded = [words_of(title) for title in titles]
    with begin(engine, writes=False) as connection:
        groups = SqlGroupRepository(connection)
        for number in range(PROBES):
            report = _story(*chance.choice(relevant), STORED + number, chance)
            started, used = time.perf_counter(), time.process_time()
            at = report.story.published.at
            wanted = Wanted(grouper.keys_to_look_up(report), at - REACH, at + REACH)
            grouper([report], groups.list_candidates([wanted]))
            product.append(time.perf_counter() - started)
            spent.append(time.process_time() - used)
            if number % 20 == 0:
                started = time.perf_counter()
                process.extractOne(words_of(report.story.title), folded, scorer=fuzz.token_sort_ratio)
                peer.append(time.perf_counter() - started)
    return product, spent, peer


def _percentiles(seconds: list[float]) -> str:
    high = sorted(seconds)[int(0.95 * (len(seconds) - 1))]
    return f"{1000 * statistics.median(seconds):>7.1f} ms, {1000 * high:.1f} ms"


def _quality(labelled: LabelledGroups, grouper: Grouper) -> None:
    started = time.perf_counter()
    found = [members for line in grouper.lines(labelled.stories) for members in line]
    spent = time.perf_counter() - started
    _say(f"\n{labelled.name}: {len(labelled.stories)} reports")
    _say(_row("product", figures_of_groups(found, labelled), spent))
    titles = {story.id: words_of(story.title) for story in labelled.stories}
    for name, likeness in (("rapidfuzz, headlines", _by_ratio(titles)), ("MinHash, headlines", _by_minhash(titles))):
        started = time.perf_counter()
        scores = {pair: likeness(*pair) for pair in combinations(sorted(titles), 2)}
        spent = time.perf_counter() - started
        limits = [limit / 50 for limit in range(10, 50)]
        best = max((figures_of_groups(list(_chained(titles, scores, limit)), labelled) for limit in limits), key=_f1)
        _say(_row(name, best, spent))


def _f1(figures: dict[str, float]) -> float:
    total = figures["precision"] + figures["recall"]
    return 2 * figures["precision"] * figures["recall"] / total if total else 0.0


def _row(name: str, figures: dict[str, float], seconds: float) -> str:
    told = f"P {figures['precision']:.3f}  R {figures['recall']:.3f}  F1 {_f1(figures):.3f}"
    merged = f"near misses merged {figures['near_misses_merged']} of {figures['near_misses']}"
    return f"  {name:<22} {told}  {merged}  {seconds:.2f} s"


def _by_ratio(titles: dict[StoryId, str]) -> Callable[[StoryId, StoryId], float]:
    return lambda one, other: fuzz.token_sort_ratio(titles[one], titles[other]) / 100


def _by_minhash(titles: dict[StoryId, str]) -> Callable[[StoryId, StoryId], float]:
    sketches = {story: _sketch(title) for story, title in titles.items()}

    def likeness(one: StoryId, other: StoryId) -> float:
        return sum(map(int.__eq__, sketches[one], sketches[other])) / PERMUTATIONS

    return likeness


def _sketch(text: str) -> list[int]:
    shingles = {text[at : at + 4].encode() for at in range(max(1, len(text) - 3))}
    return [
        min(
            int.from_bytes(hashlib.blake2b(each, digest_size=8, salt=bytes([number])).digest(), "big")
            for each in shingles
        )
        for number in range(PERMUTATIONS)
    ]


def _chained(
    titles: dict[StoryId, str], scores: dict[tuple[StoryId, StoryId], float], limit: float
) -> Iterator[list[str]]:
    """Groups by single linkage, as tools that group by headline do."""
    root: dict[str, str] = {story: story for story in titles}

    def of(story: str) -> str:
        while root[story] != story:
            story = root[story]
        return story

    for (one, other), score in scores.items():
        if score >= limit:
            root[of(other)] = of(one)
    groups: dict[str, list[str]] = defaultdict(list)
    for story in titles:
        groups[of(story)].append(story)
    yield from groups.values()


if __name__ == "__main__":
    main()
