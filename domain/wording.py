"""Wording: whether a text holds a declared word, for the few rules of the domain that read words.

The matcher has its own, faster reading of whole lexicons; here a handful of stems meets a headline and a passage.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʻʼ`´ʹ", "'") | {"ё": "е"})
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def folded(text: str) -> str:
    """Return a text as stems are compared: one form of letters, apostrophes and widths, in lower case."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES)


def holds(text: str, stem: str) -> bool:
    """Tell whether a folded text holds a stem.

    A stem begins a word, several stems follow one another, ``$`` ends a word, and ``~`` stands between stems that
    may be apart and in any order. Japanese stems are found anywhere.

    Args:
        text: as ``folded`` returns it. stem: as declared, for instance ``дорожн карт`` or ``paris~report``.
    """
    return all(part.is_in(text) for part in _parts(stem))


def holds_any(text: str, stems: tuple[str, ...]) -> bool:
    """Tell whether a folded text holds one of the stems; arguments as for ``holds``."""
    return any(holds(text, stem) for stem in stems)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a stem; its plain words sift out nearly every text before the pattern is tried."""

    words: tuple[str, ...]
    pattern: re.Pattern[str]

    def is_in(self, text: str) -> bool:
        return all(word in text for word in self.words) and self.pattern.search(text) is not None


@lru_cache(maxsize=4096)
def _parts(stem: str) -> tuple[_Part, ...]:
    parts = folded(stem).split("~")
    return tuple(_Part(tuple(part.replace("$", "").split()), re.compile(_expression(part))) for part in parts)


def _expression(part: str) -> str:
    if _UNSPACED.search(part):
        return re.escape(part)
    words = (re.escape(word.removesuffix("$")) + (r"\b" if word.endswith("$") else r"[\w'-]*") for word in part.split())
    return r"(?<!\w)" + r"\s+".join(words)
