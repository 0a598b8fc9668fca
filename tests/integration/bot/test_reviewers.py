"""One editor or two: when a judgement counts, whoever gives it and however."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.assessing import AssessingParts
from bot.reviewers import Reviewer
from config.declarations import load_declaration
from config.ladders import load_ladders
from config.units import load_units
from domain.errors import ReviewRefused
from domain.review import MatchState
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.storage.outcomes import a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from domain.development import DevelopmentId
    from domain.unit_of_work import OpenUnitOfWork


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def pair(opens: OpenUnitOfWork, clock: FixedClock) -> tuple[Reviewer, Reviewer]:
    declaration = load_declaration()
    parts = AssessingParts(opens, declaration, load_units(declaration), load_ladders(), clock)
    return Reviewer(parts, "Aigul", 2), Reviewer(parts, "Botir", 2)


def recorded(opens: OpenUnitOfWork, slug: str) -> DevelopmentId:
    report = a_report(slug)
    opening = an_opening(report)
    with opens() as work:
        work.record(an_outcome(report, opened=(opening,)), "m1")
        work.commit()
    return opening.change.development_id


def states(opens: OpenUnitOfWork, development: DevelopmentId) -> dict[int, MatchState]:
    with opens(writes=False) as work:
        return {int(number): state for number, state in work.reviews.find_item(development).state_of.items()}


def test_a_match_is_moved_once_both_move_it_to_the_same_place(
    opens: OpenUnitOfWork, pair: tuple[Reviewer, Reviewer], clock: FixedClock
) -> None:
    aigul, botir = pair
    development = recorded(opens, "grant")
    assert aigul.assign(development, 26, 25) is None
    assert botir.assign(development, 26, 17) is None
    clock.time += timedelta(minutes=1)
    assert botir.assign(development, 26, 25) is not None
    assert states(opens, development) == {26: MatchState.REJECTED, 25: MatchState.ACCEPTED}


def test_two_developments_are_joined_once(opens: OpenUnitOfWork, pair: tuple[Reviewer, Reviewer]) -> None:
    aigul, botir = pair
    kept, merged = recorded(opens, "grant"), recorded(opens, "again")
    assert aigul.merge(kept, merged) is None
    reviewed = botir.merge(kept[:12], merged[:12])
    assert reviewed is not None
    assert (reviewed.decision.development_id, reviewed.decision.other_id) == (kept, merged)
    with opens(writes=False) as work:
        assert work.panel.list_open() == []


def test_what_cannot_be_is_refused_before_it_is_kept(opens: OpenUnitOfWork, pair: tuple[Reviewer, Reviewer]) -> None:
    aigul, _ = pair
    development = recorded(opens, "grant")
    for wrong in (
        lambda: aigul.merge(development, development),
        lambda: aigul.assign(development, 26, 26),
        lambda: aigul.assign(development, 26, 999),
        lambda: aigul.reject(development, (40,), "no"),
        aigul.undo,
    ):
        with pytest.raises(ReviewRefused):
            wrong()
    with opens(writes=False) as work:
        assert work.panel.list_all() == []


def test_undoing_takes_the_newest_back_first(
    opens: OpenUnitOfWork, pair: tuple[Reviewer, Reviewer], clock: FixedClock
) -> None:
    aigul, botir = pair
    first, second = recorded(opens, "grant"), recorded(opens, "other")
    aigul.accept(first)
    botir.accept(first)
    clock.time += timedelta(minutes=1)
    aigul.reject(second, (), "no")
    assert aigul.undo() == second
    assert aigul.undo() == first
    assert states(opens, first) == {26: MatchState.ACCEPTED}, "the other editor's word still holds"
