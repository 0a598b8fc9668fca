"""Our matcher beside a keyword rule and plain regular expressions: how well, how fast, at what cost.

What is measured, all in one run:

- quality on labelled reports, by ``matching/evaluation.py``: relevance F1, primary commitment, commitment F1, stage and
  countries. Ours was trained on ``reports.jsonl``, which flatters it there; ``rare_commitments.jsonl`` taught nobody.
- false alarms: the share of near misses (both sides named, no cooperation), and alarms in 10,000 ordinary headlines.
- speed on one core, from the item as read to its answer: ordinary headlines (nearly all end at the gate) and relevant
  reports, which take every step. CPU time, so that other programs disturb little; of several rounds, in which the
  matchers take turns, each one's best.
- peak memory of a process that builds our matcher, judges every item and tells its language; and the longest time that
  one hostile item (``hostile.py``) takes ours, the best of three, in CPU time.

How to read it: the last columns give ours divided by each peer's. Only these ratios mean anything beyond the machine
at hand, and only within one run; never compare a figure with one of another day. The packaged noise is 400 headlines
of which many name one side; ordinary news is easier. Give a file of your own by ``--noise`` or ``CAJAD_BENCH_NOISE``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.figures import OURS, Row, as_json, table
from benchmarks.hostile import SIZE, hostile_items
from benchmarks.peers import PEERS, Answer, Peer
from config.declarations import load_declaration
from config.lexicons import load_language_data
from matching.evaluation import evaluate
from matching.exchange import answer, read_item
from matching.matcher import LexicalMatcher, build_matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from domain.match import Item

SETS = Path(__file__).resolve().parents[1] / "tests" / "evaluation"
LABELLED = (SETS / "reports.jsonl", SETS / "rare_commitments.jsonl")
NEAR_MISSES = SETS / "near_misses.jsonl"
NOISE = SETS / "noise.jsonl"
NOISE_VARIABLE = "CAJAD_BENCH_NOISE"

QUALITY = ("relevance_f1", "primary", "commitment_f1", "stage", "countries")
OPTIONAL = frozenset({"stage", "countries"})

HEADLINES, REPORTS = 20_000, 1_500
"""Items a round of timing takes at least; a smaller file is gone through again and again."""

HOSTILE_ROUNDS = 3
PER = 10_000
"""Headlines that alarms are counted in."""


class Ours:
    """Our matcher, answering in the exchange format as the peers do."""

    answers = OPTIONAL

    def __init__(self, matcher: LexicalMatcher) -> None:
        self._matcher = matcher

    def judge(self, item: Item) -> Answer:
        """Return the answer for one item."""
        return answer(item, self._matcher.match(item, to_group=False))


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure.

    Attributes:
        rounds: of timing. limit: items of each file, 0 for all; with a limit nothing is gone through twice.
        hostile_size: characters of a hostile field.
    """

    labelled: tuple[Path, ...]
    near_misses: Path
    noise: Path
    rounds: int
    limit: int
    hostile_size: int
    as_json: bool
    memory_only: bool

    @property
    def files(self) -> tuple[Path, ...]:
        """All files in the order they are reported in."""
        return (*self.labelled, self.near_misses, self.noise)


