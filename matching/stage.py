"""Stage: how far the report says that things have come.

The words for each stage are declared by language; a small linear model over them, trained from labelled items, decides:
which stages the headline, the lead and the rest speak of, and what kind of commitment it is. It learned what the
labelling guide says: the furthest stage that the headline states; a document signed makes it agreed wherever it stands;
a meeting that is only the place of a talk is said, one that is itself the commitment is done once it is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.match import Stage
from matching.lexicon import Kind
from matching.reading import Zone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matching.findings import Findings

STAGES = tuple(Stage)

MEETINGS = frozenset({4, 5, 6, 12, 30, 37})
"""Commitments to meet: a meeting held is the thing done."""


def stage_features(findings: Findings, primary: int) -> dict[str, float]:
    """Return which stages are spoken of where, and what the item is about.

    Args:
        primary: number of the primary commitment.
    """
    features: dict[str, float] = {}
    for hit in findings.words[Kind.STAGE]:
        passage = findings.passages[hit.passage]
        zone = "title" if passage.zone is Zone.TITLE else "lead" if passage.order == 0 else "rest"
        features[f"{zone}_{hit.key}"] = 1.0
    if not any(name.startswith("title_") for name in features):
        features["title_silent"] = 1.0
    features.update(_behind_a_plan(features))
    if primary in MEETINGS:
        features["meeting"] = 1.0
    for tense in findings.tenses:
        features[f"tense_{tense}"] = 1.0
    for hit in findings.words[Kind.INSTRUMENT]:
        features[f"instrument_{hit.key}"] = 1.0
    return features


def _behind_a_plan(features: Mapping[str, float]) -> dict[str, float]:
    """Return what the text tells behind a headline that looks ahead: a document signed, a work begun."""
    if "title_planned" not in features:
        return {}
    told = [stage for stage in (Stage.AGREED, Stage.STARTED) if f"title_{stage.value}" not in features]
    return {f"behind_{s.value}": 1.0 for s in told if f"lead_{s.value}" in features or f"rest_{s.value}" in features}


def weights_by_stage(weights: Mapping[str, float]) -> dict[Stage, dict[str, float]]:
    """Return the weights of each stage by feature.

    Args:
        weights: as declared, ``<stage>_from_<feature>`` and ``<stage>_from_bias``.
    """
    parted = {stage: f"{stage.value}_from_" for stage in STAGES}
    return {
        stage: {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}
        for stage, prefix in parted.items()
    }


def judge_stage(findings: Findings, primary: int, weights: Mapping[Stage, Mapping[str, float]]) -> Stage:
    """Return the likeliest stage of a relevant item.

    Args:
        primary: number of the primary commitment.
        weights: of each stage, by feature and for the ``bias`` (``weights_by_stage``).
    """
    features = stage_features(findings, primary)
    totals = {
        stage: own.get("bias", 0.0) + sum([own.get(name, 0.0) * value for name, value in features.items()])
        for stage, own in weights.items()
    }
    return max(STAGES, key=totals.__getitem__)
