"""The rhythm of a source, read off the publication times of its entries, and the wait that follows from it; pure.

Arithmetic of the official tier (half of its reports are to reach alerts within 30 minutes): a report waits for the
next poll half an interval on the average, so with 45 minutes half of them are seen within 22.5 minutes. The bell adds
half a minute, fetching and the first look at the article's lead about two, delivery seconds: 25 minutes. With the
longest wait that a feed's own wish can bring about, 50 minutes, it is 28.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from domain.moment import Precision
from domain.rhythm import Rhythm
from domain.source import Tier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from domain.entry import Entry
    from domain.moment import Moment
    from domain.source import WatchedSource

SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(days=1)
"""No source is asked more often than every 15 minutes, and none is given up: at worst it is asked daily."""

USUAL = {
    Tier.OFFICIAL: timedelta(minutes=45),
    Tier.AGENCY: timedelta(minutes=30),
    Tier.PRESS: timedelta(hours=1),
    Tier.AGGREGATOR: timedelta(hours=1),
}
"""Longest wait between two polls of a source that publishes daily or more often, by tier."""

QUIET_SHARE = 24
QUIET_LONGEST = timedelta(hours=6)
"""A source that publishes less than daily is asked 24 times within its gap, and every six hours at least (notes on
the catalogue: enough for quiet ones). Official sources are not: what they publish rarely is what we are for."""

OFFICIAL_LONGEST = timedelta(minutes=50)
"""The longest wait that an official feed's own wish (``ttl``, ``sy:update*``) brings about.

Most such wishes say one hour because the publishing software puts it there (WordPress does so in every feed), and a
conditional request costs the server next to nothing; an hour would put half of the reports beyond 30 minutes. What
the server itself asks for (Retry-After, Cache-Control) is obeyed in full.
"""

LOOKS_PER_WINDOW = 3
"""A short document is read so often before it has been replaced, so that one failed poll loses nothing."""

FEWEST_TIMES = 6
"""Fewer publication times show no rhythm."""

SILENT_AFTER = 3
SILENT_AT_LEAST = timedelta(hours=72)
"""Silence is three times the usual gap (design rule 11), and never less than three days: documents are too short to
show that their publisher rests from Friday evening to Monday morning (64 hours)."""

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Dates before are mistakes (design rule 17)."""

_MAX_AGE = re.compile(r"max-age\s*=\s*\"?(\d{1,9})")
_AGE = re.compile(r"\s*(\d{1,9})\s*")
_DAY = timedelta(days=1)


def rhythm_of(entries: Sequence[Entry], before: Rhythm, asked: timedelta | None, now: datetime) -> Rhythm:
    """Return the rhythm after a document was read; a document too short to show one leaves what was known.

    Args:
        entries: of the document, in any order.
        before: what earlier documents showed.
        asked: what this document asks for, None = nothing.
        now: times after it are mistakes.
    """
    minutes = _times(entries, Precision.MINUTE, now)
    times = minutes if len(minutes) >= FEWEST_TIMES else _times(entries, Precision.DAY, now)
    return Rhythm(
        gap=before.gap if len(times) < FEWEST_TIMES else _usual_gap(times),
        window=before.window if len(minutes) < FEWEST_TIMES else _window(minutes),
        asked=asked,
    )


def usual_wait(watched: WatchedSource) -> timedelta:
    """Return the wait after a poll that went well, before anybody asks for another."""
    tier = watched.source.tier
    gap = usual_gap(watched)
    wait = min(gap / 2, USUAL[tier])
    if tier is not Tier.OFFICIAL:
        wait = max(wait, min(gap / QUIET_SHARE, QUIET_LONGEST))
    return max(SHORTEST, min(wait, _latest_look(watched)))


