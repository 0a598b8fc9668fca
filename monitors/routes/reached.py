"""Whether a list has been paged back far enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.errors import ParseError
from domain.moment import Precision
from monitors.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.entry import Entry
    from domain.fetching import Fetched
    from domain.ports import Parser
    from domain.source import Source


def entries_of(document: Fetched, source: Source, parser: Parser, now: datetime) -> Sequence[Entry]:
    """Return the entries of one document of a list; none where it cannot be read, which the poll itself reports."""
    try:
        return normalise(parser(document, source), source, document.url, now)
    except ParseError:
        return ()


def goes_back_to(entries: Sequence[Entry], since: datetime) -> bool:
    """Tell whether half of the dated items of a list are older than ``since``; so it is if none is dated.

    Half, because an old item pinned above the news, or a new one below, must not decide.
    """
    times = sorted(entry.published.at for entry in entries if entry.published.precision is not Precision.UNKNOWN)
    return not times or times[(len(times) - 1) // 2] < since


def adds(entries: Sequence[Entry], before: Sequence[Entry]) -> bool:
    """Tell whether a page holds anything that the one before did not; some sites answer every number alike."""
    known = {entry.id for entry in before}
    return any(entry.id not in known for entry in entries)
