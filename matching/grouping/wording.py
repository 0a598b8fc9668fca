"""Wording: how alike two reports in one language are in their words."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from matching.languages.folding import has_cjk, words_of

if TYPE_CHECKING:
    from domain.grouping import GroupedStory

STEM = 5
"""Letters by which words of inflected languages are compared."""

SHORTEST_WORD = 4
"""Letters of a word that says something."""

LONGEST = 1200
"""Characters of a text that are compared."""


def wording(one: GroupedStory, other: GroupedStory) -> dict[str, float]:
    """Return what two reports have in common in their wording, by feature; symmetric."""
    if one.language != other.language:
        return {"other_language": 1.0}
    text, their_text = f"{one.title} {one.summary}"[:LONGEST], f"{other.title} {other.summary}"[:LONGEST]
    own, theirs = stems(text), stems(their_text)
    shared, fewer = len(own & theirs), min(len(own), len(theirs))
    return {
        "title_alike": fuzz.token_set_ratio(plain(one.title), plain(other.title)) / 100,
        "words_overlap": shared / fewer if fewer else 0.0,
        "words_jaccard": shared / len(own | theirs) if fewer else 0.0,
    }


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return the folded words of a text."""
    return words_of(text).strip()


@lru_cache(maxsize=8192)
def stems(text: str) -> frozenset[str]:
    """Return the beginnings of the words of a text, for Japanese its pairs of letters."""
    found: set[str] = set()
    for word in plain(text).split():
        if has_cjk(word):
            found.update(word[at : at + 2] for at in range(len(word) - 1))
        elif len(word) >= SHORTEST_WORD or word.isdigit():
            found.add(word[:STEM])
    return frozenset(found)
