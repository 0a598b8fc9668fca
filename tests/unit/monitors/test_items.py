"""From the documents of a reading to its entries."""

from __future__ import annotations

import pytest

from domain.errors import ParseError
from domain.reading import Reading
from domain.source import SourceKind, Verdict
from monitors.items import Items, items_of
from tests.builders import NOON, a_fetched, a_source

EMPTY = "<p>" + "<a href='/menu'>Menu</a>" * 6


def row(number: int) -> str:
    return f'<li><a href="/news/{number}">Item {number}</a></li>'


def items(*bodies: str, broken_off: str = "", min_items: int = 1) -> Items:
    documents = tuple(a_fetched(body, url=f"https://steppe.example.kz/{n}") for n, body in enumerate(bodies))
    source = a_source(kind=SourceKind.HTML_LIST, options={"pattern": "/news/"}, min_items=min_items)
    return items_of(Reading(documents, documents[0], broken_off=broken_off), source, NOON)


def refusal(*bodies: str, broken_off: str = "", min_items: int = 1) -> tuple[Verdict, str]:
    with pytest.raises(ParseError) as caught:
        items(*bodies, broken_off=broken_off, min_items=min_items)
    return caught.value.verdict, caught.value.detail


def test_an_item_that_stands_in_two_documents_is_one() -> None:
    found = items(row(3) + row(2), row(2) + row(1))
    assert [entry.title for entry in found.entries] == ["Item 3", "Item 2", "Item 1"]
    assert found.remark == ""


def test_what_is_wrong_with_the_first_document_is_wrong_with_the_source() -> None:
    assert refusal("{}", row(1)) == (Verdict.NOT_A_FEED, "not a web page: JSON")


def test_what_is_wrong_with_a_later_document_is_remarked_upon() -> None:
    assert items(row(1), "{}", "<rss/>").remark == "not a web page: JSON"
    assert items(row(1), "{}", broken_off="answered 500").remark == "answered 500"


def test_an_empty_document_beside_a_full_one_is_none_of_our_business() -> None:
    assert items(EMPTY, row(1)).remark == ""
    assert len(items(row(1), EMPTY).entries) == 1


def test_too_few_items_are_a_failure_that_counts_them() -> None:
    assert refusal(row(1), min_items=2) == (Verdict.EMPTY, "1 item where at least 2 are usual")
    words = "2 items where at least 3 are usual; answered 500"
    assert refusal(row(1) + row(2), min_items=3, broken_off="answered 500") == (Verdict.EMPTY, words)


def test_no_item_at_all_is_told_in_the_words_of_the_parser_unless_it_is_usual() -> None:
    verdict, detail = refusal(EMPTY, broken_off="answered 500")
    assert verdict is Verdict.EMPTY
    assert detail.startswith("none of the 6 links")
    assert detail.endswith("; answered 500")
    assert items(EMPTY, min_items=0) == Items((), "")


def test_items_without_a_word_are_no_items_even_of_a_rare_source() -> None:
    document = a_fetched('{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"1","url":"/1"}]}')
    source = a_source(kind=SourceKind.JSON, min_items=0)
    with pytest.raises(ParseError, match="no item has a title or a text") as caught:
        items_of(Reading((document,), document), source, NOON)
    assert caught.value.verdict is Verdict.NOT_A_FEED
