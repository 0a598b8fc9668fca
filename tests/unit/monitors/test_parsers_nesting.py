"""Pages rewritten for the tree: sound ones stay as they are, broken ones become sound, hostile ones stay cheap."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from monitors.parsers.nesting import DEEPEST, MOST_TAGS, TooManyTags, well_nested

SECONDS = 2
"""Twice what it takes alone, for machines that do other things beside the tests."""

MARKS = st.sampled_from(
    [
        *("<div>", "</div>", "<p>", "</p>", "<li>", "</ul>", "<ul>", "<a href='/1'>", "</a>", "<b>", "</b>", "<font>"),
        *("<table>", "<tr>", "<td>", "</table>", "<span>", "</span>", "<script>", "</script>", "<!--", "-->", "<svg/>"),
        *("<select>", "<template>", "<br>", "<", ">", '"', "'", "=", " ", "x", "&lt;", "</", "<!", "<?", "<a b='"),
    ]
)


def depth_of(page: str) -> int:
    root = LexborHTMLParser(page).root
    deepest, nodes = 0, [(root, 1)] if root else []
    while nodes:
        node, depth = nodes.pop()
        deepest = max(deepest, depth)
        child = node.first_child
        while child is not None:
            nodes.append((child, depth + 1))
            child = child.next
    return deepest


@pytest.mark.parametrize(
    "page",
    [
        "<html><body class='x'><ul><li><a href=\"/1\">One</a></li><li>two<br>lines</li></ul></body></html>",
        "<table><tbody><tr><td>1</td><td><p>2</p></td></tr></tbody></table>",
        "<p title='a > b'>1 &lt; 2</p>",
    ],
)
def test_a_sound_page_stays_as_it_is(page: str) -> None:
    assert well_nested(page) == page


@pytest.mark.parametrize(
    ("broken", "sound"),
    [
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<dl><dt>1<dd>a<dt>2<dd>b</dl>", "<dl><dt>1</dt><dd>a</dd><dt>2</dt><dd>b</dd></dl>"),
        ("<table><tr><td>1<td>2<tr><td>3</table>", "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>"),
        ("<p>a<div>b</div>", "<p>a</p><div>b</div>"),
        ("<li><span>a<li>b", "<li><span>a</span></li><li>b</li>"),
        ("<div><a href=1>a<a href=2>b</div>", "<div><a href=1>a</a><a href=2>b</div></a>"),
        ("<div>a</p></span></div>", "<div>a</div>"),
        ("<b>bold</b> and <FONT size=7>large", "bold and large"),
        ("a < b <3 c", "a &lt; b &lt;3 c"),
        ("<div>whole<div broken='", "<div>whole</div>"),
        ("<script>if (a<b) '<p>'</script>x<style>p{}</style>", " x "),
        ("x<script>never closed <p>", "x"),
        ("<svg/>a<svg><path d=1></svg>b<svg>c", "a b" + "c"),
        ("<!-- gone -->a<!DOCTYPE html>b<?php 1 ?>c", "abc"),
    ],
)
def test_a_broken_page_becomes_sound(broken: str, sound: str) -> None:
    assert well_nested(broken) == sound


def test_remarks_become_text_where_they_are_wanted() -> None:
    assert well_nested("<dl><!-- dt>5 May</dt --><dd>a</dd></dl>", remarks=True) == (
        "<dl>  dt>5 May&lt;/dt  <dd>a</dd></dl>"
    )


def test_an_overlong_tag_keeps_its_name_only() -> None:
    assert well_nested(f"<div {'x ' * 5000}>a") == "<div>a</div>"


@pytest.mark.parametrize(
    "mark",
    [
        *("<div>", "<div><p>", "<ul><li>", "<li>", "<font a=1><p>", "<a href=1><div>", "<table><tr><td>", "<span>"),
        *("<div><applet></div></applet>", "<h1><h2>", "<button><div></button>", "<marquee><a href=1>", "<dd><span>"),
        *(
            "<",
            "<a ",
            '<a b="',
            "<!--",
            "<svg>",
            "<script>",
            "</div>",
            "<a =",
            "<table><a href=1>",
            "<form><div></form>",
        ),
    ],
)
def test_no_repetition_costs_more_than_its_length(mark: str) -> None:
    """A hundred thousand nested elements took the tree 18 s; open formatting elements, all memory."""
    started = time.process_time()
    try:
        page = well_nested(mark * (120_000 // len(mark)))
    except TooManyTags:
        page = ""
    tree = LexborHTMLParser(page or "<p>")
    assert tree.css("nothing") == []
    assert time.process_time() - started < SECONDS
    assert len(page) < 1_000_000


def test_more_tags_than_people_read_are_refused() -> None:
    with pytest.raises(TooManyTags, match="60,000"):
        well_nested("<p>" * (MOST_TAGS + 1))


@given(st.lists(MARKS, max_size=60).map("".join))
def test_whatever_comes_in_the_tree_is_shallow_and_a_second_pass_changes_nothing(page: str) -> None:
    once = well_nested(page)
    assert well_nested(once) == once
    assert depth_of(once) <= DEEPEST + 10


def test_the_tree_of_a_deep_page_is_shallow() -> None:
    assert depth_of(well_nested("<div>" * 5000 + "<a href=1>x")) < DEEPEST + 10
