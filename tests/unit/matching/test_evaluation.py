"""The figures are those of the labelled set's own scorer."""

from __future__ import annotations

from typing import Any

import pytest

from matching.evaluation import commitment_pairs, evaluate, evaluation_lines, relevance_pairs, reliability


def gold(**over: Any) -> dict[str, Any]:
    row = {
        "lang": "ru", "relevant": True, "commitments": [25, 26], "core": [26], "primary": [26], "stage": ["agreed"],
        "countries": ["KZ", "KG"], "countries_core": ["KZ"],
    }  # fmt: skip
    return {**row, **over}


def said(**over: Any) -> dict[str, Any]:
    row = {"relevant": True, "score": 0.8, "commitments": [{"number": 26, "score": 0.9}], "primary": 26}
    return {**row, "stage": "agreed", "countries": ["KZ"], **over}


def test_a_right_answer_scores_one_everywhere() -> None:
    figures = evaluate({"a": gold()}, {"a": said()})
    assert set(figures) == {"all", "ru", "reliability"}
    assert all(
        figures["all"][name] == 1.0 for name in ("relevance_f1", "primary", "commitment_f1", "stage", "countries")
    )


def test_a_miss_counts_as_an_empty_answer() -> None:
    figures = evaluate({"a": gold(), "b": gold()}, {"a": said()})["all"]
    assert figures["relevance_recall"] == 0.5
    assert figures["primary"] == 0.5
    assert figures["commitment_recall"] == 0.5
    assert figures["commitment_precision"] == 1.0


def test_precision_is_against_either_reader_and_recall_against_both() -> None:
    answer = said(commitments=[{"number": 25, "score": 0.5}, {"number": 40, "score": 0.5}], primary=25)
    figures = evaluate({"a": gold()}, {"a": answer})["all"]
    assert (figures["commitment_precision"], figures["commitment_recall"], figures["primary"]) == (0.5, 0.0, 0.0)


def test_countries_hold_the_core_and_no_stranger() -> None:
    for countries, right in ((["KZ", "KG"], 1.0), (["KG"], 0.0), (["KZ", "UZ"], 0.0)):
        assert evaluate({"a": gold()}, {"a": said(countries=countries)})["all"]["countries"] == right


def test_a_false_alarm_costs_precision_only() -> None:
    figures = evaluate({"a": gold(), "n": gold(relevant=False)}, {"a": said(), "n": said()})["all"]
    assert (figures["relevance_precision"], figures["relevance_recall"], figures["relevant"]) == (0.5, 1.0, 1)


def test_nothing_labelled_gives_zeros() -> None:
    assert evaluate({}, {})["all"]["relevance_f1"] == 0.0


def test_the_table_has_a_row_per_language() -> None:
    lines = evaluation_lines(evaluate({"a": gold(), "b": gold(lang="ja")}, {"a": said()}))
    assert [line.split()[0] for line in lines] == ["lang", "all", "ja", "ru", "relevance:", "n", "commitments:", "n"]


def test_reliability_is_told_by_fifths() -> None:
    rows = reliability([(n / 10, n >= 5) for n in range(10)])
    assert [row["n"] for row in rows] == [2] * 5
    assert (rows[0]["right"], rows[-1]["right"]) == (0.0, 1.0)
    assert rows[-1]["mean"] == pytest.approx(0.85)
    assert reliability([]) == []


def test_pairs_hold_scores_and_whether_they_were_right() -> None:
    labelled, predicted = {"a": gold()}, {"a": said(), "unknown": said()}
    assert commitment_pairs(labelled, predicted) == [(0.9, True)]
    assert relevance_pairs(labelled, predicted) == [(0.8, True)]
