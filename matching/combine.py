"""From raw scores to calibrated ones: which commitments an item is evidence for, and which it is most about.

Two small linear models over the same features, shipped as plain numbers in ``config/weights.toml`` and trained by one
script from labelled items: ``set`` gives each commitment the probability that the item is evidence for it (logistic),
``primary`` ranks the commitments of one item. Another signal, such as a sentence encoder's similarity, joins as one
more feature with a weight of its own.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from domain.lexicon import TermRole
from matching.findings import JAPAN, Findings
from matching.lexicon import Kind
from matching.reading import Zone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matching.score import Scored

UMBRELLAS = (10, 13, 40)
"""Paragraphs that other topics' reports touch in passing (labelling guide: only a fallback)."""

STRONG = 0.8
"""Raw score from which another commitment counts as a rival."""

LARGE_DEAL = 300_000_000
"""US dollars: several hundred million make a deal count for paragraph 13 (labelling guide)."""


def features_of(scored: Mapping[int, Scored], findings: Findings, dollars: float) -> dict[int, dict[str, float]]:
    """Return the features of every commitment with any term in the item; those that are 0 are left out.

    Args:
        scored: after the rules of precedence.
        dollars: rough size of the largest sum in the item, 0 where none is named.
    """
    top = max((each.raw for each in scored.values()), default=0.0) or 1.0
    strong = sum(each.raw >= STRONG and each.number not in UMBRELLAS for each in scored.values())
    japan = {hit.passage for hit in findings.names if hit.name.country == JAPAN}
    acts = {hit.passage for hit in findings.words[Kind.ACT]}
    features = {
        number: {
            **_own(each, findings, japan & acts),
            **_relative(each, top, strong),
            "large_deal": float(number == UMBRELLAS[1] and dollars >= LARGE_DEAL),
        }
        for number, each in scored.items()
    }
    return {number: {name: value for name, value in own.items() if value} for number, own in features.items()}


def _own(scored: Scored, findings: Findings, acting: set[int]) -> dict[str, float]:
    """Features of one commitment's own terms."""
    title = body = supporting = lead = acts = 0.0
    naming = 0
    for value, hit in scored.hits:
        if hit.role is TermRole.SUPPORTING:
            supporting += value
        if hit.role is not TermRole.NAMING:
            continue
        naming += 1
        acts = 1.0 if hit.passage in acting else acts
        passage = findings.passages[hit.passage]
        if passage.zone is Zone.TITLE:
            title = max(title, value)
        else:
            body += value
            lead = 1.0 if passage.order == 0 else lead
    return {
        "title_naming": title,
        "body_naming": math.log1p(body),
        "lead_naming": lead,
        "terms": math.log1p(naming),
        "supporting": math.log1p(supporting),
        "acting": acts,
        "package": float(any(rule.startswith("package") for rule in scored.rules)),
        "named": float(scored.named),
    }


def _relative(scored: Scored, top: float, strong: int) -> dict[str, float]:
    """Features of one commitment beside the others of the item."""
    umbrella = scored.number in UMBRELLAS
    return {
        "raw": math.log1p(scored.raw),
        "share": scored.raw / top,
        "top": float(scored.raw >= top),
        "rivals": 0.0 if umbrella else math.log1p(strong),
        "umbrella_rivals": math.log1p(strong) if umbrella else 0.0,
        "yields": float(any(not rule.startswith("package") for rule in scored.rules)),
    }


def linear(features: Mapping[str, float], number: int, weights: Mapping[str, float]) -> float:
    """Return the weighted sum of the features with the model's and the commitment's own bias."""
    total = weights.get("bias", 0.0) + weights.get(f"commitment_{number}", 0.0)
    return total + sum([weights.get(name, 0.0) * value for name, value in features.items()])


def probability(value: float) -> float:
    """Return the logistic function of ``value``."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
