"""Listing pages: which links become entries, with which titles and dates, and what is said of pages that are none."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from domain.errors import ParseError
from domain.source import SourceKind, Verdict
from monitors.parsers.html_list import parse_html_list
from monitors.parsers.page import MOST_CHARACTERS
from tests.builders import a_fetched, a_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.entry import RawEntry

NEWS = r"/news/\d+"
SECONDS = 2
"""Twice what it takes alone, for machines that do other things beside the tests."""
MENU = "".join(f'<a href="/menu/{n}">Menu {n}</a>' for n in range(6))


def parse(page: str | bytes, content_type: str = "text/html", served: str = "", **options: Any) -> Sequence[RawEntry]:
    headers = {"content-type": content_type, "date": served}
    fetched = a_fetched(page, url="https://steppe.example.kz/list/", headers=headers)
    return parse_html_list(fetched, a_source(kind=SourceKind.HTML_LIST, options={"pattern": NEWS, **options}))


def refusal(page: str | bytes, **options: Any) -> ParseError:
    with pytest.raises(ParseError) as refused:
        parse(page, **options)
    return refused.value


def row(number: int, title: str = "", after: str = "") -> str:
    return f'<li><a href="/news/{number}">{title or f"Story {number}"}</a> {after}</li>'


def titles(page: str, **options: Any) -> list[str]:
    return [entry.title for entry in parse(page, **options)]


def dates(page: str, **options: Any) -> list[str]:
    return [entry.published_raw for entry in parse(page, **options)]


def test_links_that_fit_become_entries_in_document_order() -> None:
    entries = parse(f"{MENU}<ul>{row(2)}{row(1)}</ul>")
    assert [(entry.link, entry.title) for entry in entries] == [
        ("https://steppe.example.kz/news/2", "Story 2"),
        ("https://steppe.example.kz/news/1", "Story 1"),
    ]
    assert {(entry.guid, entry.summary, entry.language) for entry in entries} == {("", "", "")}


def test_an_excluded_address_is_none_and_neither_is_one_outside_of_the_declared_rows() -> None:
    page = f"<p><a href='/news/9'>Top</a></p><ul class=list>{row(1)}{row(2)}</ul>"
    assert titles(page, exclude="/news/2$", rows="ul.list li") == ["Story 1"]


def test_links_to_one_address_are_one_entry_with_the_longest_title_and_the_first_date() -> None:
    page = (
        "<div><a href='/news/1'><img alt='A bridge'></a></div>"
        f"<ul>{row(2)}<li><a href='https://www.steppe.example.kz/news/1/#c'>A bridge over the river</a>"
        " 12.05.2026</li></ul>"
    )
    assert [(entry.title, entry.published_raw) for entry in parse(page)] == [
        ("A bridge over the river", "12.05.2026"),
        ("Story 2", ""),
    ]


@pytest.mark.parametrize(
    ("link", "title"),
    [
        ("<a href='/news/1'><h3>Grant for</h3><p>the port</p></a>", "Grant for the port"),
        ("<a href='/news/1'>日<b>本</b>は</a>", "日本は"),
        ("<a href='/news/1'>A &lt; B &amp;amp; C</a>", "A &lt; B &amp; C"),
        ("<a href='/news/1' title='From the title'><i class=icon></i></a>", "From the title"),
        ("<a href='/news/1'><img src=x alt='From the picture'></a>", "From the picture"),
    ],
)
def test_the_title_is_the_text_of_the_link_or_what_stands_for_it(link: str, title: str) -> None:
    (entry,) = parse(f"{MENU}{link}")
    assert entry.title == title


def test_a_link_that_says_nothing_is_left_out() -> None:
    assert titles(f"<ul><li><a href='/news/1'><img></a></li>{row(2)}</ul>") == ["Story 2"]


def test_titles_and_dates_come_from_the_declared_elements_of_the_row() -> None:
    card = (
        "<div class=c><a href='/news/{0}'><i>12 views</i></a><h4>Story {0}</h4>"
        "<p>1.1.2020</p><p class=d>1{0}.05.2026</p></div>"
    )
    page = card.format(1) + card.format(2)
    entries = parse(page, title="h4", date=".d")
    assert [(entry.title, entry.published_raw) for entry in entries] == [
        ("Story 1", "11.05.2026"),
        ("Story 2", "12.05.2026"),
    ]


def test_a_date_inside_of_the_link_is_no_part_of_the_title() -> None:
    page = "<a href='/news/1'><span class=d>12.05.2026 09:00</span> Grant for the port</a><a href='/news/2'>B</a>"
    first, _ = parse(page, date=".d")
    assert (first.title, first.published_raw) == ("Grant for the port", "12.05.2026 09:00")


@pytest.mark.parametrize(
    ("inside", "date"),
    [
        ("12.05.2026 18:05", "12.05.2026 18:05"),
        ("<p>Politics | <b>12 May 2026</b></p>", "12 May 2026"),
        ("<time datetime='2026-05-12T09:00+05:00'>Tuesday</time>", "2026-05-12T09:00+05:00"),
        ("<time>yesterday</time>", ""),
        ("nothing", ""),
    ],
)
def test_the_date_is_found_in_the_row_without_any_selector(inside: str, date: str) -> None:
    assert dates(f"{MENU}<ul>{row(1, after=inside)}{row(2)}</ul><p>01.01.2001</p>") == [date, ""]


def test_a_date_in_the_title_is_not_taken_for_that_of_the_row() -> None:
    assert dates(f"<ul>{row(1, 'Staff changes of 1 May 2026')}{row(2, 'B', '2.5.2026')}</ul>") == ["", "2.5.2026"]


def test_the_declared_date_in_the_address_counts_before_the_text_of_the_row() -> None:
    page = "<ul><li><a href='/2026/05/12/a'>A</a> 1.1.2020</li><li><a href='/2026/13/40/b'>B</a> 2.2.2020</li></ul>"
    in_address = r"/(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)/"
    assert dates(page, pattern=r"/\d{4}/", date_in_address=in_address) == ["2026-05-12", ""]


def test_headings_date_the_rows_below_and_the_page_or_the_server_gives_the_year() -> None:
    page = f"<div id=y>2026年</div><h3>1月5日付</h3><ul>{row(3)}</ul><h3>12月28日付</h3><ul>{row(2)}{row(1)}</ul>"
    expected = ["2026年1月5日", "2025年12月28日", "2025年12月28日"]
    assert dates(page, heading="h3", year="#y") == expected
    assert dates(page, heading="h3", served="Mon, 05 Jan 2026 01:00:00 GMT") == expected
    assert dates(page, heading="h3", year="#none") == ["", "", ""]


def test_the_text_of_comments_counts_only_where_it_is_declared_to() -> None:
    page = f"<dl><!-- dt>平成38年8月7日</dt --><dd>{row(1)}</dd></dl><dl><dd>{row(2)}</dd></dl>"
    assert dates(page) == ["", ""]
    assert dates(page, remarks=True) == ["平成38年8月7日", ""]


def test_relative_links_start_at_the_declared_base() -> None:
    (entry,) = parse("<head><base href='/en/'></head><a href='news/1'>A</a>")
    assert entry.link == "https://steppe.example.kz/en/news/1"


@pytest.mark.parametrize("content_type", ["text/html", "text/html; charset=windows-1251", "text/html; charset=utf-8"])
def test_the_encoding_is_that_of_the_header_or_of_the_page(content_type: str) -> None:
    page = f"<meta charset=windows-1251><ul>{row(1, 'Япония выделит грант порту Актау')}</ul>".encode("cp1251")
    (entry,) = parse(page, content_type)
    assert entry.title == "Япония выделит грант порту Актау"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (b"", "an empty answer"),
        (b"%PDF-1.7", "a PDF document"),
        ('{"items": []}', "JSON"),
        ("<?xml version='1.0'?><rss version='2.0'/>", "a feed or sitemap"),
        ("No such list here", "plain text"),
        ("<html><body><div id=root></div><script>fill()</script></body></html>", "hardly a link"),
        (f"<title>Just a moment...</title>{MENU}", "asks whether we are a person"),
        (f"<title>Вы не робот?</title>{MENU}", "asks whether we are a person"),
    ],
)
def test_what_is_no_list_is_called_by_its_name(page: str | bytes, words: str) -> None:
    error = refusal(page)
    assert error.verdict is Verdict.NOT_A_FEED
    assert words in error.detail


def test_a_page_in_which_no_link_fits_is_empty_and_not_without_news() -> None:
    error = refusal(f"<title>News</title>{MENU}")
    assert (error.verdict, error.detail) == (
        Verdict.EMPTY,
        "none of the 6 links of the page fits the declared pattern and rows",
    )
    assert refusal(f"{MENU}{row(1)}", rows=".gone").verdict is Verdict.EMPTY


def test_garbled_titles_are_a_verdict() -> None:
    assert refusal(f"<ul>{row(1, '��� ����')}</ul>").verdict is Verdict.GARBLED


@pytest.mark.parametrize(
    "page",
    [
        "<a href='/news/1'>x</a>" * 70_000,
        "<ul>" + "<li>" * 60_000,
        "".join(f"<p><a href='/news/{n}'>x</a>" for n in range(3_001)),
        f"<p>{'x' * MOST_CHARACTERS}",
    ],
    ids=["seventy thousand links", "sixty thousand tags", "three thousand and one links", "too long"],
)
def test_what_nobody_could_read_is_refused_at_once(page: str) -> None:
    started = time.process_time()
    assert refusal(page).verdict is Verdict.TOO_LARGE
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 50_000 + "<a href='/news/1'>x</a>",
        "<body>" + "".join(f"<div><a href='/news/{n}'>x</a>" for n in range(2_900)),
        "<ul><li>" * 25_000 + "<a href='/news/1'>x</a>",
        "<p><font a=1>" * 25_000 + "<a href='/news/1'>x</a>",
        "<a href='/news/1'>" + "x" * 3_000_000,
        "".join(f"<a href='/news/{n % 7}'>1.1.2026</a> 12 x 2026 1:1:1 " for n in range(2_900)),
        f"<div {'a ' * 500_000}><a href='/news/1'>x</a>",
        f"<a href='/news/1?{'x' * 100_000}'>x</a><a href='/news/1'>x</a>",
    ],
    ids=["deep", "deep links", "deep lists", "open fonts", "long", "many to few", "attributes", "long address"],
)
@pytest.mark.parametrize(
    "options", [{}, {"rows": "body", "title": "h9", "date": "h8", "heading": "h7"}], ids=["shape", "body"]
)
def test_a_hostile_page_costs_about_a_second_at_most(page: str, options: dict[str, str]) -> None:
    started = time.process_time()
    entries = parse(page, **options)
    assert time.process_time() - started < SECONDS
    assert entries[0].link.startswith("https://steppe.example.kz/news/")
