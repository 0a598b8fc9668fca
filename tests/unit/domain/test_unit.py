"""Which developments of a paragraph concern which unit, and what a machine may take for a criterion."""

from __future__ import annotations

from domain.development import Stage
from domain.match import Instrument, Tie
from domain.unit import Assignment, Criterion, UnitId, units_for
from tests.assessment_builders import a_unit, praise

COURSE = a_unit("26-a", assign=Assignment("Courses.", words=("training",), unless=("scanner",)))
MACHINES = a_unit("26-b", assign=Assignment("The rest.", default=True))
FLIGHTS = a_unit("27-a", assign=Assignment("Flights.", instruments=(Instrument.FLIGHT,), stages=(Stage.DONE,)))
UNITS = (COURSE, MACHINES, FLIGHTS)


def units_of(number: int, text: str, instrument: Instrument | None = None, stage: Stage = Stage.DONE) -> list[UnitId]:
    return list(units_for(UNITS, number, text, instrument, stage))


def test_words_tell_a_unit_and_the_default_takes_the_rest() -> None:
    assert units_of(26, "Training of customs officers") == ["26-a"]
    assert units_of(26, "Equipment for customs") == ["26-b"]


def test_a_word_that_speaks_against_a_unit_leaves_it_to_the_default() -> None:
    assert units_of(26, "Training on a new scanner") == ["26-b"]


def test_without_a_default_nothing_is_assigned_unless_form_and_stage_fit() -> None:
    assert units_of(27, "Tokyo flight", Instrument.FLIGHT) == ["27-a"]
    assert units_of(27, "Tokyo flight", Instrument.FLIGHT, Stage.PLANNED) == []
    assert units_of(27, "Tokyo flight", Instrument.GRANT) == []


def test_a_criterion_asks_for_form_stage_and_tie() -> None:
    criterion = Criterion((Instrument.FORUM,), (Stage.DONE,), explicit=True)
    assert criterion.is_met(Instrument.FORUM, Stage.DONE, Tie.EXPLICIT)
    assert not criterion.is_met(Instrument.FORUM, Stage.DONE, Tie.TOPIC)
    assert not criterion.is_met(Instrument.FORUM, Stage.PLANNED, Tie.EXPLICIT)
    assert not criterion.is_met(None, Stage.DONE, Tie.EXPLICIT)
    assert Criterion().is_met(None, Stage.SAID, Tie.TOPIC)


def test_what_counts_as_done_is_the_target_and_praise_has_none() -> None:
    assert COURSE.codebook is not None
    assert COURSE.target == COURSE.codebook.done
    assert (COURSE.verifiable, COURSE.joint) == (True, True)
    assert (praise().verifiable, praise().target) == (False, None)
    assert not a_unit(actors=("JP",)).joint
