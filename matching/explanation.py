"""Explanation: why an item did or did not match, step by step, for a person and for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matching.lexicon import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.match import Judgement
    from matching.findings import Findings
    from matching.relevance import Relevance
    from matching.score import Scored


@dataclass(frozen=True, slots=True)
class ConceptLine:
    """One commitment that had any term: its raw score after the rules, its terms with their passages, the rules."""

    number: int
    raw: float
    terms: tuple[tuple[str, str, str, float], ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All steps of one judgement.

    Attributes:
        words: folded words of each passage. japan, central_asia: what named each side.
        shares: what each feature added to the relevance score (before the logistic function).
        words_found: by table (act, stage, instrument, exclusion, package), the terms found.
    """

    language: str
    country: str
    words: tuple[str, ...]
    japan: str
    central_asia: str
    names: tuple[tuple[str, str], ...]
    words_found: Mapping[str, tuple[str, ...]]
    bias: float
    shares: Mapping[str, float]
    relevance: float
    threshold: float
    concepts: tuple[ConceptLine, ...]
    judgement: Judgement | None

    @classmethod
    def of(
        cls,
        findings: Findings,
        relevance: Relevance,
        scored: Mapping[int, Scored],
        judgement: Judgement | None,
        weights: Mapping[str, float],
    ) -> Explanation:
        """Gather the steps."""
        tables = (Kind.PACKAGE, Kind.ACT, Kind.STAGE, Kind.INSTRUMENT, Kind.EXCLUSION, Kind.REGION)
        return cls(
            language=findings.language,
            country=findings.country,
            words=tuple(line.strip() for line in findings.reading.document.split("\n")),
            japan=relevance.sides.japan,
            central_asia=relevance.sides.central_asia,
            names=tuple(dict.fromkeys((hit.name.key, hit.name.country) for hit in findings.names)),
            words_found={
                kind.name.lower(): tuple(dict.fromkeys(f"{hit.key}: {hit.term}" for hit in findings.words[kind]))
                for kind in tables
            },
            bias=weights["bias"],
            shares=relevance.shares,
            relevance=relevance.score,
            threshold=weights["threshold"],
            concepts=tuple(_line(each, findings) for each in sorted(scored.values(), key=lambda each: -each.raw)),
            judgement=judgement,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as plain values for JSON."""
        return {
            "language": self.language,
            "country": self.country,
            "words": list(self.words),
            "gate": {"japan": self.japan, "central_asia": self.central_asia},
            "names": [{"name": name, "country": country} for name, country in self.names],
            "found": {table: list(terms) for table, terms in self.words_found.items()},
            "relevance": {
                "score": round(self.relevance, 4),
                "threshold": self.threshold,
                "bias": self.bias,
                "shares": {name: round(value, 3) for name, value in self.shares.items()},
            },
            "commitments": [
                {
                    "number": line.number,
                    "raw": round(line.raw, 3),
                    "terms": [
                        {"term": term, "role": role, "place": place, "adds": round(value, 3)}
                        for term, role, place, value in line.terms
                    ],
                    "rules": list(line.rules),
                }
                for line in self.concepts
            ],
            "judgement": _judgement(self.judgement),
        }

    def to_lines(self) -> list[str]:
        """Return the explanation as lines of plain text."""
        lines = [
            f"language    {self.language or 'unknown'}; publisher {self.country or 'unknown'}",
            *(f"words       {words}" for words in self.words),
            f"gate        Japan: {self.japan or 'not named'}; Central Asia: {self.central_asia or 'not named'}",
            f"names       {', '.join(f'{name} ({country})' for name, country in self.names) or 'none'}",
            *(f"{table:<11} {'; '.join(terms)}" for table, terms in self.words_found.items() if terms),
            f"relevance   {self.relevance:.3f} (needs {self.threshold:.2f}); starts at {self.bias:+.2f}",
            *(
                f"            {value:+.2f} {name}"
                for name, value in sorted(self.shares.items(), key=lambda p: -abs(p[1]))
            ),
        ]
        for line in self.concepts:
            lines.append(f"paragraph {line.number:<3} {line.raw:.2f}")
            lines += [f"            {value:+.2f} {role} {term!r} in {place}" for term, role, place, value in line.terms]
            lines += [f"            rule: {rule}" for rule in line.rules]
        return [*lines, *_judgement_lines(self.judgement)]


def _line(scored: Scored, findings: Findings) -> ConceptLine:
    terms = tuple(
        (hit.term, hit.role.value, findings.passages[hit.passage].zone.name.lower(), value)
        for value, hit in scored.hits
    )
    return ConceptLine(scored.number, scored.raw, terms, tuple(scored.rules))


def _judgement(judgement: Judgement | None) -> dict[str, Any] | None:
    if judgement is None:
        return None
    return {
        "commitments": [{"number": match.number, "score": match.score} for match in judgement.matches],
        "primary": judgement.primary,
        "tie": str(judgement.tie),
        "stage": str(judgement.stage),
        "countries": list(judgement.countries),
    }


def _judgement_lines(judgement: Judgement | None) -> list[str]:
    if judgement is None:
        return ["judgement   not relevant"]
    numbers = ", ".join(f"{match.number} ({match.score:.2f})" for match in judgement.matches)
    return [
        f"judgement   relevant; primary {judgement.primary}; commitments {numbers}",
        f"            tie {judgement.tie}; stage {judgement.stage}; countries {' '.join(judgement.countries)}",
        *(f"evidence    {match.number}: {match.evidence}" for match in judgement.matches),
    ]
