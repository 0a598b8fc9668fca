"""What links in mails lead to; opening one changes nothing, as programs that read mail follow links themselves."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from domain.subscriber import SubscriberState
from web.answers import HTML
from web.languages import named
from web.site import Site, Visit

if TYPE_CHECKING:
    from starlette.requests import Request

    from domain.subscriber import Subscriber
    from web.parts import MailActs, Reader

GONE = 410


class Said(StrEnum):
    """What a page says; the template knows the words."""

    ASK_STOP = "ask_stop"
    STOPPED = "stopped"
    ASK_BEGIN = "ask_begin"
    BEGUN = "begun"
    ALREADY = "already"
    """The link has confirmed the address before, and digests come."""
    ENDED = "ended"
    """The link has confirmed the address before, and its reader has ended the digests since."""
    NO_CODE = "no_code"
    NO_MAIL = "no_mail"


def unsubscribe(site: Site, request: Request) -> Response:
    """Ask, or with POST end the mail (RFC 8058: the mail program posts without asking); repeated it says the same."""
    acts, token = _acts(site), request.path_params["token"]
    posted = request.method == "POST"
    reader = acts.unsubscribe(token) if posted else acts.holder_of(token)
    if reader is None:
        return _gone(site, request, Said.NO_MAIL)
    is_over = posted or reader.state is SubscriberState.STOPPED
    return _page(site, request, reader, Said.STOPPED if is_over else Said.ASK_STOP)


def confirm(site: Site, request: Request) -> Response:
    """Ask, or with POST begin the mail whose code this is; a link that has done so says that all is well."""
    acts, code = _acts(site), request.path_params["code"]
    posted = request.method == "POST"
    reader = acts.confirm(code) if posted else acts.waits_for(code)
    if reader is not None:
        return _page(site, request, reader, Said.BEGUN if posted else Said.ASK_BEGIN)
    before = acts.begun_by(code)
    if before is None:
        return _gone(site, request, Said.NO_CODE)
    return _page(site, request, before, Said.ENDED if before.state is SubscriberState.STOPPED else Said.ALREADY)


def _acts(site: Site) -> MailActs:
    if site.parts.mail is None:
        raise HTTPException(404)
    return site.parts.mail


def _page(site: Site, request: Request, reader: Subscriber, said: Said) -> Response:
    return _answer(site, request, [site.parts.readers[reader.language]], said)


def _gone(site: Site, request: Request, said: Said) -> Response:
    """Answer a link of nobody: in the language of the browser, in all of them where it names none of ours."""
    readers = site.parts.readers
    language = named(request.headers.get("accept-language", ""), tuple(readers))
    spoken = [readers[language]] if language is not None else list(readers.values())
    return _answer(site, request, spoken, said, GONE)


def _answer(site: Site, request: Request, readers: list[Reader], said: Said, status: int = 200) -> Response:
    visit = Visit(request, readers[0], "/")
    spoken = [each.texts for each in readers]
    body = site.render(visit, "mailing.html", said=said, spoken=spoken, action=request.url.path)
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    return Response(body, status, headers, HTML)
