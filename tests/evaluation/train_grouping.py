"""Train the numbers of ``config/grouping.toml`` from labelled groups; run it as a module from the repository's root.

    python -m tests.evaluation.train_grouping --report   print cross-validated figures
    python -m tests.evaluation.train_grouping --write    write the numbers trained on everything; both may be given

Two logistic models over the same features of a pair: one development, and one storyline. A signal that two reports
share never counts against them and one that they do not share never for them: where the data say otherwise, the
feature is left out. Cross-validation keeps a whole development (with all its pairs) out of the training of its fold.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from config.declarations import load_declaration
from config.lexicons import load_grouping, load_language_data
from matching.grouping.cluster import cluster
from matching.grouping.compare import features
from matching.grouping.decide import likeness
from matching.grouping.vetoes import veto
from matching.matcher import build_matcher
from tests.evaluation.figures import rows_of
from tests.evaluation.grouping_sets import all_groups, figures_of_groups, stories_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.grouping import GroupedStory, GroupingNumbers
    from tests.evaluation.grouping_sets import LabelledGroups, Pair

TARGET = Path(__file__).parents[2] / "config" / "grouping.toml"
FOLDS, SEEDS = 5, (0, 1, 2, 3, 4, 5)
PENALTY = 1.0
SAME_THRESHOLD, LINE_THRESHOLD = 0.77, 0.6
LEAST_RARITY = 0.2

AGAINST = {
    "other_person", "other_place", "other_institution", "other_company", "headline_untold", "headline_person_untold",
    "other_host", "other_instrument", "other_amount", "other_numbers", "other_years", "planned_and_done",
    "act_untold", "setback_untold", "apart_in_time", "published_apart", "time_unknown",
}  # fmt: skip
"""Features that speak against; all others speak for, but for what only describes the pair (``FREE``)."""

FREE = {"other_language", "undated_and_alike"}

TIMELY = {
    "near_in_time", "apart_in_time", "time_unknown", "published_apart", "near_and_alike", "undated_and_alike",
    "same_stage", "planned_and_done", "act_untold", "setback_untold", "other_years", "same_calendar_day",
}  # fmt: skip
"""Features that tell stages of one project apart; no part of the storyline model."""

HEADER = """# Numbers by which reports are joined to developments (same) and developments to storylines (line),
# and how rare names and things are (rarity). Trained from labelled groups by tests/evaluation/train_grouping.py.
"""


class Pairs:
    """The comparable pairs of labelled sets, with features and labels."""

    def __init__(self, sets: list[LabelledGroups], known: GroupingNumbers, *, line: bool) -> None:
        self.known = known
        self.keys: list[Pair] = []
        self.features: list[dict[str, float]] = []
        labels: list[float] = []
        counts: list[float] = []
        for labelled in sets:
            truth = labelled.line if line else labelled.same
            for one, other in combinations(sorted(labelled.stories, key=lambda story: story.id), 2):
                if set(one.countries).isdisjoint(other.countries) if line else veto(one, other):
                    continue
                found = features(one, other, known)
                kept = {name: value for name, value in found.items() if not (line and name in TIMELY)}
                self.keys.append((one.id, other.id))
                self.features.append(kept)
                labels.append(float((one.id, other.id) in truth))
                counts.append(labelled.weight)
        self.labels, self._counts = np.array(labels), np.array(counts)
        self.names = sorted({name for found in self.features for name in found})
        self._x = np.array([[*(found.get(name, 0.0) for name in self.names), 1.0] for found in self.features])

    def fit(self, chosen: np.ndarray) -> dict[str, float]:
        """Return the weights trained on the chosen pairs, features of the wrong sign left out."""
        x, labels, counts, names = self._x[chosen], self.labels[chosen], self._counts[chosen], self.names
        while True:
            weights = logistic(x, labels, counts, np.array([PENALTY] * len(names) + [0.01]))
            wrong = {name for name, weight in zip(names, weights, strict=False) if _is_wrong(name, weight)}
            if not wrong:
                return dict(zip((*names, "bias"), map(float, weights), strict=True))
            x = x[:, [*(name not in wrong for name in names), True]]
            names = [name for name in names if name not in wrong]


def _is_wrong(name: str, weight: float) -> bool:
    return name not in FREE and (weight > 0 if name in AGAINST else weight < 0)


def logistic(x: np.ndarray, y: np.ndarray, counts: np.ndarray, penalty: np.ndarray) -> np.ndarray:
    """Newton's method with a step that is halved until the loss falls; each row counts what it is said to."""
    weights = np.zeros(x.shape[1])

    def loss(w: np.ndarray) -> float:
        z = x @ w
        return float(counts @ (np.logaddexp(0, z) - y * z) + 0.5 * penalty @ (w * w))

    current = loss(weights)
    for _ in range(100):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -40, 40)))
        gradient = x.T @ (counts * (p - y)) + penalty * weights
        step = np.linalg.solve((x.T * (counts * p * (1 - p))) @ x + np.diag(penalty + 1e-8), gradient)
        size = 1.0
        while size > 1e-6 and loss(weights - size * step) > current:
            size /= 2
        weights = weights - size * step
        before, current = current, loss(weights)
        if before - current < 1e-8:
            break
    return weights


