"""Linkage: how alike two groups of reports are, given how alike their reports are pair by pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BEST_PAIR = 0.5
"""What the most alike pair counts beside the average of all.

Reports of a large occurrence tell different sides of it, and only some pairs are alike: with the average alone such a
development falls apart, with the best pair alone two of them are chained by one report between them. Chosen by
cross-validation (``docs/matching.md``).
"""


def linked(scores: Sequence[float]) -> float:
    """Return how alike two groups are, 0 to 1.

    Args:
        scores: of each report of one group with each of the other, 0 to 1; none of them forbidden.
    """
    if not scores:
        return 0.0
    return (1 - BEST_PAIR) * sum(scores) / len(scores) + BEST_PAIR * max(scores)
