"""Scoring predictions against labelled items, and how far the scores can be taken as probabilities.

The labels accept either of two readers: ``commitments`` holds what either named, ``core`` what both did; ``primary``
and ``stage`` every accepted answer; ``countries`` and ``countries_core`` likewise. An item without a prediction counts
as judged irrelevant. The figures are the same as those of the labelled set's own scorer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


FIGURES = (
    "relevance_precision", "relevance_recall", "relevance_f1", "primary", "commitment_precision",
    "commitment_recall", "commitment_f1", "stage", "countries",
)  # fmt: skip

FIFTHS = 5

RELIABILITY = "reliability"
"""Key of the reliability tables among the figures; no language has that name."""


def evaluate(
    gold: Mapping[str, Mapping[str, Any]], predicted: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the figures of all items (``all``) and of each language, and the reliability tables (``reliability``).

    Args:
        gold: labelled items by id. predicted: output objects of the exchange format by id.
    """
    groups: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for key, row in gold.items():
        groups[str(row["lang"])][key] = row
    by_language = {language: _figures(rows, predicted) for language, rows in sorted(groups.items())}
    tables = {
        "relevance": reliability(relevance_pairs(gold, predicted)),
        "commitments": reliability(commitment_pairs(gold, predicted)),
    }
    return {"all": _figures(gold, predicted), **by_language, RELIABILITY: tables}


def evaluation_lines(figures: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return what ``evaluate`` found as lines of text: a row per language, then the reliability tables."""
    names = [name.replace("commitment", "comm").replace("relevance", "rel") for name in FIGURES]
    lines = ["lang  items " + " ".join(f"{name:>15}" for name in names)]
    for language, row in figures.items():
        if language != RELIABILITY:
            values = " ".join(f"{row[name]:15.3f}" for name in FIGURES)
            lines.append(f"{language:5} {int(row['items']):5} {values}")
    for title, rows in figures.get(RELIABILITY, {}).items():
        lines += _reliability_lines(title, rows)
    return lines


def reliability(pairs: Iterable[tuple[float, bool]]) -> list[dict[str, float]]:
    """Return, for each fifth of the scores from low to high, how many there are, their mean and the share right.

    Args:
        pairs: a score and whether what it was given to was right.
    """
    ordered = sorted(pairs)
    rows = []
    for fifth in range(FIFTHS):
        part = ordered[len(ordered) * fifth // FIFTHS : len(ordered) * (fifth + 1) // FIFTHS]
        if part:
            mean = sum(score for score, _ in part) / len(part)
            right = sum(right for _, right in part) / len(part)
            rows.append({"n": len(part), "mean": mean, "right": right})
    return rows


def commitment_pairs(
    gold: Mapping[str, Mapping[str, Any]], predicted: Mapping[str, Mapping[str, Any]]
) -> list[tuple[float, bool]]:
    """Return every predicted commitment's score and whether either reader named it."""
    return [
        (float(match["score"]), match["number"] in (gold[key].get("commitments") or ()))
        for key, row in predicted.items()
        if key in gold
        for match in row.get("commitments") or ()
    ]


def relevance_pairs(
    gold: Mapping[str, Mapping[str, Any]], predicted: Mapping[str, Mapping[str, Any]]
) -> list[tuple[float, bool]]:
    """Return every item's relevance score and whether it is relevant."""
    return [
        (float(row.get("score") or 0.0), bool(gold[key]["relevant"])) for key, row in predicted.items() if key in gold
    ]


def _reliability_lines(title: str, rows: Iterable[Mapping[str, float]]) -> list[str]:
    return [
        f"{title}: score and share right by fifth",
        *(f"  n {int(row['n']):4}  mean score {row['mean']:.2f}  right {row['right']:.2f}" for row in rows),
    ]


def _figures(gold: Mapping[str, Mapping[str, Any]], predicted: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for key, row in gold.items():
        answer = predicted.get(key) or {}
        said = bool(answer.get("relevant"))
        counts["true"] += row["relevant"] and said
        counts["false"] += said and not row["relevant"]
        counts["missed"] += row["relevant"] and not said
        if row["relevant"]:
            _count_relevant(counts, row, answer if said else {})
    return _ratios(counts, len(gold))


def _count_relevant(counts: Counter[str], row: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    """Add one relevant item; ``answer`` is empty where it was missed."""
    found = _numbers(answer)
    countries = set(answer.get("countries") or ())
    counts["n"] += 1
    counts["primary"] += bool(answer) and answer.get("primary") in row["primary"]
    counts["hit"] += len(found & set(row["commitments"]))
    counts["found"] += len(found)
    counts["core_hit"] += len(found & set(row["core"]))
    counts["core"] += len(row["core"])
    counts["stage"] += bool(answer) and answer.get("stage") in row["stage"]
    counts["countries"] += bool(answer) and set(row["countries_core"]) <= countries <= set(row["countries"])


def _numbers(answer: Mapping[str, Any]) -> set[int]:
    return {each["number"] if isinstance(each, dict) else each for each in answer.get("commitments") or ()}


def _ratios(counts: Counter[str], items: int) -> dict[str, float]:
    precision = _ratio(counts["true"], counts["true"] + counts["false"])
    recall = _ratio(counts["true"], counts["true"] + counts["missed"])
    by_found, by_core = _ratio(counts["hit"], counts["found"]), _ratio(counts["core_hit"], counts["core"])
    return {
        "items": items,
        "relevant": counts["n"],
        "relevance_precision": precision,
        "relevance_recall": recall,
        "relevance_f1": _f1(precision, recall),
        "primary": _ratio(counts["primary"], counts["n"]),
        "commitment_precision": by_found,
        "commitment_recall": by_core,
        "commitment_f1": _f1(by_found, by_core),
        "stage": _ratio(counts["stage"], counts["n"]),
        "countries": _ratio(counts["countries"], counts["n"]),
    }


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _f1(precision: float, recall: float) -> float:
    return _ratio(2 * precision * recall, precision + recall)