def rarity_of(corpus: list[GroupedStory]) -> dict[str, float]:
    """Return how rare each name and thing is: the natural logarithm of reports per report that has it."""
    counted = Counter(key for story in corpus for key in {*story.signals.names, *story.signals.objects})
    return {key: max(LEAST_RARITY, math.log(len(corpus) / count)) for key, count in sorted(counted.items())}


def counted(sets: list[LabelledGroups]) -> list[GroupedStory]:
    """Return the reports that say how rare names and things are."""
    return [story for labelled in sets if labelled.counted for story in labelled.stories]


def known_of(corpus: list[GroupedStory]) -> GroupingNumbers:
    """Return what is known before any weight is: how rare things are, the rates of currencies, the places."""
    return replace(load_grouping(), same={}, line={}, rarity=rarity_of(corpus))


def folds_of(sets: list[LabelledGroups], seed: int) -> dict[str, int]:
    """Return the fold of each report; all reports of a development are in one."""
    random = np.random.RandomState(seed)
    fold: dict[str, int] = {}
    for labelled in sets:
        for group in labelled.developments:
            number = int(random.randint(FOLDS))
            fold.update(dict.fromkeys(group, number))
        for story in labelled.stories:
            fold.setdefault(story.id, int(random.randint(FOLDS)))
    return fold


def cross_validated(sets: list[LabelledGroups], pairs: Pairs, seed: int) -> list[dict[str, float]]:
    """Return the figures of each set, every pair judged by numbers trained without either of its reports."""
    fold, numbers = folds_of(sets, seed), {}
    for number in range(FOLDS):
        chosen = np.array([number not in (fold[one], fold[other]) for one, other in pairs.keys])
        numbers[number] = replace(pairs.known, same={**pairs.fit(chosen), "threshold": SAME_THRESHOLD})
    figures = []
    for labelled in sets:

        def score(one: GroupedStory, other: GroupedStory) -> float:
            return likeness(one, other, numbers[fold[min(one.id, other.id)]])

        figures.append(figures_of_groups(cluster(labelled.stories, score, SAME_THRESHOLD), labelled))
    return figures


def report(sets: list[LabelledGroups], by_seed: list[list[dict[str, float]]]) -> None:
    """Print mean and spread of the figures over the ways to part the developments."""
    for labelled, figures in zip(sets, zip(*by_seed, strict=True), strict=True):
        told = []
        for name in ("precision", "recall", "recall_within", "near_misses_merged"):
            values = [each[name] for each in figures]
            told.append(f"{name} {np.mean(values):.3f} (spread {np.std(values):.3f})")
        sys.stdout.write(f"{labelled.name}, {len(by_seed)} partings: {', '.join(told)}\n")


def write(same: dict[str, float], line: dict[str, float], rarity: Mapping[str, float]) -> None:
    lines = [HEADER]
    for name, values in (("same", same), ("line", line), ("rarity", rarity)):
        lines.append(f"[{name}]")
        lines += [f'"{key}" = {value:.3f}' for key, value in sorted(values.items())]
        lines.append("")
    TARGET.write_text("\n".join(lines), "utf-8")


def main(arguments: list[str]) -> None:
    matcher = build_matcher(load_declaration(), load_language_data())
    sets = all_groups(matcher)
    known = known_of([*counted(sets), *stories_of(rows_of("rare_commitments.jsonl"), matcher)])
    pairs = Pairs(sets, known, line=False)
    if "--report" in arguments or "--write" not in arguments:
        report(sets, [cross_validated(sets, pairs, seed) for seed in SEEDS])
    if "--write" in arguments:
        lines = Pairs(sets, known, line=True)
        same = {**pairs.fit(np.full(len(pairs.keys), fill_value=True)), "threshold": SAME_THRESHOLD}
        line = {**lines.fit(np.full(len(lines.keys), fill_value=True)), "threshold": LINE_THRESHOLD}
        write(same, line, known.rarity)
        shipped = replace(known, same=same, line=line)
        for labelled in sets:
            found = cluster(labelled.stories, lambda one, other: likeness(one, other, shipped), SAME_THRESHOLD)
            sys.stdout.write(f"trained on it, {labelled.name}: {figures_of_groups(found, labelled)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
