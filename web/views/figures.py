"""Ledger, calendar, sources and their health, corrections, method."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from domain.calendar import upcoming
from domain.ledger import Counted
from domain.status import EvidenceStep, Overlay, Status
from monitors.health import health_of
from reports.composing.changes import change_lines
from reports.composing.method import method_lines
from reports.composing.money import BARS, due_part, ledger_part
from reports.composing.reader import Reader as ReportReader
from reports.plain import plain, web_address
from web.site import PAGE_SIZE

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from domain.health import Health
    from domain.source import Source
    from web.parts import Reader
    from web.site import Site

CHANGES = 100
"""Newest lines of the log of statuses on the page of corrections."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source and how it stands; name and address are made plain."""

    source: Source
    health: Health
    name: str
    address: str


def ledger(site: Site, request: Request) -> Response:
    """Return the sums of money toward the target, and every deal."""
    visit = site.visit(request)
    with site.parts.open_unit_of_work(writes=False) as work:
        found = site.keeper.figures(work).ledger
    first = (visit.page - 1) * PAGE_SIZE
    newest_first = found.deals[::-1]
    shown = newest_first[first : first + PAGE_SIZE]
    if not shown and visit.page > 1:
        raise HTTPException(404)
    numbers = [int(each.number) for each in site.parts.declaration.commitments]
    part = ledger_part(replace(found, deals=shown[::-1]), numbers, "", {}, _report_reader(visit.reader))
    return site.page(
        visit,
        "ledger.html",
        part=part,
        classes=(Counted.YES, Counted.UNCLEAR, Counted.NO),
        stages=BARS,
        leads={deal.key: deal.developments[-1] for deal in shown},
        has_more=len(newest_first) > first + PAGE_SIZE,
    )


def calendar(site: Site, request: Request) -> Response:
    """Return what is due and what was announced for a day to come."""
    visit = site.visit(request)
    with site.parts.open_unit_of_work(writes=False) as work:
        events = upcoming(site.keeper.figures(work).calendar, site.parts.clock.now().date())
    first = (visit.page - 1) * PAGE_SIZE
    if first and first >= len(events):
        raise HTTPException(404)
    reader = _report_reader(visit.reader)
    shown = [due_part(each, reader) for each in events[first : first + PAGE_SIZE]]
    return site.page(visit, "calendar.html", events=shown, has_more=len(events) > first + PAGE_SIZE)


def sources(site: Site, request: Request) -> Response:
    """Return every source by country, and how it stands."""
    visit, now = site.visit(request), site.parts.clock.now()
    with site.parts.open_unit_of_work(writes=False) as work:
        histories = work.watch.health_of_all()
    rows = [
        SourceRow(
            each.watched.source,
            health_of(each, now),
            plain(each.watched.source.name),
            web_address(each.watched.source.url),
        )
        for each in sorted(histories, key=lambda each: (each.watched.source.country, each.watched.source.name))
    ]
    by_country = [(country, list(each)) for country, each in groupby(rows, key=lambda row: row.source.country)]
    states = [row.health.state for row in rows]
    counts = {state: states.count(state) for state in dict.fromkeys(sorted(states))}
    return site.page(visit, "sources.html", by_country=by_country, counts=counts)


def corrections(site: Site, request: Request) -> Response:
    """Return what later reports put right, and every change of a status."""
    visit, parts = site.visit(request), site.parts
    with parts.open_unit_of_work(writes=False) as work:
        found = work.pages.list_revisions(PAGE_SIZE + 1, (visit.page - 1) * PAGE_SIZE)
        changes = work.assessments.list_changes(CHANGES)
        corrected = work.reviews.corrections_since()[:CHANGES]
    if not found and visit.page > 1:
        raise HTTPException(404)
    units = {unit.id: unit for unit in parts.units}
    return site.page(
        visit,
        "corrections.html",
        revisions=[(each, visit.reader.words.revision(each.revision)) for each in found[:PAGE_SIZE]],
        corrected=[(each, plain(visit.reader.words.correction(each))) for each in corrected],
        has_more=len(found) > PAGE_SIZE,
        changes=change_lines(changes, units, _report_reader(visit.reader)),
        plain=plain,
        web_address=web_address,
    )


def method(site: Site, request: Request) -> Response:
    """Return how what is shown comes about."""
    visit = site.visit(request)
    with site.parts.open_unit_of_work(writes=False) as work:
        totals = site.keeper.figures(work).totals
    return site.page(
        visit,
        "method.html",
        lines=method_lines(visit.reader.texts),
        totals=totals,
        statuses=list(reversed(Status)),
        steps=list(EvidenceStep),
        overlays=list(Overlay),
        units=site.parts.units,
    )


def _report_reader(reader: Reader) -> ReportReader:
    return ReportReader(reader.texts, reader.words)
