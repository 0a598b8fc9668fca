"""One poll, one way through.

::

    source due             WatchedSource
      | fetch              -> Fetched | NotModified          several sources at once, limited per host
      ---------------------- from here one source at a time --------------------------------------
      | parse              -> RawEntry                       by source kind
      | normalise          -> Entry
      | (what is known: entry keys, open developments, subscribers)
      | dedupe             -> Sifted                         new stories, new entries, edits
      | match              -> JudgedStory                    those with little text are put into the lead queue
      | group              -> DevelopmentChange
      | plan               -> PollOutcome                    every row to write, alerts included
      | record             one transaction                   alerts are rows before they are messages

A source's failure is its own: it becomes state on that source and the cycle goes on. Only a database that cannot
be written ends a cycle. Two sources that report one event must not each open a development, so everything after
``fetch`` is done for one source at a time; the database's write lock says the same to a poll made by hand.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domain.errors import ParseError, SourceError, StorageError
from domain.fetching import NotModified
from domain.source import Verdict
from domain.story import JudgedStory
from monitors import plan
from monitors.dedupe import dedupe, story_of
from monitors.lead_plan import may_have_lead
from monitors.normalise import normalise
from monitors.parsers import parser_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from domain.fetching import Fetched
    from domain.outcome import PollOutcome
    from domain.ports import Fetcher, UnitOfWork
    from domain.source import WatchedSource
    from domain.story import Sifted, Story, StoryId
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
    if plan.is_own_outage(outcomes, watched):
        log.warning("none of %d sources can be reached: probably our own network; asking again soon", len(watched))
        outcomes = await asyncio.to_thread(_forgive, parts, outcomes, watched)
    return outcomes


async def poll_source(parts: PollParts, watched: WatchedSource) -> PollOutcome:
    """Poll one source and return what was recorded; its own failures are recorded, never raised."""
    try:
        outcome = await _attempt(parts, watched)
    except SourceError as error:
        async with parts.one_at_a_time:
            outcome = await asyncio.to_thread(_give_up, parts, watched, error)
    _report(outcome)
    return outcome


async def _attempt(parts: PollParts, watched: WatchedSource) -> PollOutcome:
    """Poll the source; whatever is wrong with it, or with our handling of it, becomes a SourceError."""
    try:
        answer = await parts.fetcher.fetch(plan.request_for(watched, parts.judging.clock.now()))
        async with parts.one_at_a_time:
            return await asyncio.to_thread(_take_in, parts, watched, answer)
    except (SourceError, StorageError):
        raise
    except Exception as error:
        # One of the three places that catch everything (architecture: errors): one source never stops the cycle.
        log.exception("%s: a fault of ours while polling", watched.source.id)
        detail = f"could not be polled through a fault of ours ({type(error).__name__}); the log has more"
        raise ParseError(watched.source.id, Verdict.BROKEN, detail) from error


def _take_in(parts: PollParts, watched: WatchedSource, answer: Fetched | NotModified) -> PollOutcome:
    """Everything after ``fetch``, in one transaction."""
    now = parts.judging.clock.now()
    if isinstance(answer, NotModified) or plan.is_unchanged(watched, answer):
        return _record(parts, plan.unchanged(watched, answer, now, parts.jitter()))
    return _read(parts, watched, answer, now)


def _read(parts: PollParts, watched: WatchedSource, answer: Fetched, now: datetime) -> PollOutcome:
    source = watched.source
    entries = normalise(parser_for(source)(answer, source), source, answer.url, now)
    if not entries:
        raise ParseError(source.id, Verdict.EMPTY, "no item has a title or a text")
    with parts.judging.open_unit_of_work(writes=not parts.dry_run) as work:
        watched = work.sources.find(source.id) or watched
        sifted = dedupe(entries, work.stories.known(source.id, entries), source)
        judged = tuple(_judge(parts, story) for story in _to_judge(sifted, watched))
        changes = parts.judging.changes_of(judged, work, now)
        found = plan.Read(entries, sifted, judged, changes, _awaited(parts, judged, watched, now))
        outcome = plan.read(
            watched, answer, found, work.subscribers.list_active(), parts.judging.rules, now, parts.jitter()
        )
        return _write(parts, outcome, work)


def _to_judge(sifted: Sifted, watched: WatchedSource) -> list[Story]:
    edited = [story_of(each.entry, watched.source, each.story_id) for each in sifted.edited if each.rejudge]
    return [*sifted.stories, *edited]


def _judge(parts: PollParts, story: Story) -> JudgedStory:
    return JudgedStory(story, parts.judging.matcher.match(parts.judging.item_of(story)))


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
    return _record(parts, plan.failed(watched, error, parts.judging.clock.now(), parts.jitter()))


def _forgive(parts: PollParts, outcomes: Sequence[PollOutcome], watched: Sequence[WatchedSource]) -> list[PollOutcome]:
    now = parts.judging.clock.now()
    pairs = zip(outcomes, watched, strict=True)
    return [_record(parts, plan.forgiven(outcome, each, now, parts.jitter())) for outcome, each in pairs]


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
