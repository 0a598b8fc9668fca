"""Train the numbers of ``config/weights.toml`` from labelled items; run it as a module from the repository's root.

    python -m tests.evaluation.train --report   print five-fold cross-validated figures of the whole matcher
    python -m tests.evaluation.train --write    write the numbers trained on everything; both may be given

Four linear models with few features: relevance (logistic), the set of commitments (logistic per commitment), the
primary commitment and the stage (both by soft maximum). Relevance and stage start from numbers set by hand (``PRIOR``,
``STAGE_PRIOR``), which labelled items then move. The same input gives the same numbers.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from config.declarations import load_declaration
from config.lexicons import load_language_data
from domain.match import Item, Stage
from matching.evaluation import evaluate, evaluation_lines
from matching.exchange import read_item
from matching.lexicon import compile_lexicon
from matching.matcher import LexicalMatcher, build_matcher
from matching.relevance import features_of as relevance_features
from matching.stage import STAGES, stage_features
from tests.evaluation.figures import may_teach, predict, rows_of

WEIGHTS = Path(__file__).parents[2] / "config" / "weights.toml"
REPORTS = "reports.jsonl"
FOLDS, SEED = 5, 3
EITHER = 0.88
"""How far a commitment that only one of two readers named is taken for right."""

TITLE_ONLY = 0.15
"""What a report's headline alone counts beside the report: many feeds bring no more."""

PRIOR = {
    "bias": -1.6, "title_japan": 1.0, "title_five": 0.5, "title_both": 0.6, "japan_times": 0.8, "five_times": 0.3,
    "institution": 0.5, "title_act": 0.7, "acts": 0.3, "japan_act": 1.0, "all_in_one": 0.6, "title_other": -0.5,
    "title_other_alone": -1.0, "title_other_region": -1.0, "other_countries": -0.6, "listed": -1.5, "package": 2.0,
    "concept": 0.8, "instrument": 0.3, "local": 0.3, "japanese": 1.0, "title_exclusion": -1.5, "body_exclusion": -0.6,
    "japan_once": -0.2, "japan_late": -0.3, "title_consultative": -1.2,
}  # fmt: skip
STAGE_PRIOR = {
    "title": {"setback": 5.0, "done": 2.1, "started": 2.0, "agreed": 2.2, "planned": 2.2, "said": 1.1},
    "lead": {"setback": 1.2, "done": 0.9, "started": 0.9, "agreed": 1.5, "planned": 0.8, "said": 0.6},
    "rest": {"setback": 0.5, "done": 0.4, "started": 0.3, "agreed": 0.7, "planned": 0.4, "said": 0.3},
}

TENSE_PRIOR = {
    ("tense_future", "planned"): 1.8, ("tense_past", "planned"): -0.6, ("tense_ongoing", "started"): 0.8,
    ("tense_future", "done"): -0.6, ("tense_future", "agreed"): -0.6, ("tense_past", "done"): 0.2,
}  # fmt: skip

SUBJECTS = tuple(tomllib.loads((WEIGHTS.parent / "languages" / "subjects.toml").read_text("utf-8")))
"""What is no cooperation; a subject that no training item has keeps the number it starts from."""

HEADER = """# Numbers that weigh what was found. Tables zone, role and commitment are set by hand, the others are
# trained from labelled items by tests/evaluation/train.py; `cajad evaluate` shows what they are worth.
"""


@dataclass
class Sample:
    """One labelled item (or its headline alone) with the features of each model."""

    row: dict[str, Any]
    weight: float
    relevance: dict[str, float] = field(default_factory=dict)
    candidates: dict[int, dict[str, float]] = field(default_factory=dict)
    stage: dict[str, float] = field(default_factory=dict)


def item_of(row: dict[str, Any], *, title_only: bool = False) -> Item:
    kept = ("id", "title", "source", "date") if title_only else ("id", "title", "summary", "source", "date")
    return read_item(json.dumps({name: row[name] for name in kept if row.get(name)}), 1)


