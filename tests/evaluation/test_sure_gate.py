"""What is accepted without a person is right: the bar of ``domain/reviewing.py`` against the development set.

The scores are cross-validated: each report is judged by numbers trained on four fifths without it.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from domain.reviewing import SURE
from tests.evaluation.figures import may_teach, rows_of
from tests.evaluation.test_gate import DEVELOPMENT
from tests.evaluation.train import REPORTS, cross_validated, samples

RIGHT = 0.95
"""Share of matches at the bar that has to be right."""

OFFICIAL = re.compile(r"(^|\.)(go\.jp|gov\.(kz|kg|tj|tm|uz))$|^(mid\.tj|uzbekistan\.jp|iica\.uz|mts\.kg)$")
"""Hosts of ministries, agencies and embassies among the sources of the set."""


@pytest.mark.skipif(not DEVELOPMENT.exists(), reason=f"needs the sources of the development set at {DEVELOPMENT}")
def test_what_the_rule_accepts_is_right() -> None:
    rows = [json.loads(line) for line in DEVELOPMENT.read_text("utf-8").splitlines()]
    gold: dict[str, dict[str, Any]] = {row["id"]: row for row in rows}
    own = filter(may_teach, rows_of("own_reports.jsonl"))
    answers = cross_validated(samples([*rows_of(REPORTS), *rows_of("counterexamples.jsonl"), *own]))
    official = [each for each in answers if OFFICIAL.search(gold[each["id"]]["source"])]
    explicit = [each for each in answers if each["tie"] == "explicit"]
    both = [each for each in official if each["tie"] == "explicit"]
    shares = [_right(each, gold) for each in (both, official, explicit, answers)]
    assert [count for count, _ in shares] >= [8, 30, 35, 160], "too few are left to say anything"
    assert all(share >= RIGHT for _, share in shares), shares
    assert _right(both, gold) == (len(_sure(both)), 1.0), "of what the rule itself would take none is wrong"


def _right(answers: list[dict[str, Any]], gold: dict[str, dict[str, Any]]) -> tuple[int, float]:
    """Return how many matches reach the bar, and which share of them is right."""
    found = [number in gold[name]["commitments"] for name, number in _sure(answers)]
    return len(found), sum(found) / max(1, len(found))


def _sure(answers: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [
        (each["id"], match["number"]) for each in answers for match in each["commitments"] if match["score"] >= SURE
    ]
