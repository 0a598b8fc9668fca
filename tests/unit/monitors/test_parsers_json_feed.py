"""JSON Feed, and the story list of NHK World."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from domain.errors import ParseError
from domain.source import SourceKind, Verdict
from monitors.parsers.json_feed import parse_json_feed
from tests.builders import a_fetched, a_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.entry import RawEntry


def parse(body: bytes | str) -> Sequence[RawEntry]:
    return parse_json_feed(a_fetched(body, "application/feed+json"), a_source(kind=SourceKind.JSON))


def feed(*items: object, **over: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1", "items": items, **over})


def test_every_part_of_an_item_is_read() -> None:
    item = {"id": 7, "url": "https://a.example/7", "title": "A < B", "summary": "S", "date_published": "2025-12-20"}
    (entry,) = parse(feed(item, language="ru"))
    assert (entry.guid, entry.link, entry.title) == ("7", "https://a.example/7", "A &lt; B")
    assert (entry.summary, entry.published_raw, entry.language) == ("S", "2025-12-20", "ru")


def test_second_choices_stand_in_for_missing_parts() -> None:
    item = {"external_url": "https://b.example/", "content_html": "<p>x</p>", "date_modified": "2025", "language": "en"}
    (entry,) = parse(feed(item, language="ru"))
    assert (entry.link, entry.summary) == ("https://b.example/", "<p>x</p>")
    assert (entry.published_raw, entry.language) == ("2025", "en")


def test_parts_of_the_wrong_type_are_missing_parts() -> None:
    (entry,) = parse(feed({"id": None, "title": ["x"], "url": {"a": 1}, "summary": True}, "no item", 5))
    assert (entry.guid, entry.title, entry.link, entry.summary) == ("", "", "", "")


def test_the_story_list_is_dated_by_the_ids_of_its_stories() -> None:
    stories = [
        {"id": "20251220_07", "title": "T", "description": "D", "page_url": "/w/20251220_07/", "updated_at": "1"},
        {"id": "extra", "title": "U", "page_url": "/w/extra/"},
    ]
    first, second = parse(json.dumps({"data": stories}))
    assert (first.guid, first.link, first.published_raw) == ("20251220_07", "/w/20251220_07/", "20251220")
    assert (second.title, second.published_raw) == ("U", "")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
def test_the_encoding_is_found(codec: str) -> None:
    body = json.dumps(json.loads(feed({"id": "1", "title": "Япония поддержит проект"})), ensure_ascii=False)
    (entry,) = parse(body.encode(codec))
    assert entry.title == "Япония поддержит проект"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "an empty answer"),
        ("<!DOCTYPE html><html></html>", "a web page"),
        ("<rss version='2.0'/>", "XML, not JSON"),
        ('{"version": "https://jsonfeed.org/version/1", "items": [{"id"', "broken or cut off"),
        ("Service Unavailable", "plain text"),
        ("[" * 100_000, "broken or cut off"),
        ("[1, 2]", "no form that we know"),
        ('{"data": [{"title": "x"}]}', "no form that we know"),
        ('{"version": "https://jsonfeed.org/version/1"}', "no form that we know"),
        ('{"items": []}', "no form that we know"),
        (feed({"id": 1}).replace('"id": 1', '"id": ' + "9" * 5000), "broken or cut off"),
    ],
)
def test_what_is_no_feed_is_named_in_plain_words(body: str, said: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse(body)
    assert refused.value.verdict is Verdict.NOT_A_FEED
    assert said in refused.value.detail


@pytest.mark.parametrize("body", [feed(), '{"data": []}'])
def test_a_feed_without_items_is_empty(body: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse(body)
    assert refused.value.verdict is Verdict.EMPTY


def test_garbled_text_is_refused() -> None:
    with pytest.raises(ParseError) as refused:
        parse(feed({"id": 1, "title": "\ufffd\ufffd\ufffd news"}))
    assert refused.value.verdict is Verdict.GARBLED


def test_an_archive_is_no_list_of_news() -> None:
    with pytest.raises(ParseError, match="more than 5,000 items") as caught:
        parse(feed(*({"id": str(n), "title": "x"} for n in range(5_001))))
    assert caught.value.verdict is Verdict.TOO_LARGE