def wait_after(watched: WatchedSource, headers: Mapping[str, str], jitter: float = 1.0) -> timedelta:
    """Return the wait after an answer: by the source's rhythm, what its feed wishes and what its server asks for.

    A feed's wish gives way to its own shortness and, of an official source, to ``OFFICIAL_LONGEST``; the server's
    Cache-Control gives way to nothing, for whoever asks earlier gets the same copy.

    Args:
        headers: of the answer, names in lower case.
        jitter: factor around 1.0; it never takes away from what the server asks for.
    """
    wish = watched.state.rhythm.asked or timedelta()
    ceiling = _latest_look(watched)
    if watched.source.tier is Tier.OFFICIAL:
        ceiling = min(ceiling, OFFICIAL_LONGEST)
    wait = max(usual_wait(watched), min(wish, max(ceiling, SHORTEST)))
    return min(max(wait * jitter, fresh_for(headers)), LONGEST)


def fresh_for(headers: Mapping[str, str]) -> timedelta:
    """Return how long a copy stays fresh by its ``Cache-Control: max-age``, less the time it lay in caches (``Age``).

    Source: RFC 9111, sections 4.2 and 5.1.
    """
    fresh, age = _MAX_AGE.search(headers.get("cache-control", "").lower()), _AGE.fullmatch(headers.get("age", ""))
    seconds = (int(fresh[1]) if fresh else 0) - (int(age[1]) if age else 0)
    return timedelta(seconds=max(0, seconds))


def usual_gap(watched: WatchedSource) -> timedelta:
    """Return the usual time between two publications: as its documents show, else as declared."""
    return watched.state.rhythm.gap or timedelta(hours=watched.source.gap_hours)


def patience(watched: WatchedSource) -> timedelta:
    """Return the silence that is still usual: three times the declared or the shown gap, whichever is longer."""
    declared = timedelta(hours=watched.source.gap_hours)
    return max(SILENT_AFTER * max(declared, watched.state.rhythm.gap or declared), SILENT_AT_LEAST)


def newest_of(
    entries: Sequence[Entry], new: Sequence[Entry], before: datetime | None, now: datetime
) -> datetime | None:
    """Return when the source last published something.

    A date in the future counts as now at most, one before 2000 as none. An entry without a usable date tells only
    when it was first seen, so it counts once, when it is new.

    Args:
        entries: all of the document. new: those never seen before.
        before: what was known, None = nothing.
        now: when the document was read.
    """
    known = [entry.published for entry in entries if entry.published.precision is not Precision.UNKNOWN]
    times = [_end(moment, now) for moment in known if moment.at >= EARLIEST]
    times += [now for entry in new if entry.published.precision is Precision.UNKNOWN]
    return max([*times, *([before] if before else [])], default=None)


def is_silent(watched: WatchedSource, newest_at: datetime | None, now: datetime) -> bool:
    """Whether a source that answers has had nothing new for longer than is usual."""
    return newest_at is not None and now - newest_at > patience(watched)


def _latest_look(watched: WatchedSource) -> timedelta:
    window = watched.state.rhythm.window
    return LONGEST if window is None else window / LOOKS_PER_WINDOW


def _times(entries: Sequence[Entry], precision: Precision, now: datetime) -> list[datetime]:
    """Return the different publication times of this precision, oldest first; what is told at once counts once."""
    moments = {entry.published.at for entry in entries if entry.published.precision is precision}
    return sorted(at for at in moments if EARLIEST <= at <= now)


def _usual_gap(times: Sequence[datetime]) -> timedelta:
    """Return the gap in which half of the time passes.

    The plain median would be minutes for a ministry that publishes five papers each Friday. The longest gap is left
    out: one item that stays on top for years makes it.
    """
    gaps = sorted(later - earlier for earlier, later in pairwise(times))[:-1]
    whole = sum(gaps, timedelta())
    return next(gap for gap, passed in zip(gaps, accumulate(gaps), strict=True) if 2 * passed >= whole)


def _window(times: Sequence[datetime]) -> timedelta:
    """Return the time in which the whole document is replaced while its publisher is as busy as in its densest half."""
    half = (len(times) + 1) // 2
    return 2 * min(later - earlier for earlier, later in zip(times, times[half:], strict=False))


def _end(moment: Moment, now: datetime) -> datetime:
    """Return the latest time that a publication can have had: of a day without a time, its end."""
    return min(moment.at + _DAY if moment.precision is Precision.DAY else moment.at, now)
