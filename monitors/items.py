"""From the documents of a reading to its entries, together; pure.

What is wrong with the first document is wrong with the source. A later one only adds to it, so what is wrong there is
remarked upon and the rest counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from domain.errors import ParseError
from domain.source import Verdict
from monitors.normalise import normalise
from monitors.parsers import parser_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from domain.entry import Entry, EntryId, RawEntry
    from domain.fetching import Fetched
    from domain.reading import Reading
    from domain.source import Source


class Items(NamedTuple):
    """The entries of a reading.

    Attributes:
        entries: of all documents in the order read, each once.
        remark: why a part of them is missing, in plain words; empty where none is.
    """

    entries: tuple[Entry, ...]
    remark: str


def items_of(
    reading: Reading,
    source: Source,
    now: datetime,
    keep: Callable[[Sequence[RawEntry]], Sequence[RawEntry]] = lambda found: found,
) -> Items:
    """Return what a reading holds.

    Args:
        reading: what was fetched. source: whose it is. now: when it was fetched (UTC).
        keep: chooses the items of a document that count.

    Raises:
        ParseError: the first document is not what the kind says, or there are fewer items than usual (EMPTY).
    """
    entries: dict[EntryId, Entry] = {}
    remark, empty = reading.broken_off, None
    for document in reading.documents:
        try:
            found = _entries(document, source, now, keep)
        except ParseError as error:
            if error.verdict is Verdict.EMPTY:
                empty = empty or error
                continue
            if not entries:
                raise
            remark = remark or error.detail
            continue
        for entry in found:
            entries.setdefault(entry.id, entry)
    if len(entries) < source.min_items:
        raise _too_few(len(entries), source, empty, remark)
    return Items(tuple(entries.values()), remark)


def _entries(
    document: Fetched, source: Source, now: datetime, keep: Callable[[Sequence[RawEntry]], Sequence[RawEntry]]
) -> Sequence[Entry]:
    raw = keep(parser_for(source)(document, source))
    entries = normalise(raw, source, document.url, now)
    if raw and not entries:
        raise ParseError(source.id, Verdict.NOT_A_FEED, "no item has a title or a text")
    return entries


def _too_few(number: int, source: Source, empty: ParseError | None, remark: str) -> ParseError:
    counted = f"{number} item{'' if number == 1 else 's'} where at least {source.min_items} are usual"
    detail = empty.detail if empty and not number else counted
    return ParseError(source.id, Verdict.EMPTY, f"{detail}; {remark}" if remark else detail)
