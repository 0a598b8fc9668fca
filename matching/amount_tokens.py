"""Tokens of a sum of money: numbers, scales, currencies, and what may stand between them.

A word may hold several at once (``миллиондолларлик``, ``mlrddan``): it is read from its beginning, stem by stem, and
what is left at the end is an ending. Japanese runs are read character by character, the longest word first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import TYPE_CHECKING

from matching.languages.folding import CJK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from domain.lexicon import AmountWords

_PIECE = re.compile(
    r"(?P<number>(?<![\d.,])\d{1,3}(?:[ ,.']\d{3}){1,5}(?:[.,]\d{1,2})?(?![\d])|\d{1,15}(?:[.,]\d{1,6})?)"
    rf"|(?P<cjk>[{CJK}])"
    rf"|(?P<word>[^\W\d_{CJK}]+(?:'[^\W\d_{CJK}]+)*[$¥]?)"
    r"|(?P<sign>[$¥€£₸₽])"
    r"|(?P<dash>[-–—~〜])"
    r"|(?P<other>[^\s])"
)
_LONGEST_CJK = 8
_MOST_STEMS = 4


class Kind(Enum):
    """What a token says."""

    NUMBER = auto()
    SPELT = auto()
    SCALE = auto()
    CURRENCY = auto()
    COUNTRY = auto()
    RANGE = auto()
    PAIR = auto()
    POINT = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text with its meaning.

    Attributes:
        start, end: where it stands.
        value: of a number, or the factor of a scale. text: its letters, or the code of a currency.
        local: whether a comma before this scale parts the fraction.
    """

    kind: Kind
    start: int
    end: int
    text: str
    value: Decimal = Decimal(0)
    local: bool = False


@dataclass(frozen=True, slots=True)
class _Stem:
    kind: Kind
    text: str
    whole: bool
    value: Decimal = Decimal(0)
    code: str = ""
    local: bool = False


class Tokeniser:
    """Cuts folded text into tokens; compiled once."""

    def __init__(self, words: AmountWords) -> None:
        self._stems: dict[str, list[_Stem]] = {}
        for stem in _stems(words):
            self._stems.setdefault(stem.text[0], []).append(stem)
        for stems in self._stems.values():
            stems.sort(key=lambda stem: (-len(stem.text), not stem.whole))

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of folded text in order."""
        found: list[Token] = []
        position = 0
        while piece := _PIECE.search(text, position):
            added = list(self._read(piece, text))
            found += added
            position = max(piece.end() if not added else added[-1].end, piece.start() + 1)
        return found

    def _read(self, piece: re.Match[str], text: str) -> Iterator[Token]:
        start, end = piece.span()
        match piece.lastgroup:
            case "number":
                yield Token(Kind.NUMBER, start, end, piece.group())
            case "word":
                yield from self._word(piece.group(), start)
            case "cjk":
                yield self._longest(text[start : start + _LONGEST_CJK], start)
            case "sign":
                yield self._longest(piece.group(), start)
            case "dash":
                yield Token(Kind.RANGE, start, end, piece.group())
            case _:
                yield Token(Kind.POINT if piece.group() == "." else Kind.OTHER, start, end, piece.group())

    def _longest(self, run: str, start: int) -> Token:
        for stem in self._stems.get(run[0], ()):
            if run.startswith(stem.text):
                return _token(stem, start, start + len(stem.text))
        return Token(Kind.OTHER, start, start + 1, run[0])

    def _word(self, word: str, start: int) -> Iterator[Token]:
        """Read a word stem by stem; what follows the last stem is an ending and belongs to it."""
        found: list[Token] = []
        at = 0
        while at < len(word) and len(found) < _MOST_STEMS:
            stem = self._stem_at(word, at)
            if stem is None:
                break
            found.append(_token(stem, start + at, start + at + len(stem.text)))
            at += len(stem.text)
        if not found:
            yield Token(Kind.OTHER, start, start + len(word), word)
            return
        yield from found[:-1]
        last = found[-1]
        yield Token(last.kind, last.start, start + len(word), last.text, last.value, last.local)

    def _stem_at(self, word: str, at: int) -> _Stem | None:
        for stem in self._stems.get(word[at], ()):
            if word.startswith(stem.text, at) and (not stem.whole or len(word) == at + len(stem.text)):
                return stem
        return None


def _token(stem: _Stem, start: int, end: int) -> Token:
    return Token(stem.kind, start, end, stem.code or stem.text, stem.value, stem.local)


def _stems(words: AmountWords) -> Iterator[_Stem]:
    for power, scale_words in words.scales.items():
        for text, whole in _marked(scale_words):
            yield _Stem(Kind.SCALE, text, whole, Decimal(10) ** power, local=text in words.decimal_comma)
    for value, number_words in words.numbers.items():
        yield from (_Stem(Kind.SPELT, text, whole, value) for text, whole in _marked(number_words))
    for code, currency_words in words.currencies.items():
        yield from (_Stem(Kind.CURRENCY, text, whole, code=code) for text, whole in _marked(currency_words))
    between = ((Kind.COUNTRY, words.country), (Kind.RANGE, words.ranges), (Kind.PAIR, words.pairs))
    for kind, plain in between:
        yield from (_Stem(kind, text, whole) for text, whole in _marked(plain))


def _marked(words: Iterable[str]) -> Iterator[tuple[str, bool]]:
    for word in words:
        whole = len(word) > 1 and word.endswith("$")
        yield (word[:-1] if whole else word), whole
