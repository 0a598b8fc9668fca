"""What links in mails lead to; opening one changes nothing, as programs that read mail follow links themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.answers import HTML
from web.site import Site, Visit

if TYPE_CHECKING:
    from starlette.requests import Request

    from domain.subscriber import Subscriber
    from web.parts import MailActs


def unsubscribe(site: Site, request: Request) -> Response:
    """Ask, or with POST end the mail (RFC 8058: the mail program posts without asking); repeated it says the same."""
    acts, token = _acts(site), request.path_params["token"]
    is_done = request.method == "POST"
    return _page(site, request, acts.unsubscribe(token) if is_done else acts.holder_of(token), "stop", is_done=is_done)


def confirm(site: Site, request: Request) -> Response:
    """Ask, or with POST begin the mail whose code this is."""
    acts, code = _acts(site), request.path_params["code"]
    is_done = request.method == "POST"
    return _page(site, request, acts.confirm(code) if is_done else acts.waits_for(code), "begin", is_done=is_done)


def _acts(site: Site) -> MailActs:
    if site.parts.mail is None:
        raise HTTPException(404)
    return site.parts.mail


def _page(site: Site, request: Request, reader: Subscriber | None, act: str, *, is_done: bool) -> Response:
    if reader is None:
        raise HTTPException(404)
    visit = Visit(request, site.parts.readers[reader.language], "/")
    body = site.render(visit, "mailing.html", act=act, is_done=is_done, action=request.url.path)
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    return Response(body, headers=headers, media_type=HTML)
