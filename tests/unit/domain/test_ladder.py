"""Where a development stands on the ladder of its instrument, and what is next."""

from __future__ import annotations

import pytest

from config.ladders import load_ladders
from domain.development import Stage
from domain.match import Instrument

LADDERS = load_ladders()


@pytest.mark.parametrize(
    ("instrument", "stage", "text", "rung", "step", "following"),
    [
        (Instrument.GRANT, Stage.PLANNED, "Japan will give", "grant.pledged", "E1", "notes"),
        (Instrument.GRANT, Stage.AGREED, "Notes exchanged", "grant.notes", "E3", "agreement"),
        (Instrument.GRANT, Stage.AGREED, "JICA signs a grant agreement", "grant.agreement", "E3", "tender"),
        (Instrument.GRANT, Stage.STARTED, "Объявлен тендер на сканеры", "grant.tender", "E3", "works"),
        (Instrument.GRANT, Stage.DONE, "Handed over", "grant.delivered", "E4", None),
        (Instrument.TREATY, Stage.AGREED, "Парламент ратифицировал договор", "treaty.ratified", "E3", "in_force"),
        (Instrument.TREATY, Stage.AGREED, "条約に署名", "treaty.signed", "E2", "ratified"),
        (Instrument.FLIGHT, Stage.DONE, "First flight lands", "flight.first_flight", "E4", None),
        (Instrument.SUMMIT, Stage.PLANNED, "Date set", "meeting.dated", "E1", "held"),
        (None, Stage.DONE, "Something was done", "general.done", "E2", None),
        (Instrument.LOAN, Stage.SETBACK, "Кредит отменён", "setback.cancelled", "N2", None),
        (Instrument.LOAN, Stage.SETBACK, "The loan is put off", "setback.delayed", "N1", None),
    ],
)
def test_stage_and_words_show_the_rung(
    instrument: Instrument | None, stage: Stage, text: str, rung: str, step: str, following: str | None
) -> None:
    standing = LADDERS.standing(instrument, stage, text)
    assert (standing.key, standing.rung.step) == (rung, step)
    assert (standing.next.key if standing.next else None) == following


def test_every_instrument_stands_somewhere_at_every_stage() -> None:
    for instrument in (None, *Instrument):
        for stage in Stage:
            assert LADDERS.standing(instrument, stage, "").rung


def test_steps_never_fall_from_rung_to_rung() -> None:
    for ladder in LADDERS.ladders:
        steps = [rung.step for rung in ladder.rungs]
        assert steps == sorted(steps)


def test_a_ladder_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        LADDERS.get("barter")
