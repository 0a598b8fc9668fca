"""One poll, one way through.

::

    source due             WatchedSource
      | fetch              -> Reading | NotModified          several sources at once, limited per host;
      |                                                      one document after the other along the kind's route
      ---------------------- from here one source at a time --------------------------------------
      | parse              -> RawEntry                       each document, by source kind
      | normalise          -> Entry                          of all documents together
      | (what is known: entry keys, open developments, subscribers)
      | dedupe             -> Sifted                         new stories, new entries, edits
      | match              -> JudgedStory                    those with little text are put into the lead queue
      | group              -> DevelopmentChange
      | plan               -> PollOutcome                    every row to write, alerts included
      | record             one transaction                   alerts are rows before they are messages

A source's failure is its own: it becomes state on that source and the cycle goes on. Where a news search is declared
to stand in for a source that refuses us, a poll that failed takes the same way once more with what the search finds.
Only a database that cannot be written ends a cycle. Two sources that report one event must not each open a
development, so everything after ``fetch`` is done for one source at a time; the database's write lock says the same to
a poll made by hand.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domain.errors import ParseError, SourceError, StorageError
from domain.fetching import NotModified
from domain.source import Verdict
from monitors import plan
from monitors.cover import cover_of, covered, covering_items
from monitors.dedupe import dedupe, story_of
from monitors.fallback import stands_in
from monitors.items import items_of
from monitors.lead_plan import may_have_lead
from monitors.outage import settle_outage
from monitors.parsers.hints import asked_wait
from monitors.walk import reach_of_poll, walk

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from domain.outcome import PollOutcome
    from domain.ports import Fetcher
    from domain.reading import Reading
    from domain.source import WatchedSource
    from domain.story import JudgedStory, Sifted, Story, StoryId
    from domain.unit_of_work import UnitOfWork
    from monitors.items import Items
    from monitors.judging import JudgingParts

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PollParts:
    """All that a poll needs of the outside.

    Attributes:
        jitter: factor around 1.0 for each wait.
        dry_run: decide everything, write nothing.
    """

    fetcher: Fetcher
    judging: JudgingParts
    jitter: Callable[[], float]
    dry_run: bool = False
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)


async def poll_sources(
    parts: PollParts, watched: Sequence[WatchedSource], done: Callable[[PollOutcome], None] = lambda _: None
) -> list[PollOutcome]:
    """Poll the sources side by side and return their outcomes in the order given.

    Args:
        parts: what a poll needs.
        watched: the sources.
        done: called with each outcome as it is recorded, for progress.

    Raises:
        StorageError: the database cannot be written; polls not yet recorded are given up, nothing is lost.
    """

    async def one(source: WatchedSource) -> PollOutcome:
        outcome = await poll_source(parts, source)
        done(outcome)
        return outcome

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(source)) for source in watched]
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from errors
    outcomes = [task.result() for task in tasks]
    return await asyncio.to_thread(settle_outage, parts.judging, parts.jitter, outcomes, watched, dry_run=parts.dry_run)


async def poll_source(parts: PollParts, watched: WatchedSource) -> PollOutcome:
    """Poll one source and return what was recorded; its own failures are recorded, never raised."""
    try:
        outcome = await _attempt(watched, _poll(parts, watched))
    except SourceError as error:
        outcome = await _after_failure(parts, watched, error)
    _report(outcome)
    return outcome


async def _attempt(watched: WatchedSource, polling: Awaitable[PollOutcome]) -> PollOutcome:
    """Poll the source; whatever is wrong with it, or with our handling of it, becomes a SourceError."""
    try:
        return await polling
    except (SourceError, StorageError):
        raise
    except Exception as error:
        # One of the three places that catch everything (architecture: errors): one source never stops the cycle.
        log.exception("%s: a fault of ours while polling", watched.source.id)
        detail = f"could not be polled through a fault of ours ({type(error).__name__}); the log has more"
        raise ParseError(watched.source.id, Verdict.BROKEN, detail) from error


async def _poll(parts: PollParts, watched: WatchedSource) -> PollOutcome:
    found = await walk(parts.fetcher, parts.judging.clock, watched, reach_of_poll(watched))
    async with parts.one_at_a_time:
        return await asyncio.to_thread(_take_in, parts, watched, found)


async def _after_failure(parts: PollParts, watched: WatchedSource, error: SourceError) -> PollOutcome:
    """Record a failure; where a news search stands in for the source, with what it finds."""
    if stands_in(watched, error.verdict):
        try:
            return await _attempt(watched, _cover(parts, watched, error))
        except SourceError as trouble:
            log.info("%s: the search that stands in has failed too: %s", watched.source.id, trouble.detail)
    async with parts.one_at_a_time:
        return await asyncio.to_thread(_give_up, parts, watched, error)


async def _cover(parts: PollParts, watched: WatchedSource, error: SourceError) -> PollOutcome:
    cover = cover_of(watched)
    found = await walk(parts.fetcher, parts.judging.clock, cover, reach_of_poll(cover))
    async with parts.one_at_a_time:
        return await asyncio.to_thread(_take_in_cover, parts, watched, found, error)


def _take_in(parts: PollParts, watched: WatchedSource, found: Reading | NotModified) -> PollOutcome:
    """Everything after ``fetch``, in one transaction."""
    now = parts.judging.clock.now()
    answer = found if isinstance(found, NotModified) else found.answer
    if isinstance(found, NotModified) or plan.is_unchanged(watched, answer):
        return _record(parts, plan.unchanged(watched, answer, now, parts.jitter()))
    items = items_of(found, watched.source, now)
    with parts.judging.open_unit_of_work(writes=not parts.dry_run) as work:
        watched = work.sources.find(watched.source.id) or watched
        return _write(parts, _read(parts, watched, found, items, work, now), work)


def _take_in_cover(
    parts: PollParts, watched: WatchedSource, found: Reading | NotModified, error: SourceError
) -> PollOutcome:
    """Everything after ``fetch`` where a news search stands in, in one transaction."""
    now = parts.judging.clock.now()
    if isinstance(found, NotModified):
        return _give_up(parts, watched, error)
    items = covering_items(found, watched.source, now)
    with parts.judging.open_unit_of_work(writes=not parts.dry_run) as work:
        watched = work.sources.find(watched.source.id) or watched
        failed = _failed(parts, watched, error, work, now)
        return _write(parts, covered(failed, _read(parts, watched, found, items, work, now), error, now), work)


def _read(
    parts: PollParts, watched: WatchedSource, reading: Reading, items: Items, work: UnitOfWork, now: datetime
) -> PollOutcome:
    source, entries = watched.source, items.entries
    sifted = dedupe(entries, work.stories.known(source.id, entries), source)
    judged = tuple(_judge(parts, story) for story in _to_judge(sifted, watched))
    changes = parts.judging.changes_of(judged, work, now)
    awaited = _awaited(parts, judged, watched, now)
    asked = asked_wait(reading.documents, source)
    found = plan.Read(entries, sifted, judged, changes, awaited, reading.cursor, items.remark, asked)
    subscribers = work.subscribers.list_told(now)
    return plan.read(watched, reading.answer, found, subscribers, parts.judging.rules, now, parts.jitter())


def _to_judge(sifted: Sifted, watched: WatchedSource) -> list[Story]:
    edited = [story_of(each.entry, watched.source, each.story_id) for each in sifted.edited if each.rejudge]
    return [*sifted.stories, *edited]


def _judge(parts: PollParts, story: Story) -> JudgedStory:
    return parts.judging.judged(story, parts.judging.item_of(story))


def _awaited(
    parts: PollParts, judged: Sequence[JudgedStory], watched: WatchedSource, now: datetime
) -> frozenset[StoryId]:
    """Return the stories whose lead would make them relevant, or sharpen what is known of them."""
    return frozenset(
        each.story.id
        for each in judged
        if may_have_lead(each.story, watched, parts.judging.rules, now)
        and (each.judgement.relevant or parts.judging.matcher.wants_lead(parts.judging.item_of(each.story)))
    )


def _give_up(parts: PollParts, watched: WatchedSource, error: SourceError) -> PollOutcome:
    with parts.judging.open_unit_of_work(writes=not parts.dry_run) as work:
        return _write(parts, _failed(parts, watched, error, work, parts.judging.clock.now()), work)


def _failed(
    parts: PollParts, watched: WatchedSource, error: SourceError, work: UnitOfWork, now: datetime
) -> PollOutcome:
    neighbours = plan.on_same_host(watched, work.sources.list_all())
    return plan.failed(watched, error, now, parts.jitter(), neighbours)


def _record(parts: PollParts, outcome: PollOutcome) -> PollOutcome:
    if parts.dry_run:
        return outcome
    with parts.judging.open_unit_of_work() as work:
        return _write(parts, outcome, work)


def _write(parts: PollParts, outcome: PollOutcome, work: UnitOfWork) -> PollOutcome:
    if not parts.dry_run:
        work.record(outcome, parts.judging.matcher.version)
        work.commit()
    return outcome


def _report(outcome: PollOutcome) -> None:
    """One log line per poll."""
    record = outcome.record
    log.info(
        "polled %s: %s, %d entries, %d new, %d developments, %d alerts, %.2f s%s",
        record.source_id,
        record.verdict,
        record.entries,
        record.new_entries,
        len(outcome.opened),
        len(outcome.messages),
        record.duration,
        f" ({record.detail})" if record.detail else "",
    )