def lines_of(path: Path, limit: int = 0) -> Iterator[str]:
    """Yield the first ``limit`` lines of a JSON Lines file, 0 for all; it may be compressed (``.gz``)."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as stream:
        yield from islice(stream, limit or None)


def items_of(path: Path, limit: int) -> list[Item]:
    """Return the items of a file."""
    return [read_item(line, number) for number, line in enumerate(lines_of(path, limit), start=1)]


def quality_rows(matchers: dict[str, Peer], path: Path, limit: int) -> Iterator[Row]:
    """Yield the quality figures on one labelled file."""
    gold: dict[str, dict[str, Any]] = {row["id"]: row for row in map(json.loads, lines_of(path, limit))}
    items = items_of(path, limit)
    found = {
        name: evaluate(gold, {item.id: matcher.judge(item) for item in items})["all"]
        for name, matcher in matchers.items()
    }
    group = f"quality on {path.name}: {len(items)} items, {sum(row['relevant'] for row in gold.values())} relevant"
    for figure in QUALITY:
        values = {
            name: row[figure] if figure not in OPTIONAL or figure in matchers[name].answers else None
            for name, row in found.items()
        }
        yield Row(group, figure.replace("_", " "), values)


def alarm_row(matchers: dict[str, Peer], path: Path, limit: int, per: int, figure: str) -> Row:
    """Return how many of ``per`` irrelevant items each matcher would alarm for."""
    items = items_of(path, limit)
    values: dict[str, float | None] = {
        name: per * sum(matcher.judge(item)["relevant"] for item in items) / len(items)
        for name, matcher in matchers.items()
    }
    return Row("false alarms", f"{figure} ({path.name}, {len(items)})", values)


def speed_row(matchers: dict[str, Peer], items: Sequence[Item], rounds: int, figure: str) -> Row:
    """Return items a second of CPU time; the matchers take turns, the best round of each counts."""
    best = dict.fromkeys(matchers, 0.0)
    for _ in range(rounds):
        for name, matcher in matchers.items():
            best[name] = max(best[name], len(items) / cpu_seconds(matcher.judge, items))
    return Row("speed, items a second on one core", figure, dict(best))


def cpu_seconds(judge: Callable[[Item], object], items: Sequence[Item]) -> float:
    """Return the CPU time that judging all items takes."""
    start = time.process_time()
    for item in items:
        judge(item)
    return max(time.process_time() - start, 1e-9)


def at_least(items: Sequence[Item], count: int) -> list[Item]:
    """Return the items, repeated in order until there are ``count`` of them."""
    return list(islice(cycle(items), max(count, len(items)))) if items else []


def speed_rows(matchers: dict[str, Peer], options: Options) -> Iterator[Row]:
    """Yield the speeds on ordinary headlines and on the relevant reports of the first labelled file."""
    least = (0, 0) if options.limit else (HEADLINES, REPORTS)
    headlines = at_least(items_of(options.noise, options.limit), least[0])
    yield speed_row(matchers, headlines, options.rounds, "ordinary headlines")
    path = options.labelled[0]
    relevant = {row["id"] for row in map(json.loads, lines_of(path, options.limit)) if row["relevant"]}
    reports = [item for item in items_of(path, options.limit) if item.id in relevant]
    if reports:
        yield speed_row(matchers, at_least(reports, least[1]), options.rounds, "relevant reports in full")


def hostile_row(ours: Peer, size: int) -> Row:
    """Return the longest time one hostile item takes, in milliseconds, and which one it is."""
    times = {
        item.id: min(cpu_seconds(ours.judge, [item]) for _ in range(HOSTILE_ROUNDS)) for item in hostile_items(size)
    }
    worst = max(times, key=times.__getitem__)
    return Row("cost", f"worst hostile item, ms ({worst})", {OURS: 1000 * times[worst]})


def memory_row(arguments: Sequence[str]) -> Row:
    """Return the peak memory of a fresh process that builds our matcher and judges every item.

    It has to run before this process grows: Linux lets a child start with its parent's peak.
    """
    command = [sys.executable, str(Path(__file__).resolve()), *arguments, "--memory-only"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own file
    return Row("cost", "peak memory, MB", {OURS: float(done.stdout)})


def peak_memory(options: Options) -> float:
    """Return this process's peak memory in MB after judging every item, read one by one, its language to be told."""
    matcher = our_matcher()
    for path in options.files:
        for number, line in enumerate(lines_of(path, options.limit), start=1):
            matcher.match(replace(read_item(line, number), lang=""), to_group=False)
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1024**2


def our_matcher() -> LexicalMatcher:
    """Return the matcher of the product, with its packaged declaration and words."""
    return build_matcher(load_declaration(), load_language_data())


def measure(options: Options, memory: Row) -> list[Row]:
    """Return every figure.

    Args:
        memory: the row measured beforehand, in a process of its own.
    """
    ours = Ours(our_matcher())
    matchers: dict[str, Peer] = {OURS: ours, **{name: build() for name, build in PEERS.items()}}
    rows = [row for path in options.labelled for row in quality_rows(matchers, path, options.limit)]
    rows.append(alarm_row(matchers, options.near_misses, options.limit, 100, "in 100 near misses"))
    rows.append(alarm_row(matchers, options.noise, options.limit, PER, f"in {PER:,} headlines"))
    rows += speed_rows(matchers, options)
    return [*rows, memory, hostile_row(ours, options.hostile_size)]


def read_options(arguments: Sequence[str]) -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Our matcher beside a keyword rule and plain regular expressions.")
    noise = Path(os.environ.get(NOISE_VARIABLE) or NOISE)
    parser.add_argument("--labelled", type=Path, nargs="+", default=LABELLED, help="labelled JSON Lines files")
    parser.add_argument("--near-misses", type=Path, default=NEAR_MISSES, help="irrelevant items that name both sides")
    parser.add_argument("--noise", type=Path, default=noise, help=f"ordinary headlines, also by {NOISE_VARIABLE}")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of timing, of which the best counts")
    parser.add_argument("--limit", type=int, default=0, help="only the first so many items of each file")
    parser.add_argument("--hostile-size", type=int, default=SIZE, help="characters of a hostile field")
    parser.add_argument("--json", action="store_true", dest="as_json", help="figures for programs")
    parser.add_argument("--memory-only", action="store_true", help="print peak memory in MB and stop")
    values = vars(parser.parse_args(arguments))
    return Options(**{**values, "labelled": tuple(values["labelled"])})


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    options = read_options(arguments)
    if options.memory_only:
        sys.stdout.write(f"{peak_memory(options):.1f}\n")
        return
    rows = measure(options, memory_row(arguments))
    files = [path.name for path in options.files]
    sys.stdout.write(as_json(rows, tuple(PEERS), files) if options.as_json else table(rows, tuple(PEERS)))


if __name__ == "__main__":
    main(sys.argv[1:])
