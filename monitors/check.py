"""Checking sources: read as a poll reads them, judged as a poll judges them, and nothing recorded.

Each source is asked as if for the first time: for the whole document, and no further back than its newest items. The
search that may stand in for a source is not asked: what is checked is the source.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.errors import SourceError
from domain.moment import Precision
from domain.source import SourceState, Verdict, WatchedSource
from domain.story import StoryId
from monitors.dedupe import story_of
from monitors.items import items_of
from monitors.walk import reach_of_poll, walk, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from domain.entry import Entry
    from domain.match import Item
    from domain.moment import Moment
    from domain.ports import Clock, Fetcher, Matcher
    from domain.source import Source
    from domain.story import Story
    from monitors.items import Items

TITLES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class CheckParts:
    """All that a check needs of the outside; as for a poll, but for the database."""

    fetcher: Fetcher
    clock: Clock
    matcher: Matcher
    item_of: Callable[[Story], Item]


@dataclass(frozen=True, slots=True)
class MatchedItem:
    """An item that bears on commitments, the primary one first."""

    title: str
    url: str
    commitments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a source showed.

    Attributes:
        verdict: NEW where it brought items. detail: why it failed, or what is missing, in plain words; else empty.
        items: how many it brought. newest: publication of the newest with a date, None = none has one.
        titles: of the first three. matched: those that bear on a commitment.
    """

    source: Source
    verdict: Verdict
    detail: str = ""
    items: int = 0
    newest: Moment | None = None
    titles: tuple[str, ...] = ()
    matched: tuple[MatchedItem, ...] = ()


async def check_sources(
    parts: CheckParts, sources: Sequence[Source], done: Callable[[Checked], None] = lambda _: None
) -> list[Checked]:
    """Check sources side by side and return what each showed, in the order given.

    Args:
        parts: what it needs. sources: which; they need not be stored.
        done: called as each is done, for progress.
    """

    async def one(source: Source) -> Checked:
        checked = await check_source(parts, source)
        done(checked)
        return checked

    return await asyncio.gather(*map(one, sources))


async def check_source(parts: CheckParts, source: Source) -> Checked:
    """Check one source; what is wrong with it is its verdict, never raised."""
    fresh = WatchedSource(source, SourceState(source.id))
    try:
        found = whole(await walk(parts.fetcher, parts.clock, fresh, reach_of_poll(fresh)), source.id)
        now = parts.clock.now()
        items = await asyncio.to_thread(items_of, found, source, now)
    except SourceError as error:
        return Checked(source, error.verdict, error.detail)
    return await asyncio.to_thread(_judged, parts, source, items)


def _judged(parts: CheckParts, source: Source, items: Items) -> Checked:
    entries = items.entries
    dated = [entry.published for entry in entries if entry.published.precision is not Precision.UNKNOWN]
    return Checked(
        source=source,
        verdict=Verdict.NEW,
        detail=items.remark,
        items=len(entries),
        newest=max(dated, key=_time, default=None),
        titles=tuple(entry.title for entry in entries[:TITLES_SHOWN]),
        matched=tuple(found for entry in entries if (found := _matched(parts, source, entry))),
    )


def _time(moment: Moment) -> datetime:
    return moment.at


def _matched(parts: CheckParts, source: Source, entry: Entry) -> MatchedItem | None:
    story = story_of(entry, source, StoryId(entry.id))
    judgement = parts.matcher.match(parts.item_of(story), to_group=False)
    if not judgement.relevant:
        return None
    numbers = sorted((match.number for match in judgement.matches), key=lambda each: each != judgement.primary)
    return MatchedItem(story.title, story.url, tuple(numbers))
