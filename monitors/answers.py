"""What a status line and its headers say about a source. Pure."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from domain.source import Verdict
from monitors.failures import ExchangeFailed
from monitors.http_dates import read_retry_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WITH_DOCUMENT = frozenset({200, 202, 203})
"""Statuses whose body is the document (202 only if it has one)."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})
BLOCKED = frozenset({401, 403, 429, 451})
GONE = frozenset({404, 410})
MAY_ASK_TO_WAIT = frozenset({429, 503})

NO_CONTENT = 204
NOT_MODIFIED = 304
TOO_MANY_REQUESTS = 429
FIRST_SERVER_ERROR = 500

UNTOLD_WAIT = 300.0
"""Seconds for which a host is left alone that says "too many requests" and not for how long."""


def failure_of(status: int, headers: Mapping[str, str], *, empty: bool) -> ExchangeFailed | None:
    """Return why this answer brought no document, or None if it brought one.

    Args:
        headers: with lower-case names.
        empty: whether the body has no bytes. An accepted (202) request without a document is how some protections
            answer before a puzzle for browsers; an empty 200 is left to the parser.
    """
    if status == NO_CONTENT:
        return ExchangeFailed(Verdict.EMPTY, f"answered {named(status)}")
    if status == HTTPStatus.ACCEPTED and empty:
        return ExchangeFailed(Verdict.BLOCKED, "answered 202 (accepted) without a document, as bot protections do")
    if status in WITH_DOCUMENT:
        return None
    return ExchangeFailed(_verdict_of(status), f"answered {named(status)}", retry_after=_wait_asked(status, headers))


def pause_asked(status: int, headers: Mapping[str, str]) -> float:
    """Return for how many seconds the whole host is to be left alone after this answer; 0 for not at all."""
    asked = _wait_asked(status, headers)
    if asked is None:
        return UNTOLD_WAIT if status == TOO_MANY_REQUESTS else 0.0
    return asked


def plain_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers as text with lower-case names, repeated ones joined by commas.

    Read as Latin-1, which loses no byte: a validator goes back exactly as it came.
    """
    headers: dict[str, str] = {}
    for raw_name, raw_value in raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def named(status: int) -> str:
    """Return a status as number and words: ``403 (forbidden)``."""
    try:
        return f"{status} ({HTTPStatus(status).phrase.lower()})"
    except ValueError:
        return str(status)


def _verdict_of(status: int) -> Verdict:
    if status in BLOCKED:
        return Verdict.BLOCKED
    return Verdict.GONE if status in GONE else Verdict.SERVER_ERROR


def _wait_asked(status: int, headers: Mapping[str, str]) -> float | None:
    if status not in MAY_ASK_TO_WAIT:
        return None
    return read_retry_after(headers.get("retry-after", ""), headers.get("date", ""))
