"""Grouping keeps what it has reached on the labelled groups.

The shipped numbers were trained on all sets, so their figures only guard against falling back. What an unseen set may
expect is what the slow test measures: numbers trained without the development they judge.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from domain.commitment import LANGUAGES
from tests.evaluation.figures import HERE, rows_of
from tests.evaluation.grouping_sets import (
    BUSINESS,
    DENSE,
    OWN,
    all_groups,
    business_groups,
    dense_groups,
    figures_of_groups,
    own_groups,
    report_groups,
)
from tests.evaluation.train_grouping import SEEDS, Pairs, counted, cross_validated, known_of
from tests.groupers import GROUPER

if TYPE_CHECKING:
    from collections.abc import Callable

    from matching.matcher import LexicalMatcher
    from tests.evaluation.grouping_sets import LabelledGroups

    MakeGroups = Callable[[LexicalMatcher], LabelledGroups]

FIGURES = "precision", "recall", "recall_within"


@pytest.mark.parametrize(
    ("make", "precision", "recall", "within"),
    [
        (report_groups, 0.95, 0.6, 0.75),
        (own_groups, 0.96, 0.88, 0.88),
        (dense_groups, 0.97, 0.35, 0.24),
        (business_groups, 0.95, 0.5, 0.4),
    ],
)
def test_no_figure_falls_below_its_floor(
    matcher: LexicalMatcher, make: MakeGroups, precision: float, recall: float, within: float
) -> None:
    labelled = make(matcher)
    found = [members for line in GROUPER.lines(labelled.stories) for members in line]
    figures = figures_of_groups(found, labelled)
    reached = [figures[name] for name in FIGURES]
    assert all(value >= floor for value, floor in zip(reached, (precision, recall, within), strict=True)), figures
    assert figures["near_misses_merged"] <= 0.02 * figures["near_misses"]


@pytest.mark.slow
def test_developments_never_seen_are_grouped_nearly_as_well(matcher: LexicalMatcher) -> None:
    sets = all_groups(matcher)
    known = known_of(counted(sets))
    pairs = Pairs(sets, known, line=False)
    # Two of the partings that --report averages: each takes seconds.
    real, own, dense, business = zip(*(cross_validated(sets, pairs, seed) for seed in SEEDS[:2]), strict=True)
    wanted = (
        (real, (0.92, 0.58, 0.75)),
        (own, (0.94, 0.88, 0.88)),
        (dense, (0.96, 0.36, 0.25)),
        (business, (0.92, 0.5, 0.4)),
    )
    for figures, floors in wanted:
        reached = [float(np.mean([each[name] for each in figures])) for name in FIGURES]
        assert all(value >= floor for value, floor in zip(reached, floors, strict=True)), reached
    assert np.mean([each["near_misses_merged"] / each["near_misses"] for each in real]) <= 0.03


@pytest.mark.parametrize("file", [OWN, DENSE, BUSINESS])
def test_the_invented_groups_are_whole(file: str) -> None:
    rows = rows_of(file)
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["lang"] for row in rows} == set(LANGUAGES)
    assert all("example" in row["source"] and row["development"] and row["storyline"] for row in rows)
    lines: dict[str, set[str]] = {}
    for row in rows:
        lines.setdefault(row["development"], set()).add(row["storyline"])
    assert all(len(each) == 1 for each in lines.values()), "a development belongs to one storyline"


def test_labels_name_reports_that_are_there() -> None:
    labels = json.loads((HERE / "developments.json").read_text("utf-8"))
    known = {row["id"] for row in rows_of("reports.jsonl")}
    assert all(each in known for group in (*labels["developments"], *labels["storylines"]) for each in group)
