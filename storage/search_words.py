"""Search words: a text in any of the eight languages as the words it is found by; pure, the only door to snowball.

Texts and queries go through one function, so that they agree. Letters are brought into one shape (compatibility
forms, case, accents, ё as е, apostrophes). Words in Cyrillic lose their Russian endings, words in Latin letters their
English ones, whatever the language; those of the Turkic languages and Tajik, whose endings follow the stem as well,
are found by their beginning. Japanese is cut into overlapping pairs of letters, since nothing parts its words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import snowballstemmer

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 40
"""Letters of a word that are looked at; no word of the news has more."""

STEMS_KEPT = 8192
"""Words whose stems are remembered, some two MiB; stemming is most of what storing a report for the search costs."""

UNSTEMMED = 3
"""Letters up to which a word is taken as it is: the Russian stemmer makes "ИИ" (artificial intelligence) "и" (and)."""

MOST_ASKED = 12
"""Words of a query that are looked at."""

OPEN_FROM = 4
"""Letters from which on a word of a query stands for all that begin with it."""

LAST = "\U0010ffff"

NEXT = "\x01"
"""Before any letter or digit, so that a word with it behind comes next after the word; PostgreSQL stores no NUL."""

_CJK = "\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_IS_CJK = re.compile(rf"[{_CJK}]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_JOINED = dict.fromkeys(
    map(ord, "'`\u02bb\u02bc\u2018\u2019\u00b4\u02b9\u2032\u02bf\u02be\u00ad\u200b\u200c\u200d\ufeff")
)
_KEPT_MARKS = "\u3099\u309a\u0306"
"""Voicing marks of kana and the breve of й: with them a letter is another one."""


@dataclass(frozen=True, slots=True, order=True)
class AskedWord:
    """One word of a query: the stored words from ``first`` up to ``last``, which is not included."""

    first: str
    last: str


def words_of(text: str) -> frozenset[str]:
    """Return the words by which a text is found."""
    return frozenset(word for run in _runs(text) for word in _stored(run))


def asked_words(query: str) -> tuple[AskedWord, ...]:
    """Return the words that a text has to hold, each once; none for a query without letters or digits."""
    found = (word for run in _runs(query) for word in _asked(run))
    return tuple(dict.fromkeys(found))[:MOST_ASKED]


def _runs(text: str) -> Iterator[str]:
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_JOINED)
    bare = "".join(each for each in decomposed if not unicodedata.combining(each) or each in _KEPT_MARKS)
    for match in _WORD.finditer(unicodedata.normalize("NFKC", bare)):
        yield match.group()


def _stored(run: str) -> Iterator[str]:
    if not _IS_CJK.match(run):
        yield _stem(run[:LONGEST])
        return
    yield from (run[start : start + 2] for start in range(len(run) - 1))
    # The last letter stands alone, so that each letter of the text begins one of its words.
    yield run[-1]


def _asked(run: str) -> Iterator[AskedWord]:
    if _IS_CJK.match(run):
        pairs = [run[start : start + 2] for start in range(len(run) - 1)]
        yield from ([AskedWord(pair, pair + NEXT) for pair in pairs] or [AskedWord(run, run + LAST)])
        return
    stem = _stem(run[:LONGEST])
    yield AskedWord(stem, stem + (LAST if len(stem) >= OPEN_FROM else NEXT))


@lru_cache(maxsize=STEMS_KEPT)
def _stem(word: str) -> str:
    if len(word) <= UNSTEMMED:
        return word
    # A stemmer keeps the word it works on, so threads cannot share one; making it costs a fraction of stemming.
    stemmed: str = snowballstemmer.stemmer("russian" if _CYRILLIC.search(word) else "english").stemWord(word)
    return stemmed
