"""Panel: the editors at the review, what each judged where two have to, and when their judgement counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NewType, Protocol

from domain.review import Decision, DecisionId

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from domain.commitment import CommitmentNumber
    from domain.development import DevelopmentId
    from domain.review import ReviewAction

OpinionId = NewType("OpinionId", str)

SESSION = 10
"""Cards of one session; attention fades after that many."""


@dataclass(frozen=True, slots=True)
class Word:
    """What one judges of a development; two editors agree when these are equal.

    Attributes:
        numbers: paragraphs it is about. to_number: where a match belongs instead. other_id: the development it repeats.
    """

    action: ReviewAction
    numbers: frozenset[CommitmentNumber] = frozenset()
    to_number: CommitmentNumber | None = None
    other_id: DevelopmentId | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """What an editor judged where a second has to judge as well; nobody else sees it before.

    Attributes:
        at: UTC. closed_at: when it came to count, or was taken back or overtaken; None = open.
    """

    id: OpinionId
    development_id: DevelopmentId
    who: str
    at: datetime
    word: Word
    reason: str = ""
    closed_at: datetime | None = None

    @property
    def as_decision(self) -> Decision:
        """The same as a decision, for figures of agreement."""
        numbers = tuple(sorted(self.word.numbers))
        return Decision(DecisionId(self.id), self.who, self.at, self.development_id, self.word.action, numbers)


@dataclass(frozen=True, slots=True)
class Seat:
    """An editor's place at the review.

    Attributes:
        languages: those they read (ISO 639-1), empty = all. began_at: of the session, None = none (UTC).
        done: cards of the session judged or skipped. skipped: developments left out in it.
        reason_for: the development whose reason the editor was asked to write.
    """

    who: str
    languages: frozenset[str] = frozenset()
    began_at: datetime | None = None
    done: int = 0
    skipped: tuple[str, ...] = field(default=())
    reason_for: DevelopmentId | None = None

    def reads(self, language: str, others: Iterable[Seat]) -> bool:
        """Whether cards in a language come to this editor: who reads it, or everybody where nobody said so."""
        if not self.languages or language in self.languages:
            return True
        return not any(not each.languages or language in each.languages for each in others if each.who != self.who)


def last_words(opinions: Iterable[Opinion]) -> Mapping[str, Opinion]:
    """Return each editor's latest open opinion, in the order in which editors first spoke."""
    found: dict[str, Opinion] = {}
    for each in sorted(opinions, key=lambda each: (each.at, each.id)):
        if each.closed_at is None:
            found[each.who] = each
    return found


def agreed(opinions: Iterable[Opinion], needed: int) -> tuple[Opinion, ...]:
    """Return the opinions about one development that make a decision: of so many editors who say the same.

    Args:
        opinions: about that development. needed: editors who have to agree, 1 or 2.

    Returns:
        As many as are needed, the earliest first; empty while too few agree.
    """
    words = last_words(opinions)
    for latest in words.values():
        same = [each for each in words.values() if each.word == latest.word]
        if len(same) >= needed:
            return tuple(sorted(same, key=lambda each: (each.at, each.id))[:needed])
    return ()


def is_disputed(opinions: Iterable[Opinion]) -> bool:
    """Whether editors judged one development and differ: it goes to a third, and back to both, with a mark."""
    words = {each.word for each in last_words(opinions).values()}
    return len(words) > 1


def awaits(opinions: Sequence[Opinion], who: str) -> bool:
    """Whether a development still waits for this editor: not judged by them yet, or disputed."""
    return who not in last_words(opinions) or is_disputed(opinions)


class PanelRepository(Protocol):
    """Editors' seats and the opinions that do not count yet."""

    def list_open(self, development_id: DevelopmentId | None = None) -> Sequence[Opinion]:
        """Return open opinions, oldest first, about one development or all."""
        ...

    def list_all(self) -> Sequence[Opinion]:
        """Return every opinion, closed ones too, oldest first."""
        ...

    def add(self, opinion: Opinion) -> None:
        """Store an opinion; an earlier open one of the same editor about the same development is closed."""
        ...

    def close(self, opinion_ids: Collection[OpinionId], now: datetime) -> None:
        """Close opinions that count now, or no more."""
        ...

    def seat(self, who: str) -> Seat:
        """Return an editor's seat, an empty one where there is none yet."""
        ...

    def seats(self) -> Sequence[Seat]:
        """Return every seat, by editor."""
        ...

    def save(self, seat: Seat) -> None:
        """Store a seat."""
        ...
