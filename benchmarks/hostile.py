"""Inputs that nobody writes in good faith: about a megabyte each, both sides named, so that the whole matcher runs."""

from __future__ import annotations

from domain.match import Item

SIZE = 1_000_000
"""Characters of the field that is filled, give or take a repetition."""

TITLE = "Japan and Kazakhstan 日本 カザフスタン"

FILLINGS = {
    "news": "Japan and Kazakhstan signed a grant agreement on hydrogen, JICA said. ",
    "japanese news": "日本とカザフスタンは無償資金協力に署名した。",
    "one endless word": "a",
    "one short term over and over": "it ",
    "one Japanese term over and over": "港",
    "digits": "1",
    "grouped digits": "1,000,",
    "sums of money": "$1.5 million ",
    "full stops": "。",
    "line breaks": "\n",
    "spaces": " ",
    "control characters": "\x00\x07\x1b",
    "invisible marks": "a\u200b\u00ad",
    "mixed alphabets": "Jаpаn Kаzаkhstаn ",
    "right-to-left marks": "\u202eJapan\u202c ",
    "emoji": "\U0001f469\u200d\U0001f52c\U0001f1ef\U0001f1f5",
    "lone surrogates": "\ud83d",
    "marks that combine in two orders": "\u0327\u0301",
    "letters that unfold to eighteen": "\ufdfa",
    "apostrophes": "oʻ",
}


def hostile_items(size: int = SIZE) -> list[Item]:
    """Return an item for each filling, in the summary and the text, once in English and once in Japanese."""
    items = []
    for name, filling in FILLINGS.items():
        field = filling * (size // len(filling) + 1)
        items += [
            Item(id=f"{name}, {lang}", title=TITLE, summary=field, text=field, lang=lang) for lang in ("en", "ja")
        ]
    return items
