"""Folding: texts and declared terms brought into one shape, so that they can be compared letter by letter.

One folding serves all eight languages: NFKC, case folding, one apostrophe (Uzbek writes five), ё as е, no invisible
marks, look-alike letters of the other alphabet set right inside a word. Words are then parted by single spaces.
Japanese runs stay whole, parted only from Latin letters and digits (``とJICAが`` becomes ``と jica が``), because word
boundaries of regular expressions fail there.
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u0307"
)
_APOSTROPHES = "\u02bb\u02bc\u2018\u2019\u0060\u00b4\u02b9\u2032\u02bf\u02be"
_REPLACED = {**dict.fromkeys(_INVISIBLE, ""), **dict.fromkeys(_APOSTROPHES, "'"), "ё": "е", "・": ""}
_SURROGATES = "\ud800-\udfff"
_SPECIAL = re.compile(f"[{''.join(_REPLACED)}{_SURROGATES}]")

PIECE = 300
"""Characters that are normalised at a time: sorting the marks that follow one letter costs as much as their square."""

UNFOLDED = 3
"""How many times its length a long text may come to: some letters unfold to eighteen, those of news to hardly one."""

CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+(?:'[^\W_{CJK}]+)*|\+")
_HAS_CJK = re.compile(rf"[{CJK}]")

_MIXED = re.compile(r"[a-z](?:(?=[\u0400-\u052f])|(?<=[\u0400-\u052f][a-z]))")
_MIXED_WORD = re.compile(r"[a-z\u0400-\u052f]+")
_LATIN, _CYRILLIC = "aceopxyihktm", "асеорхуіһктм"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)


def fold(text: str) -> str:
    """Return ``text`` in the common shape of letters, lone surrogates replaced; word boundaries stay as they are."""
    if text.isascii():
        return text.lower().replace("`", "'")
    folded = _SPECIAL.sub(_replaced, _normalised(text).casefold())
    return _MIXED_WORD.sub(_one_alphabet, folded) if _MIXED.search(folded) else folded


def _normalised(text: str) -> str:
    """Return the compatibility form (NFKC), in time that grows with the length of any text; marks stay with letters.

    A long text of letters that unfold to many is read in part only.
    """
    if len(text) <= 2 * PIECE:
        return unicodedata.normalize("NFKC", text)
    pieces: list[str] = []
    start = length = 0
    while start < len(text) and length < UNFOLDED * len(text):
        end = start + PIECE
        while end < min(len(text), start + 2 * PIECE) and _is_mark(text[end]):
            end += 1
        pieces.append(unicodedata.normalize("NFKC", text[start:end]))
        length += len(pieces[-1])
        start = end
    return "".join(pieces)


def _is_mark(character: str) -> bool:
    """Tell whether a character joins the one before it, also once unfolded (ﾞ becomes a mark)."""
    return unicodedata.combining(unicodedata.normalize("NFKC", character)[0]) > 0


def _replaced(match: re.Match[str]) -> str:
    return _REPLACED.get(match.group(), "?")


def _one_alphabet(match: re.Match[str]) -> str:
    """Write a word that mixes Latin and Cyrillic in the alphabet most of its letters belong to."""
    word = match.group()
    latin = sum(letter <= "z" for letter in word)
    if latin in (0, len(word)):
        return word
    return word.translate(_TO_LATIN if latin * 2 > len(word) else _TO_CYRILLIC)


def words_of(text: str) -> str:
    """Return the folded words of ``text`` parted by single spaces, with one space before and after."""
    return f" {' '.join(_WORD.findall(fold(text)))} "


def has_cjk(text: str) -> bool:
    """Tell whether ``text`` holds Japanese letters."""
    return _HAS_CJK.search(text) is not None


def count_cjk(text: str) -> int:
    """Return the number of Japanese letters in ``text``."""
    return len(_HAS_CJK.findall(text))
