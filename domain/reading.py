"""Reading: the documents of one poll, and the route that leads from one to the next.

A source may need several documents for one reading: a hub that names the year's page, the page before after an outage,
the pages whose numbers follow the last one known. Its route says which document comes next; whoever walks it fetches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.fetching import Fetched, FetchRequest
    from domain.source import WatchedSource


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back one reading goes, and how far it may.

    Attributes:
        since: what was published before this time (UTC) is not wanted or known already; None = the newest items are
            enough, as in a first poll, so nothing is paged back.
        documents: most documents of the reading, hubs and missing ones included; whoever walks keeps to it, a route
            need not.
        is_past: whether the past is read, not what is new: limits of a kind that keep polls short do not hold then,
            and what counts up is read backwards.
    """

    since: datetime | None
    documents: int
    is_past: bool = False


class NextRequest(Protocol):
    """Decides, without touching anything, which document comes next."""

    def __call__(
        self, watched: WatchedSource, read: Sequence[Fetched], reach: Reach, now: datetime
    ) -> FetchRequest | None:
        """Return what to ask for next, or None where what was read is enough.

        Args:
            watched: the source and what is known of it.
            read: every answer so far in the order asked, hubs and missing documents (``Fetched.is_missing``)
                included; empty = the first is wanted.
            reach: how far back to go. now: the time.

        Raises:
            ParseError: a document that has to lead on does not.
        """
        ...


class CursorAfter(Protocol):
    """Decides how far a source's numbered items have been read."""

    def __call__(self, watched: WatchedSource, read: Sequence[Fetched]) -> str:
        """Return the new ``SourceState.cursor``, given every answer of a reading as ``NextRequest`` saw them."""
        ...


def cursor_kept(watched: WatchedSource, read: Sequence[Fetched]) -> str:  # noqa: ARG001 - signature of CursorAfter
    """Leave the cursor as it is; for kinds that do not count."""
    return watched.state.cursor


@dataclass(frozen=True, slots=True)
class Route:
    """The way through the documents of one source kind.

    Attributes:
        next_request: which document comes next.
        cursor_after: where the source's cursor stands after a reading.
        passes_gaps: whether a missing document is a gap to be stepped over; otherwise it ends the route.
    """

    next_request: NextRequest
    cursor_after: CursorAfter = cursor_kept
    passes_gaps: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What one walk along a route brought.

    Attributes:
        documents: those that hold items, in the order read: no hubs, no missing ones.
        answer: the reading as one answer: the document itself where there is one, else the headers of the first, the
            seconds of all and a hash over all, without validators and body.
        cursor: where the source's cursor stands now.
        broken_off: why a document after the first could not be had, in plain words; empty where all was read.
    """

    documents: tuple[Fetched, ...]
    answer: Fetched
    cursor: str = ""
    broken_off: str = ""
