"""The route of interfaces: the newest page of answers, then the pages before it as far as is wanted."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from domain.reading import Route
from monitors.parsers.api import parse_api
from monitors.plan import request_for
from monitors.routes.reached import adds, entries_of, goes_back_to
from monitors.routes.requests import request_to

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from domain.fetching import Fetched, FetchRequest
    from domain.reading import Reach
    from domain.source import Source, WatchedSource

ANSWERS = "application/json, */*;q=0.1"
"""The Accept header of an interface."""

MORE_FROM = 2
"""Number of the page before the first one, as most interfaces count."""


@dataclass(frozen=True, slots=True)
class ApiQuestion:
    """How an interface is asked; ``config/source_options`` checked it when it was loaded.

    Attributes:
        body: what a POST sends, as JSON; None = nothing.
        counter: where the number of a page stands: parameter of the address, or dotted place in the body of a POST;
            empty = there is one page only.
        more_from, more_step: number of the first further page (or its first item), and what it grows by.
    """

    method: str
    body: Mapping[str, object] | None
    headers: tuple[tuple[str, str], ...]
    counter: str
    more_from: int
    more_step: int


def api_question_of(source: Source) -> ApiQuestion:
    """Return how a source is asked."""
    options = source.options
    body, headers = options.get("body"), options.get("headers")
    first, step = options.get("more_from"), options.get("more_step")
    return ApiQuestion(
        method=str(options.get("method") or "GET"),
        body=body if isinstance(body, dict) else None,
        headers=tuple((str(name), str(value)) for name, value in headers.items()) if isinstance(headers, dict) else (),
        counter=str(options.get("counter") or ""),
        more_from=first if isinstance(first, int) else MORE_FROM,
        more_step=step if isinstance(step, int) else 1,
    )


def api_request(watched: WatchedSource, read: Sequence[Fetched], reach: Reach, now: datetime) -> FetchRequest | None:
    """Return the newest page of answers, or the one before those read; see ``NextRequest``."""
    source, question = watched.source, api_question_of(watched.source)
    if not read:
        return _asked(request_for(watched, now), question, question.body)
    if not question.counter or reach.since is None:
        return None
    entries = entries_of(read[-1], source, parse_api, now)
    if not entries or goes_back_to(entries, reach.since):
        return None
    if len(read) > 1 and not adds(entries, entries_of(read[-2], source, parse_api, now)):
        return None
    number = question.more_from + question.more_step * (len(read) - 1)
    if question.method == "POST" and question.body is not None:
        return _asked(request_to(source, source.url), question, _counted(question.body, question.counter, number))
    return _asked(request_to(source, _numbered(source.url, question.counter, number)), question, question.body)


API_ROUTE = Route(api_request)


def _asked(request: FetchRequest, question: ApiQuestion, body: Mapping[str, object] | None) -> FetchRequest:
    """Return a request with what the interface wants beside an address."""
    headers = question.headers
    if body is not None and not any(name.lower() == "content-type" for name, _ in headers):
        headers = (*headers, ("Content-Type", "application/json"))
    sent = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    return replace(request, method=question.method, body=sent, headers=headers, accept=ANSWERS)


def _counted(body: Mapping[str, object], counter: str, number: int) -> dict[str, object]:
    """Return a body with the number put at its dotted place; objects on the way to it are made where missing."""
    name, _, rest = counter.partition(".")
    inner = body.get(name)
    value = _counted(inner if isinstance(inner, dict) else {}, rest, number) if rest else number
    return {**body, name: value}


def _numbered(url: str, counter: str, number: int) -> str:
    """Return an address with the number as value of a parameter, the others as they are."""
    parts = urlsplit(url)
    pairs = [pair for pair in parts.query.split("&") if pair]
    counted = f"{quote(counter, safe='[]')}={number}"
    others = [counted if unquote(pair.partition("=")[0]) == counter else pair for pair in pairs]
    query = others if counted in others else [*others, counted]
    return parts._replace(query="&".join(query)).geturl()
