"""What one request says to a server, and what is left of it after a redirect. Pure.

A POST is a question to an interface that is asked that way. Redirected with 301, 302 or 303 it becomes a GET, as
browsers do it (Fetch Standard, section 4.4); with 307 and 308 it stays a POST, but only within its host: a body meant
for one server is not handed to another. Headers that a source declares stay with its host too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from domain.source import Verdict
from monitors.decompress import ACCEPTED
from monitors.failures import ExchangeFailed, RedirectRefused

if TYPE_CHECKING:
    from domain.fetching import FetchRequest

WANTED = (
    "application/rss+xml, application/atom+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.9, */*;q=0.5"
)
"""The Accept header: some servers hold several forms under one address."""

METHODS = frozenset({"GET", "POST"})
KEEP_METHOD = frozenset({307, 308})

OURS = frozenset(
    {
        *("accept", "accept-encoding", "authorization", "connection", "content-length", "cookie", "expect", "host"),
        *("if-modified-since", "if-none-match", "keep-alive", "proxy-authorization", "proxy-connection", "range", "te"),
        *("trailer", "transfer-encoding", "upgrade", "user-agent"),
    }
)
"""Headers that no source may declare: they are the product's own, steer the connection, or would log somebody in,
which we do nowhere."""

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,60}")
_VALUE = re.compile(r"[\x20-\x7e]{0,500}")


@dataclass(frozen=True, slots=True)
class Ask:
    """One document wanted.

    Attributes:
        headers: those of the product. declared: those of the source, as its catalogue entry has them.
        limit: most bytes of the document.
        proxy: address of the proxy to go through; empty = none.
        for_robots: whether it is a robots.txt, which obeys none itself, is cut at the limit and speaks by its status.
    """

    url: str
    headers: tuple[tuple[bytes, bytes], ...]
    limit: int
    method: str = "GET"
    body: bytes = b""
    declared: tuple[tuple[bytes, bytes], ...] = ()
    proxy: str = ""
    for_robots: bool = False


def ask_for(request: FetchRequest, user_agent: str, limit: int) -> Ask:
    """Return what to ask a server for.

    Args:
        request: what a source wants.
        user_agent: of the product, sent where the request brings none.
        limit: most bytes of the document.

    Raises:
        ExchangeFailed: the source declares a method, header or proxy that is not ours to use.
    """
    _check(request)
    return Ask(
        url=request.url,
        headers=own_headers(request, user_agent),
        limit=limit,
        method=request.method,
        body=request.body if request.method == "POST" else b"",
        declared=tuple((name.encode(), value.encode()) for name, value in request.headers),
        proxy=request.proxy,
    )


def own_headers(request: FetchRequest, user_agent: str) -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers that the product itself sends; validators go with GET only (RFC 9110, section 13.1)."""
    headers = [
        (b"User-Agent", (request.user_agent or user_agent).encode()),
        (b"Accept", (request.accept or WANTED).encode()),
        (b"Accept-Encoding", ACCEPTED.encode()),
    ]
    if request.method == "GET" and request.etag is not None:
        headers.append((b"If-None-Match", request.etag.encode("latin-1", "replace")))
    if request.method == "GET" and request.last_modified is not None:
        headers.append((b"If-Modified-Since", request.last_modified.encode("latin-1", "replace")))
    return tuple(headers)


def after_redirect(ask: Ask, status: int, here: str, there: str) -> Ask:
    """Return what to ask at the address a redirect leads to.

    Raises:
        RedirectRefused: a POST is to be repeated at another host.
    """
    same_host = _bare_host(here) == _bare_host(there)
    if ask.method == "POST" and status in KEEP_METHOD:
        if not same_host:
            words = "redirects a request with a body to another host, which is not what the body is meant for"
            raise RedirectRefused(Verdict.REFUSED_ADDRESS, words)
        return ask
    declared = ask.declared if same_host else ()
    if ask.method == "POST":
        declared = tuple(each for each in declared if not each[0].lower().startswith(b"content-"))
    return replace(ask, method="GET", body=b"", declared=declared)


def _check(request: FetchRequest) -> None:
    if request.method not in METHODS:
        raise ExchangeFailed(Verdict.UNREACHABLE, f"not asked: the method {request.method[:20]!r} is none of ours")
    for name, value in request.headers:
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value) or name.lower() in OURS:
            raise ExchangeFailed(Verdict.UNREACHABLE, f"not asked: a source may not declare the header {name[:60]!r}")
    if request.proxy and not _is_proxy(request.proxy):
        raise ExchangeFailed(Verdict.UNREACHABLE, "not asked: the proxy is no http or https address with a host")


def _is_proxy(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    named = bool(parts.hostname) and "@" not in parts.netloc and port != 0
    return named and parts.scheme in {"http", "https"}


def _bare_host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
