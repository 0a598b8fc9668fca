"""Where one request may lead: pure rules of web addresses and redirects."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from domain.source import Verdict
from monitors.failures import ExchangeFailed, RedirectRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_REDIRECTS = 5
"""Redirects followed for one document; RFC 9309 asks for at least five when reading robots.txt."""

LONGEST_SHOWN = 160
"""Characters of an address that a line for the operator repeats."""

DEFAULT_PORTS = {"http": 80, "https": 443}


def check_scheme(url: str) -> None:
    """Accept an http or https address with a host.

    Raises:
        ExchangeFailed: (REFUSED_ADDRESS) anything else.
    """
    parts = _split(url)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise ExchangeFailed(Verdict.REFUSED_ADDRESS, "the address is not one of http or https with a host name")


def next_hop(trail: Sequence[str], location: str, *, sets_cookie: bool) -> str:
    """Return the address a redirect leads to, without fragment and without user name or password.

    From https to http only within one host (with or without ``www.``): that is the publisher's own doing, while
    another host could be anybody on the way.

    Args:
        trail: addresses asked so far, the redirecting one last.
        location: the ``Location`` header, one character per byte (Latin-1).
        sets_cookie: whether the redirect came with a cookie; we keep none, so a circle then is a cookie wall.

    Raises:
        RedirectRefused: it leads in a circle, too far, to another scheme or to an unsafe place.
    """
    target = without_credentials(_joined(trail[-1], _as_text(location).strip()))
    here, there = _split(trail[-1]), _split(target)
    if there.scheme not in DEFAULT_PORTS or not there.hostname:
        raise RedirectRefused(Verdict.REFUSED_ADDRESS, "redirects to something that is not an http or https address")
    if here.scheme == "https" and there.scheme == "http" and _bare_host(here) != _bare_host(there):
        raise RedirectRefused(Verdict.REFUSED_ADDRESS, f"redirects from https to plain http at {shown(target)}")
    if target in trail and sets_cookie:
        raise RedirectRefused(
            Verdict.BLOCKED, "answers only who keeps its cookies, and redirects in a circle otherwise"
        )
    if target in trail:
        raise RedirectRefused(Verdict.SERVER_ERROR, f"redirects in a circle at {shown(target)}")
    if len(trail) > MOST_REDIRECTS:
        raise RedirectRefused(Verdict.SERVER_ERROR, f"redirects more than {MOST_REDIRECTS} times")
    return target


def shown(url: str) -> str:
    """Return what a line for the operator may repeat of an address: scheme, host and path.

    The query may hold keys, the user part passwords.
    """
    parts = _split(url)
    text = urlunsplit((parts.scheme, _authority(parts), parts.path, "", ""))
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def origin(url: str) -> str:
    """Return scheme, host and port, the part of an address for which one robots.txt speaks."""
    parts = _split(url)
    return f"{parts.scheme}://{_authority(parts)}"


def host_key(url: str) -> str:
    """Return the name under which requests to one host queue: http and https of a host share one queue."""
    parts = _split(url)
    port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    host = parts.hostname or ""
    return host if port in DEFAULT_PORTS.values() else f"{host}:{port}"


def without_credentials(url: str) -> str:
    """Return the address without user name, password and fragment."""
    parts = _split(url)
    return urlunsplit((parts.scheme, _authority(parts), parts.path, parts.query, ""))


def _bare_host(parts: SplitResult) -> str:
    return (parts.hostname or "").removeprefix("www.")


def _authority(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2]


def _as_text(location: str) -> str:
    """Read the bytes as UTF-8, in which servers write non-ASCII addresses where they should have escaped them."""
    try:
        return location.encode("latin-1").decode()
    except UnicodeError:
        return location


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError as error:
        raise RedirectRefused(Verdict.REFUSED_ADDRESS, "redirects to an address that cannot be read") from error


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # read only now, and only now found to be no number
    except ValueError as error:
        raise RedirectRefused(Verdict.REFUSED_ADDRESS, "the address cannot be read") from error
    return parts
