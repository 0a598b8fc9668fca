"""The page as an application: every address, and what is said where there is none.

It only reads, but for what links in mails ask for: to begin and to end them.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from domain.errors import StorageError
from web.answers import FILE_SECONDS, answer
from web.headers import SecureHeaders
from web.site import FOLDER, Site
from web.views import commitments, developments, feeds, figures, mailing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from web.parts import WebParts

    View = Callable[[Site, Request], Response]

log = logging.getLogger(__name__)

METHODS = ["GET", "HEAD"]

_SECRET = frozenset({"unsubscribe", "confirm"})
"""Behind these stands what only the reader of a mail knows."""

PAGES: Mapping[str, View] = {
    "/": developments.overview,
    "/commitments": commitments.commitments,
    "/commitments/{number:int}": commitments.commitment,
    "/developments": developments.developments,
    "/developments/{development_id}": developments.development,
    "/storylines/{storyline_id}": developments.storyline,
    "/countries": developments.countries,
    "/countries/{code}": developments.country,
    "/ledger": figures.ledger,
    "/calendar": figures.calendar,
    "/sources": figures.sources,
    "/corrections": figures.corrections,
    "/search": developments.search,
    "/method": figures.method,
}
"""By the address behind the language."""

FEEDS: Mapping[str, View] = {
    "/calendar.ics": feeds.calendar,
    **{
        f"{of}/{file}": view
        for of in ("", "/commitments/{number:int}", "/countries/{code}")
        for file, view in (("feed.atom", feeds.atom), ("feed.json", feeds.json), ("developments.csv", feeds.table))
    },
}


def create_app(parts: WebParts) -> ASGIApp:
    """Return the page.

    Args:
        parts: what it works with.
    """
    site = Site(parts)
    routes = [
        Route("/", partial(_front_door, site), methods=METHODS),
        Route("/static/style.css", partial(_style, site), methods=METHODS),
        Route("/static/icon.svg", _icon, methods=METHODS),
        Route("/unsubscribe/{token}", partial(mailing.unsubscribe, site), methods=[*METHODS, "POST"]),
        Route("/confirm/{code}", partial(mailing.confirm, site), methods=[*METHODS, "POST"]),
        Route("/{language}", partial(_inside, site), methods=METHODS),
        # Feeds first: their addresses would otherwise be taken for names of pages.
        *(
            Route(f"/{{language}}{path}", partial(view, site), methods=METHODS)
            for path, view in (*FEEDS.items(), *PAGES.items())
        ),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(GZipMiddleware, minimum_size=1_000)],
        exception_handlers={
            HTTPException: partial(_no_page, site),
            StorageError: partial(_failed, site, 503),
            Exception: partial(_failed, site, 500),
        },
    )
    app.router.redirect_slashes = False
    return SecureHeaders(app)


def _front_door(site: Site, request: Request) -> Response:
    headers = {"Vary": "Accept-Language", "Cache-Control": "public, max-age=300"}
    return RedirectResponse(f"/{site.language_of(request)}/", 302, headers)


def _inside(site: Site, request: Request) -> Response:
    return RedirectResponse(f"{site.visit(request).base}/", 301)


def _style(site: Site, request: Request) -> Response:
    return answer(request, site.style, "text/css; charset=utf-8", FILE_SECONDS)


def _icon(request: Request) -> Response:
    return answer(request, (FOLDER / "static" / "icon.svg").read_bytes(), "image/svg+xml", FILE_SECONDS)


def _no_page(site: Site, request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    response = site.error(request, status)
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response


def _failed(site: Site, status: int, request: Request, error: Exception) -> Response:
    if isinstance(error, StorageError):
        log.warning("%s could not be shown: %s", _without_secret(request.url.path), error)
    return site.error(request, status)


def _without_secret(path: str) -> str:
    """Return an address as it may stand in the log: who has a link of a mail may use it."""
    place = path.split("/")[1]
    return f"/{place}/…" if place in _SECRET else path
