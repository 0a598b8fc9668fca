"""Decisions in the database: what follows for matches, groups and messages, and what others read of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot.assessing import AssessingParts
from bot.reviewing import Editing, accept_by_rule
from config.declarations import load_declaration
from config.ladders import load_ladders
from config.units import load_units
from domain.alert import DeliveryState
from domain.commitment import CommitmentNumber
from domain.errors import ReviewRefused
from domain.match import Facts, Instrument, Tie
from domain.money import Money
from domain.review import CorrectionKind, DecisionId, MatchState, ReviewAction
from domain.review_card import place_of
from domain.reviewing import SURE, is_sampled
from domain.source import Tier
from tests.builders import NOON, a_judgement, a_source, a_subscriber
from tests.fakes import FixedClock
from tests.integration.storage.outcomes import a_confirmation, a_message, a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from domain.development import DevelopmentId
    from domain.story import JudgedStory
    from domain.unit_of_work import OpenUnitOfWork


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def aigul(open_work: OpenUnitOfWork, clock: FixedClock) -> Editing:
    declaration = load_declaration()
    parts = AssessingParts(open_work, declaration, load_units(declaration), load_ladders(), clock)
    return Editing(parts, "Aigul")


def told(opens: OpenUnitOfWork, report: JudgedStory, *others: JudgedStory, **over: object) -> DevelopmentId:
    """A development of these reports, with an alert of it."""
    opening = an_opening(report)
    confirmed = tuple(a_confirmation(each, opening) for each in others)
    message = a_message(opening, **over)
    with opens() as work:
        work.subscribers.save(a_subscriber())
        work.record(an_outcome(report, *others, opened=(opening,), confirmed=confirmed, messages=(message,)), "m1")
        work.commit()
    return opening.change.development_id


def states(opens: OpenUnitOfWork, development: DevelopmentId) -> dict[CommitmentNumber, MatchState]:
    with opens(writes=False) as work:
        return dict(work.reviews.find_item(development).state_of)


def outbox(opens: OpenUnitOfWork) -> dict[str, int]:
    with opens(writes=False) as work:
        return work.outbox.count_by_state()


def test_a_rejection_cancels_what_is_due_and_undoing_makes_it_due_again(
    aigul: Editing, open_work: OpenUnitOfWork
) -> None:
    development = told(open_work, a_report("grant"))
    aigul.reject(development, (), "another donor")
    assert outbox(open_work) == {"cancelled": 1}
    with open_work(writes=False) as work:
        assert work.reviews.rejected_among([development]).keys() == {development}
        assert work.developments.get(development).judgement.primary == 26
    aigul.undo()
    assert outbox(open_work) == {"due": 1}
    assert states(open_work, development) == {26: MatchState.PROPOSED}


def test_a_rejected_match_is_shown_to_no_reader_and_the_next_one_stands(
    aigul: Editing, open_work: OpenUnitOfWork
) -> None:
    first = a_judgement().matches[0]
    both = a_judgement(matches=(first, replace(first, number=CommitmentNumber(25))))
    development = told(open_work, a_report("grant", judgement=both))
    aigul.reject(development, (26,), "no customs in it")
    with open_work(writes=False) as work:
        [shown] = work.developments.list_latest(5)
        assert (shown.judgement.primary, len(shown.judgement.matches)) == (25, 1)
        assert len(work.reviews.find_item(development).development.judgement.matches) == 2
        assert work.developments.list_latest(5, commitment=26) == []
        [line] = work.reviews.corrections_since()
        assert (line.told, line.right, line.kind) == ((25, 26), (25,), CorrectionKind.WITHDRAWN)


def test_a_match_moves_to_another_commitment_and_back(aigul: Editing, open_work: OpenUnitOfWork) -> None:
    development = told(open_work, a_report("grant"))
    aigul.assign(development, 26, 17)
    assert states(open_work, development) == {26: MatchState.REJECTED, 17: MatchState.ACCEPTED}
    assert outbox(open_work) == {"due": 1}, "the news is true, only its place was wrong"
    with open_work(writes=False) as work:
        assert work.developments.get(development).judgement.primary == 17
        assert work.reviews.list_patterns([26, 17]) == []
        assert work.reviews.corrections_since()[0].kind is CorrectionKind.MOVED
    aigul.undo()
    assert states(open_work, development) == {26: MatchState.PROPOSED}


def test_of_two_editors_who_contradict_the_later_holds_and_both_words_are_kept(
    aigul: Editing, open_work: OpenUnitOfWork
) -> None:
    development = told(open_work, a_report("grant"))
    aigul.reject(development, (), "wrong")
    replace(aigul, who="Ken").accept(development)
    assert states(open_work, development) == {26: MatchState.ACCEPTED}
    with open_work(writes=False) as work:
        assert [each.who for each in work.reviews.list_decisions()] == ["Aigul", "Ken"]
        assert work.reviews.corrections_since()[0].kind is CorrectionKind.REINSTATED
        assert {each.rejected for each in work.reviews.list_patterns([26])} == {True, False}
    assert outbox(open_work) == {"due": 1}


def test_rejecting_twice_and_undoing_what_is_undone_are_refused(aigul: Editing, open_work: OpenUnitOfWork) -> None:
    development = told(open_work, a_report("grant"))
    decision = aigul.reject(development, (), "wrong").decision
    with pytest.raises(ReviewRefused, match="decided so before"):
        aigul.reject(development, (), "wrong")
    aigul.undo(decision.id)
    with pytest.raises(ReviewRefused, match="undone already"):
        aigul.undo(decision.id)
    with pytest.raises(ReviewRefused, match="no decision"):
        aigul.undo()


def test_a_shortened_id_has_to_fit_one_development(aigul: Editing, open_work: OpenUnitOfWork) -> None:
    for number in range(17):
        told(open_work, a_report(f"grant-{number}"))
    with open_work(writes=False) as work:
        ids = [each.development.id for each in work.reviews.review_queue()]
    first = next(each[0] for each in ids if sum(other[0] == each[0] for other in ids) > 1)
    with pytest.raises(ReviewRefused, match="fits several"):
        aigul.accept(first)


def test_a_merge_stays_can_be_undone_and_the_one_merged_away_says_where_it_went(
    aigul: Editing, open_work: OpenUnitOfWork
) -> None:
    kept, gone = told(open_work, a_report("one")), told(open_work, a_report("two", hours=1))
    aigul.merge(kept, gone)
    with pytest.raises(ReviewRefused, match=f"was merged into {kept}"):
        aigul.accept(gone)
    with open_work(writes=False) as work:
        assert len(work.groups.stories_of(kept)) == 2
    aigul.undo()
    with open_work(writes=False) as work:
        assert len(work.groups.stories_of(kept)) == len(work.groups.stories_of(gone)) == 1
        assert work.groups.list_about(work.groups.stories_of(gone)) == []


def test_reports_split_off_by_their_number_on_the_card_come_back_when_undone(
    aigul: Editing, open_work: OpenUnitOfWork
) -> None:
    development = told(open_work, a_report("one"), a_report("two", hours=1), a_report("three", hours=2))
    opened = aigul.split(development, ["2", "3"]).decision.other_id
    assert opened is not None
    with open_work(writes=False) as work:
        assert [len(work.groups.stories_of(each)) for each in (development, opened)] == [1, 2]
        assert len(work.groups.list_about(work.groups.stories_of(development))) == 2
    aigul.undo()
    with open_work(writes=False) as work:
        assert len(work.groups.stories_of(development)) == 3
        assert work.groups.list_about(work.groups.stories_of(development)) == []


def test_a_report_that_joins_a_rejected_development_is_rejected_with_it(
    aigul: Editing, open_work: OpenUnitOfWork
) -> None:
    report = a_report("grant")
    development = told(open_work, report)
    aigul.reject(development, (), "wrong")
    late = a_report("late", hours=3)
    with open_work() as work:
        joined = a_confirmation(late, an_opening(report))
        work.record(an_outcome(late, confirmed=(joined,), at=NOON + timedelta(hours=3)), "m1")
        work.commit()
        decided = work.judgements.list_decided(None, 10)
    assert [each.states for each in decided] == [((26, MatchState.REJECTED),)] * 2


def test_what_is_held_waits_for_an_editor_and_shows_to_nobody_else(aigul: Editing, open_work: OpenUnitOfWork) -> None:
    opening = an_opening(a_report("like"))
    opening = replace(opening, change=replace(opening.change, held_by="earlier"))
    with open_work() as work:
        work.record(an_outcome(opening.change.report, opened=(opening,)), "m1")
        work.commit()
        [waiting] = work.reviews.review_queue()
        assert waiting.held_by == DecisionId("earlier")
        assert work.developments.list_latest(5) == []
    development = opening.change.development_id
    aigul.reject(development, (), "the same again")
    with open_work(writes=False) as work:
        assert work.reviews.corrections_since() == [], "nothing was ever told"
    aigul.undo()
    aigul.accept(development)
    with open_work(writes=False) as work:
        assert [each.id for each in work.developments.list_latest(5)] == [development]
        assert work.reviews.corrections_since(NOON) == []


def test_the_rule_accepts_what_is_sure_once_and_leaves_a_sample(
    aigul: Editing, open_work: OpenUnitOfWork, clock: FixedClock
) -> None:
    ministry = a_source(tier=Tier.OFFICIAL)
    with open_work() as work:
        work.seed(load_declaration(), [ministry])
        work.commit()
    sure = a_judgement(matches=(replace(a_judgement().matches[0], score=SURE),), tie=Tie.EXPLICIT)
    for number in range(12):
        told(open_work, a_report(f"sure-{number}", judgement=sure))
    with open_work(writes=False) as work:
        queue = [each.development for each in work.reviews.review_queue()]
    kept = {each.id for each in queue if is_sampled(each)}
    assert accept_by_rule(open_work, clock) == 12 - len(kept)
    assert accept_by_rule(open_work, clock) == 0
    taken = next(each.id for each in queue if each.id not in kept)
    assert states(open_work, taken) == {26: MatchState.ACCEPTED_BY_RULE}
    with open_work(writes=False) as work:
        assert len(work.reviews.review_queue()) == 12, "a person has still to look"
        [decision] = work.reviews.find_item(taken).decisions
    assert decision.by_rule
    aigul.undo(decision.id)
    assert accept_by_rule(open_work, clock) == 0, "what an editor took back stays so"
    with open_work(writes=False) as work:
        assert [each.action for each in work.reviews.list_decisions()][-1] is ReviewAction.UNDO


def test_what_a_merge_brought_can_be_split_off_and_both_be_taken_back(
    aigul: Editing, open_work: OpenUnitOfWork
) -> None:
    one, two = a_report("one"), a_report("two", hours=1)
    kept, gone = told(open_work, one), told(open_work, two)
    merged = aigul.merge(kept, gone).decision
    split = aigul.split(kept, ["2"]).decision
    assert split.other_id is not None
    with open_work(writes=False) as work:
        assert work.groups.stories_of(split.other_id) == [two.story.id]
        assert work.reviews.merged_into(gone) == split.other_id, "an old link leads to where the report is now"
        assert work.developments.get(gone).lead == two.story
    aigul.undo(split.id)
    aigul.undo(merged.id)
    with open_work(writes=False) as work:
        assert [work.groups.stories_of(each) for each in (kept, gone)] == [[one.story.id], [two.story.id]]
        assert {each.id for each in work.developments.list_latest(9)} == {kept, gone}


def test_the_headline_of_what_was_merged_may_lead_what_is_left_after_a_split(
    aigul: Editing, open_work: OpenUnitOfWork
) -> None:
    one, two = a_report("one"), a_report("two", hours=1)
    kept, gone = told(open_work, one), told(open_work, two)
    aigul.merge(kept, gone)
    opened = aigul.split(kept, ["1"]).decision.other_id
    assert opened is not None
    with open_work(writes=False) as work:
        leads = [work.developments.get(each).lead for each in (kept, gone, opened)]
    assert leads == [two.story, two.story, one.story]


def test_two_that_were_merged_can_be_split_off_as_one(aigul: Editing, open_work: OpenUnitOfWork) -> None:
    kept, *gone = (told(open_work, a_report(slug, hours=at)) for at, slug in enumerate(("one", "two", "three")))
    for each in gone:
        aigul.merge(kept, each)
    opened = aigul.split(kept, ["2", "3"]).decision.other_id
    assert opened is not None
    with open_work(writes=False) as work:
        assert {work.reviews.merged_into(each) for each in gone} == {opened}
        assert len(work.groups.stories_of(opened)) == 2


def test_a_report_that_was_split_off_gives_no_headline_to_what_it_left(
    aigul: Editing, open_work: OpenUnitOfWork
) -> None:
    one, two = a_report("one"), a_report("two", hours=1)
    development = told(open_work, one, two)
    aigul.split(development, ["2"])
    again = replace(a_confirmation(two, an_opening(one)), leads=True)
    with open_work() as work:
        work.record(an_outcome(one, two, confirmed=(again,)), "m2")
        work.commit()
        assert work.developments.get(development).lead == one.story


def test_what_was_undone_can_be_decided_again_at_the_same_moment(
    aigul: Editing, open_work: OpenUnitOfWork, clock: FixedClock
) -> None:
    development, at = told(open_work, a_report("grant")), clock.now()
    decided = []
    for _ in range(2):
        decided += [aigul.accept(development).decision, aigul.undo().decision]
    assert clock.now() == at
    assert len({each.id for each in decided}) == len(decided)
    with open_work(writes=False) as work:
        kept = work.reviews.list_decisions()
    assert [each.action for each in kept] == [ReviewAction.ACCEPT, ReviewAction.UNDO] * 2
    assert [each.at for each in kept] == sorted({each.at for each in kept}), "one after the other"


def test_a_split_stays_when_its_reports_are_recorded_again(aigul: Editing, open_work: OpenUnitOfWork) -> None:
    one, two = a_report("one"), a_report("two", hours=1)
    development = told(open_work, one, two)
    opened = aigul.split(development, ["2"]).decision.other_id
    assert opened is not None
    with open_work() as work:
        work.record(an_outcome(one, two, confirmed=(a_confirmation(two, an_opening(one)),)), "m2")
        work.commit()
        assert [len(work.groups.stories_of(each)) for each in (development, opened)] == [1, 1]


def test_places_are_those_of_the_queue_and_of_what_was_decided(aigul: Editing, open_work: OpenUnitOfWork) -> None:
    amount = Facts(amount=Money(Decimal(12_000_000), "USD", "$12m"), instrument=Instrument.GRANT)
    sent = {"state": DeliveryState.SENT}
    told(open_work, a_report("waits", judgement=a_judgement(26, tie=Tie.EXPLICIT, facts=amount)), **sent)
    rejected = told(open_work, a_report("rejected", hours=1), a_report("again", hours=2))
    aigul.reject(rejected, (), "another donor")
    with open_work(writes=False) as work:
        for decided in (False, True):
            items = work.reviews.review_queue(decided=decided)
            places = work.reviews.places(decided=decided)
            assert places == [place_of(each.development, each.told) for each in items]
            assert len(places) == 1 + decided
        [waiting] = work.reviews.places()
    assert (waiting.told, waiting.amount) == (1, 12_000_000)
