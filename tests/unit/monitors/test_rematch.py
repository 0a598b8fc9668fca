"""What counts as a difference between two judgements, and which of them stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.commitment import CommitmentNumber
from domain.match import Judgement, Match, Stage
from domain.review import MatchState, StoredJudgement
from monitors.rematch import Difference, compare, difference
from tests.builders import a_judgement, a_story, an_irrelevant_judgement

BEFORE = a_judgement(26)
WITH_27 = replace(BEFORE, matches=(*BEFORE.matches, Match(CommitmentNumber(27), 0.4, "x")))

CASES = [
    (BEFORE, BEFORE, Difference.NONE),
    (an_irrelevant_judgement(), BEFORE, Difference.NEWLY_RELEVANT),
    (BEFORE, an_irrelevant_judgement(), Difference.NO_LONGER_RELEVANT),
    (BEFORE, a_judgement(27), Difference.COMMITMENTS),
    (BEFORE, WITH_27, Difference.COMMITMENTS),
    (WITH_27, replace(WITH_27, primary=CommitmentNumber(27)), Difference.COMMITMENTS),
    (BEFORE, replace(BEFORE, stage=Stage.DONE), Difference.STAGE),
    (BEFORE, replace(a_judgement(27), stage=Stage.DONE), Difference.COMMITMENTS),
    (BEFORE, replace(BEFORE, countries=("KZ", "UZ")), Difference.COUNTRIES),
    (replace(BEFORE, countries=("UZ", "KZ")), replace(BEFORE, countries=("KZ", "UZ")), Difference.NONE),
    (BEFORE, replace(BEFORE, score=0.1), Difference.NONE),
]


@pytest.mark.parametrize(("before", "after", "expected"), CASES, ids=lambda each: str(each)[:30])
def test_the_weightiest_difference_is_named(before: Judgement, after: Judgement, expected: Difference) -> None:
    assert difference(before, after) is expected


def stored(judgement: Judgement, *states: tuple[int, MatchState]) -> StoredJudgement:
    return StoredJudgement(
        a_story(), judgement, "", tuple((CommitmentNumber(number), state) for number, state in states)
    )


@pytest.mark.parametrize("state", [MatchState.ACCEPTED, MatchState.REJECTED])
def test_what_an_editor_has_decided_stands(state: MatchState) -> None:
    assert compare(stored(BEFORE, (26, state)), a_judgement(27)).kept == "decided by an editor"


def test_what_readers_were_told_stands_until_an_editor_says_otherwise() -> None:
    assert compare(stored(BEFORE, (26, MatchState.PROPOSED)), an_irrelevant_judgement()).kept == "told already"


def test_any_other_new_judgement_is_taken() -> None:
    assert compare(stored(BEFORE, (26, MatchState.PROPOSED)), a_judgement(27)).kept == ""
    assert compare(stored(an_irrelevant_judgement()), BEFORE).kept == ""
