"""Markdown that shows foreign text and obeys nothing in it."""

from __future__ import annotations

from reports.markdown import escaped, linked


def test_escaping_keeps_the_words() -> None:
    assert escaped("a *b* [c](d)\n e") == r"a \*b\* \[c\](d) e"


def test_marks_that_open_a_list_or_heading_are_escaped_only_where_they_would() -> None:
    assert escaped("- CA+JAD-2") == r"\- CA+JAD-2"
    assert escaped("# 1") == r"\# 1"
    assert escaped("1. first") == r"1\. first"


def test_only_an_address_of_the_web_becomes_a_link() -> None:
    assert linked("[x]", "https://a.example/1") == r"[\[x\]](<https://a.example/1>)"
    assert linked("x", "javascript:alert(1)") == "x"
