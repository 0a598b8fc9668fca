"""Regrouping: an editor merges two developments or takes a report out of one; either stays done, and can be undone.

What an editor decides is kept as pairs of stories that belong together or apart, because stories stay and developments
come and go. The pairs bind all grouping from then on: a report split off never slips back, reports merged never part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.development import DevelopmentId
from domain.grouping import GroupDecision, Ruling
from domain.identity import stable_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from domain.story import StoryId
    from domain.unit_of_work import UnitOfWork


def merge(work: UnitOfWork, kept: DevelopmentId, merged: DevelopmentId, who: str, now: datetime) -> tuple[StoryId, ...]:
    """Let all reports of one development tell of another; return them.

    Args:
        work: a writing unit of work, committed by the caller.
        kept: the development that stays. merged: the one that is given up.
        who: the editor.

    Raises:
        KeyError: one of them has no report. ValueError: both are the same.
    """
    if kept == merged:
        raise ValueError("a development cannot be merged with itself")
    stays, moves = work.groups.stories_of(kept), work.groups.stories_of(merged)
    if not stays or not moves:
        raise KeyError(kept if not stays else merged)
    work.groups.decide(decisions_between(stays[:1], moves, Ruling.TOGETHER, who, now))
    work.groups.move(moves, kept, now)
    return tuple(moves)


def split_off(
    work: UnitOfWork, development: DevelopmentId, story_ids: Sequence[StoryId], who: str, now: datetime
) -> DevelopmentId:
    """Take several reports out of their development and give them one of their own.

    Raises:
        KeyError: one of them does not tell of it. ValueError: nothing would be left, or nothing is to be taken.
    """
    told = work.groups.stories_of(development)
    if strange := [each for each in story_ids if each not in told]:
        raise KeyError(strange[0])
    others = [each for each in told if each not in story_ids]
    if not others or not story_ids:
        raise ValueError(f"development {development} cannot be parted so")
    opened = DevelopmentId(stable_id("development", "split", min(story_ids)))
    work.groups.decide(decisions_between(story_ids, others, Ruling.APART, who, now))
    work.groups.decide(decisions_between(story_ids[:1], story_ids[1:], Ruling.TOGETHER, who, now))
    work.groups.move(story_ids, opened, now)
    return opened


def put_back(work: UnitOfWork, development: DevelopmentId, story_ids: Sequence[StoryId], now: datetime) -> None:
    """Put reports back where they were split off from; nothing binds them from then on."""
    others = [*work.groups.stories_of(development), *story_ids]
    across = set(pairs_between(story_ids, others))
    work.groups.forget([each for each in work.groups.list_about(story_ids) if (each.one, each.other) in across])
    work.groups.move(story_ids, development, now)


def undo_merge(
    work: UnitOfWork, kept: DevelopmentId, merged: DevelopmentId, now: datetime, moved: Sequence[StoryId] = ()
) -> None:
    """Give a merged development its reports back.

    Args:
        moved: the reports that the merge moved; without them those that left the merged one last.

    Raises:
        KeyError: the one was not merged into the other.
    """
    told = work.groups.stories_of(kept)
    decided = [each for each in work.groups.list_about(told) if each.ruling is Ruling.TOGETHER]
    back = [each for each in moved or work.groups.moved_from(merged) if each in told]
    if not back:
        raise KeyError(merged)
    stays = [each for each in told if each not in back]
    across = set(pairs_between(stays, back))
    work.groups.forget([each for each in decided if (each.one, each.other) in across])
    work.groups.move(back, merged, now)


def decisions_between(
    ones: Iterable[StoryId], others: Iterable[StoryId], ruling: Ruling, who: str, now: datetime
) -> list[GroupDecision]:
    """Return a decision about every pair of a story here and a story there."""
    return [GroupDecision(one, other, ruling, who, now) for one, other in pairs_between(ones, others)]


def pairs_between(ones: Iterable[StoryId], others: Iterable[StoryId]) -> list[tuple[StoryId, StoryId]]:
    """Return every pair of a story here and a story there, the smaller id first."""
    second = list(others)
    return sorted((min(one, other), max(one, other)) for one in ones for other in second if one != other)
