"""Overview, developments one by one and in lists, storylines, countries, search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from domain.calendar import upcoming
from domain.commitment import PARTIES
from domain.development import DevelopmentId
from domain.grouping import StorylineId
from domain.showing import EVERYTHING, Selection
from domain.status import Status
from reports.composing.changes import change_lines
from reports.composing.money import due_part
from reports.composing.reader import Reader as ReportReader
from web.cards import card, cards, report_line
from web.effects import effect_lines
from web.site import PAGE_SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from domain.showing import ShownDevelopment
    from web.figures import Figures
    from web.site import Site, Visit

NEWEST, DUE_NEXT, CHANGES = 10, 6, 8
"""What the overview shows of each."""

LONGEST_QUERY = 200


def overview(site: Site, request: Request) -> Response:
    """Return what happened last, how far the commitments are, what is due next."""
    visit, parts = site.visit(request), site.parts
    reader = ReportReader(visit.reader.texts, visit.reader.words)
    with parts.open_unit_of_work(writes=False) as work:
        figures = site.keeper.figures(work)
        found = work.pages.list_page(EVERYTHING, NEWEST)
        changes = work.assessments.list_changes(CHANGES)
    due = upcoming(figures.calendar, parts.clock.now().date())[:DUE_NEXT]
    return site.page(
        visit,
        "overview.html",
        totals=figures.totals,
        statuses=_status_counts(site, figures),
        cards=cards(found, parts.declaration, visit.reader),
        due=[due_part(each, reader) for each in due],
        changes=change_lines(changes, {unit.id: unit for unit in parts.units}, reader),
        ledger=figures.ledger,
        money=reader,
    )


def developments(site: Site, request: Request) -> Response:
    """Return all developments, newest first."""
    visit = site.visit(request)
    found, has_more = _page_of(site, visit, EVERYTHING)
    return site.page(
        visit, "developments.html", cards=cards(found, site.parts.declaration, visit.reader), has_more=has_more
    )


def development(site: Site, request: Request) -> Response:
    """Return one development with all its reports, or lead to the one it was merged into."""
    visit, parts = site.visit(request), site.parts
    asked = DevelopmentId(request.path_params["development_id"])
    with parts.open_unit_of_work(writes=False) as work:
        shown = work.pages.find(asked)
        if shown is None:
            raise HTTPException(404)
        found = shown.development
        if found.id != asked:
            return RedirectResponse(f"{visit.base}/developments/{found.id}", 301)
        revisions = work.groups.list_revisions(found.id)
        asked_of = Selection(storyline=found.storyline_id)
        line = work.pages.list_page(asked_of, PAGE_SIZE) if found.storyline_id else ()
        others = [each for each in line if each.development.id != found.id]
        kept = work.evidence.list_of([found.id])[found.id]
        told = work.assessments.list_told([found.id, *(each.development.id for each in others)])
        codings = work.assessments.list_codings()
        said = work.assessments.list_status_decisions()
    reader = ReportReader(visit.reader.texts, visit.reader.words)
    return site.page(
        visit,
        "development.html",
        card=card(shown, parts.declaration, visit.reader),
        effects=effect_lines(found.id, told, codings, parts, parts.clock.now().date(), reader, said),
        reports=[report_line(each, visit.reader) for each in kept],
        revisions=[(each, visit.reader.words.revision(each)) for each in revisions],
        siblings=cards(others, parts.declaration, visit.reader),
    )


def storyline(site: Site, request: Request) -> Response:
    """Return the developments of one project over time."""
    visit = site.visit(request)
    found = _storyline(site, StorylineId(request.path_params["storyline_id"]), visit)
    if not found:
        raise HTTPException(404)
    return site.page(visit, "storyline.html", cards=cards(found, site.parts.declaration, visit.reader))


def countries(site: Site, request: Request) -> Response:
    """Return the parties with how much was found of each."""
    visit = site.visit(request)
    with site.parts.open_unit_of_work(writes=False) as work:
        counts = site.keeper.figures(work).by_country
    return site.page(visit, "countries.html", parties=PARTIES, counts=counts)


def country(site: Site, request: Request) -> Response:
    """Return the developments that concern a country."""
    visit, code = site.visit(request), request.path_params["code"]
    if code not in PARTIES:
        raise HTTPException(404)
    found, has_more = _page_of(site, visit, Selection(country=code))
    return site.page(
        visit, "country.html", code=code, cards=cards(found, site.parts.declaration, visit.reader), has_more=has_more
    )


def search(site: Site, request: Request) -> Response:
    """Return the developments whose reports hold every word asked for."""
    visit, parts = site.visit(request), site.parts
    query = " ".join(request.query_params.get("q", "").split())[:LONGEST_QUERY]
    found: Sequence[ShownDevelopment] = ()
    has_more = False
    if query:
        with parts.open_unit_of_work(writes=False) as work:
            ids = work.search.find(query, PAGE_SIZE + 1, (visit.page - 1) * PAGE_SIZE)
            found = work.pages.list_by_id(ids[:PAGE_SIZE])
            has_more = len(ids) > PAGE_SIZE
    return site.page(
        visit, "search.html", query=query, cards=cards(found, parts.declaration, visit.reader), has_more=has_more
    )


def _page_of(site: Site, visit: Visit, selection: Selection) -> tuple[Sequence[ShownDevelopment], bool]:
    """Return the developments of the page asked for, and whether there are more.

    Raises:
        HTTPException: 404, the page is empty and not the first.
    """
    with site.parts.open_unit_of_work(writes=False) as work:
        found = work.pages.list_page(selection, PAGE_SIZE + 1, (visit.page - 1) * PAGE_SIZE)
    if not found and visit.page > 1:
        raise HTTPException(404)
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def _storyline(site: Site, storyline_id: StorylineId, visit: Visit) -> Sequence[ShownDevelopment]:
    with site.parts.open_unit_of_work(writes=False) as work:
        return work.pages.list_page(Selection(storyline=storyline_id), PAGE_SIZE, (visit.page - 1) * PAGE_SIZE)


def _status_counts(site: Site, figures: Figures) -> list[tuple[Status, int]]:
    """Return how many tracked commitments have each status, the farthest first."""
    numbers = [int(each.number) for each in site.parts.declaration.tracked]
    found = [figures.statuses[number] for number in numbers if number in figures.statuses]
    return [(status, found.count(status)) for status in reversed(Status) if status in found]
