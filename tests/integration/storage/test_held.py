"""What was held because it resembles a rejected report, and an editor lets go: told once, by the rules of a poll."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.assessing import AssessingParts
from bot.reviewing import Editing
from config.declarations import load_declaration
from config.ladders import load_ladders
from config.units import load_units
from domain.facets import Facets
from domain.source import SourceState
from domain.subscriber import SubscriberId
from domain.telling import Urgency
from monitors.plan import alert_of
from tests.builders import NOON, a_judgement, a_source, a_subscriber
from tests.fakes import FixedClock
from tests.integration.storage.outcomes import a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from datetime import datetime

    from domain.alert import OutboxMessage
    from domain.development import DevelopmentId
    from domain.review import DecisionId
    from domain.story import JudgedStory
    from domain.unit_of_work import OpenUnitOfWork

READER, NARROW = (
    a_subscriber(),
    a_subscriber(id=SubscriberId("telegram:2"), address="2", facets=Facets(countries=frozenset({"TM"}))),
)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON + timedelta(hours=2))


@pytest.fixture
def aigul(open_work: OpenUnitOfWork, clock: FixedClock) -> Editing:
    with open_work() as work:
        for each in (READER, NARROW):
            work.subscribers.save(each)
        work.commit()
    declaration = load_declaration()
    return Editing(AssessingParts(open_work, declaration, load_units(declaration), load_ladders(), clock), "Aigul")


def held(
    opens: OpenUnitOfWork,
    report: JudgedStory,
    by: DecisionId | str = "earlier",
    baseline: datetime = NOON - timedelta(days=1),
) -> DevelopmentId:
    """A development that a poll found an hour after noon and held."""
    opening = an_opening(report)
    opening = replace(opening, change=replace(opening.change, held_by=by))
    outcome = an_outcome(report, at=LATER, opened=(opening,))
    state = SourceState(a_source().id, last_polled_at=LATER, last_success_at=LATER, baseline_at=baseline)
    with opens() as work:
        work.record(replace(outcome, state=state), "m1")
        work.commit()
    return opening.change.development_id


def alert(opens: OpenUnitOfWork, development: DevelopmentId, reader: str = READER.id) -> OutboxMessage | None:
    with opens(writes=False) as work:
        known = {each.id: each for each in work.subscribers.list_active()}
        return work.outbox.find(alert_of(development, 1, known[SubscriberId(reader)], NOON).id)


def states(opens: OpenUnitOfWork) -> dict[str, int]:
    with opens(writes=False) as work:
        return work.outbox.count_by_state()


def test_what_is_accepted_is_told_as_the_poll_would_have_told_it_and_only_once(
    aigul: Editing, open_work: OpenUnitOfWork
) -> None:
    development = held(open_work, a_report("like"))
    assert states(open_work) == {}
    aigul.accept(development)
    told = alert(open_work, development)
    assert told is not None
    assert told == alert_of(development, 1, READER, aigul.parts.clock.now(), urgency=told.urgency)
    assert alert(open_work, development, NARROW.id) is None, "facets hold as in a poll"
    replace(aigul, who="Ken").accept(development)
    aigul.undo()
    assert states(open_work) == {"due": 1}, "another editor accepted it too"


def test_an_acceptance_that_is_undone_and_given_again_leaves_one_alert(
    aigul: Editing, open_work: OpenUnitOfWork, clock: FixedClock
) -> None:
    development = held(open_work, a_report("like"))
    aigul.accept(development)
    aigul.undo()
    assert states(open_work) == {"cancelled": 1}
    clock.advance(minutes=1)
    aigul.accept(development)
    assert states(open_work) == {"due": 1}


def test_what_is_moved_to_another_commitment_is_told_too(aigul: Editing, open_work: OpenUnitOfWork) -> None:
    development = held(open_work, a_report("like"))
    aigul.assign(development, 26, 17)
    assert states(open_work) == {"due": 1}


def test_what_is_old_by_now_is_shown_and_waits_for_the_digest(
    aigul: Editing, open_work: OpenUnitOfWork, clock: FixedClock
) -> None:
    development = held(open_work, a_report("like"))
    clock.advance(days=8)
    aigul.accept(development)
    told = alert(open_work, development)
    assert told is not None
    assert told.urgency is Urgency.DIGEST
    with open_work(writes=False) as work:
        assert [each.id for each in work.developments.list_latest(5)] == [development]


def test_what_the_first_reading_of_a_source_brought_is_told_to_nobody(
    aigul: Editing, open_work: OpenUnitOfWork
) -> None:
    aigul.accept(held(open_work, a_report("like"), baseline=LATER))
    assert states(open_work) == {}


def test_undoing_a_rejection_lets_go_what_was_held_for_it_and_tells_of_it(
    aigul: Editing, open_work: OpenUnitOfWork
) -> None:
    first = held(open_work, a_report("first"), by="")
    rejection = aigul.reject(first, (), "another donor").decision
    like = held(open_work, a_report("like"), by=rejection.id)
    kept = held(open_work, a_report("rejected"), by=rejection.id)
    aigul.reject(kept, (), "the same")
    aigul.undo(rejection.id)
    with open_work(writes=False) as work:
        assert work.reviews.find_item(like).held_by is not None, "it resembles the other rejection still"
    aigul.undo()
    with open_work(writes=False) as work:
        assert work.reviews.find_item(like).held_by is None
    assert alert(open_work, like) is not None


def test_a_held_development_without_a_known_pattern_is_let_go(aigul: Editing, open_work: OpenUnitOfWork) -> None:
    first = held(open_work, a_report("first"), by="")
    rejection = aigul.reject(first, (), "another donor").decision
    like = held(open_work, a_report("like", judgement=a_judgement(26)), by=rejection.id)
    assert states(open_work) == {}
    aigul.undo()
    assert alert(open_work, like) is not None
    assert states(open_work) == {"due": 1}, "the first was found silently, and stays so"
