"""Sitemaps: what comes out of them, and what is said of documents that are none."""

from __future__ import annotations

import gzip
import time
from typing import TYPE_CHECKING, Any

import pytest

from domain.errors import ParseError
from domain.source import SourceKind, Verdict
from monitors.parsers import sitemap
from monitors.parsers.sitemap import MOST_ENTRIES, parse_sitemap
from tests.builders import a_fetched, a_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.entry import RawEntry

BOMB = (
    '<!DOCTYPE urlset [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


def url(number: int = 1, title: str = "A title", date: str = "2025-12-22", **more: str) -> str:
    news = (
        f"<news:news><news:publication_date>{date}</news:publication_date><news:title>{title}</news:title></news:news>"
    )
    return f"<url><loc>https://a.example/{number}</loc>{news if title else ''}{''.join(more.values())}</url>"


def urlset(*urls: str, before: str = "") -> str:
    return f"<?xml version='1.0'?>{before}<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{''.join(urls)}</urlset>"


def parse(body: bytes | str, **options: Any) -> Sequence[RawEntry]:
    return parse_sitemap(a_fetched(body), a_source(kind=SourceKind.SITEMAP, options=options))


def refusal(body: bytes | str, **options: Any) -> ParseError:
    with pytest.raises(ParseError) as refused:
        parse(body, **options)
    return refused.value


def test_news_come_out_with_title_date_and_language() -> None:
    publication = "<news:news><news:publication><news:language>ru</news:language></news:publication></news:news>"
    (entry,) = parse(urlset(url(1, "A &amp; B", "2025-12-22T07:05:00+09:00", language=publication)))
    assert (entry.link, entry.title) == ("https://a.example/1", "A &amp; B")
    assert (entry.published_raw, entry.language, entry.guid) == ("2025-12-22T07:05:00+09:00", "ru", "")


def test_pictures_and_videos_have_addresses_titles_and_dates_of_their_own() -> None:
    picture = (
        "<image:image><image:loc>https://a.example/i.jpg</image:loc><image:title>Picture</image:title></image:image>"
    )
    shown = "<video:title>V</video:title><video:publication_date>2001-01-01</video:publication_date>"
    video = f"<video:video>{shown}</video:video>"
    (entry,) = parse(urlset(url(1, picture=picture, video=video)))
    assert (entry.link, entry.title, entry.published_raw) == ("https://a.example/1", "A title", "2025-12-22")


def test_the_day_of_the_last_change_stands_in_for_a_date_of_publication() -> None:
    (entry,) = parse(urlset(url(1, date="", changed="<lastmod>2025-12-21</lastmod>")))
    assert entry.published_raw == "2025-12-21"


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("https://a.example/news/japan-and-kazakhstan-sign-4711", "Japan and kazakhstan sign"),
        (
            "https://a.example/2025/12/22/%D0%B3%D1%80%D0%B0%D0%BD%D1%82-%D0%BF%D0%BE%D1%80%D1%82%D1%83.html",
            "Грант порту",
        ),
        ("https://a.example/news/crane_for_aktau/", "Crane for aktau"),
        ("https://a.example/news/4711", ""),
        ("https://a.example/about", ""),
        ("https://[a.example/two-words", ""),
    ],
)
def test_the_words_of_an_address_are_a_title_where_that_is_declared(address: str, title: str) -> None:
    document = urlset(f"<url><loc>{address}</loc></url>", url(2))
    assert [entry.title for entry in parse(document)] == ["A title"]
    assert [entry.title for entry in parse(document, title_from_address=True)] == [
        *([title] if title else []),
        "A title",
    ]


def test_only_addresses_of_the_declared_shape_are_news() -> None:
    document = urlset(url(11), url(12), url(23))
    assert [entry.link[-2:] for entry in parse(document, pattern=r"/1\d$", exclude="/12$")] == ["11"]


def test_of_a_long_sitemap_the_newest_are_taken_in_its_order() -> None:
    days = [f"20{year:02}-01-01" for year in range(26)]
    entries = parse(urlset(*(url(n, date=days[n % 26]) for n in range(MOST_ENTRIES * 2))))
    assert len(entries) == MOST_ENTRIES
    assert {entry.published_raw for entry in entries} == set(days[12:])
    numbers = [int(entry.link.rpartition("/")[2]) for entry in entries]
    assert numbers == sorted(numbers)


def test_a_compressed_file_is_unpacked() -> None:
    (entry,) = parse(gzip.compress(urlset(url(1)).encode()))
    assert entry.title == "A title"


def test_ampersands_and_entities_of_html_are_understood() -> None:
    titles = [
        entry.title for entry in parse(urlset(url(1, "A & B &nbsp;&laquo;C&raquo;"), url(2, "<![CDATA[D & <E>]]>")))
    ]
    assert titles == ["A &amp; B «C»", "D &amp;amp; &lt;E&gt;"]


def test_what_was_whole_before_the_document_breaks_off_is_kept() -> None:
    entries = parse(urlset(url(1), url(2))[:-40])
    assert [entry.link for entry in entries] == ["https://a.example/1"]
    assert len(parse(urlset(url(1)) + "<script/>")) == 1


@pytest.mark.parametrize(
    ("body", "verdict", "words"),
    [
        ("", Verdict.NOT_A_FEED, "an empty answer"),
        ("<!DOCTYPE html><html></html>", Verdict.NOT_A_FEED, "a web page"),
        ("<rss version='2.0'><channel/></rss>", Verdict.NOT_A_FEED, "another kind (rss)"),
        (urlset(url(1), before=BOMB), Verdict.NOT_A_FEED, "entity bomb"),
        (
            "<sitemapindex><sitemap><loc>https://a.example/1.xml</loc></sitemap><sitemap/></sitemapindex>",
            Verdict.EMPTY,
            "an index of 2 sitemaps, and none that it lists was read",
        ),
        (urlset(), Verdict.EMPTY, "without a single address"),
        (urlset(url(1, title="")), Verdict.EMPTY, "no address of the sitemap (1 in all) has a title"),
        (urlset(url(1, "��� ����")), Verdict.GARBLED, "garbled"),
        (gzip.compress(urlset(url(1)).encode(), mtime=0)[:-20], Verdict.UNREACHABLE, "cut off"),
        (b"\x1f\x8bno gzip at all", Verdict.GARBLED, "damaged"),
    ],
)
def test_what_is_no_list_of_news_is_called_by_its_name(body: str | bytes, verdict: Verdict, words: str) -> None:
    error = refusal(body)
    assert error.verdict is verdict
    assert words in error.detail


def test_a_gzip_bomb_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_BYTES", 1_000_000)
    assert refusal(gzip.compress(b"<urlset>" + b" " * 2_000_000)).verdict is Verdict.TOO_LARGE


@pytest.mark.parametrize(
    "body", ["<urlset>" * 100_000, "<urlset>" + "<url>" * 100_000, "<urlset><url>" + "&x;" * 500_000]
)
def test_a_hostile_sitemap_costs_about_a_second_at_most(body: str) -> None:
    started = time.process_time()
    assert refusal(body).verdict is Verdict.EMPTY
    assert time.process_time() - started < 2
