"""Reading the past of sources, document by document, and going on where a run was broken off.

::

    route                  which document comes next         the same routes as in polls, with a deeper reach
      | fetch              -> Fetched                        several sources at once, one queue per host
      ---------------------- from here one source at a time ---------------------------------------
      | parse, normalise   -> Entry                          those since the day asked for, with a day of their own
      | dedupe, match, group
      | record             one transaction                   found late, nobody told, with the document and the progress

What was read and how far the backfill has come are one transaction, so a process that is killed has lost nothing and
repeats nothing: the next one goes on from the documents that are stored. No state of a source changes; polls beside it
are not disturbed, and both wait in the queue of the host.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from domain.errors import ParseError, SourceError, SourceGone
from domain.past import Backfill
from domain.source import Verdict
from monitors import backfill_plan as past
from monitors.dedupe import dedupe
from monitors.normalise import normalise
from monitors.parsers import parser_for
from monitors.routes import route_for
from monitors.walk import ask, nothing_there, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from domain.entry import Entry
    from domain.fetching import Fetched, FetchRequest
    from domain.ports import Fetcher
    from domain.source import Source, WatchedSource
    from monitors.judging import JudgingParts

log = logging.getLogger(__name__)

MOST_DOCUMENTS = 2_000
"""Most documents of one source in one run: with five seconds between two of them under three hours."""


@dataclass(frozen=True, slots=True)
class PastParts:
    """All that reading the past needs of the outside.

    Attributes:
        since: what was published before is not wanted (UTC).
        most: documents of one source in one run.
    """

    fetcher: Fetcher
    judging: JudgingParts
    since: datetime
    most: int = MOST_DOCUMENTS
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)


async def read_past(
    parts: PastParts, watched: Sequence[WatchedSource], done: Callable[[Backfill], None] = lambda _: None
) -> list[Backfill]:
    """Read the past of sources side by side and return how far each has come.

    Args:
        parts: what it needs. watched: the sources.
        done: called after each document, for progress.

    Raises:
        StorageError: the database cannot be written; what was recorded before stays.
    """
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_read_source(parts, past.unread(each), done)) for each in watched]
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from errors
    return [task.result() for task in tasks]


def forget(parts: PastParts, sources: Sequence[Source]) -> None:
    """Let these sources begin anew."""
    with parts.judging.open_unit_of_work() as work:
        for source in sources:
            work.backfills.forget(past.id_of_source(source))
        work.commit()


async def _read_source(parts: PastParts, watched: WatchedSource, done: Callable[[Backfill], None]) -> Backfill:
    progress, read = await asyncio.to_thread(_begin, parts, watched.source)
    last = progress.position + parts.most
    try:
        while progress.done_at is None and progress.position < last:
            request = await _next(parts, watched, read)
            if request is None:
                return await asyncio.to_thread(_end, parts, progress)
            answer = await _answer(parts, watched.source, request, is_first=not read)
            async with parts.one_at_a_time:
                progress = await asyncio.to_thread(_take_in, parts, watched.source, request, answer, progress)
            read = past.thinned([*read, past.stored(answer, watched.source, len(read))], watched.source)
            done(progress)
    except SourceError as error:
        log.info("%s: the past was read as far as document %d: %s", watched.source.id, progress.position, error.detail)
        return await asyncio.to_thread(_save, parts, replace(progress, detail=error.detail))
    return progress


def _begin(parts: PastParts, source: Source) -> tuple[Backfill, list[Fetched]]:
    """Return how far a source was read before; one that was read to another day begins anew."""
    backfill_id = past.id_of_source(source)
    with parts.judging.open_unit_of_work() as work:
        known = work.backfills.find(backfill_id)
        if known is not None and known.since == parts.since:
            return known, list(work.backfills.steps(backfill_id))
        work.backfills.forget(backfill_id)
        fresh = Backfill(backfill_id, source.id, parts.since, started_at=parts.judging.clock.now())
        work.backfills.save(fresh)
        work.commit()
    return fresh, []


async def _next(parts: PastParts, watched: WatchedSource, read: Sequence[Fetched]) -> FetchRequest | None:
    if read and past.ends_after(watched.source, read[-1]):
        return None
    reach, now = past.reach_back(parts.since), parts.judging.clock.now()
    return await asyncio.to_thread(route_for(watched.source).next_request, watched, read, reach, now)


async def _answer(parts: PastParts, source: Source, request: FetchRequest, *, is_first: bool) -> Fetched:
    """Fetch one document; one that is gone is a gap where the others do not depend on it."""
    try:
        return whole(await ask(parts.fetcher, request), source.id)
    except SourceGone:
        if is_first or not past.may_lack(source):
            raise
        return nothing_there(request)


def _take_in(parts: PastParts, source: Source, request: FetchRequest, answer: Fetched, progress: Backfill) -> Backfill:
    """Everything after ``fetch``, in one transaction."""
    judging, now = parts.judging, parts.judging.clock.now()
    found = () if request.is_hub or answer.is_missing else _entries(source, answer, now)
    taken = past.wanted(found, parts.since, judging.rules)
    with judging.open_unit_of_work() as work:
        sifted = dedupe(taken.entries, work.stories.known(source.id, taken.entries), source)
        judged = tuple(judging.judged(story, judging.item_of(story)) for story in sifted.stories)
        changes = judging.changes_of(judged, work, now)
        moved = past.moved_on(progress, 1, taken)
        step = past.finding(moved, sifted, judged, changes, judging.rules, now)
        step = replace(step, step=past.stored(answer, source, progress.position), keeps=past.keeps(source))
        work.record_past(step, judging.matcher.version)
        work.commit()
    return step.progress


def _entries(source: Source, answer: Fetched, now: datetime) -> Sequence[Entry]:
    """Return what a document holds; an empty one is the end of a list.

    Raises:
        ParseError: it is no document of its kind, and the next one cannot be told from it.
    """
    try:
        return normalise(parser_for(source)(answer, source), source, answer.url, now)
    except ParseError as error:
        if error.verdict is Verdict.EMPTY or past.may_lack(source):
            return ()
        raise


def _end(parts: PastParts, progress: Backfill) -> Backfill:
    return _save(parts, replace(progress, done_at=parts.judging.clock.now(), detail=""))


def _save(parts: PastParts, progress: Backfill) -> Backfill:
    with parts.judging.open_unit_of_work() as work:
        work.backfills.save(progress)
        work.commit()
    return progress
