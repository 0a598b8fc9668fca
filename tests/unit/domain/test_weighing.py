"""What one development is worth for one unit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.assessment.weighing import weigh
from domain.development import Stage
from domain.match import Instrument, Tie
from domain.status import CodebookEntry, EvidenceStep, Ground, Outlet
from domain.unit import Criterion
from tests.assessment_builders import ADOPTED, AGENCY, AGGREGATOR, OFFICIAL, PRESS, a_piece, a_unit

SECOND_PAPER = Outlet("Valley News", PRESS.tier)
TOPIC_TALK = {"tie": Tie.TOPIC, "stage": Stage.SAID, "reached": EvidenceStep.WORDS, "instrument": Instrument.MEETING}


def worth(**over: Any) -> tuple[str, Ground, bool]:
    weighed = weigh(a_piece(**over), a_unit(), ADOPTED)
    return weighed.step.value, weighed.ground, weighed.moves


@pytest.mark.parametrize(
    ("over", "ground"),
    [
        ({"day": None}, Ground.UNDATED),
        ({"day": date(2025, 12, 19)}, Ground.BEFORE_DECLARATION),
        ({"passage": "  "}, Ground.NO_PASSAGE),
        ({"parties": ()}, Ground.NO_PARTY),
        ({"coded": CodebookEntry.NEAR_MISS}, Ground.NEAR_MISS),
    ],
    ids=["undated", "before the declaration", "nothing quoted", "no party", "near miss"],
)
def test_what_fails_a_condition_is_a_mention_and_moves_nothing(over: dict[str, Any], ground: Ground) -> None:
    assert worth(**over) == ("E0", ground, False)


def test_the_rung_gives_the_step() -> None:
    assert worth() == ("E3", Ground.LADDER, True)
    assert worth(day=ADOPTED) == ("E3", Ground.LADDER, True)


@pytest.mark.parametrize(
    ("outlets", "step"),
    [
        ((OFFICIAL,), "E3"),
        ((PRESS,), "E2"),
        ((AGENCY,), "E2"),
        ((PRESS, SECOND_PAPER), "E3"),
        ((PRESS, AGENCY), "E3"),
        ((PRESS, AGGREGATOR), "E2"),
        ((PRESS, PRESS), "E2"),
        ((AGGREGATOR,), "E2"),
        ((), "E2"),
    ],
)
def test_resources_need_an_official_source_or_two_independent_ones(outlets: tuple[Outlet, ...], step: str) -> None:
    assert worth(outlets=outlets)[0] == step


def test_one_paper_does_not_cancel_anything_by_itself() -> None:
    fallen = {"reached": EvidenceStep.CANCELLED, "stage": Stage.SETBACK}
    assert worth(**fallen, outlets=(PRESS,)) == ("N1", Ground.SINGLE_SOURCE, True)
    assert worth(**fallen) == ("N2", Ground.LADDER, True)


def test_the_same_topic_moves_nothing() -> None:
    assert worth(**TOPIC_TALK) == ("E1", Ground.SAME_TOPIC, False)


def test_meeting_the_codebook_moves_without_a_word_on_the_declaration() -> None:
    assert worth(tie=Tie.TOPIC) == ("E3", Ground.LADDER, True)
    assert worth(**TOPIC_TALK, coded=CodebookEntry.PARTLY) == ("E1", Ground.LADDER, True)


def test_done_comes_from_the_codebook_and_needs_support() -> None:
    unit = a_unit(done_when=Criterion((Instrument.FORUM,), (Stage.DONE,)))
    forum = {"instrument": Instrument.FORUM, "stage": Stage.DONE, "reached": EvidenceStep.ORGANISED}
    met = weigh(a_piece(**forum), unit, ADOPTED)
    assert (met.step, met.entry, met.ground) == (EvidenceStep.MET, CodebookEntry.DONE, Ground.CODEBOOK)
    assert weigh(a_piece(**forum, outlets=(PRESS,)), unit, ADOPTED).step is EvidenceStep.ORGANISED
    assert weigh(a_piece(coded=CodebookEntry.DONE, outlets=(PRESS,)), unit, ADOPTED).step is EvidenceStep.ORGANISED


def test_a_setback_meets_no_criterion_of_a_machine() -> None:
    unit = a_unit(done_when=Criterion())
    fallen = weigh(a_piece(reached=EvidenceStep.DELAYED, stage=Stage.SETBACK), unit, ADOPTED)
    assert (fallen.step, fallen.entry) == (EvidenceStep.DELAYED, None)


def test_in_the_week_of_the_summit_a_report_of_it_is_words_but_a_signed_paper_is_an_act() -> None:
    told = {"day": date(2025, 12, 26), "reached": EvidenceStep.ORGANISED, "instrument": Instrument.SUMMIT}
    assert worth(**told) == ("E1", Ground.SUMMIT_ITSELF, True)
    assert worth(**{**told, "day": date(2025, 12, 27)})[0] == "E2"
    assert worth(**{**told, "tie": Tie.TOPIC})[0] == "E2"
    assert worth(day=date(2025, 12, 22))[0] == "E3"


def test_a_person_may_see_an_act_in_the_week_of_the_summit() -> None:
    assert worth(day=date(2025, 12, 22), instrument=Instrument.FORUM, coded=CodebookEntry.PARTLY)[0] == "E3"


def test_a_person_may_call_an_act_contrary() -> None:
    assert worth(coded=CodebookEntry.CONTRARY) == ("N2", Ground.CODEBOOK, True)
