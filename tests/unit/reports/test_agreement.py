"""Agreement between editors: percent and alpha, checked against values worked out by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.commitment import CommitmentNumber
from domain.development import DevelopmentId
from domain.review import RULE, Decision, DecisionId, ReviewAction
from domain.status import CodebookEntry, UnitCoding
from domain.unit import UnitId
from reports.agreement import agreement, codebook_ratings, match_ratings
from tests.builders import NOON


def said(who: str, development: str, action: ReviewAction, hours: float = 0, undone: str | None = None) -> Decision:
    return Decision(
        DecisionId(f"{who}{development}{hours}"),
        who,
        NOON + timedelta(hours=hours),
        DevelopmentId(development),
        action,
        (CommitmentNumber(26),),
        undone_by=DecisionId(undone) if undone else None,
    )


YES, NO = ReviewAction.ACCEPT, ReviewAction.REJECT


def test_two_editors_who_differ_once_in_four() -> None:
    decisions = [said("a", name, YES if name in "xy" else NO) for name in "wxyz"]
    decisions += [said("b", name, YES if name in "xyz" else NO) for name in "wxyz"]
    found = agreement(match_ratings(decisions), "nominal")
    # Observed disagreement 1/4; expected from 5 yes and 3 no among 8: 2 * 5 * 3 / (8 * 7) = 15/28.
    assert (found.units, found.editors, found.percent) == (4, 2, 75)
    assert found.alpha == pytest.approx(1 - (1 / 4) / (15 / 28))


def test_only_people_s_last_standing_word_about_what_two_judged_counts() -> None:
    decisions = [
        said("a", "x", NO),
        said("a", "x", YES, hours=1),
        said("b", "x", YES),
        said("b", "x", NO, hours=2, undone="u"),
        said(RULE, "y", YES),
        said("a", "y", NO),
    ]
    found = agreement(match_ratings(decisions), "nominal")
    assert (found.units, found.percent, found.alpha) == (1, 100, None)


def test_nothing_judged_twice_has_no_figure() -> None:
    found = agreement({}, "ordinal")
    assert (found.units, found.percent, found.alpha) == (0, None, None)


def test_a_near_disagreement_on_the_codebook_weighs_less_than_a_far_one() -> None:
    def alpha(entry: CodebookEntry) -> float:
        pairs = [(CodebookEntry.DONE, CodebookEntry.DONE), (CodebookEntry.CONTRARY,) * 2, (CodebookEntry.DONE, entry)]
        codings = [
            UnitCoding(DevelopmentId(str(place)), UnitId("26-a"), given, who, NOON)
            for place, pair in enumerate(pairs)
            for who, given in zip("ab", pair, strict=True)
        ]
        found = agreement(codebook_ratings(codings), "ordinal").alpha
        assert found is not None
        return found

    assert alpha(CodebookEntry.DONE) == 1
    assert 1 > alpha(CodebookEntry.PARTLY) > alpha(CodebookEntry.CONTRARY)


def test_a_coding_taken_back_is_none() -> None:
    first = UnitCoding(DevelopmentId("d"), UnitId("26-a"), CodebookEntry.DONE, "a", NOON)
    back = UnitCoding(DevelopmentId("d"), UnitId("26-a"), None, "a", NOON + timedelta(hours=1))
    assert codebook_ratings([first, back]) == {("d", "26-a"): {}}
