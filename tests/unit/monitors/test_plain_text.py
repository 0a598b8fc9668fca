"""From markup to one line of text that is safe to show and to compare."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.plain_text import one_line, plain_text, shorten

FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *("<p>", "</p>", "<b>", "</b>", "<br/>", "<", ">", "<script>", "</script>", "<!--", "-->", "<a href='"),
            *("&", "&amp;", "&lt;", "&gt;", "&nbsp;", "&#8217;", ";", "amp;", "слово", "日本", " ", "\n"),
            *("\u200b", "\u202e", "\ud800"),
        ]
    ),
    max_size=25,
).map("".join)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain words", "plain words"),
        ("  two\n\t words\xa0here\u3000too ", "two words here too"),
        ("<p>One</p><p>two</p>", "One two"),
        ("Ja<b>pan</b>", "Japan"),
        ("a<br>b<BR/>c", "a b c"),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ("a<script>x<y</script><style>b{}</style>c", "ac"),
        ("<title>T</title>body", "body"),
        ("x<!-- hidden -->y", "xy"),
        ("AT&amp;T &#8217;s", "AT&T ’s"),
        ("AT&amp;amp;amp;T", "AT&T"),
        ("&amp;nbsp;&amp;laquo;Alem&amp;raquo;", "«Alem»"),
        ("&lt;p&gt;twice&lt;/p&gt;&lt;p&gt;escaped&lt;/p&gt;", "twice escaped"),
        ("2 < 3 & 4 > 1", "2 < 3 & 4 > 1"),
        ("cut <a href='https://a.exam", "cut"),
        ("cut <", "cut"),
        ("cut <!-- remark", "cut"),
        ("soft\xadhyphen, zero\u200bwidth", "softhyphen, zerowidth"),
        ("\u202eevil\u2066 turn\u200f", "evil turn"),
        ("bell\x07 null\x00", "bell null"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("<b>lone</b> \udfff", "lone \ufffd"),
        ("и\u0306од", "йод"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("", ""),
        ("<frameset></frameset>", ""),
    ],
)
def test_markup_becomes_the_words_that_a_reader_sees(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@given(FRAGMENTS)
def test_what_is_plain_stays_as_it_is(markup: str) -> None:
    once = plain_text(markup)
    assert plain_text(once) == once
    assert one_line(once) == once


@given(st.text())
def test_the_result_can_be_stored_and_holds_no_line_break(markup: str) -> None:
    text = plain_text(markup)
    text.encode("utf-8")
    assert not set(text) & set("\n\r\t\x00\u2028\u202e\u200b")


@pytest.mark.parametrize("markup", ["<div>" * 200_000, "<b>" * 4_000 + "x", "&amp;" * 100_000, "<p><!--" * 50_000])
def test_hostile_markup_is_quick(markup: str) -> None:
    started = time.process_time()
    plain_text(markup)
    assert time.process_time() - started < 0.5


def test_many_tags_are_cut_out_without_their_hidden_parts() -> None:
    assert plain_text("<i></i>" * 600 + "<script>x</script><p>a</p><p>b &amp; c</p>") == "a b & c"


def test_nesting_beyond_reason_is_left_at_that() -> None:
    assert plain_text("<" * 15 + "b>" * 15) == "<" * 5 + "b>" * 5


def test_an_embedded_picture_does_not_hide_the_text_behind_it() -> None:
    assert plain_text(f'<img src="data:image/png;base64,{"A" * 60_000}"><p>Text</p>') == "Text"


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("as it is", 8, "as it is"),
        ("one two three", 9, "one two"),
        ("one two three", 7, "one two"),
        ("日本と中央アジアの協力", 5, "日本と中央"),
        ("x" * 50 + " y", 50, "x" * 50),
    ],
)
def test_a_text_is_cut_at_a_word_where_there_are_words(text: str, length: int, short: str) -> None:
    assert shorten(text, length) == short


@given(st.text(), st.integers(1, 60))
def test_a_cut_text_is_a_beginning_no_longer_than_asked(text: str, length: int) -> None:
    short = shorten(text, length)
    assert len(short) <= length
    assert text.startswith(short)
