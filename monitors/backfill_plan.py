"""What a backfill asks for and what it takes in; pure.

The past is read along the same routes as the present, with a ``Reach`` that goes back to the day from which evidence
counts. What is found is evidence and no news: developments are recorded as found late and nobody is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from types import MappingProxyType
from typing import TYPE_CHECKING

from domain.identity import stable_id
from domain.moment import Precision
from domain.past import STEPS_KEPT_FIRST, Backfill, BackfillId, PastFinding
from domain.reading import Reach
from domain.source import SourceKind, SourceState, WatchedSource
from monitors import plan
from monitors.routes import route_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from domain.development import DevelopmentChange
    from domain.entry import Entry
    from domain.fetching import Fetched
    from domain.lead import Lead
    from domain.source import Source
    from domain.story import JudgedStory, Sifted
    from monitors.plan import AlertRules

KEPT_LAST: Mapping[SourceKind, int] = MappingProxyType({SourceKind.NEWS_SEARCH: 1_000})
KEPT_LAST_OTHERWISE = 10
"""Newest documents whose bodies a route may look at to tell what comes next. Of numbered pages it looks at eight
(``RisingIdOptions.misses``); a search is counted page by page."""

_ONE_AFTER_THE_OTHER = frozenset({SourceKind.SITEMAP, SourceKind.NEWS_SEARCH})
"""Kinds whose documents do not lead from one to the next, so that one which cannot be read costs only itself."""


def beginning(day: date) -> datetime:
    """Return when a day began in Tokyo, where the declaration was adopted (UTC)."""
    return datetime.combine(day, time(), plan.TOKYO)


def id_of_source(source: Source) -> BackfillId:
    """Return under what the progress of a source is kept: at another address it begins anew."""
    return BackfillId(stable_id("backfill", source.id, source.kind, source.url))


def leads_back(source: Source) -> bool:
    """Tell whether a source shows more than its newest items: only then is there a past to be read."""
    options = source.options
    match source.kind:
        case SourceKind.TELEGRAM_CHANNEL | SourceKind.SITEMAP | SourceKind.RISING_ID | SourceKind.NEWS_SEARCH:
            return True
        case SourceKind.HTML_LIST:
            return any(options.get(name) for name in ("more", "next", "follow"))
        case SourceKind.API:
            return bool(options.get("counter"))
    return False


def unread(watched: WatchedSource) -> WatchedSource:
    """Return a source as if it had never been polled, but for its cursor: from there numbers count down."""
    return WatchedSource(watched.source, SourceState(watched.source.id, cursor=watched.state.cursor))


def reach_back(since: datetime) -> Reach:
    """Return how far a backfill goes; how many documents it may ask for in one run is for whoever runs it."""
    return Reach(since=since, documents=2**31, is_past=True)


def may_lack(source: Source) -> bool:
    """Tell whether a document that is gone, or no document of its kind, leaves the way to the others open."""
    return source.kind in _ONE_AFTER_THE_OTHER


def ends_after(source: Source, answer: Fetched) -> bool:
    """Tell whether nothing can come after an answer: a missing page is the end of a list, but only a gap in numbers."""
    return answer.is_missing and not route_for(source).passes_gaps and not may_lack(source)


def keeps(source: Source) -> int:
    """Return how many of the newest documents keep their bodies."""
    return KEPT_LAST.get(source.kind, KEPT_LAST_OTHERWISE)


def stored(answer: Fetched, source: Source, place: int) -> Fetched:
    """Return a document as it is kept: what an index of sitemaps lists may be large, and leads nowhere.

    Args:
        place: of the document in the reading, from 0.
    """
    return replace(answer, body=b"") if source.kind is SourceKind.SITEMAP and place else answer


def thinned(read: Sequence[Fetched], source: Source) -> list[Fetched]:
    """Return the documents read so far without the bodies that no route looks at; a long way fits into memory."""
    last = len(read) - keeps(source)
    return [replace(each, body=b"") if STEPS_KEPT_FIRST <= place < last else each for place, each in enumerate(read)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the items of one document, or of a lot of lines, counts.

    Attributes:
        entries: published since the day asked for, each once. undated: how many have no usable day. Nobody can tell
            whether those are evidence, and the day of the backfill would be a false one.
        oldest: publication of the oldest dated one, whether it counts or not; None = none is dated.
    """

    entries: tuple[Entry, ...]
    undated: int
    oldest: datetime | None


def wanted(entries: Sequence[Entry], since: datetime, rules: AlertRules) -> Wanted:
    """Choose the entries that a backfill takes in."""
    asked = replace(rules, adopted=max(rules.adopted, since.astimezone(plan.TOKYO).date()))
    dated = [entry for entry in entries if entry.published.precision is not Precision.UNKNOWN]
    chosen = {entry.id: entry for entry in dated if plan.counts(entry.published, asked)}
    oldest = min((entry.published.at for entry in dated), default=None)
    return Wanted(tuple(chosen.values()), len(entries) - len(dated), oldest)


def finding(
    progress: Backfill,
    sifted: Sifted,
    judged: tuple[JudgedStory, ...],
    changes: Sequence[DevelopmentChange],
    rules: AlertRules,
    now: datetime,
    leads: tuple[Lead, ...] = (),
) -> PastFinding:
    """Return what one step changes: evidence found late, told to nobody.

    Args:
        progress: before the step, but for what the caller knows of its position.
        sifted, judged, changes: as in a poll. rules: what counts. now: the time.
        leads: texts that came with the stories.
    """
    told = plan.tell(changes, (), rules, now)
    return PastFinding(
        at=now,
        progress=replace(
            progress,
            stories=progress.stories + len(sifted.stories),
            relevant=progress.relevant + sum(each.judgement.relevant for each in judged),
        ),
        sifted=replace(sifted, edited=()),
        judged=judged,
        opened=tuple(replace(each, found_late=True) for each in told.opened),
        confirmed=told.confirmed,
        leads=leads,
    )


def moved_on(progress: Backfill, by: int, taken: Wanted) -> Backfill:
    """Return the progress after so many more documents or lines.

    A source whose items are older than what is asked for has reached it; nothing is "further back" than that.
    """
    oldest = [at for at in (progress.reached_at, taken.oldest) if at is not None]
    return replace(
        progress,
        position=progress.position + by,
        reached_at=max(min(oldest), progress.since) if oldest else None,
        undated=progress.undated + taken.undated,
        detail="",
    )
