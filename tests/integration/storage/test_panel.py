"""Editors' seats and opinions in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.commitment import CommitmentNumber
from domain.panel import Opinion, OpinionId, Seat, Word
from domain.review import ReviewAction
from tests.builders import NOON
from tests.integration.storage.outcomes import a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from domain.unit_of_work import OpenUnitOfWork


def test_a_seat_is_kept_as_it_was_saved(open_work: OpenUnitOfWork) -> None:
    report = an_opening(a_report("grant")).change.development_id
    seat = Seat("telegram:1", frozenset({"ru", "kk"}), NOON, 3, ("d1", "d2"), report)
    with open_work() as work:
        assert work.panel.seat("telegram:1") == Seat("telegram:1")
        work.panel.save(seat)
        assert work.panel.seat("telegram:1") == seat
        work.panel.save(replace(seat, began_at=None, reason_for=None))
        assert work.panel.seats() == [replace(seat, began_at=None, reason_for=None)]


def test_of_an_editors_opinions_about_one_development_the_last_is_open(open_work: OpenUnitOfWork) -> None:
    report = a_report("grant")
    opening = an_opening(report)
    development = opening.change.development_id
    words = (
        Word(ReviewAction.ASSIGN, frozenset({CommitmentNumber(26)}), CommitmentNumber(25)),
        Word(ReviewAction.MERGE, other_id=development),
    )
    first, second = (
        Opinion(OpinionId(f"o{n}"), development, "telegram:1", NOON + timedelta(hours=n), word, "because")
        for n, word in enumerate(words)
    )
    other = replace(first, id=OpinionId("p"), who="telegram:2")
    with open_work() as work:
        work.record(an_outcome(report, opened=(opening,)), "m1")
        for each in (first, other, second):
            work.panel.add(each)
        assert work.panel.list_open(development) == [other, second]
        work.panel.close([second.id], NOON + timedelta(hours=2))
        assert work.panel.list_open() == [other]
        closed = [each.closed_at for each in work.panel.list_all() if each.who == "telegram:1"]
    assert closed == [second.at, NOON + timedelta(hours=2)]
