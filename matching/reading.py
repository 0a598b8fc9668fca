"""Reading: an item as the rules see it, cut into passages and folded into one document.

A passage is a sentence of title, summary or text, at most 300 characters, kept verbatim: what scores in it is shown
with it. The folded document holds one line per passage; terms never reach over a line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice
from typing import TYPE_CHECKING

from matching.languages.folding import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.match import Item

LONGEST_PASSAGE = 300
"""Characters of an evidence passage at most (the exchange format promises it)."""

LIMITS = (400, 4000, 6000)
"""Characters of title, summary and text that are read; the news stands at the top, and an item costs at most 50 ms."""

MOST_PASSAGES = 250
LONGEST_LINE = 1000
LONGEST_DOCUMENT = 14_000
"""Bounds on what is read after folding, beyond anything that is news: some letters unfold to eighteen."""

_SENTENCE_END = re.compile(r"(?<=[。！？!?…])\s*|(?<=[.;])\s+(?=[^\Wa-zа-яёәғқңөұүһіўҳҷӣӯäöüňşžçý\d])|\n+")
_SOFT_BREAKS = (re.compile(r"[,;:、，—–)\]»」]\s*(?!\d)"), re.compile(r"\s+"))
"""Where a sentence may be parted, the better first: a sum of money stays whole where there is a choice."""


class Zone(IntEnum):
    """Which field of the item a passage stands in."""

    TITLE = 0
    SUMMARY = 1
    TEXT = 2


@dataclass(frozen=True, slots=True)
class Passage:
    """A verbatim piece of the item.

    Attributes:
        order: position within its zone, from 0.
    """

    zone: Zone
    order: int
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The passages of an item and its folded document.

    Attributes:
        document: one line per passage. starts: where each line begins.
    """

    passages: tuple[Passage, ...]
    document: str
    starts: tuple[int, ...]

    def passage_at(self, position: int) -> int:
        """Return the index of the passage whose line holds this position of the document."""
        return bisect_right(self.starts, position) - 1


def read(item: Item) -> Reading:
    """Cut an item into passages and fold them; reads only the first part of very long fields."""
    passages: list[Passage] = []
    lines: list[str] = []
    starts: list[int] = []
    position = 0
    for passage in islice(_passages(item), MOST_PASSAGES):
        line = words_of(passage.text)[:LONGEST_LINE]
        passages.append(passage)
        lines.append(line)
        starts.append(position)
        position += len(line) + 1
        if position > LONGEST_DOCUMENT:
            break
    return Reading(tuple(passages), "\n".join(lines), tuple(starts))


def _passages(item: Item) -> Iterator[Passage]:
    for zone, limit, field in zip(Zone, LIMITS, (item.title, item.summary, item.text), strict=True):
        for order, piece in enumerate(split_passages(field[:limit])):
            yield Passage(zone, order, piece)


def split_passages(text: str) -> list[str]:
    """Return the sentences of ``text``, each a verbatim piece of at most LONGEST_PASSAGE characters."""
    pieces: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        rest = sentence.strip()
        while len(rest) > LONGEST_PASSAGE:
            cut = _last_break(rest)
            pieces.append(rest[:cut].rstrip())
            rest = rest[cut:].lstrip()
        if rest:
            pieces.append(rest)
    return [piece for piece in pieces if piece]


def _last_break(text: str) -> int:
    """Return where to cut a sentence that is too long: after a comma, else after a space, else in mid-word."""
    window = text[:LONGEST_PASSAGE]
    for breaks in _SOFT_BREAKS:
        ends = [match.end() for match in breaks.finditer(window)]
        if ends and ends[-1] > LONGEST_PASSAGE // 2:
            return ends[-1]
    return LONGEST_PASSAGE
