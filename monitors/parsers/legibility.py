"""Tells legible text from text that was read in the wrong encoding."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from domain.errors import ParseError
from domain.source import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.entry import RawEntry
    from domain.source import SourceId

GARBLED_SHARE = 0.01
"""Share of unreadable characters above which a document is refused (design rule 16)."""

_WRONG_SHARE = 0.2
"""Share of the characters beyond ASCII; whole documents read wrongly reach 0.9, right ones stay at 0."""

_HIGH_1251 = "".join(bytes([byte]).decode("cp1251", "ignore") for byte in range(0x80, 0xC0))
_HIGH_1252 = "".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xC0)) + "\x80-\x9f"

_MOJIBAKE = re.compile(
    "|".join(
        (
            f"(?:[РС][{_HIGH_1251}]){{2,}}",
            f"(?:[г-й][{_HIGH_1251}]{{2}}){{2,}}",
            f"(?:[ÂÃÐÑ][{_HIGH_1252}]){{2,}}",
            f"(?:[ã-é][{_HIGH_1252}]{{2}}){{2,}}",
        )
    )
)
"""UTF-8 read as windows-1251 (Cyrillic, then Japanese) and as Latin (the same)."""

_TURNED = re.compile(r"\b[а-яё][А-ЯЁ]{3,}\b")
_CAPITALS = re.compile(r"\b[А-ЯЁ]{4,}\b")
_SMALL = re.compile(r"\b[А-ЯЁ]?[а-яё]{3,}\b")
"""KOI8-R and windows-1251 read as each other turn the case of every letter round, and keep it Cyrillic."""

_ASCII = re.compile(r"[\x00-\x7f]+")


def damage(text: str) -> float:
    """Return the share (0 to 1) of ``text`` that is replacement characters or mojibake."""
    if not text:
        return 0.0
    return (text.count("\ufffd") + _mojibake(text)) / len(text)


def is_misread(text: str) -> bool:
    """Tell whether a whole document was decoded with another encoding than it was written in.

    Args:
        text: the document, markup and all.
    """
    if text.isascii():
        return False
    beyond_ascii = len(_ASCII.sub("", text))
    return _mojibake(text) > _WRONG_SHARE * beyond_ascii


def refuse_garbled(entries: Iterable[RawEntry], source_id: SourceId) -> None:
    """Check that the titles and summaries of a document can be read.

    Raises:
        ParseError: more than GARBLED_SHARE of their characters cannot (verdict GARBLED).
    """
    share = damage(" ".join(f"{entry.title} {entry.summary}" for entry in entries))
    if share > GARBLED_SHARE:
        detail = f"the text is garbled: {share:.0%} of its characters are in another encoding than declared"
        raise ParseError(source_id, Verdict.GARBLED, detail)


def _mojibake(text: str) -> int:
    """Return how many characters of ``text`` are mojibake."""
    if text.isascii():
        return 0
    return sum(len(found.group()) for found in _MOJIBAKE.finditer(text)) + _turned_case(text)


def _turned_case(text: str) -> int:
    turned = sum(map(len, _TURNED.findall(text)))
    if not turned:
        return 0
    capitals = sum(map(len, _CAPITALS.findall(text)))
    return turned + capitals if turned + capitals > sum(map(len, _SMALL.findall(text))) else 0
