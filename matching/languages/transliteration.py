"""Names across scripts: Cyrillic, Latin and katakana spellings of one name come to one consonant skeleton.

Spellings of a foreign name agree on its consonants and on little else: Ибраев, Ibraev and イブラエフ differ in every
vowel sign. A skeleton therefore keeps classes of consonants that the scripts confuse (l and r, b and v and w, s and
sh, n and m) and drops vowels; it says "perhaps the same name", and other signals have to agree.
"""

from __future__ import annotations

import re
import unicodedata

SHORTEST = 3
"""Consonants of a skeleton that still tell names apart."""

_CYRILLIC_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєғқңөұүһәўҳҷӣӯ"
_THEIR_SOUNDS = (
    "a b v g d e zh z i y k l m n o p r s t u f h ts ch sh sh _ y _ e yu ya yo i i e g k n o u u h a u h zh i u"
)
_CYRILLIC = dict(zip(_CYRILLIC_LETTERS, _THEIR_SOUNDS.split(), strict=True))
_KANA_ROWS = {
    "アイウエオ": "a i u e o", "カキクケコ": "ka ki ku ke ko", "サシスセソ": "sa shi su se so",
    "タチツテト": "ta chi tsu te to", "ナニヌネノ": "na ni nu ne no", "ハヒフヘホ": "ha hi fu he ho",
    "マミムメモ": "ma mi mu me mo", "ヤユヨ": "ya yu yo", "ラリルレロ": "ra ri ru re ro", "ワヲン": "wa o n",
    "ガギグゲゴ": "ga gi gu ge go", "ザジズゼゾ": "za ji zu ze zo", "ダヂヅデド": "da ji zu de do",
    "バビブベボ": "ba bi bu be bo", "パピプペポ": "pa pi pu pe po", "ァィゥェォ": "a i u e o",
    "ャュョヴッー": "ya yu yo vu _ _",
}  # fmt: skip
_KANA = {kana: latin for row, sounds in _KANA_ROWS.items() for kana, latin in zip(row, sounds.split(), strict=True)}
_LATIN = {"ş": "sh", "ç": "ch", "ž": "zh", "ň": "n", "ý": "y", "ä": "a", "ö": "o", "ü": "u", "ı": "i", "ğ": "g"}
_LETTERS = {**_CYRILLIC, **_KANA, **_LATIN, "_": "", "'": ""}

_CLASSES = (
    (re.compile(r"shch|sch|sh|ts|tz|c(?=[eiy])"), "s"),
    (re.compile(r"ch|ti(?=$|[^aeou])"), "c"),
    (re.compile(r"zh|dzh|dj|dz|j"), "z"),
    (re.compile(r"kh"), "h"),
    (re.compile(r"[qx]|ck"), "k"),
    (re.compile(r"gh"), "g"),
    (re.compile(r"[vwfb]"), "b"),
    (re.compile(r"l"), "r"),
    (re.compile(r"m"), "n"),
    (re.compile(r"[aeiouy_]"), ""),
)
_REPEATED = re.compile(r"(.)\1+")
_NOT_SKELETON = re.compile(r"[^a-z]")


def romanised(word: str) -> str:
    """Return a word of any of the scripts in Latin letters, lower case, roughly as newspapers would."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    plain = "".join(_LETTERS.get(letter, _katakana(letter)) for letter in folded)
    stripped = "".join(letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))
    return stripped.replace("_", "")


def _katakana(letter: str) -> str:
    return _LETTERS.get(unicodedata.normalize("NFKC", letter), letter)


def skeleton(word: str) -> str:
    """Return the consonant skeleton of a name; empty where nothing telling is left."""
    text = romanised(word)
    for pattern, letter in _CLASSES:
        text = pattern.sub(letter, text)
    text = _REPEATED.sub(r"\1", _NOT_SKELETON.sub("", text))
    return text if len(text) >= SHORTEST else ""


def same_name(one: str, other: str) -> bool:
    """Tell whether two skeletons may be one name: equal, or one with an ending of up to two consonants more."""
    if len(one) > len(other):
        one, other = other, one
    if one == other:
        return True
    return len(one) > SHORTEST and len(other) - len(one) <= 2 and other.startswith(one)  # noqa: PLR2004 - case endings
