"""JSON opened: the text of a document read, or a verdict on what came in its place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from domain.errors import ParseError
from domain.source import Verdict
from monitors.parsers.encoding import decode
from monitors.parsers.prolog import refuse_binary

if TYPE_CHECKING:
    from domain.fetching import Fetched
    from domain.source import Source


def load_json(fetched: Fetched, source: Source) -> object:
    """Return what a JSON document holds.

    Raises:
        ParseError: it is no JSON (NOT_A_FEED); the line says what it is instead.
    """
    refuse_binary(fetched.body, source.id)
    text = decode(fetched.body, fetched.headers.get("content-type", ""), source.encoding)
    try:
        document: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        detail = f"not a feed: {_name_of(text)}"
        raise ParseError(source.id, Verdict.NOT_A_FEED, detail) from error
    return document


def _name_of(text: str) -> str:
    beginning = text.lstrip()[:200].lower()
    if beginning.startswith("<"):
        return "a web page" if "<html" in beginning or "<!doctype html" in beginning else "XML, not JSON"
    return "JSON that is broken or cut off" if beginning.startswith(("{", "[")) else "plain text"
