"""What is due when, and what is due without any report found."""

from __future__ import annotations

from datetime import date

from domain.assessment.deadlines import due_units, due_without_evidence
from domain.status import Overlay, Status
from tests.assessment_builders import TODAY, a_result, a_unit

UNITS = [
    a_unit("13-a", due=date(2030, 12, 20)),
    a_unit("12-a", due=date(2026, 2, 1)),
    a_unit("16-a"),
    a_unit("53-a", due=date(2027, 1, 1)),
]


def test_what_is_due_is_listed_soonest_first_without_what_is_done_or_has_no_day() -> None:
    found = due_units(UNITS, [a_result("53-a", Status.COMPLETE), a_result("12-a")], TODAY)
    assert [(each.unit_id, each.days, each.status) for each in found] == [
        ("12-a", -28, Status.LIMITED),
        ("13-a", 1755, None),
    ]


def test_a_day_that_passed_without_a_report_is_a_development_of_its_own() -> None:
    silent = a_result("12-a", Status.NO_EVIDENCE, overlays=(Overlay.DUE_WITHOUT_EVIDENCE,))
    [told] = due_without_evidence(UNITS, [silent, a_result("13-a")])
    assert (told.unit_id, told.due, told.watched, told.unreachable) == ("12-a", date(2026, 2, 1), 12, 1)
    assert due_without_evidence(UNITS, [silent])[0].id == told.id
