"""What holds for the parser of every kind: rubbish ends in a verdict, and every entry has a title and an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import ParseError
from domain.source import FEED_KINDS, SourceKind, Verdict
from monitors.parsers import PARSERS
from tests.builders import a_fetched, a_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.entry import RawEntry

OPTIONS: dict[SourceKind, dict[str, str]] = {
    SourceKind.HTML_LIST: {"pattern": "/news/", "heading": "h2", "title": "h3"},
    SourceKind.API: {"items": "data", "title": "title", "link": "url", "date": "date"},
}
READ_BY_SHAPE = [SourceKind.HTML_LIST, SourceKind.SITEMAP, SourceKind.RISING_ID]
READ_BY_TESTS_OF_THEIR_OWN = {SourceKind.API, SourceKind.TELEGRAM_CHANNEL, SourceKind.NEWS_SEARCH}

RUBBISH = [
    *(b"", b"\x00" * 100, b"\xff\xfe\xfd", b"GIF89a", b"{", b"[]", b"null", b"<", b"<<<<", b"plain words", b"\x1f\x8b"),
    *(b"<html><body>A page</body></html>", b"<?xml version='1.0'?>", b"<!DOCTYPE", b"<a href=", b"&#0;"),
]

PIECES = st.sampled_from(
    [
        *(
            "<html>",
            "<body>",
            "<ul>",
            "<li>",
            "</li>",
            "<h2>",
            "</h2>",
            "<h3>",
            "</h3>",
            "<div>",
            "</div>",
            "<!--",
            "-->",
        ),
        *(
            '<a href="/news/1">',
            "<a href='https://b.example/news/2?utm_source=x'>",
            "<a href='//['>",
            "</a>",
            "<img alt=x>",
        ),
        *("<url>", "</url>", "<loc>https://a.example/news/3</loc>", "<title>T</title>", "<news:title>N</news:title>"),
        *(
            "令和8年5月1日",
            "5月2日",
            "2026-05-01",
            "A title",
            "&amp;",
            "&#xD800;",
            "\x00",
            "\ufffd",
            " ",
            "<base href='x:'>",
        ),
    ]
)
DOCUMENTS = st.lists(PIECES, max_size=40).map("".join)


def outcome_of(kind: SourceKind, body: bytes | str) -> Sequence[RawEntry] | Verdict:
    source = a_source(kind=kind, options=OPTIONS.get(kind, {}))
    try:
        return PARSERS[kind](a_fetched(body, "text/html"), source)
    except ParseError as refused:
        told = refused
    assert told.source_id == source.id
    assert told.detail[:1].islower()
    assert "\n" not in told.detail
    return told.verdict


@pytest.mark.parametrize("kind", PARSERS)
@pytest.mark.parametrize("rubbish", RUBBISH)
def test_rubbish_ends_in_a_verdict(kind: SourceKind, rubbish: bytes) -> None:
    assert outcome_of(kind, rubbish) in (Verdict.NOT_A_FEED, Verdict.EMPTY, Verdict.GARBLED, Verdict.UNREACHABLE)


@pytest.mark.parametrize("kind", READ_BY_SHAPE)
@given(document=DOCUMENTS)
@settings(max_examples=150)
def test_whatever_the_document_every_entry_has_a_title_and_an_address(kind: SourceKind, document: str) -> None:
    for text in (document, f"<urlset>{document}</urlset>"):
        outcome = outcome_of(kind, text)
        if isinstance(outcome, Verdict):
            continue
        assert outcome
        assert all(entry.title.strip() and entry.link.startswith("https://") for entry in outcome)


@pytest.mark.parametrize("kind", PARSERS)
@given(body=st.binary(max_size=400))
@settings(max_examples=60)
def test_any_bytes_end_in_entries_or_a_verdict(kind: SourceKind, body: bytes) -> None:
    assert outcome_of(kind, body)


def test_every_kind_with_a_parser_is_a_feed_or_read_by_shape_or_has_tests_of_its_own() -> None:
    """A kind that joins has to be thought of here."""
    assert set(PARSERS) == FEED_KINDS | set(READ_BY_SHAPE) | READ_BY_TESTS_OF_THEIR_OWN
