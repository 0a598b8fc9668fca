"""Review queue: which cards come to an editor and in what order, and figures of the review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from domain.hint import HintKind
from domain.panel import awaits
from domain.review import ReviewAction
from domain.review_card import in_order
from domain.status_review import change_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from domain.development import DevelopmentId
    from domain.hint import Hint
    from domain.panel import Opinion, Seat
    from domain.review import Decision
    from domain.review_card import Place, ReviewCard
    from domain.status import StatusChange

WEEK = timedelta(days=7)

_JUDGES = (ReviewAction.ACCEPT, ReviewAction.REJECT, ReviewAction.ASSIGN, ReviewAction.MERGE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A development that waits for an editor.

    Attributes:
        hints: open ones of readers who call its match wrong, oldest first. disputed: two editors differ about it.
        decisions: that stand.
    """

    card: ReviewCard
    hints: tuple[Hint, ...] = ()
    disputed: bool = False
    decisions: int = 0


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for one editor, the next first: called wrong by readers, missed, the rest, then changes of status."""

    wrong: tuple[Place, ...] = ()
    missed: tuple[Hint, ...] = ()
    rest: tuple[Place, ...] = ()
    changes: tuple[StatusChange, ...] = ()

    @property
    def left(self) -> int:
        """How many cards wait."""
        return len(self.wrong) + len(self.missed) + len(self.rest) + len(self.changes)

    @property
    def next(self) -> Place | Hint | StatusChange | None:
        """What comes next, None = nothing waits."""
        waiting: tuple[Place | Hint | StatusChange, ...] = (*self.wrong, *self.missed, *self.rest, *self.changes)
        return next(iter(waiting), None)


def queue_for(
    seat: Seat,
    seats: Collection[Seat],
    places: Collection[Place],
    hints: Sequence[Hint],
    opinions: Sequence[Opinion],
    now: datetime,
    changes: Sequence[StatusChange] = (),
) -> Queue:
    """Return what waits for an editor.

    Args:
        seat: the editor's; seats: of all editors.
        places: of developments that wait, and of those that open hints are about.
        hints, opinions: open ones. changes: of status, those that wait. now: UTC.
    """
    said: dict[DevelopmentId, list[Opinion]] = {}
    for each in opinions:
        said.setdefault(each.development_id, []).append(each)
    doubted = {each.development_id for each in hints}
    waiting = [each for each in in_order(places, now) if _comes_to(seat, seats, each, said.get(each.id, ()))]
    missed = (each for each in hints if each.kind is HintKind.MISSED_LINK and each.id not in seat.skipped)
    return Queue(
        wrong=tuple(each for each in waiting if each.id in doubted),
        missed=tuple(missed),
        rest=tuple(each for each in waiting if each.id not in doubted),
        changes=tuple(each for each in changes if change_id(each) not in seat.skipped),
    )


def _comes_to(seat: Seat, seats: Collection[Seat], place: Place, opinions: Sequence[Opinion]) -> bool:
    is_left_out = place.id in seat.skipped or not awaits(opinions, seat.who)
    return not is_left_out and seat.reads(place.language, seats)


def likely_repeated(subject: Place, others: Iterable[Place], limit: int) -> list[Place]:
    """Return which developments another may repeat: of its storyline first, then of its paragraphs, nearest in time."""

    def distance(other: Place) -> tuple[bool, bool, float, str]:
        is_story = subject.storyline_id is not None and other.storyline_id == subject.storyline_id
        apart = abs((other.opened_at - subject.opened_at).total_seconds())
        return not is_story, subject.numbers.isdisjoint(other.numbers), apart, other.id

    return sorted((each for each in others if each.id != subject.id), key=distance)[:limit]


@dataclass(frozen=True, slots=True)
class ReviewFigures:
    """Figures of the review.

    Attributes:
        waiting: developments that wait. decided: standing decisions of people in the last seven days.
        accepted: share of acceptances among them, 0 to 1, None without any.
        median_wait: from a development's opening to the first decision of a person, over those decided then.
    """

    waiting: int
    decided: int
    accepted: float | None
    median_wait: timedelta | None


def figures_of(waiting: int, opened: Iterable[tuple[datetime, Sequence[Decision]]], now: datetime) -> ReviewFigures:
    """Return the figures of the last seven days.

    Args:
        waiting: developments that wait. opened: when each development was opened, and the decisions that stand.
    """
    decided, waits = [], []
    for opened_at, decisions in opened:
        people = [each for each in decisions if each.stands and not each.by_rule and each.action in _JUDGES]
        decided += [each for each in people if each.at > now - WEEK]
        if people and people[0].at > now - WEEK:
            waits.append((people[0].at - opened_at).total_seconds())
    accepted = sum(each.action is ReviewAction.ACCEPT for each in decided)
    share = accepted / len(decided) if decided else None
    return ReviewFigures(waiting, len(decided), share, timedelta(seconds=median(waits)) if waits else None)
