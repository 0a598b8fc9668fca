"""What comes to an editor, in what order, and the figures of the review."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.commitment import CommitmentNumber
from domain.development import DevelopmentId
from domain.grouping import StorylineId
from domain.hint import HintReason, missed_link, wrong_match
from domain.panel import Opinion, OpinionId, Seat, Word
from domain.review import RULE, Decision, DecisionId, MatchState, ReviewAction, ReviewItem
from domain.review_card import Place, card_of, in_order, ordered, place_of
from domain.review_queue import figures_of, likely_repeated, queue_for
from domain.status import ChangeReason, Status, StatusChange
from domain.status_review import change_id
from domain.subscriber import SubscriberId
from domain.unit import UnitId
from tests.builders import NOON, a_development, a_judgement

READER = SubscriberId("telegram:1001")
SEAT = Seat("a")


def place(name: str) -> Place:
    return place_of(a_development(id=DevelopmentId(name)))


def change(unit: str) -> StatusChange:
    return StatusChange(UnitId(unit), NOON, None, Status.LIMITED, (), (), (), ChangeReason.EVIDENCE_ADDED)


def decision(who: str, action: ReviewAction, hours: float) -> Decision:
    at = NOON + timedelta(hours=hours)
    return Decision(DecisionId(f"{who}{hours}"), who, at, DevelopmentId("d"), action)


def test_what_readers_doubt_comes_before_what_they_missed_and_the_rest() -> None:
    wrong = wrong_match(READER, DevelopmentId("doubted"), HintReason.DUPLICATE, NOON)
    missed = missed_link(READER, "https://steppe.example/a", NOON)
    queue = queue_for(SEAT, [SEAT], [place("other"), place("doubted")], [missed, wrong], [], NOON)
    assert [each.id for each in queue.wrong] == ["doubted"]
    assert queue.missed == (missed,)
    assert queue.left == 3
    assert queue.next == queue.wrong[0]
    assert queue_for(SEAT, [SEAT], [], [missed], [], NOON).next == missed
    assert queue_for(SEAT, [SEAT], [], [], [], NOON).next is None


def test_what_was_left_out_or_judged_does_not_come_again() -> None:
    word = Word(ReviewAction.ACCEPT)
    mine = Opinion(OpinionId("o"), DevelopmentId("judged"), "a", NOON, word)
    missed = missed_link(READER, "https://steppe.example/a", NOON)
    seat = replace(SEAT, skipped=("skipped", missed.id))
    items = [place("skipped"), place("judged"), place("left")]
    queue = queue_for(seat, [seat], items, [missed], [mine], NOON)
    assert [each.id for each in queue.rest] == ["left"]
    assert queue.missed == ()
    other = replace(mine, id=OpinionId("p"), who="b", word=Word(ReviewAction.REJECT))
    queue = queue_for(seat, [seat], items, [], [mine, other], NOON)
    assert {each.id for each in queue.rest} == {"left", "judged"}, "two differ about it"


def test_changes_of_status_come_after_every_card_and_can_be_left_out() -> None:
    first, second = change("17-a"), change("26-b")
    queue = queue_for(SEAT, [SEAT], [place("other")], [], [], NOON, [first, second])
    assert (queue.left, queue.next) == (3, place("other"))
    seat = replace(SEAT, skipped=("other", change_id(first)))
    queue = queue_for(seat, [seat], [place("other")], [], [], NOON, [first, second])
    assert (queue.left, queue.next) == (1, second)


@given(st.permutations(range(5)))
def test_places_stand_in_the_order_of_their_cards(hours: list[int]) -> None:
    items = [
        ReviewItem(
            a_development(id=DevelopmentId(f"d{n}"), opened_at=NOON + timedelta(hours=n)),
            {CommitmentNumber(26): MatchState.PROPOSED},
            (),
            told=n % 2,
        )
        for n in hours
    ]
    cards = ordered(map(card_of, items), NOON)
    places = in_order((place_of(each.development, each.told) for each in items), NOON)
    assert [each.id for each in places] == [each.development.id for each in cards]


def test_a_duplicate_is_looked_for_in_the_storyline_then_by_paragraph_then_by_time() -> None:
    def one(name: str, hours: float, number: int = 26, storyline: str | None = None) -> Place:
        opened = NOON + timedelta(hours=hours)
        line = None if storyline is None else StorylineId(storyline)
        judgement = a_judgement(number)
        return place_of(a_development(id=DevelopmentId(name), opened_at=opened, judgement=judgement, storyline_id=line))

    subject = one("subject", 0, storyline="port")
    others = [one("near", 1, 17), one("same", 90), one("nearer", -2), one("story", 900, 17, "port"), subject]
    found = likely_repeated(subject, others, 4)
    assert [each.id for each in found] == ["story", "nearer", "same", "near"]
    assert likely_repeated(subject, others, 1) == found[:1]


def test_figures_count_what_people_decided_in_seven_days() -> None:
    opened = [
        (NOON - timedelta(hours=3), [decision("a", ReviewAction.ACCEPT, 0), decision("b", ReviewAction.REJECT, 1)]),
        (NOON - timedelta(hours=1), [decision(RULE, ReviewAction.ACCEPT, 0), decision("a", ReviewAction.ACCEPT, 0)]),
        (NOON - timedelta(days=30), [decision("a", ReviewAction.ACCEPT, -24 * 20)]),
        (NOON, [decision("a", ReviewAction.SPLIT, 0)]),
    ]
    figures = figures_of(7, opened, NOON + timedelta(hours=2))
    assert (figures.waiting, figures.decided, figures.accepted) == (7, 3, 2 / 3)
    assert figures.median_wait == timedelta(hours=2)
    nothing = figures_of(0, [], NOON)
    assert (nothing.decided, nothing.accepted, nothing.median_wait) == (0, None, None)
