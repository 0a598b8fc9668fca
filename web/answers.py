"""Answers: bodies with their validators, so that who has them already is told so and nothing more."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.requests import Request

PAGE_SECONDS, FEED_SECONDS, FILE_SECONDS = 60, 300, 31_536_000
"""How long an answer may be taken from a cache: pages, feeds, and files whose address holds their hash."""

HTML = "text/html; charset=utf-8"


def answer(request: Request, body: bytes, media_type: str, seconds: int = PAGE_SECONDS) -> Response:
    """Return the body with its entity tag, or 304 to who has it."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return _unchanged(request, tag, seconds) or Response(body, media_type=media_type, headers=_validators(tag, seconds))


def unchanged_since(request: Request, version: str, seconds: int) -> Response | None:
    """Return 304 to who has this version of an answer that is not held in memory, else None."""
    return _unchanged(request, version_tag(version), seconds)


def version_tag(version: str) -> str:
    """Return a weak entity tag: same content, perhaps not the same bytes."""
    return f'W/"{hashlib.sha256(version.encode()).hexdigest()[:32]}"'


def _unchanged(request: Request, tag: str, seconds: int) -> Response | None:
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if tag.removeprefix("W/") not in known and "*" not in known:
        return None
    return Response(status_code=304, headers=_validators(tag, seconds))


def _validators(tag: str, seconds: int) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": f"public, max-age={seconds}"}
