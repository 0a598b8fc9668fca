"""Review: what editors decide about matches, and a story as it was judged and decided."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.commitment import CommitmentNumber
    from domain.match import Judgement
    from domain.story import Story


class MatchState(StrEnum):
    """What a match is worth."""

    PROPOSED = "proposed"
    """As the matcher gave it; nobody has looked."""
    WITHDRAWN = "withdrawn"
    """No longer given by the matcher."""
    ACCEPTED = "accepted"
    REJECTED = "rejected"


DECIDED = (MatchState.ACCEPTED, MatchState.REJECTED)
"""States that only an editor gives, and only an editor takes back."""


@dataclass(frozen=True, slots=True)
class StoredJudgement:
    """A story with what is stored about it.

    Attributes:
        lead: text of its lead, empty without one.
        states: of its matches, by paragraph, in the order of the judgement; withdrawn ones are left out.
    """

    story: Story
    judgement: Judgement
    lead: str
    states: tuple[tuple[CommitmentNumber, MatchState], ...] = ()

    @property
    def decided(self) -> bool:
        """Whether an editor has decided about any of its matches."""
        return any(state in DECIDED for _, state in self.states)
