"""The G7 score of units and actors, and its summary with what it rests on."""

from __future__ import annotations

from datetime import date

import pytest

from domain.assessment.assess import assess
from domain.assessment.scores import Tally, tally, unit_score
from domain.development import Stage
from domain.review import MatchState
from domain.status import ActorScore, Assessment, CodebookEntry, EvidenceStep, Overlay, Status
from tests.assessment_builders import ADOPTED, TODAY, WATCHED, a_piece, a_result, a_unit, recorded

JUNE = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("status", "overlays", "is_due", "score"),
    [
        (Status.COMPLETE, (), False, 1),
        (Status.SUBSTANTIAL, (), False, 0),
        (Status.LIMITED, (Overlay.DELAYED,), True, 0),
        (Status.LIMITED, (Overlay.CONTRARY,), False, -1),
        (Status.NOT_STARTED, (), True, -1),
        (Status.NOT_STARTED, (Overlay.NOT_YET_DUE,), False, None),
        (Status.NO_EVIDENCE, (), True, -1),
        (Status.NO_EVIDENCE, (), False, None),
        (Status.WITHHELD, (), True, None),
        (Status.NOT_REVIEWABLE, (), True, None),
    ],
)
def test_a_unit_is_scored_by_its_status(
    status: Status, overlays: tuple[Overlay, ...], score: int | None, *, is_due: bool
) -> None:
    assert unit_score(status, overlays, is_due=is_due) == score


def test_each_actor_is_scored_by_the_evidence_that_names_it() -> None:
    unit = a_unit(actors=("JP", "KZ", "UZ", "TJ"), due=date(2026, 2, 1))
    evidence = [
        a_piece("a", parties=("JP", "KZ"), coded=CodebookEntry.DONE),
        a_piece("b", parties=("JP", "UZ")),
        a_piece("c", parties=("JP", "UZ"), stage=Stage.SETBACK, reached=EvidenceStep.CANCELLED, day=JUNE),
    ]
    found = assess(unit, evidence[:2], WATCHED, TODAY, ADOPTED)
    assert [(each.actor, each.value) for each in found.scores] == [("JP", 1), ("KZ", 1), ("UZ", 0), ("TJ", -1)]
    fallen = assess(unit, evidence, WATCHED, JUNE, ADOPTED)
    assert ActorScore("UZ", -1) in fallen.scores


def test_an_actor_is_not_scored_by_words_before_the_day() -> None:
    unit = a_unit(actors=("JP", "KZ"), due=date(2026, 12, 31))
    said = a_piece(stage=Stage.SAID, reached=EvidenceStep.WORDS, review=MatchState.ACCEPTED)
    assert [each.value for each in assess(unit, [said], WATCHED, TODAY, ADOPTED).scores] == [None, None]


def scored(number: int, score: int, **over: object) -> Assessment:
    values = {"score": score, "is_due": True, "reviewed": True, "scores": (ActorScore("JP", score),), **over}
    return a_result(f"{number}-a", **values)


def test_a_summary_counts_only_what_may_be_shown_and_gives_all_three_numbers() -> None:
    found = [scored(14, 1), scored(15, 0, reviewed=False), scored(16, 0, is_due=False)]
    found.append(a_result("40-a", Status.NOT_REVIEWABLE))
    assert tally(found) == Tally(1, 3, 4, None)


def test_a_mean_needs_five_units() -> None:
    found = [scored(number, score) for number, score in zip(range(14, 19), (1, 1, 0, 0, -1), strict=True)]
    assert tally(found[:4]).percent is None
    assert tally(map(recorded, found)) == tally(found)
    assert tally(found).percent == pytest.approx(60)
