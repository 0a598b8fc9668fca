"""Commitments: all with their status, and one with its units, its codebook and its developments."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from domain.assessment.scores import tally
from domain.showing import Selection
from reports.composing.changes import change_lines
from reports.composing.reader import Reader as ReportReader
from web.cards import cards
from web.site import PAGE_SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from domain.commitment import Commitment
    from domain.showing import Count
    from domain.status import RecordedAssessment, Status
    from domain.unit import Unit
    from web.figures import Figures
    from web.site import Site

CHANGES = 20
"""Lines of the log shown of each unit."""


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """A commitment in the list.

    Attributes:
        status: None = not assessed yet. steps, overlays: of its units, each once. count: None = no development.
        reviewed: whether people accepted all that decided.
    """

    commitment: Commitment
    status: Status | None
    assessments: tuple[RecordedAssessment, ...]
    count: Count | None

    @property
    def reviewed(self) -> bool:
        """Whether people accepted all that decided."""
        decided = [each for each in self.assessments if each.causes]
        return bool(decided) and all(each.reviewed for each in decided)

    @property
    def is_decided(self) -> bool:
        """Whether any development decides its status, so that it could be reviewed."""
        return any(each.causes for each in self.assessments)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with its newest assessment, None = not assessed yet."""

    unit: Unit
    found: RecordedAssessment | None


def commitments(site: Site, request: Request) -> Response:
    """Return all paragraphs by pillar with their status."""
    visit = site.visit(request)
    with site.parts.open_unit_of_work(writes=False) as work:
        figures = site.keeper.figures(work)
    rows = [_row(each, figures) for each in site.parts.declaration.commitments]
    pillars = [(pillar, list(each)) for pillar, each in groupby(rows, key=lambda row: row.commitment.pillar)]
    recorded = [each for found in figures.assessments.values() for each in found]
    return site.page(visit, "commitments.html", pillars=pillars, tally=tally(recorded))


def commitment(site: Site, request: Request) -> Response:
    """Return one paragraph."""
    visit, parts, number = site.visit(request), site.parts, request.path_params["number"]
    chosen = parts.declaration.find(number)
    if chosen is None:
        raise HTTPException(404)
    units = [unit for unit in parts.units if unit.number == number]
    with parts.open_unit_of_work(writes=False) as work:
        figures = site.keeper.figures(work)
        asked = Selection(commitment=number)
        found = work.pages.list_page(asked, PAGE_SIZE + 1, (visit.page - 1) * PAGE_SIZE)
        changes = [line for unit in units for line in work.assessments.list_changes(CHANGES, unit.id)]
    if not found and visit.page > 1:
        raise HTTPException(404)
    reader = ReportReader(visit.reader.texts, visit.reader.words)
    changes.sort(key=lambda line: line.at, reverse=True)
    return site.page(
        visit,
        "commitment.html",
        row=_row(chosen, figures),
        units=_unit_rows(units, figures.assessments.get(number, ())),
        cards=cards(found[:PAGE_SIZE], parts.declaration, visit.reader),
        has_more=len(found) > PAGE_SIZE,
        changes=change_lines(changes, {unit.id: unit for unit in units}, reader),
    )


def _row(each: Commitment, figures: Figures) -> CommitmentRow:
    number = int(each.number)
    assessments = figures.assessments.get(number, ())
    return CommitmentRow(each, figures.statuses.get(number), assessments, figures.by_commitment.get(number))


def _unit_rows(units: Sequence[Unit], found: Sequence[RecordedAssessment]) -> list[UnitRow]:
    by_id = {each.unit_id: each for each in found}
    return [UnitRow(unit, by_id.get(unit.id)) for unit in units]
