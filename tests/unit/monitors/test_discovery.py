"""What an address is: names of channels, kinds of documents, shapes of links."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.source import SourceKind
from monitors.discovery import Alternate, alternates_of, channel_address, kind_of, list_patterns, title_of
from tests.builders import a_fetched, a_source

SOURCE = a_source()
PAGE = "https://steppe.example.kz/news/"


@pytest.mark.parametrize(
    "address",
    [
        "@stepnews",
        "t.me/stepnews",
        "https://t.me/s/stepnews",
        "https://telegram.me/stepnews/",
        "t.me/s/stepnews?before=7",
    ],
)
def test_a_channel_may_be_named_in_any_way(address: str) -> None:
    assert channel_address(address) == "https://t.me/s/stepnews"


@pytest.mark.parametrize(
    "address", ["stepnews", "https://t.me/", "https://t.me/+AbCdEf", "https://steppe.kz/t.me/x", "@a"]
)
def test_other_addresses_are_no_channels(address: str) -> None:
    assert channel_address(address) == ""


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<rss><channel/></rss>", SourceKind.RSS),
        ('<feed xmlns="http://www.w3.org/2005/Atom"/>', SourceKind.ATOM),
        ('<rdf:RDF xmlns:rdf="x"/>', SourceKind.RDF),
        ('  {"items": []}', SourceKind.JSON),
        ("<urlset/>", SourceKind.SITEMAP),
        (gzip.compress(b"<urlset/>", mtime=0), SourceKind.SITEMAP),
        ("<!DOCTYPE html><html></html>", None),
        ("<svg/>", None),
        ("words", None),
        ("", None),
    ],
)
def test_a_document_tells_its_kind(body: str | bytes, kind: SourceKind | None) -> None:
    assert kind_of(a_fetched(body), SOURCE) is kind


@given(st.binary(max_size=300))
def test_any_document_has_a_kind_or_none_and_a_title_or_none(body: bytes) -> None:
    kind = kind_of(a_fetched(body), SOURCE)
    assert isinstance(title_of(a_fetched(body), kind, SOURCE), str)


@pytest.mark.parametrize(
    ("kind", "body", "title"),
    [
        (SourceKind.RSS, "<rss><channel><title>A &amp;amp; B</title></channel></rss>", "A & B"),
        (SourceKind.JSON, '{"title": " Port  news "}', "Port news"),
        (SourceKind.JSON, '{"title": 7}', ""),
        (SourceKind.JSON, "[", ""),
        (SourceKind.SITEMAP, "<urlset/>", ""),
        (None, "<title>The port</title>", "The port"),
        (None, '<meta property="og:site_name" content="Port"><title>Other</title>', "Port"),
        (None, "<p>nothing</p>", ""),
    ],
)
def test_a_document_says_what_it_is_called(kind: SourceKind | None, body: str, title: str) -> None:
    assert title_of(a_fetched(body), kind, SOURCE) == title


def test_feeds_that_a_page_links_to_are_absolute_and_each_named_once() -> None:
    links = (
        '<link rel="alternate" type="application/rss+xml" title="Комментарии" href="/c">'
        '<link rel="alternate" type="application/atom+xml; charset=utf-8" href="../atom">'
        '<link rel="feed alternate" type="application/feed+json" href="feed.json">'
        '<link rel="alternate" type="application/atom+xml" href="../atom">'
        '<link rel="alternate" type="text/html" hreflang="ru" href="/ru/">'
        '<link rel="stylesheet" type="application/rss+xml" href="/no">'
    )
    assert alternates_of(a_fetched(f"<html><head>{links}</head></html>", url=PAGE), SOURCE) == [
        Alternate(SourceKind.ATOM, "https://steppe.example.kz/atom"),
        Alternate(SourceKind.JSON, "https://steppe.example.kz/news/feed.json"),
        Alternate(SourceKind.RSS, "https://steppe.example.kz/c"),
    ]


def links(*hrefs: str) -> str:
    return "<html><body>" + "".join(f'<a href="{href}">x</a>' for href in hrefs) + "</body></html>"


@pytest.mark.parametrize(
    ("made", "pattern"),
    [
        (lambda n: f"/news/{n}", r"/news/\d+$"),
        (lambda n: f"/2026/0{n}/grant-for-port-{n}", r"/\d+/\d+/[^/?]+$"),
        (lambda n: f"/item.php?id={n}&amp;lang=ru", r"/item\.php\?id=\d+\&lang=ru$"),
    ],
)
def test_links_that_differ_in_numbers_or_headlines_have_one_shape(made: object, pattern: str) -> None:
    hrefs = [made(n) for n in range(1, 8)]  # type: ignore[operator] # a function of a number
    body = links(*hrefs, *(f"/about/{word}" for word in "abcdefghij"), *(f"https://else.example/{n}" for n in range(9)))
    assert list_patterns(a_fetched(body, url=PAGE), SOURCE) == [pattern]


def test_a_few_links_make_no_list() -> None:
    assert list_patterns(a_fetched(links("/news/1", "/news/2"), url=PAGE), SOURCE) == []


def test_what_is_no_page_for_people_has_no_title() -> None:
    assert title_of(a_fetched('{"a": 1}'), None, SOURCE) == ""
    assert title_of(a_fetched(b"\x89PNG"), SourceKind.RSS, SOURCE) == ""
