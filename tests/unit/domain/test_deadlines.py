"""What is due without any report found."""

from __future__ import annotations

from datetime import date

from domain.assessment.deadlines import due_without_evidence
from domain.status import Overlay, Status
from tests.assessment_builders import a_result, a_unit

UNITS = [
    a_unit("13-a", due=date(2030, 12, 20)),
    a_unit("12-a", due=date(2026, 2, 1)),
    a_unit("16-a"),
    a_unit("53-a", due=date(2027, 1, 1)),
]


def test_a_day_that_passed_without_a_report_is_a_development_of_its_own() -> None:
    silent = a_result("12-a", Status.NO_EVIDENCE, overlays=(Overlay.DUE_WITHOUT_EVIDENCE,))
    [told] = due_without_evidence(UNITS, [silent, a_result("13-a")])
    assert (told.unit_id, told.due, told.watched, told.unreachable) == ("12-a", date(2026, 2, 1), 12, 1)
    assert due_without_evidence(UNITS, [silent])[0].id == told.id
