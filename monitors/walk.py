"""Walks the route of a source: fetches one document after the other until the route, or its reach, is at an end.

The documents of one reading come one at a time and each through the host's queue, so a source with many is no less
polite than one with a single document.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from domain.errors import FetchError, ParseError, SourceGone
from domain.fetching import Fetched, NotModified
from domain.identity import stable_id
from domain.reading import Reach, Reading
from domain.source import Verdict
from monitors.routes import route_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.fetching import FetchRequest
    from domain.ports import Clock, Fetcher
    from domain.reading import Route
    from domain.source import SourceId, WatchedSource

Answer = TypeVar("Answer", Fetched, Reading)

DOCUMENTS_A_POLL = 12
"""Most documents of one poll: with the gap between two requests to a host a minute of its queue; at twenty posts or
items each they span a day of the busiest source."""


def reach_of_poll(watched: WatchedSource) -> Reach:
    """Return how far back a poll goes: to the newest item known, and nowhere in a first poll.

    An item announced for a later day, and one without a date, whose time is that of its poll, must not hide what came
    after the last good poll.
    """
    state = watched.state
    if state.baseline_at is None:
        return Reach(since=None, documents=DOCUMENTS_A_POLL)
    known = [time for time in (state.newest_entry_at, state.last_success_at) if time is not None]
    return Reach(since=min(known, default=None), documents=DOCUMENTS_A_POLL)


async def walk(fetcher: Fetcher, clock: Clock, watched: WatchedSource, reach: Reach) -> Reading | NotModified:
    """Return the documents of a source, or word that they have not changed.

    A document after the first that holds items and cannot be had ends the reading, which keeps what it has.

    Raises:
        FetchError, SourceGone: nothing that holds items can be had. ParseError: the way to it is not found.
    """
    route = route_for(watched.source)
    steps: list[tuple[FetchRequest, Fetched]] = []
    broken_off = ""
    while len(steps) < reach.documents and not broken_off:
        read = [answer for _, answer in steps]
        request = await asyncio.to_thread(route.next_request, watched, read, reach, clock.now())
        if request is None:
            break
        try:
            answer = await ask(fetcher, request)
        except (FetchError, SourceGone) as error:
            if not _documents(steps):
                raise
            broken_off = error.detail
            continue
        if isinstance(answer, NotModified):
            return answer
        steps.append((request, answer))
        if answer.is_missing and not route.passes_gaps:
            break
    return _reading(watched, route, steps, broken_off, is_past=reach.is_past)


async def ask(fetcher: Fetcher, request: FetchRequest) -> Fetched | NotModified:
    """Fetch one document; what may be missing and is, is an answer too."""
    try:
        return await fetcher.fetch(request)
    except SourceGone:
        if not request.may_miss:
            raise
        return nothing_there(request)


def whole(found: Answer | NotModified, source_id: SourceId) -> Answer:
    """Return the answer to a question that named no copy of ours, so that "not modified" is none.

    Raises:
        ParseError: it is that all the same.
    """
    if isinstance(found, NotModified):
        raise ParseError(source_id, Verdict.EMPTY, "answered 'not modified' where the whole document was asked")
    return found


def nothing_there(request: FetchRequest) -> Fetched:
    """Return what stands for a document that is missing."""
    return Fetched(request.source_id, request.url, b"", {}, body_hash="", duration=0.0, is_missing=True)


def _documents(steps: Sequence[tuple[FetchRequest, Fetched]]) -> tuple[Fetched, ...]:
    return tuple(answer for request, answer in steps if not request.is_hub and not answer.is_missing)


def _reading(
    watched: WatchedSource,
    route: Route,
    steps: Sequence[tuple[FetchRequest, Fetched]],
    broken_off: str,
    *,
    is_past: bool,
) -> Reading:
    documents = _documents(steps)
    if not documents:
        detail = f"none of the {len(steps)} documents asked for is there"
        raise ParseError(watched.source.id, Verdict.EMPTY, detail)
    read = [answer for _, answer in steps]
    cursor = watched.state.cursor if is_past else route.cursor_after(watched, read)
    return Reading(documents, _as_one(documents, read), cursor, broken_off)


def _as_one(documents: Sequence[Fetched], read: Sequence[Fetched]) -> Fetched:
    """Return a reading as one answer; validators are true of the whole only where it is one document."""
    if len(read) == 1:
        return documents[0]
    return replace(
        documents[0],
        body=b"",
        body_hash=stable_id("reading", *(document.body_hash for document in documents)),
        duration=sum(answer.duration for answer in read),
        etag=None,
        last_modified=None,
    )
