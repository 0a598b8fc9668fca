"""How well answers agree with labelled items, and whether scores mean what they say; pure.

Relevance precision, recall and F1 are over all items. The other figures are over items labelled relevant, where a
miss counts as an empty answer: primary and stage are right if they are an accepted answer; commitment precision is
against what either labeller named, recall against what both named; countries are right if every core country and no
country that nobody named is given.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Answer = dict[str, Any]

FIGURES = (
    "relevance_precision",
    "relevance_recall",
    "relevance_f1",
    "primary",
    "commitment_precision",
    "commitment_recall",
    "commitment_f1",
    "stage",
    "countries",
)

FIFTHS = 5


def evaluate(gold: Mapping[str, Answer], predicted: Mapping[str, Answer]) -> dict[str, Any]:
    """Return the figures over all items and by language, and the reliability table.

    Args:
        gold: labelled items by id.
        predicted: answers in the exchange format by id; an item without one counts as judged irrelevant.
    """
    groups: dict[str, dict[str, Answer]] = defaultdict(dict)
    for key, item in gold.items():
        groups[item["lang"]][key] = item
    by_language = {language: _figures(items, predicted) for language, items in sorted(groups.items())}
    return {"all": _figures(gold, predicted)} | by_language | {"reliability": reliability(gold, predicted)}


def reliability(gold: Mapping[str, Answer], predicted: Mapping[str, Answer]) -> list[dict[str, float]]:
    """Return for each fifth of the commitments' scores: how many, the mean score, and the share that is right.

    A commitment is right if either labeller named it for the item.
    """
    scored = sorted(
        (match["score"], match["number"] in (item.get("commitments") or ()))
        for key, item in gold.items()
        for match in (predicted.get(key) or {}).get("commitments") or ()
    )
    edges = [round(len(scored) * part / FIFTHS) for part in range(FIFTHS + 1)]
    parts = [scored[start:end] for start, end in pairwise(edges)]
    return [
        {"n": len(part), "score": sum(score for score, _ in part) / len(part), "right": _share(part)}
        for part in parts
        if part
    ]


def evaluation_lines(figures: Mapping[str, Any]) -> list[str]:
    """Return the figures as a table for people."""
    heads = [name.replace("commitment", "comm").replace("relevance", "rel") for name in FIGURES]
    lines = ["lang  items " + " ".join(f"{head:>15}" for head in heads)]
    for language, row in figures.items():
        if language != "reliability":
            lines.append(f"{language:5} {row['items']:5} " + " ".join(f"{row[name]:15.3f}" for name in FIGURES))
    lines += ["", "reliability of scores    n   mean score   share right"]
    lines += [f"{'':22}{row['n']:4} {row['score']:12.3f} {row['right']:13.3f}" for row in figures["reliability"]]
    return lines


def _share(part: Sequence[tuple[float, bool]]) -> float:
    return sum(right for _, right in part) / len(part)


def _figures(gold: Mapping[str, Answer], predicted: Mapping[str, Answer]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for key, item in gold.items():
        _count(item, predicted.get(key) or {}, counts)
    precision, recall = _ratio(counts["true"], counts["said"]), _ratio(counts["true"], counts["relevant"])
    found = _ratio(counts["hit"], counts["found"]), _ratio(counts["core_hit"], counts["core"])
    return {
        "items": len(gold),
        "relevant": counts["relevant"],
        "relevance_precision": precision,
        "relevance_recall": recall,
        "relevance_f1": _f1(precision, recall),
        "primary": _ratio(counts["primary"], counts["relevant"]),
        "commitment_precision": found[0],
        "commitment_recall": found[1],
        "commitment_f1": _f1(*found),
        "stage": _ratio(counts["stage"], counts["relevant"]),
        "countries": _ratio(counts["countries"], counts["relevant"]),
    }


def _count(item: Answer, answer: Answer, counts: Counter[str]) -> None:
    said = bool(answer.get("relevant"))
    counts["said"] += said
    counts["true"] += said and item["relevant"]
    if not item["relevant"]:
        return
    found = {match["number"] for match in answer.get("commitments") or ()} if said else set()
    countries = set(answer.get("countries") or ()) if said else set()
    counts["relevant"] += 1
    counts["found"] += len(found)
    counts["hit"] += len(found & set(item["commitments"]))
    counts["core"] += len(item["core"])
    counts["core_hit"] += len(found & set(item["core"]))
    counts["primary"] += said and answer.get("primary") in item["primary"]
    counts["stage"] += said and answer.get("stage") in item["stage"]
    counts["countries"] += said and set(item["countries_core"]) <= countries <= set(item["countries"])


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _f1(precision: float, recall: float) -> float:
    return _ratio(2 * precision * recall, precision + recall)
