"""Language identification among the eight languages; the only door to py3langid."""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from domain.commitment import LANGUAGES
from matching.languages.folding import count_cjk, has_cjk

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_LOADING = threading.Lock()

LONGEST = 240
"""Characters of a text that are enough to tell its language."""

JAPANESE_SHARE = 5
"""A text is Japanese where more than one letter in this many is: a foreign text may quote a Japanese name."""


def identify(text: str) -> str:
    """Return the ISO 639-1 code of the likeliest of the eight languages; empty for a text without letters."""
    text = text[:LONGEST]
    if not any(map(str.isalpha, text)):
        return ""
    if has_cjk(text) and count_cjk(text) * JAPANESE_SHARE > sum(map(str.isalpha, text)):
        return "ja"
    with _LOADING:
        model = _model()
    language, _ = model.classify(text.lower())
    return str(language)


@cache
def _model() -> LanguageIdentifier:
    """Load the model when a text first needs it: 0.2 s and up to 110 MB that many runs never use."""
    from py3langid import langid  # noqa: PLC0415 - loaded lazily on purpose

    model = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    model.set_languages(LANGUAGES)
    return model
