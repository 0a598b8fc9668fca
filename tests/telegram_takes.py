"""What Telegram takes, by the rules of the emulator, and foreign words that put them to the test."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from bot.handlers.replying import keyboard
from bot.markup import BUTTON_LIMIT, utf16_length
from domain.commitment import Pillar, Texts
from tests.builders import a_commitment, a_declaration
from tests.servers.bot_api_keyboards import checked_keyboard
from tests.servers.bot_api_texts import ENTITIES, parsed_caption, parsed_text
from tests.servers.telegram_html import parse_html

if TYPE_CHECKING:
    from bot.markup import RenderedMessage
    from domain.commitment import Declaration

PIECES = (
    "Япония даёт 719 млн иен", "日本、アクタウの貨物検査", "Japan gives a grant", " ",
    "😀", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇰🇿", "𠮷", "𝔸",
    "שלום", "مرحبا", "\u202e", "\u2066", "e\u0301\u0323\u0300", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "<b>", "</a>", '<a href="x">', "&lt;", "&#x1F600;", "&amp", "<", ">", "&", '"', "'",
    "\n", "\x00", "\u2028", "\u200b", "\ufeff", "\ud83d", "W" * 50, "ツ" * 30,
)  # fmt: skip

WORDS = st.builds(
    lambda pieces, times: "".join(pieces) * times,
    st.lists(st.sampled_from(PIECES) | st.text(st.characters(), max_size=5), max_size=6),
    st.sampled_from([1, 1, 30, 400]),
)
"""Whatever somebody may have written: a headline, the name of an outlet, a reason, a name."""

ADDRESSES = st.one_of(
    st.just("https://steppe.example.kz/news?id=1&lang=ru"),
    WORDS.map(lambda tail: f"https://steppe.example.kz/{tail}"),
    st.sampled_from(
        ["http://localhost/x", "https://host/", "https://a.b:99999/", "https://a.b:x/", "javascript:x", "http://[::1]/"]
    ),
    st.integers(1900, 2100).map(lambda n: f"https://a.example/{'x' * n}"),
    st.integers(900, 1100).map(lambda n: f"https://a.example/{'я' * n}"),
    WORDS,
)

NAMES = st.builds(Texts, WORDS, WORDS, WORDS)
"""A name in three languages."""


def promises(label: Texts, number: int = 300, *, in_one_part: bool = False) -> Declaration:
    """A declaration of many commitments, each named alike."""
    parts = tuple(Pillar)
    pillars = (Pillar.CONNECTIVITY if in_one_part else parts[each % len(parts)] for each in range(number))
    return a_declaration(
        *(a_commitment(each, label, pillar=pillar) for each, pillar in enumerate(pillars, 1)),
        name=label,
        short_name=label,
    )


def assert_taken(*messages: RenderedMessage, plain: bool = False, caption: bool = False) -> None:
    """Raise where Telegram would refuse one of the messages, or not show it as it is meant.

    Args:
        plain: they may be sent without markup as well, as what lies in an outbox. caption: they stand below a file.
    """
    check, field = (parsed_caption, "caption") if caption else (parsed_text, "text")
    for message in messages:
        check({field: message.html, "parse_mode": "HTML"})
        assert len(parse_html(message.html).entities) <= ENTITIES
        if plain:
            check({field: message.plain})
        for button in message.buttons:
            assert 1 <= utf16_length(button.text) <= BUTTON_LIMIT
        for markup in (keyboard(message), keyboard(message, plain=True)):
            if markup is not None:
                checked_keyboard(json.loads(markup.to_json()))
