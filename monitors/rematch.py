"""Rematch: stored stories judged again by the present matcher; what differs is shown, nobody is alerted.

Stories go through in batches, in order of publication, each batch in one transaction. A story judged by the present
matcher already is passed over, so a run that was broken off goes on where it stood. Three rules hold:

- what an editor has decided about stays as it is;
- a story that is newly relevant opens its development, or joins one, silently;
- a story that is relevant no longer keeps what it told, since readers may have been told: it is shown each time,
  until an editor rejects it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.outcome import Rejudgement
from domain.story import JudgedStory
from monitors import plan
from monitors.leads import with_lead

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from domain.match import Judgement
    from domain.review import StoredJudgement
    from domain.story import Story
    from domain.unit_of_work import UnitOfWork
    from monitors.judging import JudgingParts

BATCH = 500
"""Stories judged in one transaction: a fraction of a second, so that a poll beside it hardly waits."""


class Difference(StrEnum):
    """What the present matcher says otherwise, the weightiest first."""

    NEWLY_RELEVANT = "newly relevant"
    NO_LONGER_RELEVANT = "no longer relevant"
    COMMITMENTS = "other commitments"
    STAGE = "other stage"
    COUNTRIES = "other countries"
    NONE = "the same"


@dataclass(frozen=True, slots=True)
class Rematched:
    """One story judged again.

    Attributes:
        kept: why the stored judgement stays, empty where the new one is taken.
    """

    stored: StoredJudgement
    judgement: Judgement
    difference: Difference
    kept: str = ""


@dataclass(frozen=True, slots=True)
class RematchParts:
    """All that a rematch needs of the outside.

    Attributes:
        write: record the new judgements; otherwise they are only shown.
    """

    judging: JudgingParts
    write: bool


def difference(before: Judgement, after: Judgement) -> Difference:
    """Return the weightiest difference between two judgements of one story; scores and evidence are none."""
    if after.relevant != before.relevant:
        return Difference.NEWLY_RELEVANT if after.relevant else Difference.NO_LONGER_RELEVANT
    if (after.primary, _numbers(after)) != (before.primary, _numbers(before)):
        return Difference.COMMITMENTS
    if after.stage != before.stage:
        return Difference.STAGE
    return Difference.COUNTRIES if set(after.countries) != set(before.countries) else Difference.NONE


def compare(stored: StoredJudgement, judgement: Judgement) -> Rematched:
    """Return a story with its two judgements and which of them stands."""
    found = difference(stored.judgement, judgement)
    kept = ""
    if stored.decided:
        kept = "decided by an editor"
    elif found is Difference.NO_LONGER_RELEVANT:
        kept = "told already"
    return Rematched(stored, judgement, found, kept)


def count_outdated(parts: RematchParts, since: datetime | None) -> int:
    """Return how many stories there are to judge again."""
    with parts.judging.open_unit_of_work(writes=False) as work:
        return work.judgements.count_outdated(parts.judging.matcher.version, since)


def rematch(parts: RematchParts, since: datetime | None = None) -> Iterator[list[Rematched]]:
    """Judge stored stories again, batch by batch; each batch is recorded when it is yielded.

    Args:
        parts: what it needs.
        since: only stories published at or after this time, None = all.

    Raises:
        StorageError: the database cannot be used; batches yielded before stay recorded.
    """
    after: Story | None = None
    while True:
        with parts.judging.open_unit_of_work(writes=parts.write) as work:
            stored = work.judgements.list_outdated(parts.judging.matcher.version, since, after, BATCH)
            batch = [compare(each, _judge(parts, each)) for each in stored]
            if parts.write:
                work.record_again(_changes(parts, batch, work), parts.judging.matcher.version)
                work.commit()
        if not stored:
            return
        after = stored[-1].story
        yield batch


def _judge(parts: RematchParts, stored: StoredJudgement) -> Judgement:
    return parts.judging.matcher.match(with_lead(parts.judging.item_of(stored.story), stored.lead))


def _changes(parts: RematchParts, batch: Sequence[Rematched], work: UnitOfWork) -> Rejudgement:
    now = parts.judging.clock.now()
    fresh_judgements = [JudgedStory(each.stored.story, each.judgement) for each in batch if not each.kept]
    judged = tuple(map(parts.judging.with_keys, fresh_judgements))
    fresh = {each.stored.story.id for each in batch if each.difference is Difference.NEWLY_RELEVANT and not each.kept}
    newly = [each for each in judged if each.story.id in fresh]
    told = plan.tell(parts.judging.changes_of(newly, work, now), (), parts.judging.rules, now)
    return Rejudgement(now, judged, told.opened, told.confirmed)


def _numbers(judgement: Judgement) -> set[int]:
    return {match.number for match in judgement.matches}