def samples(rows: list[dict[str, Any]]) -> list[Sample]:
    """Return the items that pass the gate, in full and by headline, with their features."""
    matcher = build_matcher(load_declaration(), load_language_data())
    found = []
    for row in rows:
        for title_only in (False, True):
            analysis = matcher._analyse(item_of(row, title_only=title_only))
            if not analysis.relevance.sides.both:
                continue
            sample = Sample(row, TITLE_ONLY if title_only else 1.0)
            sample.relevance = relevance_features(analysis.findings, analysis.strongest, matcher._compiled)
            sample.candidates = {number: each.features for number, each in analysis.scored.items()}
            primary = analysis.chosen[0].number if analysis.chosen else 0
            sample.stage = stage_features(analysis.findings, primary)
            found.append(sample)
    return found


def matrix(features: list[dict[str, float]], names: list[str]) -> np.ndarray:
    return np.array([[row.get(name, 0.0) for name in names] + [1.0] for row in features])


def logistic(x: np.ndarray, y: np.ndarray, sure: np.ndarray, start: np.ndarray, penalty: np.ndarray) -> np.ndarray:
    """Newton's method with half steps, pulled towards ``start``."""
    w = start.copy()
    for _ in range(120):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (sure * (p - y)) + penalty * (w - start)
        hessian = (x.T * (sure * p * (1 - p))) @ x + np.diag(penalty + 1e-6)
        step = np.linalg.solve(hessian, gradient)
        w -= 0.7 * step
        if np.abs(step).max() < 1e-6:
            break
    return w


def fit_relevance(train: list[Sample]) -> dict[str, float]:
    subjects = {f"{zone}_{subject}" for zone in ("title", "body") for subject in SUBJECTS}
    names = sorted({*subjects, *PRIOR, *(name for sample in train for name in sample.relevance)} - {"bias"})
    x = matrix([sample.relevance for sample in train], names)
    y = np.array([float(bool(sample.row["relevant"])) for sample in train])
    sure = np.array([sample.weight for sample in train])
    subject = {name: -1.0 if name.startswith("title_") else -0.4 for name in names if _is_subject(name)}
    start = np.array([{**subject, **PRIOR}.get(name, 0.0) for name in (*names, "bias")])
    penalty = np.array([2.0] * len(names) + [0.05])
    return dict(zip((*names, "bias"), logistic(x, y, sure, start, penalty), strict=True))


def _is_subject(name: str) -> bool:
    return name.partition("_")[0] in {"title", "body"} and name not in PRIOR and name != "region_title"


def _pairs(train: list[Sample]) -> list[tuple[Sample, int, dict[str, float]]]:
    return [
        (sample, number, {**features, f"commitment_{number}": 1.0})
        for sample in train
        if sample.row["relevant"]
        for number, features in sample.candidates.items()
    ]


def _penalty(names: list[str]) -> np.ndarray:
    return np.array([16.0 if name.startswith("commitment_") else 2.0 for name in names] + [0.0])


def fit_set(train: list[Sample]) -> dict[str, float]:
    pairs = [pair for pair in _pairs(train) if pair[0].weight == 1.0]
    names = sorted({name for _, _, features in pairs for name in features})
    x = matrix([features for _, _, features in pairs], names)
    y = np.array([_belongs(sample.row, number) for sample, number, _ in pairs])
    w = logistic(x, y, np.ones(len(y)), np.zeros(x.shape[1]), _penalty(names))
    return dict(zip((*names, "bias"), w, strict=True))


def _belongs(row: dict[str, Any], number: int) -> float:
    return 1.0 if number in row["core"] else EITHER if number in row["commitments"] else 0.0


def fit_primary(train: list[Sample]) -> dict[str, float]:
    pairs = [pair for pair in _pairs(train) if pair[0].weight == 1.0]
    names = sorted({name for _, _, features in pairs for name in features})
    x = matrix([features for _, _, features in pairs], names)
    groups: dict[int, list[int]] = defaultdict(list)
    for index, (sample, _, _) in enumerate(pairs):
        groups[id(sample)].append(index)
    right = np.array([float(number in sample.row["primary"]) for sample, number, _ in pairs])
    w = np.zeros(x.shape[1])
    for _ in range(60):
        gradient, hessian = _penalty(names) * w, np.diag(_penalty(names) + 1e-4)
        for group in groups.values():
            if not right[group].any():
                continue
            z = np.exp(x[group] @ w - (x[group] @ w).max())
            p = z / z.sum()
            q = p * right[group] / (p * right[group]).sum()
            centred = x[group] - p @ x[group]
            gradient = gradient + x[group].T @ (p - q)
            hessian = hessian + (centred.T * p) @ centred
        w -= 0.8 * np.linalg.solve(hessian, gradient)
    return {name: value for name, value in zip(names, w, strict=False) if name != "bias"}


