"""Term: what reports call a commitment, and how much it says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TermRole(StrEnum):
    """What a term's presence says."""

    NAMING = "naming"
    """Names the commitment's subject by itself."""
    SUPPORTING = "supporting"
    """Adds to a naming term; several together may carry a match."""
    CONTEXT = "context"
    """Only tips the balance between commitments."""
    EXCLUDING = "excluding"
    """Says that the report is about something else."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term.

    Attributes:
        text: words as declared; a word stands for every word it begins (prefix stem), ``$`` at its end
            for the whole word only; ``~`` between words lets up to three others stand between them.
        weight: relative strength within its role; 1.0 is usual.
    """

    text: str
    role: TermRole
    weight: float = 1.0
