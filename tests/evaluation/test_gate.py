"""Matching keeps what it has reached: no figure falls below ``floors.json``.

Floors rise only on purpose: ``python -m tests.evaluation.raise_floors`` writes the present figures, rounded down, and
never lowers one. Each set is named with its fingerprint, so that a floor says what it was measured on.
``reports.jsonl`` is what the shipped numbers are trained on (with ``counterexamples.jsonl``); the others are not.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from domain.match import Item
from tests.evaluation.figures import FLOORS, HERE, SETS, figures_of, fingerprint, predict, rows_of

if TYPE_CHECKING:
    from matching.matcher import LexicalMatcher

SHARED = Path(__file__).resolve().parents[3] / "shared"
DEVELOPMENT = SHARED / "labelled" / "dev.jsonl"
FIRST_FLOORS = {"relevance_f1": 0.93, "primary": 0.60, "commitment_f1": 0.65, "countries": 0.85, "stage": 0.60}

SLOWEST = 3_000
"""Headlines a second through the gate that even a busy machine manages; a quiet one does ten times as many."""


@pytest.mark.parametrize("name", SETS)
def test_no_figure_falls_below_its_floor(matcher: LexicalMatcher, name: str) -> None:
    floors: dict[str, Any] = json.loads(FLOORS.read_text("utf-8"))[name]
    assert floors["fingerprint"] == fingerprint(name), "the set changed: raise the floors on purpose"
    reached = figures_of(name, matcher)
    fallen = {key: (reached[key], floor) for key, floor in floors["figures"].items() if reached[key] < floor}
    assert not fallen


def test_ordinary_news_raises_no_alarm(matcher: LexicalMatcher) -> None:
    alarms = [row["title"] for row in rows_of("noise.jsonl") if predict(row, matcher)["relevant"]]
    assert alarms == []


def test_near_misses_are_left_alone(matcher: LexicalMatcher) -> None:
    rows = rows_of("near_misses.jsonl")
    alarms = [row["title"] for row in rows if predict(row, matcher)["relevant"]]
    assert len(alarms) <= 0.03 * len(rows), alarms


def test_the_gate_is_quick(matcher: LexicalMatcher) -> None:
    items = [
        Item(id=str(n), title=row["title"], summary=row.get("summary", ""))
        for n, row in enumerate(rows_of("noise.jsonl"))
    ]
    spent = []
    for _ in range(3):
        started = time.process_time()
        for _ in range(20):
            for item in items:
                matcher.passes_gate(item)
        spent.append(time.process_time() - started)
    assert 20 * len(items) / min(spent) > SLOWEST


@pytest.mark.skipif(not DEVELOPMENT.exists(), reason=f"needs the development set at {DEVELOPMENT}")
def test_the_development_set_reaches_the_first_floors(matcher: LexicalMatcher) -> None:
    rows = [json.loads(line) for line in DEVELOPMENT.read_text("utf-8").splitlines()]
    reached = figures_of(rows, matcher)
    fallen = {name: reached[f"all.{name}"] for name, floor in FIRST_FLOORS.items() if reached[f"all.{name}"] < floor}
    assert not fallen


def test_every_labelled_item_of_ours_is_whole() -> None:
    for name in ("reports.jsonl", "rare_commitments.jsonl"):
        for row in rows_of(name):
            assert row["relevant"] == bool(row["commitments"])
            assert "url" not in row or "example" in row["url"]
            assert "example" in row["source"]
    assert (HERE / "train.py").exists()
