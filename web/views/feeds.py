"""What programs fetch: Atom and JSON Feed, CSV, iCalendar; of everything, of a commitment, of a country."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from domain.commitment import PARTIES
from domain.showing import Place, Selection
from reports.icalendar_file import icalendar_file
from web import answers
from web.cards import cards
from web.feeds import atom as atom_format
from web.feeds import csv_file, json_feed
from web.feeds.items import NAMESPACE, FeedHead, feed_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from domain.showing import ShownDevelopment
    from web.site import Site, Visit

ITEMS = 50
"""Newest developments in a feed."""

LOT = 1_000
"""Developments that are read at a time for a file of all."""

CALENDAR = "text/calendar; charset=utf-8"


def atom(site: Site, request: Request) -> Response:
    """Return the newest developments as Atom."""
    visit = site.visit(request)
    head, found = _feed(site, visit)
    items = feed_items(found, site.parts.declaration, visit.reader, site.parts.url)
    return answers.answer(request, atom_format.atom(head, items), atom_format.MEDIA_TYPE, answers.FEED_SECONDS)


def json(site: Site, request: Request) -> Response:
    """Return the newest developments as JSON Feed."""
    visit = site.visit(request)
    head, found = _feed(site, visit)
    items = feed_items(found, site.parts.declaration, visit.reader, site.parts.url)
    return answers.answer(request, json_feed.json_feed(head, items), json_feed.MEDIA_TYPE, answers.FEED_SECONDS)


def table(site: Site, request: Request) -> Response:
    """Return every development as CSV, written out while it is read."""
    visit, selection = site.visit(request), _selection(site, request)
    with site.parts.open_unit_of_work(writes=False) as work:
        version = f"{work.pages.version()} {request.url.path}"
    known = answers.unchanged_since(request, version, answers.FEED_SECONDS)
    headers = {
        "ETag": answers.version_tag(version),
        "Cache-Control": f"public, max-age={answers.FEED_SECONDS}",
        "Content-Disposition": 'attachment; filename="developments.csv"',
    }
    return known or StreamingResponse(_rows(site, visit, selection), media_type=csv_file.MEDIA_TYPE, headers=headers)


def calendar(site: Site, request: Request) -> Response:
    """Return what is due as a calendar that programs subscribe to."""
    visit = site.visit(request)
    with site.parts.open_unit_of_work(writes=False) as work:
        figures = site.keeper.figures(work)
    # The day stands as the stamp, so that the same events are the same bytes for a day.
    made_at = site.parts.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    texts = visit.reader.texts
    body = site.files.file(
        texts.language, figures, made_at.date(), lambda: icalendar_file(figures.calendar, texts, made_at)
    )
    return answers.answer(request, body, CALENDAR, answers.FEED_SECONDS)


def _feed(site: Site, visit: Visit) -> tuple[FeedHead, tuple[ShownDevelopment, ...]]:
    selection = _selection(site, visit.request)
    with site.parts.open_unit_of_work(writes=False) as work:
        found = tuple(work.pages.list_page(selection, ITEMS))
    path = visit.path.rpartition("/")[0]
    language, url = visit.reader.language, site.parts.url
    address = f"{url}/{language}{visit.path}"
    page = f"{url}/{language}{path or '/'}"
    return FeedHead(
        f"{NAMESPACE}:feed:{language}{path}", _title(site, visit, selection), page, address, language
    ), found


def _title(site: Site, visit: Visit, selection: Selection) -> str:
    say, name = visit.reader.texts.say, "CA+JAD Monitor"
    if selection.commitment is not None and (found := site.parts.declaration.find(selection.commitment)):
        return say("{name}: {what}", name=name, what=f"{found.number} · {visit.reader.text(found.label)}")
    if selection.country:
        return say("{name}: {what}", name=name, what=visit.reader.texts.country_name(selection.country))
    return say("{name}: {what}", name=name, what=say("developments"))


def _selection(site: Site, request: Request) -> Selection:
    """Return what the address asks for.

    Raises:
        HTTPException: 404, there is no such commitment or country.
    """
    number, code = request.path_params.get("number"), request.path_params.get("code", "")
    if number is not None and site.parts.declaration.find(number) is None:
        raise HTTPException(404)
    if code and code not in PARTIES:
        raise HTTPException(404)
    return Selection(commitment=number, country=code)


def _rows(site: Site, visit: Visit, selection: Selection) -> Iterator[bytes]:
    yield csv_file.csv_head()
    after: Place | None = None
    while True:
        # Each lot in a transaction of its own: a slow reader keeps none open.
        with site.parts.open_unit_of_work(writes=False) as work:
            found = work.pages.list_after(selection, after, LOT)
        yield csv_file.csv_rows(cards(found, site.parts.declaration, visit.reader))
        if len(found) < LOT:
            return
        last = found[-1].development
        after = Place(last.lead.published.at, last.id)
