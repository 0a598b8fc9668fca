"""The rules of review: what decisions make of matches, what is held, what is sure without a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from domain.commitment import CommitmentNumber
from domain.development import Development, DevelopmentId, Stage
from domain.match import Facts, Judgement, Match, Money, Tie
from domain.review import (
    RULE,
    Decision,
    DecisionId,
    JudgedPattern,
    MatchState,
    ReviewAction,
    ReviewItem,
)
from domain.review_card import card_of, ordered
from domain.reviewing import SAMPLE, SURE, is_sampled, pattern_of, resembles, rule_accepts, states_after
from domain.source import Tier
from tests.builders import NOON, a_development, a_judgement, a_story

D = DevelopmentId("d")


def decision(action: ReviewAction, *numbers: int, hours: float = 0, who: str = "Aigul", **over: object) -> Decision:
    at = NOON + timedelta(hours=hours)
    found = Decision(DecisionId(f"{action}{hours}{who}"), who, at, D, action, tuple(map(CommitmentNumber, numbers)))
    return replace(found, **over)  # type: ignore[arg-type]  # fields by name, as builders take them


def judged(*terms: str, number: int = 26, tie: Tie = Tie.TOPIC, language: str = "ru") -> Judgement:
    match = Match(CommitmentNumber(number), SURE, "passage", terms)
    return a_judgement(number, matches=(match,), tie=tie, language=language)


def known(judgement: Judgement, *, rejected: bool = True) -> JudgedPattern:
    pattern = pattern_of(judgement, judgement.matches[0])
    assert pattern is not None
    return JudgedPattern(pattern, DecisionId("earlier"), rejected)


def test_the_later_of_two_decisions_holds_in_any_order() -> None:
    accepted, rejected = decision(ReviewAction.ACCEPT, 26, 25), decision(ReviewAction.REJECT, 26, hours=1, who="Ken")
    expected = {26: MatchState.REJECTED, 25: MatchState.ACCEPTED}
    assert states_after([accepted, rejected]) == states_after([rejected, accepted]) == expected


def test_a_decision_taken_back_gives_nothing() -> None:
    undone = decision(ReviewAction.REJECT, 26, undone_by=DecisionId("u"))
    assert states_after([undone, decision(ReviewAction.UNDO), decision(ReviewAction.MERGE)]) == {}


def test_assigning_rejects_the_one_and_accepts_the_other() -> None:
    moved = decision(ReviewAction.ASSIGN, 26, to_number=CommitmentNumber(17))
    assert states_after([moved]) == {26: MatchState.REJECTED, 17: MatchState.ACCEPTED}


def test_the_rule_s_acceptance_is_known_as_such() -> None:
    assert states_after([decision(ReviewAction.ACCEPT, 26, who=RULE)]) == {26: MatchState.ACCEPTED_BY_RULE}


@pytest.mark.parametrize(
    ("report", "is_held"),
    [
        (judged("Порт", "грант"), True),
        (judged("порт"), True),
        (judged("порт", "грант", "таможня"), False),
        (judged("порт", number=25), False),
        (judged("порт", tie=Tie.EXPLICIT), False),
        (judged("порт", language="kk"), False),
        (judged(), False),
    ],
)
def test_a_report_is_held_where_nothing_scored_that_was_not_in_the_rejected_one(
    report: Judgement,
    *,
    is_held: bool,
) -> None:
    assert (resembles(report, [known(judged("порт", "грант"))]) is not None) == is_held


def test_a_pattern_that_was_accepted_too_holds_nothing() -> None:
    report = judged("порт")
    assert resembles(report, [known(report), known(report, rejected=False)]) is None


def test_one_match_unlike_any_rejected_one_lets_the_report_through() -> None:
    other = Match(CommitmentNumber(25), 0.8, "other", ("дорога",))
    report = replace(judged("порт"), matches=(*judged("порт").matches, other))
    assert resembles(report, [known(judged("порт"))]) is None


def sure(name: str = "b", **over: object) -> Development:
    match = Match(CommitmentNumber(26), SURE, "passage", ("порт",))
    judgement = a_judgement(tie=Tie.EXPLICIT, matches=(match,))
    values: dict[str, object] = {"id": DevelopmentId(name), "lead": a_story(tier=Tier.OFFICIAL), "judgement": judgement}
    return a_development(**{**values, **over})


def test_the_rule_accepts_sure_matches_of_official_sources_only() -> None:
    assert rule_accepts(sure()) == (26,)
    assert rule_accepts(sure(lead=a_story(tier=Tier.AGENCY))) == ()
    assert rule_accepts(sure(judgement=a_judgement())) == ()
    unsure = Match(CommitmentNumber(26), SURE - 0.001, "passage", ("порт",))
    assert rule_accepts(sure(judgement=a_judgement(tie=Tie.EXPLICIT, matches=(unsure,)))) == ()


def test_one_in_five_is_kept_for_people_and_always_the_same() -> None:
    many = [sure(f"{number:032x}") for number in range(2000)]
    kept = [each.id for each in many if is_sampled(each)]
    assert abs(len(kept) - len(many) / SAMPLE) < len(many) / 20
    assert kept == [each.id for each in many if rule_accepts(each) == ()]


def item(name: str, *, told: int = 0, **over: object) -> ReviewItem:
    development = a_development(id=DevelopmentId(name), **over)
    return ReviewItem(development, {CommitmentNumber(26): MatchState.PROPOSED}, (("S", "h", "u"),), told)


def test_cards_come_by_tie_stage_source_sum_readers_and_age() -> None:
    money = Facts(amount=Money(Decimal(719), "JPY", "719"))
    items = [
        item("young"),
        item("old", opened_at=NOON - timedelta(days=1)),
        item("told", told=3),
        item("rich", judgement=a_judgement(facts=money)),
        item("official", lead=a_story(tier=Tier.OFFICIAL)),
        item("done", judgement=a_judgement(stage=Stage.DONE)),
        item("tied", judgement=a_judgement(tie=Tie.EXPLICIT, stage=Stage.SAID)),
    ]
    found = [card.development.id for card in ordered(map(card_of, items), NOON)]
    assert found == ["tied", "done", "official", "rich", "told", "old", "young"]


def test_a_card_says_what_can_be_done() -> None:
    fresh = card_of(item("fresh"))
    assert fresh.can == (ReviewAction.ACCEPT, ReviewAction.REJECT, ReviewAction.ASSIGN, ReviewAction.MERGE)
    assert fresh.passage == "Япония выделит грант порту Актау"
    decided = replace(
        item("decided"),
        state_of={CommitmentNumber(26): MatchState.REJECTED},
        reports=(("S", "h", "u"), ("T", "h", "u")),
        decisions=(decision(ReviewAction.REJECT, 26),),
    )
    assert card_of(decided).can == (ReviewAction.ACCEPT, ReviewAction.SPLIT, ReviewAction.MERGE, ReviewAction.UNDO)
