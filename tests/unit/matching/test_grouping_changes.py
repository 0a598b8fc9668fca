"""What a further report changes, and what it only repeats."""

from __future__ import annotations

from typing import Any

import pytest

from domain.development import Stage
from domain.grouping import Change
from domain.moment import Precision
from matching.grouping.changes import material, stage_of
from tests.unit.matching.grouped import a_grouped, yen

LEAD = a_grouped("a", amount=yen(719), days=("2026-02-20",), objects=("bridge",), stage=Stage.PLANNED)


def later(**over: Any) -> Any:
    values = {"hours": 48, "days": ("2026-02-20",), "objects": ("bridge",), "stage": Stage.PLANNED, "amount": yen(719)}
    return a_grouped("b", **{**values, **over})


def test_a_repetition_changes_nothing() -> None:
    assert not material(later(), [LEAD])
    assert not material(later(amount=yen(720)), [LEAD]), "rounded"
    assert not material(later(stage=Stage.SAID), [LEAD]), "a stage behind"
    assert not material(later(hours=1, stage=Stage.AGREED, amount=yen(900)), [LEAD]), "worded otherwise on the same day"
    assert not material(later(precision=Precision.UNKNOWN, stage=Stage.AGREED), [LEAD]), "nobody knows when"


@pytest.mark.parametrize(
    ("over", "name", "change"),
    [
        ({"stage": Stage.AGREED}, "stage", Change(Stage.PLANNED, Stage.AGREED)),
        ({"stage": Stage.SETBACK}, "stage", Change(Stage.PLANNED, Stage.SETBACK)),
        ({"amount": yen(950)}, "amount", Change(yen(719), yen(950))),
        ({"days": ("2026-03-05",)}, "day", Change("2026-02-20", "2026-03-05")),
    ],
)
def test_a_material_change_is_told_with_before_and_after(over: dict[str, Any], name: str, change: Change[Any]) -> None:
    found = material(later(**over), [LEAD])
    assert found
    assert getattr(found, name) == change


def test_what_was_reported_late_is_no_new_stage() -> None:
    assert not material(later(stage=Stage.AGREED, days=("2026-01-14",)), [LEAD]), "signed before the first report"
    assert material(later(stage=Stage.AGREED, days=("2026-01-16",)), [LEAD]).stage == Change(
        Stage.PLANNED, Stage.AGREED
    )


def test_several_days_announce_nothing_clear() -> None:
    assert not material(later(days=("2026-03-05", "2026-03-06")), [LEAD])


def test_a_retraction_withdraws_once() -> None:
    taken_back = later(headline=("retraction",), objects=("retraction",))
    assert material(taken_back, [LEAD]).withdrawn
    assert not material(a_grouped("c", headline=("retraction",), hours=72), [LEAD, taken_back]).withdrawn


def test_a_setback_stands_until_a_later_report_goes_on() -> None:
    broken = a_grouped("b", stage=Stage.SETBACK, hours=24)
    assert stage_of([LEAD, broken]) is Stage.SETBACK
    assert stage_of([LEAD, broken, a_grouped("c", stage=Stage.AGREED, hours=48)]) is Stage.AGREED
    assert stage_of([a_grouped("d", stage=None)]) is None
    assert material(later(stage=Stage.AGREED, hours=90), [LEAD, broken]).stage == Change(Stage.SETBACK, Stage.AGREED)
