"""Evidence: the passage that shows a match, verbatim, with the terms that scored in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matching.findings import FIVE, JAPAN
from matching.lexicon import Kind

if TYPE_CHECKING:
    from matching.findings import Findings
    from matching.score import Scored

ACTOR, ACT = 0.35, 0.25
"""What an actor and an act in the passage are worth beside the term's own value: the three belong together."""


class Support(NamedTuple):
    """The passages that name Japan, one of the five, an act of cooperation: the same for all matches of an item."""

    japan: frozenset[int]
    five: frozenset[int]
    acts: frozenset[int]

    @classmethod
    def of(cls, findings: Findings) -> Support:
        """Gather the passages."""
        return cls(
            frozenset(hit.passage for hit in findings.names if hit.name.country == JAPAN),
            frozenset(hit.passage for hit in findings.names if hit.name.country in FIVE),
            frozenset(hit.passage for hit in findings.words[Kind.ACT]),
        )


def evidence_for(scored: Scored, findings: Findings, support: Support) -> tuple[str, tuple[str, ...]]:
    """Return the passage that speaks most for the commitment and the terms in it."""
    values: dict[int, float] = {}
    for value, hit in scored.hits:
        values[hit.passage] = values.get(hit.passage, 0.0) + value
    if not values:
        values = {hit.passage: 1.0 for hit in findings.words[Kind.PACKAGE]}
    japan, five, acts = support
    best = max(
        values,
        key=lambda index: (
            values[index] + ACTOR * (index in japan) + ACTOR * (index in five) + ACT * (index in acts),
            -index,
        ),
    )
    terms = dict.fromkeys(hit.term for _, hit in scored.hits if hit.passage == best)
    package = dict.fromkeys(hit.term for hit in findings.words[Kind.PACKAGE] if hit.passage == best)
    return findings.passages[best].text, tuple(terms or package)
