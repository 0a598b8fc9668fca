"""Markup is made from text at the very end: escaped, whole, and counted as Telegram counts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.markup import (
    GAP,
    MESSAGE_LIMIT,
    Button,
    Line,
    RenderedMessage,
    Span,
    Style,
    bold,
    clean,
    clip,
    italic,
    line,
    link,
    pages,
    quote,
    utf16_length,
)
from tests.servers.telegram_html import parse_html

ANY_TEXT = st.text(st.characters())
"""Lone surrogates and control characters too."""

SPANS = st.builds(Span, ANY_TEXT, st.sampled_from(Style)) | st.builds(
    link, ANY_TEXT, st.sampled_from(['https://a.example/?a=1&b="2"', "javascript:x", "http://"]) | ANY_TEXT
)
LINES = st.builds(Line, st.lists(SPANS, max_size=4).map(tuple), st.booleans())


@given(st.lists(LINES, max_size=6))
def test_whatever_the_texts_telegram_reads_back_what_was_written(lines: list[Line]) -> None:
    message = RenderedMessage(tuple(lines))

    assert parse_html(message.html).text == "\n".join(each.text for each in lines)


@given(ANY_TEXT)
def test_a_cleaned_text_is_one_line_that_can_be_encoded_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)

    assert "\n" not in cleaned
    assert cleaned.encode() is not None
    assert clean(cleaned) == cleaned


def test_characters_that_turn_or_hide_text_are_removed() -> None:
    assert clean("a\u202eb\u2066c\u200bd\u00ade\x00f\tg\u2028h") == "abcde f g h"


def test_joiners_of_emoji_stay() -> None:
    assert clean("👩\u200d🔬") == "👩\u200d🔬"


@given(ANY_TEXT, st.integers(min_value=2, max_value=60))
def test_a_clipped_text_keeps_to_its_limit_and_is_a_beginning(text: str, limit: int) -> None:
    clipped = clip(text, limit)

    assert utf16_length(clipped) <= limit
    assert clean(text).strip().startswith(clipped.removesuffix("…"))


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two…"),
        ("one, two three", 6, "one…"),
        ("税関の研修・機材", 5, "税関の研…"),
        ("🇰🇿🇰🇿", 4, "🇰…"),
        ("a" * 10 + " " + "b" * 30, 35, "a" * 10 + " " + "b" * 23 + "…"),
    ],
)
def test_a_text_is_cut_at_a_word_where_there_is_one(text: str, limit: int, expected: str) -> None:
    assert clip(text, limit) == expected


def test_length_is_counted_in_utf16_units() -> None:
    assert utf16_length("🇯🇵 日本") == 4 + 1 + 2


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://a.example/",
        "tg://user?id=1",
        "https://",
        "http://[::1",
        "//a.example/x",
        "https://a.example/\nx",
        "https://a.example/ x",
        "https://a.example/\u202ex",
        "https://a.example/" + "x" * 2000,
        "",
    ],
)
def test_only_whole_web_addresses_become_links(url: str) -> None:
    assert link("headline", url) == Span("headline")


def test_an_address_is_escaped_inside_its_link() -> None:
    assert link("a<b", 'https://a.example/?x=1&y="2"').html == (
        '<a href="https://a.example/?x=1&amp;y=&quot;2&quot;">a&lt;b</a>'
    )


def test_the_plain_form_spells_out_what_markup_would_show() -> None:
    message = RenderedMessage(
        (line(bold("Gist"), " ", italic("quiet")), GAP, quote("said"), line(link("x", "https://a.example")))
    )

    assert message.plain == "Gist quiet\n\n> said\nx\nhttps://a.example"
    assert (
        message.html == '<b>Gist</b> <i>quiet</i>\n\n<blockquote>said</blockquote>\n<a href="https://a.example">x</a>'
    )


@pytest.mark.parametrize("data", ["", "x" * 65, "я" * 33])
def test_callback_data_outside_telegrams_limits_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match="callback data"):
        Button("again", data)


@pytest.mark.parametrize(
    ("data", "url"), [("x", "https://a.example/"), ("", "javascript:x"), ("", "https://"), ("", "/path")]
)
def test_a_button_has_either_callback_data_or_a_whole_web_address(data: str, url: str) -> None:
    with pytest.raises(ValueError, match="either"):
        Button("Open", data, url)


def test_buttons_stand_one_a_row_unless_they_are_beside_another() -> None:
    one, two = Button("1", "a", beside=True), Button("2", url="https://a.example/", beside=True)
    three = Button("3", "b")

    assert RenderedMessage((), (one, two, three)).rows == ((one, two), (three,))
    assert RenderedMessage(()).rows == ()


@given(st.lists(st.integers(1, 3000), max_size=12))
def test_pages_hold_all_blocks_in_order_and_divide_none(sizes: list[int]) -> None:
    blocks = [(line(f"{number:03}" + "x" * size),) for number, size in enumerate(sizes)]

    made = pages(blocks)

    assert [each for page in made for each in page.lines if each != GAP] == [each for block in blocks for each in block]
    assert all(utf16_length(parse_html(page.html).text) <= MESSAGE_LIMIT for page in made)
    # As few as hold them: no two neighbours would have fitted into one.
    for first, second in pairwise(made):
        assert not RenderedMessage((*first.lines, GAP, second.lines[0])).fits
