"""Sessions of review: what waits for an editor, what ten cards brought, and the figures of the review."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.hint import HintKind
from domain.panel import SESSION, is_disputed
from domain.patience import NOTHING_AWAITED
from domain.review import ReviewAction
from domain.review_card import card_of, place_of
from domain.review_queue import Waiting, figures_of, likely_repeated, queue_for
from domain.status_review import open_changes
from monitors.normalise import url_key
from reports.agreement import agreement, match_ratings

if TYPE_CHECKING:
    from datetime import datetime

    from domain.development import Development, DevelopmentId
    from domain.hint import Hint
    from domain.panel import Seat
    from domain.patience import Awaited
    from domain.review import Decision, ReviewItem
    from domain.review_queue import Queue, ReviewFigures
    from domain.unit_of_work import UnitOfWork

CANDIDATES = 6
"""Developments offered as what another may repeat."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What a session brought.

    Attributes:
        minutes: it took. left: cards that wait.
    """

    judged: int
    accepted: int
    rejected: int
    minutes: int
    left: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The figures of the review.

    Attributes:
        wrong, missed: open hints of readers. percent, alpha: agreement between editors; None = not defined.
        twice: matches that two editors judged. awaited: what subscribers are not told before an editor has seen it.
    """

    figures: ReviewFigures
    wrong: int
    missed: int
    percent: float | None
    alpha: float | None
    twice: int
    awaited: Awaited = NOTHING_AWAITED


def read_queue(work: UnitOfWork, seat: Seat, now: datetime) -> Queue:
    """Return what waits for an editor."""
    hints = work.hints.list_open()
    places = {each.id: each for each in work.reviews.places()}
    for hint in hints:
        if hint.development_id is not None and hint.development_id not in places:
            found = work.reviews.merged_into(hint.development_id) or hint.development_id
            item = work.reviews.find_item(found)
            places[found] = place_of(item.development, item.told)
    moved = [_following(work, each) for each in hints]
    changes = open_changes(work.assessments.newest_changes(), work.assessments.list_status_decisions())
    return queue_for(seat, work.panel.seats(), places.values(), moved, work.panel.list_open(), now, changes)


def waiting_of(work: UnitOfWork, item: ReviewItem) -> Waiting:
    """Return a development as its card shows it."""
    hints = [_following(work, each) for each in work.hints.list_open(HintKind.WRONG_MATCH)]
    about = tuple(each for each in hints if each.development_id == item.development.id)
    disputed = is_disputed(work.panel.list_open(item.development.id))
    return Waiting(card_of(item), about, disputed, len(item.decisions))


def candidates(work: UnitOfWork, development: Development) -> list[Development]:
    """Return developments that this one may repeat, the likeliest first."""
    place = place_of(development)
    found = likely_repeated(place, work.reviews.near(place, CANDIDATES), CANDIDATES)
    return [work.reviews.find_item(each.id).development for each in found]


def development_at(work: UnitOfWork, url: str) -> DevelopmentId | None:
    """Return the development that the report at an address tells of, or None."""
    story = work.stories.find_at(url_key(url))
    return None if story is None else work.groups.development_of(story.id)


def begun(seat: Seat, now: datetime) -> Seat:
    """Return the seat with a session: the one that runs, or a new one."""
    if seat.began_at is None:
        return replace(seat, began_at=now, done=0, skipped=())
    return seat


def is_over(seat: Seat) -> bool:
    """Whether a session has had its cards."""
    return seat.done >= SESSION


def counted(seat: Seat) -> Seat:
    """Return the seat after one more card."""
    return replace(seat, done=seat.done + 1, reason_for=None)


def passed_over(seat: Seat, what: str) -> Seat:
    """Return the seat after a development or hint was left out of the session."""
    return replace(counted(seat), skipped=(*seat.skipped, what))


def ended(seat: Seat) -> Seat:
    """Return the seat without a session."""
    return replace(seat, began_at=None, done=0, skipped=(), reason_for=None)


def close(work: UnitOfWork, seat: Seat, needed: int, left: int, now: datetime) -> Closing:
    """Return what a session brought.

    Args:
        needed: editors who have to agree; with two, what was judged is counted whether or not it counts yet.
    """
    since = seat.began_at or now
    if needed > 1:
        said = [each.word.action for each in work.panel.list_all() if each.who == seat.who and each.at >= since]
    else:
        own = [each for each in work.reviews.list_decisions() if each.who == seat.who and each.at >= since]
        said = [each.action for each in own if each.stands]
    verdicts = [each for each in work.assessments.list_status_decisions() if each.who == seat.who and each.stands]
    said += [ReviewAction(each.verdict) for each in verdicts if each.at >= since]
    return Closing(
        judged=len(said),
        accepted=said.count(ReviewAction.ACCEPT),
        rejected=said.count(ReviewAction.REJECT),
        minutes=round((now - since).total_seconds() / 60),
        left=left,
    )


def standing(work: UnitOfWork, now: datetime) -> Standing:
    """Return the figures of the review."""
    waiting, decisions = len(work.reviews.places()), work.reviews.list_decisions()
    about: dict[DevelopmentId, list[Decision]] = {}
    for each in decisions:
        if each.stands:
            about.setdefault(each.development_id, []).append(each)
    opened = [(at, about[each]) for each, at in work.reviews.opened_among(about).items()]
    said = agreement(match_ratings([*decisions, *(each.as_decision for each in work.panel.list_all())]), "nominal")
    open_hints = work.hints.counts()
    return Standing(
        figures=figures_of(waiting, opened, now),
        wrong=open_hints[HintKind.WRONG_MATCH],
        missed=open_hints[HintKind.MISSED_LINK],
        percent=said.percent,
        alpha=said.alpha,
        twice=said.units,
        awaited=work.patience.awaited(),
    )


def _following(work: UnitOfWork, hint: Hint) -> Hint:
    """Return a hint about the development that took in the one it was about."""
    if hint.development_id is None:
        return hint
    return replace(hint, development_id=work.reviews.merged_into(hint.development_id) or hint.development_id)
