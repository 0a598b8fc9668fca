"""Reading an archive: items of a file taken in as evidence, lot by lot; a run that was broken off goes on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.identity import stable_id
from domain.lead import Lead, LeadState
from domain.past import ARCHIVE_PREFIX, Backfill, BackfillId
from domain.story import Sifted
from monitors import backfill_plan as past
from monitors.archive import entry_of, publisher_of
from monitors.dedupe import dedupe
from monitors.lead_text import LONGEST
from monitors.leads import with_lead
from monitors.plain_text import one_line, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from domain.entry import Entry, EntryId
    from domain.match import Item
    from domain.past import PastFinding
    from domain.source import Source
    from domain.story import JudgedStory, StoryId
    from domain.unit_of_work import UnitOfWork
    from monitors.judging import JudgingParts

LOT = 200
"""Lines taken in with one transaction: a second at most, so that a poll beside it hardly waits."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An item of the archive with its publisher and its entry."""

    item: Item
    publisher: Source
    entry: Entry


@dataclass(frozen=True, slots=True)
class ArchiveParts:
    """All that reading an archive needs of the outside.

    Attributes:
        sites: the watched sources by the site they publish on.
        since: what was published before is not wanted (UTC).
    """

    judging: JudgingParts
    sites: Mapping[str, Sequence[Source]]
    since: datetime


def begin(parts: ArchiveParts, name: str, content: str, *, again: bool) -> Backfill:
    """Return how far a file was read before.

    Args:
        name: of the file, for people. content: hash of what is in it; a file that was changed is another one.
        again: whether to begin anew.
    """
    backfill_id = BackfillId(stable_id("backfill file", content))
    with parts.judging.open_unit_of_work() as work:
        known = work.backfills.find(backfill_id)
        if known is not None and known.since == parts.since and not again:
            return known
        work.backfills.forget(backfill_id)
        fresh = Backfill(backfill_id, name, parts.since, started_at=parts.judging.clock.now())
        work.backfills.save(fresh)
        work.commit()
    return fresh


def take_in(parts: ArchiveParts, items: Sequence[Item], progress: Backfill, *, lines: int, is_last: bool) -> Backfill:
    """Take in the items of the next lines in one transaction and return how far the file has been read.

    Args:
        items: of lines that can be read. lines: all of the lot, those that cannot be read included.
        is_last: whether the file ends with them.
    """
    judging, now = parts.judging, parts.judging.clock.now()
    taken = [each for item in items if (each := _taken(item, parts, now))]
    entries = [each.entry for each in taken]
    chosen = past.wanted(entries, parts.since, judging.rules)
    moved = past.moved_on(replace(progress, undated=progress.undated + len(items) - len(taken)), lines, chosen)
    if is_last:
        moved = replace(moved, done_at=now)
    with judging.open_unit_of_work() as work:
        step = _found(judging, _by_entry(taken, chosen.entries), moved, work, now)
        work.record_past(step, judging.matcher.version)
        work.commit()
    return step.progress


def _taken(item: Item, parts: ArchiveParts, now: datetime) -> Taken | None:
    publisher = publisher_of(item, parts.sites)
    entry = entry_of(item, publisher, now)
    return None if entry is None else Taken(item, publisher, entry)


def _by_entry(taken: Sequence[Taken], wanted: Sequence[Entry]) -> dict[EntryId, Taken]:
    chosen = {entry.id for entry in wanted}
    found: dict[EntryId, Taken] = {}
    for each in taken:
        if each.entry.id in chosen:
            found.setdefault(each.entry.id, each)
    return found


def _found(
    judging: JudgingParts, taken: Mapping[EntryId, Taken], progress: Backfill, work: UnitOfWork, now: datetime
) -> PastFinding:
    sifted, publishers = _sifted(taken, work)
    texts = {
        carried.story_id: _text(taken[carried.entry.id].item)
        for carried in sifted.carried
        if taken[carried.entry.id].item.text.strip()
    }
    judged = tuple(
        judging.judged(story, with_lead(judging.item_of(story), texts.get(story.id, ""))) for story in sifted.stories
    )
    changes = judging.changes_of(judged, work, now)
    step = past.finding(progress, sifted, judged, changes, judging.rules, now, _leads(texts, judged, now))
    return replace(step, publishers=tuple(source for source in publishers if source.id.startswith(ARCHIVE_PREFIX)))


def _sifted(taken: Mapping[EntryId, Taken], work: UnitOfWork) -> tuple[Sifted, Sequence[Source]]:
    """Return what is new, of all publishers together."""
    lots: defaultdict[Source, list[Entry]] = defaultdict(list)
    for each in taken.values():
        lots[each.publisher].append(each.entry)
    parts = [dedupe(entries, work.stories.known(source.id, entries), source) for source, entries in lots.items()]
    stories = tuple(story for part in parts for story in part.stories)
    carried = tuple(each for part in parts for each in part.carried)
    return Sifted(stories, carried, ()), list(lots)


def _text(item: Item) -> str:
    return shorten(one_line(item.text), LONGEST)


def _leads(texts: Mapping[StoryId, str], judged: Sequence[JudgedStory], now: datetime) -> tuple[Lead, ...]:
    """Return the texts as leads, so that judging again reads the same."""
    return tuple(
        Lead(
            each.story.id,
            wanted_at=now,
            state=LeadState.DONE,
            fetched_at=now,
            text=texts[each.story.id],
            text_hash=stable_id("lead", texts[each.story.id]),
        )
        for each in judged
        if each.story.id in texts
    )
