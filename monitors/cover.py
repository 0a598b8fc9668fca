"""What a poll that failed becomes where a news search stands in for the source; pure.

The failure stays in sight: verdict, count and notices are those of the source. What the search found is recorded beside
it, and the source is asked again within hours, because search and source are read in one poll.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.source import WatchedSource
from monitors.fallback import ASKED_EVERY, own_entries, search_for
from monitors.items import items_of

if TYPE_CHECKING:
    from datetime import datetime

    from domain.errors import SourceError
    from domain.outcome import PollOutcome
    from domain.reading import Reading
    from domain.source import Source
    from monitors.items import Items

COVERED = "a news search stands in"


def cover_of(watched: WatchedSource) -> WatchedSource:
    """Return the search that stands in for a source, to be read as a source; nothing of it is known yet."""
    state = replace(watched.state, etag=None, last_modified=None, last_full_at=None, body_hash=None, cursor="")
    return WatchedSource(search_for(watched.source), state)


def covering_items(reading: Reading, source: Source, now: datetime) -> Items:
    """Return what a search found of a source's own.

    Args:
        reading: of the search. source: the one it stands in for. now: when it was fetched (UTC).

    Raises:
        ParseError: no answer of a search.
    """
    return items_of(reading, search_for(source), now, keep=lambda found: own_entries(found, source))


def covered(failed: PollOutcome, found: PollOutcome, error: SourceError, now: datetime) -> PollOutcome:
    """Return the outcome of a poll that failed, with what the search found.

    Args:
        failed: what the poll comes to without the search. found: what the search alone comes to.
        error: why it failed; the time that its server asked for is kept to. now: the time.
    """
    asked = getattr(error, "retry_after", None)
    soon = failed.state.next_poll_at if asked else min(failed.state.next_poll_at or now, now + ASKED_EVERY)
    detail = f"{failed.record.detail}; {COVERED}"
    state = replace(
        failed.state,
        detail=detail,
        next_poll_at=soon,
        baseline_at=found.state.baseline_at,
        newest_entry_at=found.state.newest_entry_at,
    )
    record = replace(failed.record, detail=detail, entries=found.record.entries, new_entries=found.record.new_entries)
    return replace(
        failed,
        state=state,
        record=record,
        sifted=found.sifted,
        judged=found.judged,
        opened=found.opened,
        confirmed=found.confirmed,
        messages=found.messages,
        leads=found.leads,
    )