def fit_stage(train: list[Sample]) -> dict[str, float]:
    rows = [sample for sample in train if sample.row["relevant"] and sample.weight == 1.0]
    names = sorted({name for sample in rows for name in sample.stage})
    x = matrix([sample.stage for sample in rows], names)
    y = np.array([[(s.value in r.row["stage"]) / len(r.row["stage"]) for s in STAGES] for r in rows])
    start = np.array([_stage_start(stage, names) for stage in STAGES])
    penalty = np.array([6.0 if name.startswith(("instrument_", "tense_")) else 3.0 for name in names] + [1.0])
    w, speed = start.copy(), np.zeros_like(start)
    for _ in range(800):
        z = np.exp(x @ w.T - (x @ w.T).max(1, keepdims=True))
        p = z / z.sum(1, keepdims=True)
        speed = 0.9 * speed - 0.5 / len(x) * ((p - y).T @ x + penalty * (w - start))
        w = w + speed
    return {
        f"{stage.value}_from_{name}": value
        for row, stage in zip(w, STAGES, strict=True)
        for name, value in zip((*names, "bias"), row, strict=True)
    }


def _stage_start(stage: Stage, names: list[str]) -> list[float]:
    zones = [name.partition("_") for name in names]
    own = [STAGE_PRIOR.get(zone, {}).get(key, 0.0) if key == stage.value else 0.0 for zone, _, key in zones]
    own = [1.0 if name == f"behind_{stage.value}" else value for name, value in zip(names, own, strict=True)]
    own = [TENSE_PRIOR.get((name, stage.value), value) for name, value in zip(names, own, strict=True)]
    return [*own, 0.6 if stage is Stage.SAID else 0.0]


def fit_all(train: list[Sample]) -> dict[str, dict[str, float]]:
    """Return the trained tables of ``config/weights.toml``."""
    return {
        "relevance": {"threshold": 0.5, **fit_relevance(train)},
        "set": fit_set(train),
        "primary": fit_primary(train),
        "stage": fit_stage(train),
    }


def cross_validated(every: list[Sample], seed: int = SEED) -> list[dict[str, Any]]:
    """Return the answer to every report by a matcher whose numbers were trained on four fifths without it."""
    ids = sorted({sample.row["id"] for sample in every})
    order = np.random.RandomState(seed).permutation(len(ids)) % FOLDS
    fold = {key: int(number) for key, number in zip(ids, order, strict=True)}
    lexicon = load_language_data()
    compiled = compile_lexicon(load_declaration(), lexicon)
    answers = []
    for number in range(FOLDS):
        tables = fit_all([sample for sample in every if fold[sample.row["id"]] != number])
        matcher = LexicalMatcher(compiled, replace(lexicon, weights={**lexicon.weights, **tables}), "cross-validation")
        answers += [predict(row, matcher) for row in rows_of(REPORTS) if fold.get(row["id"]) == number]
    return answers


def report(every: list[Sample]) -> list[str]:
    """Return the cross-validated figures of the labelled reports as lines of text."""
    gold = {row["id"]: row for row in rows_of(REPORTS)}
    predicted = {answer["id"]: answer for answer in cross_validated(every)}
    return evaluation_lines(evaluate(gold, predicted))


def write(tables: dict[str, dict[str, float]]) -> None:
    current = tomllib.loads(WEIGHTS.read_text("utf-8"))
    lines = [HEADER]
    for name, values in {**current, **tables}.items():
        lines.append(f"[{name}]")
        lines += [f"{key} = {_number(value)}" for key, value in values.items() if abs(value) >= 0.001]
        lines.append("")
    WEIGHTS.write_text("\n".join(lines), "utf-8")


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def main(arguments: list[str]) -> None:
    own = filter(may_teach, rows_of("own_reports.jsonl"))
    every = samples([*rows_of(REPORTS), *rows_of("counterexamples.jsonl"), *own])
    if "--report" in arguments or "--write" not in arguments:
        sys.stdout.write("\n".join(report(every)) + "\n")
    if "--write" in arguments:
        write(fit_all(every))


if __name__ == "__main__":
    main(sys.argv[1:])
