"""The emulator's reading of markup, against what the real server is known to do."""

from __future__ import annotations

import pytest

from tests.servers.telegram_html import CannotParse, Entity, parse_html


def test_text_and_entities_come_apart() -> None:
    parsed = parse_html('🇯🇵 <b>bold <i>both</i></b> &lt;x&gt; &amp;amp; <a href="https://e.org/?a=1&amp;b=2">link</a>')
    assert parsed.text == "🇯🇵 bold both <x> &amp; link"
    assert parsed.entities == (
        Entity("italic", 10, 4),
        Entity("bold", 5, 9),
        Entity("text_link", 25, 4, "https://e.org/?a=1&b=2"),
    )


def test_an_unknown_entity_stays_as_it_is() -> None:
    assert parse_html("&nbsp;&#1103;&#x44F;").text == "&nbsp;яя"


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<p>text</p>", 'Unsupported start tag "p"'),
        ("<b>text", 'Can\'t find end tag corresponding to start tag "b"'),
        ("text</b>", "Unexpected end tag"),
        ("<b><i>text</b></i>", "Unmatched end tag"),
        ("3 < 5", "Unclosed start tag"),
        ("<span>text</span>", 'must have class "tg-spoiler"'),
    ],
)
def test_markup_that_telegram_refuses_is_refused(markup: str, said: str) -> None:
    with pytest.raises(CannotParse, match=said):
        parse_html(markup)


def test_spoilers_and_custom_emoji_are_known() -> None:
    parsed = parse_html('<span class="tg-spoiler">a</span><tg-emoji emoji-id="5">b</tg-emoji>')
    assert [each.kind for each in parsed.entities] == ["spoiler", "custom_emoji"]
