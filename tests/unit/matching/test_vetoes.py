"""Every veto of ``matching.grouping.vetoes``, and what looks like one and is none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.development import Stage
from domain.match import Facts, Instrument
from domain.moment import Precision
from matching.grouping.vetoes import veto
from tests.unit.matching.grouped import a_grouped, dollars, yen

GRANT, LOAN = Facts(instrument=Instrument.GRANT), Facts(instrument=Instrument.LOAN)
ROUND_UP = {
    "facts": Facts(amount=yen(5400)), "amounts": (yen(719), yen(5400)),
    "objects": ("airport", "bridge", "bus", "road", "school"),
}  # fmt: skip
PLANNED = {"stage": Stage.PLANNED, "facts": Facts(instrument=Instrument.FORUM)}
PREVIEWED = {"stage": Stage.PLANNED, "days": ("2026-01-18",), "hours": 96}
"""Tells of the day that the other report announced; what it calls planned is something further."""

DONE = {"stage": Stage.DONE, "facts": Facts(instrument=Instrument.FORUM)}


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ({}, {}, ""),
        ({}, {"countries": ("TJ",)}, "countries"),
        ({}, {"countries": ("KZ", "TJ")}, ""),
        ({"facts": GRANT}, {"facts": LOAN}, "form"),
        ({"facts": GRANT}, {"facts": Facts(instrument=Instrument.PROJECT)}, ""),
        ({"amount": yen(719), "objects": ("bridge",)}, {"amount": yen(900), "objects": ("bridge",)}, "amount"),
        ({"amount": dollars(1400), "objects": ("solar",)}, {"amount": dollars(1450), "objects": ("solar",)}, ""),
        ({"amount": yen(719), "objects": ("bridge",)}, {"amount": yen(900), "objects": ("bus",)}, ""),
        ({"amount": yen(719), "objects": ("bridge",)}, ROUND_UP, "amount"),
        ({"amount": dollars(5), "objects": ("bus",)}, {"amount": yen(719), "objects": ("bus",)}, ""),
        ({"amount": dollars(0.00061), "objects": ("wind",)}, {"amount": dollars(610), "objects": ("wind",)}, ""),
        ({"ordinals": (2,)}, {"ordinals": (3,)}, "ordinal"),
        ({"ordinals": (2,)}, {"ordinals": (3,), "primary": 6}, ""),
        ({}, {"hours": 24 * 50}, "time"),
        ({}, {"hours": 24 * 8}, ""),
        ({"days": ("2026-01-15",)}, {"days": ("2026-01-15",), "hours": 24 * 50}, ""),
        ({"precision": Precision.UNKNOWN, "years": (2019,)}, {"years": (2026,)}, ""),
        ({"precision": Precision.UNKNOWN, "days": ("2019-03-23",)}, {"years": (2026,)}, "time"),
        ({"precision": Precision.UNKNOWN}, {"hours": 24 * 50}, ""),
        (PLANNED | {"days": ("2026-01-18",)}, DONE | {"hours": 96}, "planned and held"),
        (PLANNED | {"days": ("2026-01-18",)}, PLANNED | {"hours": 96}, ""),
        (PLANNED | {"precision": Precision.UNKNOWN}, DONE, "planned and held"),
        (PLANNED, DONE, ""),
        ({"days": ("2026-01-18",)}, PREVIEWED, "planned and held"),
        ({"days": ("2026-01-18",)}, PREVIEWED | {"days": ("2026-01-18", "2026-02-10")}, ""),
        ({"days": ("2026-01-18",)}, PREVIEWED | {"hours": 48}, ""),
        ({"days": ("2026-01-18",)}, PREVIEWED | {"days": ("2026-01-17",)}, ""),
        ({"stage": Stage.SAID}, {"stage": Stage.AGREED}, ""),
    ],
)  # fmt: skip
def test_reports_are_kept_apart(one: dict[str, Any], other: dict[str, Any], reason: str) -> None:
    first, second = a_grouped("a", **one), a_grouped("b", **other)
    assert veto(first, second) == reason
    assert veto(second, first) == reason


def test_a_correction_may_name_another_sum() -> None:
    told = a_grouped("a", amount=yen(719), objects=("bridge",))
    corrected = a_grouped("b", amount=yen(917), objects=("bridge", "correction"), headline=("correction",))
    assert veto(told, corrected) == ""


@given(st.floats(1, 1e6), st.floats(0.91, 1.0))
def test_rounding_is_no_veto(millions: float, rounded: float) -> None:
    one = a_grouped("a", amount=yen(round(millions, 6)), objects=("bridge",))
    other = a_grouped("b", amount=yen(round(millions * rounded, 6)), objects=("bridge",))
    assert veto(one, other) == ""
