"""The evaluation sets and their figures, for the gate and for raising its floors."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matching.evaluation import FIGURES, RELIABILITY, evaluate
from matching.exchange import answer, read_item

if TYPE_CHECKING:
    from matching.matcher import LexicalMatcher

HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
SETS = ("reports.jsonl", "rare_commitments.jsonl", "own_reports.jsonl", "business_reports.jsonl")

FEWEST = 20
"""Items that a language must have for floors of its own; fewer say nothing."""

READ = ("id", "title", "summary", "text", "source", "date")
"""What the matcher is shown of a labelled item: not its language, not its labels."""


def rows_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines() if line.strip()]


def may_teach(row: dict[str, Any]) -> bool:
    """Whether an item of ``own_reports.jsonl`` is in the half that words and numbers are learned from."""
    return hashlib.sha1(row["id"].encode(), usedforsecurity=False).hexdigest()[0] < "8"


def fingerprint(name: str) -> str:
    return hashlib.sha256((HERE / name).read_bytes()).hexdigest()[:16]


def predict(row: dict[str, Any], matcher: LexicalMatcher) -> dict[str, Any]:
    item = read_item(json.dumps({key: row[key] for key in READ if row.get(key)}), 1)
    return answer(item, matcher.match(item, to_group=False))


def figures_of(rows: str | list[dict[str, Any]], matcher: LexicalMatcher) -> dict[str, float]:
    """Return figures by ``language.name``; ``all`` stands for every language, languages with few items are left out."""
    labelled = rows_of(rows) if isinstance(rows, str) else rows
    gold = {row["id"]: row for row in labelled}
    figures = evaluate(gold, {key: predict(row, matcher) for key, row in gold.items()})
    right = [row["lang"] == predict(row, matcher)["lang"] for row in labelled if row["relevant"]]
    kept = {
        f"{language}.{name}": round(row[name], 4)
        for language, row in figures.items()
        if language != RELIABILITY and row["items"] >= FEWEST
        for name in FIGURES
        if name.endswith("_f1") or name in {"primary", "stage", "countries"}
    }
    return {**kept, "all.language": round(sum(right) / len(right), 4)}
