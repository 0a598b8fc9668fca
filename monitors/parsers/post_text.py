"""The text of a post as title and rest; pure.

A post has no headline. Its first line serves as one, as channels write it; where that is a whole paragraph, its first
sentence does, so that a title stays one. Lines of nothing but hashtags, addresses and signs say nothing and are no
title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.plain_text import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_TITLE = 200
"""Characters; twice the length of most headlines."""

SHORTEST_SENTENCE = 40
"""Characters; what ends sooner is an abbreviation or an exclamation, and the next sentence belongs to it."""

MOST_LINES = 200
"""Lines of a post that are read; Telegram allows 4,096 characters."""

_SILENT = re.compile(r"https?://\S+|(?:t\.me|www\.)\S+|[#@]\w+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[\"«“(]?[^\Wa-zа-яё])|(?<=[。！？])")


@dataclass(frozen=True, slots=True)
class Post:
    """Title and rest of a post; both plain, the rest possibly empty. Nothing of the text is lost between them."""

    title: str
    rest: str


def post_of(lines: Sequence[str]) -> Post | None:
    """Return a post, given its lines as plain text; None where no line says anything.

    Args:
        lines: in order, empty ones allowed.
    """
    kept = [line for line in lines[:MOST_LINES] if line]
    place = next((at for at, line in enumerate(kept) if says_something(line)), None)
    if place is None:
        return None
    title, left = _title_of(kept[place])
    rest = " ".join(part for part in (*kept[:place], left, *kept[place + 1 :]) if part)
    return Post(title, rest)


def says_something(line: str) -> bool:
    """Tell whether a line has a word beside hashtags, names and addresses."""
    return bool(_WORD.search(_SILENT.sub(" ", line)))


def _title_of(line: str) -> tuple[str, str]:
    """Return the title that a line gives, and what of the line is left for the rest."""
    if len(line) <= LONGEST_TITLE:
        return line, ""
    for end in _SENTENCE_END.finditer(line, 0, LONGEST_TITLE + 2):
        if SHORTEST_SENTENCE <= end.start() <= LONGEST_TITLE:
            return line[: end.start()].rstrip(), line[end.end() :].lstrip()
    return shorten(line, LONGEST_TITLE), line
