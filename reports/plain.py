"""Foreign text made plain: one line, without marks that steer a terminal, a text's direction or a program; pure."""

from __future__ import annotations

import re
import unicodedata

_STEERING = frozenset("\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\ufeff") | frozenset(
    map(chr, (*range(0x2066, 0x206A), 0xFFFE, 0xFFFF))
)
"""Marks that turn the direction of what follows or hide themselves, and two that XML forbids; we need none of them."""

_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]+")
SHORT_PASSAGE = 200
"""Characters of a publisher's words that the right of quotation is taken to cover in a table of evidence."""


def plain(text: str) -> str:
    """Return foreign text in one line, without control characters and direction marks; markup in it is left alone."""
    joined = " ".join(text.split())
    return "".join(each for each in joined if each not in _STEERING and unicodedata.category(each) not in {"Cc", "Cs"})


def web_address(url: str) -> str:
    """Return an address of the web, or nothing for any other (``javascript:``, a path, a broken one)."""
    stripped = plain(url)
    return stripped if _WEB_ADDRESS.fullmatch(stripped) else ""


def shortened(text: str, limit: int = SHORT_PASSAGE) -> tuple[str, bool]:
    """Return the text cut between words to at most ``limit`` characters with an ellipsis, and whether it was cut."""
    if len(text) <= limit:
        return text, False
    head, gap, _ = text[:limit].rpartition(" ")
    return f"{(head if gap else text[: limit - 1]).rstrip(' ,;:–-')}…", True
