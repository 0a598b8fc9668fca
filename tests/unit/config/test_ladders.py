"""The instrument ladders as declared: what is wrong with them is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config.ladders import PACKAGED, load_ladders
from domain.errors import ConfigError
from domain.match import Instrument

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = """
[[ladder]]
key = "{key}"
instruments = [{instruments}]
name = {{ en = "a", ru = "б", ja = "あ" }}
reason = "Some."
[[ladder.rung]]
key = "all"
stages = [{stages}]
step = "{step}"
name = {{ en = "a", ru = "б", ja = "あ" }}
"""
FORWARD = '"said", "planned", "agreed", "started", "done"'


def a_ladder(key: str, instruments: str = "", stages: str = FORWARD, step: str = "E1") -> str:
    return PLAIN.format(key=key, instruments=instruments, stages=stages, step=step)


SETBACK = a_ladder("setback", stages='"setback"', step="N1")
WHOLE = a_ladder("general") + SETBACK


def test_every_instrument_has_a_ladder_of_its_own() -> None:
    ladders = load_ladders()
    assert {form for each in ladders.ladders for form in each.instruments} == set(Instrument)


def problems_of(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "ladders.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_ladders(path)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (SETBACK, "ladders.toml: there is no ladder general"),
        (WHOLE + SETBACK, "ladders.toml: ladder setback: stands twice"),
        (
            WHOLE + a_ladder("x", '"grant"') + a_ladder("y", '"grant"'),
            "ladders.toml: instrument grant: has two ladders",
        ),
        (a_ladder("general", stages='"said"') + SETBACK, "ladders.toml: ladder general: no plain rung for stage done"),
        (
            a_ladder("general", step="E5") + SETBACK,
            "ladders.toml: ladder general: rung all: E5 comes from a codebook only",
        ),
        (a_ladder("general", step="E9") + SETBACK, "ladders.toml: ladder[0].rung[0].step: "),
        ("note = 1", "ladders.toml: ladder: is missing"),
        ("[[ladder]", "ladders.toml: is not valid TOML"),
    ],
)
def test_a_wrong_ladder_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    assert any(line.startswith(complaint) for line in problems_of(tmp_path, text))


def test_the_packaged_ladders_are_the_default() -> None:
    assert load_ladders(PACKAGED) == load_ladders()
