"""One turn of the lead queue, one way through.

::

    lead queue             AwaitedLead                       of relevant stories first, a few for each host
      | fetch              -> Fetched                        several at once, through the same door as feeds
      ---------------------- from here one story at a time ----------------------------------------
      | extract            -> text                           the article's first paragraphs
      | match again        -> JudgedStory                    with the text beside title and summary
      | group              -> DevelopmentChange              where the text makes the story relevant
      | plan               -> Rejudgement, Lead
      | record             one transaction                   alerts that waited for the lead become due

An attempt is counted before it is made: a page that ends the process is asked for twice, not for ever, and two
processes beside each other do not ask for the same one.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from domain.errors import SourceError
from domain.fetching import Fetched, NotModified
from domain.lead import AwaitedLead, LeadState
from domain.outcome import Rejudgement
from monitors import lead_plan, plan
from monitors.lead_text import lead_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from domain.lead import Lead
    from domain.match import Item
    from domain.ports import Fetcher
    from domain.source import SourceId
    from domain.unit_of_work import UnitOfWork
    from monitors.judging import JudgingParts

log = logging.getLogger(__name__)

LOOKED_AT = 500
"""Waiting leads among which a batch is chosen, so that many of one host do not hide the others."""


@dataclass(frozen=True, slots=True)
class LeadParts:
    """All that reading leads needs of the outside; as for a poll."""

    fetcher: Fetcher
    judging: JudgingParts
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True)
class LeadOutcome:
    """What one lead came to."""

    lead: Lead
    changes: Rejudgement


async def read_leads(parts: LeadParts, sources: Collection[SourceId] | None = None) -> list[LeadOutcome]:
    """Read the next batch of leads and return their outcomes.

    Args:
        parts: what it needs.
        sources: only stories that these brought, None = of all.

    Raises:
        StorageError: the database cannot be written; leads not yet recorded are read another time.
    """
    batch = await asyncio.to_thread(_claim, parts, sources)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_read_lead(parts, awaited)) for awaited in batch]
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from errors
    return [outcome for task in tasks if (outcome := task.result()) is not None]


def with_lead(item: Item, text: str) -> Item:
    """Return a story's item with its lead as text."""
    return replace(item, text=text)


def _claim(parts: LeadParts, sources: Collection[SourceId] | None) -> list[AwaitedLead]:
    """Choose the next batch and count its attempts; what must not be asked for ends here."""
    now = parts.judging.clock.now()
    with parts.judging.open_unit_of_work(writes=False) as work:
        if not _waiting(work, now, sources):
            return []
    with parts.judging.open_unit_of_work() as work:
        waiting = _waiting(work, now, sources)
        refused = {each.lead.story_id: refusal for each in waiting if (refusal := lead_plan.refusal(each))}
        for lead in refused.values():
            _end(lead, work, now)
        batch = lead_plan.next_batch([each for each in waiting if each.lead.story_id not in refused])
        work.leads.mark_tried([each.lead.story_id for each in batch], now)
        work.commit()
    return batch


def _waiting(work: UnitOfWork, now: datetime, sources: Collection[SourceId] | None) -> Sequence[AwaitedLead]:
    waiting = work.leads.list_waiting(now - lead_plan.REST, LOOKED_AT)
    return [each for each in waiting if sources is None or each.story.source_id in sources]


async def _read_lead(parts: LeadParts, awaited: AwaitedLead) -> LeadOutcome | None:
    """Read one lead; a page that cannot be had is recorded, never raised."""
    answer: Fetched | NotModified | SourceError
    try:
        answer = await parts.fetcher.fetch(lead_plan.request_for_page(awaited))
    except SourceError as error:
        answer = error
    async with parts.one_at_a_time:
        outcome = await asyncio.to_thread(_take_in, parts, awaited, answer)
    if outcome is not None:
        _report(outcome, awaited)
    return outcome


def _take_in(parts: LeadParts, awaited: AwaitedLead, answer: Fetched | NotModified | SourceError) -> LeadOutcome | None:
    """Everything after ``fetch``; nothing where another process was quicker."""
    text = _text_of(awaited, answer)
    now = parts.judging.clock.now()
    with parts.judging.open_unit_of_work() as work:
        current = work.leads.find(awaited.lead.story_id)
        if current is None or current.lead.state is not LeadState.WAITING:
            return None
        if isinstance(answer, SourceError):
            outcome = LeadOutcome(lead_plan.lead_not_had(current.lead, answer), Rejudgement(now))
        else:
            lead = lead_plan.lead_read(current.lead, text)
            outcome = LeadOutcome(lead, _judge_again(parts, current, text, work, now))
        work.record_again(outcome.changes, parts.judging.matcher.version)
        _end(outcome.lead, work, now)
        work.commit()
    return outcome


def _text_of(awaited: AwaitedLead, answer: Fetched | NotModified | SourceError) -> str:
    if not isinstance(answer, Fetched):
        return ""
    return lead_text(answer, awaited.story.title, awaited.source.source.encoding)


def _judge_again(parts: LeadParts, awaited: AwaitedLead, text: str, work: UnitOfWork, now: datetime) -> Rejudgement:
    """Judge the story with its lead; what it told without one, it goes on telling."""
    story = awaited.story
    if not text:
        return Rejudgement(now)
    judged = parts.judging.judged(story, with_lead(parts.judging.item_of(story), text))
    if awaited.told and not judged.judgement.relevant:
        return Rejudgement(now)
    if awaited.told:
        return Rejudgement(now, judged=(judged,))
    changes = parts.judging.changes_of([judged], work, now)
    silent = lead_plan.is_baseline(story, awaited.source)
    told = plan.tell(changes, () if silent else work.subscribers.list_told(now), parts.judging.rules, now)
    return Rejudgement(now, (judged,), told.opened, told.confirmed, told.messages)


def _end(lead: Lead, work: UnitOfWork, now: datetime) -> None:
    """Store what became of a lead; alerts wait for the first attempt, not for a second one."""
    work.leads.save(lead)
    work.outbox.release(lead.story_id, now)


def _report(outcome: LeadOutcome, awaited: AwaitedLead) -> None:
    """One log line per lead."""
    lead, changes = outcome.lead, outcome.changes
    log.info(
        "lead of %s (%s): %s, %d characters, %d developments, %d alerts%s",
        lead.story_id,
        awaited.story.source_id,
        lead.state,
        len(lead.text),
        len(changes.opened),
        len(changes.messages),
        f" ({lead.detail})" if lead.detail else "",
    )
