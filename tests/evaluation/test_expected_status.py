"""The rules meet what was worked out by hand from named reports before they were written."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config.declarations import load_declaration
from config.ladders import load_ladders
from config.units import load_units
from domain.assessment.assess import assess
from domain.development import DevelopmentId, Stage
from domain.match import Instrument, Tie
from domain.review import MatchState
from domain.source import Tier
from domain.status import Coverage, Outlet, UnitEvidence
from domain.unit import units_for

HERE = Path(__file__).parent
TABLE = tomllib.loads((HERE / "expected_status.toml").read_text(encoding="utf-8"))
REPORTS = {
    report["id"]: report
    for report in map(json.loads, (HERE / "reports.jsonl").read_text(encoding="utf-8").splitlines())
}
DECLARATION = load_declaration()
UNITS = load_units(DECLARATION)
BY_ID = {unit.id: unit for unit in UNITS}
LADDERS = load_ladders()
READINGS = [(unit["id"], reading) for unit in TABLE["unit"] for reading in unit["report"]]


def text_of(report: dict[str, Any]) -> str:
    return f"{report['title']} {report['summary']}"


def evidence_of(unit_id: str, reading: dict[str, Any]) -> UnitEvidence:
    report = REPORTS[reading["id"]]
    instrument = Instrument(reading["instrument"]) if "instrument" in reading else None
    stage = Stage(reading["stage"])
    day = reading.get("happened") or (date.fromisoformat(report["date"]) if report["date"] else None)
    standing = LADDERS.standing(instrument, stage, text_of(report))
    tiers = [reading["tier"], *reading.get("also", [])]
    return UnitEvidence(
        development_id=DevelopmentId(reading["id"]),
        unit_id=BY_ID[unit_id].id,
        day=day,
        stage=stage,
        tie=Tie(reading["tie"]),
        reached=standing.rung.step,
        rung=standing.key,
        parties=("JP", *report["countries_core"]),
        passage=report["title"],
        outlets=tuple(Outlet(f"{reading['id']} {place}", Tier(tier)) for place, tier in enumerate(tiers)),
        review=MatchState.PROPOSED,
        instrument=instrument,
    )


@pytest.mark.parametrize("expected", TABLE["unit"], ids=lambda unit: unit["id"])
def test_the_rules_give_the_expected_status_and_steps(expected: dict[str, Any]) -> None:
    evidence = [evidence_of(expected["id"], reading) for reading in expected["report"]]
    found = assess(BY_ID[expected["id"]], evidence, Coverage(12), TABLE["assessed_on"], DECLARATION.adopted)
    assert (found.status.value, found.step.value if found.step else "none") == (expected["status"], expected["step"])
    assert [overlay.value for overlay in found.overlays] == expected.get("overlays", [])
    weighed = {each.evidence.development_id: (each.step.value, each.moves) for each in found.weighed}
    assert weighed == {reading["id"]: (reading["step"], reading["moves"]) for reading in expected["report"]}


@pytest.mark.parametrize(
    ("unit_id", "reading"), READINGS, ids=lambda value: value if isinstance(value, str) else value["id"]
)
def test_a_named_report_is_assigned_to_the_unit_it_was_read_for(unit_id: str, reading: dict[str, Any]) -> None:
    report = REPORTS[reading["id"]]
    instrument = Instrument(reading["instrument"]) if "instrument" in reading else None
    number = BY_ID[unit_id].number
    assert number in report["commitments"]
    assert reading["stage"] in report["stage"]
    assert unit_id in units_for(UNITS, number, text_of(report), instrument, Stage(reading["stage"]))


def test_the_table_holds_fifteen_units_with_reasons() -> None:
    assert len(TABLE["unit"]) >= 15
    assert all(unit["reason"] for unit in TABLE["unit"])
    assert len({unit["status"] for unit in TABLE["unit"]}) >= 3
