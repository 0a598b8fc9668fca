"""Commitment scores: what the terms found say about each commitment.

Each distinct term adds its role and weight, doubled in the headline; the strongest counts in full, further ones less
and less. Where a specific paragraph is named, the general one yields (``precedence.toml``). ``matching/combine.py``
makes probabilities of these raw scores.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domain.lexicon import TermRole
from matching.lexicon import Kind
from matching.reading import Passage, Zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from domain.lexicon import Precedence
    from matching.findings import ConceptHit, Findings, WordHit
    from matching.lexicon import CompiledLexicon


@dataclass(slots=True)
class Scored:
    """A commitment's raw score and where it comes from.

    Attributes:
        probability: that the item is evidence for the commitment. rank: the higher, the more the item is about it.
        named: whether a naming term or package name speaks for it. hits: strongest first.
        rules: reasons of the rules that lowered it.
    """

    number: int
    raw: float
    named: bool
    probability: float = 0.0
    rank: float = 0.0
    hits: list[tuple[float, ConceptHit]] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    features: dict[str, float] = field(default_factory=dict)


def score_commitments(
    findings: Findings, lexicon: CompiledLexicon, weights: Mapping[str, Mapping[str, float]]
) -> dict[int, Scored]:
    """Return the commitments with any term in the item, before the rules of precedence."""
    scored = {number: _scored(number, hits, findings, weights) for number, hits in findings.concepts.items()}
    first: dict[str, WordHit] = {}
    for hit in findings.words[Kind.PACKAGE]:
        first.setdefault(hit.key, hit)
    for hit in first.values():
        zone = zone_weight(findings.passages[hit.passage], weights["zone"])
        for number in lexicon.package[hit.key]:
            each = scored.setdefault(number, Scored(number, 0.0, named=True))
            gain = weights["commitment"]["package"] * zone
            if gain > 0 and not any(rule.startswith("package") for rule in each.rules):
                each.raw += gain
                each.named = True
                each.rules.append(f"package: {hit.term}")
    return {number: each for number, each in scored.items() if each.raw > 0}


def zone_weight(passage: Passage, weights: Mapping[str, float]) -> float:
    """Return what a term in this passage counts: the news stands in headline and lead."""
    if passage.zone is Zone.TITLE:
        return weights["title"]
    if passage.zone is Zone.SUMMARY:
        return weights["lead"] if passage.order == 0 else weights["summary"]
    return weights["text"]


def _scored(
    number: int, hits: list[ConceptHit], findings: Findings, weights: Mapping[str, Mapping[str, float]]
) -> Scored:
    best: dict[str, tuple[float, ConceptHit]] = {}
    excluded = 0.0
    for hit in hits:
        if hit.role is TermRole.EXCLUDING:
            excluded += hit.weight
            continue
        value = weights["role"][hit.role] * hit.weight * zone_weight(findings.passages[hit.passage], weights["zone"])
        if value > best.get(hit.term, (0.0, hit))[0]:
            best[hit.term] = (value, hit)
    ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].start))
    step = weights["commitment"]["further_term"]
    raw = sum(value * step**position for position, (value, _) in enumerate(ranked[:6]))
    named = any(hit.role is TermRole.NAMING and hit.weight >= weights["commitment"]["naming_from"] for _, hit in ranked)
    return Scored(number, max(0.0, raw - excluded), named, hits=ranked)


def apply_precedence(scored: dict[int, Scored], rules: Iterable[Precedence], least: float) -> None:
    """Let the general paragraphs yield where a specific one is named with at least ``least`` raw score."""
    before = {number: each.raw for number, each in scored.items()}
    for rule in rules:
        if before.keys().isdisjoint(rule.general) or before.keys().isdisjoint(rule.specific):
            continue
        strongest = max((before[n] for n in rule.specific if n in scored and scored[n].named), default=0.0)
        if strongest < least:
            continue
        for number in rule.general:
            if number in scored:
                scored[number].raw *= rule.factor
                scored[number].rules.append(rule.reason)


def choose(scored: Mapping[int, Scored], weights: Mapping[str, float]) -> list[Scored]:
    """Return the commitments the item is evidence for, the primary one first, then by probability.

    Args:
        weights: table ``commitment``, with the least ``probability`` and how many there may be at ``most``.
    """
    if not scored:
        return []
    primary = max(scored.values(), key=lambda each: (each.rank, each.raw, -each.number))
    others = sorted(
        (each for each in scored.values() if each is not primary), key=lambda each: (-each.probability, each.number)
    )
    chosen = [each for each in others if each.probability >= weights["probability"]]
    return [primary, *chosen[: int(weights["most"]) - 1]]
