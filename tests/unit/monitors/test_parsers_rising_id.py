"""The page of one article, found under a number. All samples are invented."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.errors import ParseError
from domain.source import SourceKind, Verdict
from monitors.normalise import normalise
from monitors.parsers.rising_id import parse_rising_id
from tests.builders import NOON, a_fetched, a_source

if TYPE_CHECKING:
    from domain.source import Source

URL = "https://port.example.tm/article/77"
OPENGRAPH = (
    '<meta property="og:title" content="Türkmenistan bilen Ýaponiýa"><meta property="og:site_name" content="Port">'
)


def source_with(**options: str) -> Source:
    options = {"page": "https://port.example.tm/article/{id}", **options}
    return a_source(kind=SourceKind.RISING_ID, url="https://port.example.tm/news", options=options)


def parse(body: str, url: str = URL, **options: str) -> tuple[str, str, str]:
    (entry,) = parse_rising_id(a_fetched(body, "text/html", url=url), source_with(**options))
    assert (entry.guid, entry.link) == ("", url)
    return entry.title, entry.published_raw, entry.summary


def refusal(body: str, url: str = URL, **options: str) -> ParseError:
    with pytest.raises(ParseError) as caught:
        parse(body, url, **options)
    return caught.value


def test_title_date_and_summary_are_those_the_page_gives_to_others() -> None:
    stamps = '<meta property="article:published_time" content="2026-01-15T10:00:00+05:00">'
    summary = '<meta property="og:description" content="Two sides met &amp; agreed.">'
    page = f"<head>{OPENGRAPH}{stamps}{summary}</head><h1>Another</h1><p>01.01.2020</p>"
    assert parse(page) == ("Türkmenistan bilen Ýaponiýa", "2026-01-15T10:00:00+05:00", "Two sides met &amp; agreed.")


@pytest.mark.parametrize(
    ("body", "published"),
    [
        ("<h1>A title</h1><p>Ashgabat, 15.01.2026 12:30</p><p>16.01.2026</p>", "15.01.2026 12:30"),
        ("<p>15 января 2026</p><h1>A title</h1><p>Text</p>", "15 января 2026"),
        ("<main><h1>A title</h1><time datetime='2026-01-15'>yesterday</time></main>", "2026-01-15"),
        (
            "<article><h1>A title</h1><span itemprop='datePublished' datetime='2026-01-15'></span></article>",
            "2026-01-15",
        ),
        ("<meta name='date' content='2026-01-15'><h1>A title</h1>", "2026-01-15"),
        ("<h2>Menu 01.01.2020</h2>" + "x" * 500 + "<h1>A title</h1><p>2026-01-15</p>", "2026-01-15"),
    ],
)
def test_a_date_is_found_where_pages_have_it(body: str, published: str) -> None:
    assert parse(body) == ("A title", published, "")


@pytest.mark.parametrize("joint", [" | ", " - ", " — "])
def test_the_name_of_the_site_is_no_part_of_a_title(joint: str) -> None:
    head = f"<meta property='og:title' content='A title{joint}Port'><meta property='og:site_name' content='Port'>"
    assert parse(f"<head>{head}</head><h1>A title</h1>15.01.2026")[:2] == ("A title", "15.01.2026")


def test_declared_selectors_come_before_all_else() -> None:
    body = (
        f"<head>{OPENGRAPH}</head><h1>Site</h1><p class=t>Own title</p><p class=d>On 3 May 2026</p><p class=s>Why</p>"
    )
    assert parse(body, title=".t", date=".d", summary=".s") == ("Own title", "3 May 2026", "Why")
    assert refusal(body, title=".t", date=".missing").verdict is Verdict.EMPTY
    assert refusal(body, title=".missing", date=".d").verdict is Verdict.EMPTY


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Page not found</h1><p>We regret.</p>",
        "<p>15.01.2026</p>",
        "<head><meta property='og:title' content='Port'><meta property='og:site_name' content='Port'></head>15.01.2026",
        "<h1>Not found</h1>" + "x" * 1_000 + "<aside>15.01.2026</aside>",
    ],
    ids=["no date", "no title", "only the site's name", "a date far from the title"],
)
def test_a_page_without_title_or_date_holds_no_article(body: str) -> None:
    refused = refusal(body)
    assert (refused.verdict, refused.detail) == (Verdict.EMPTY, "the page holds no article with a title and a date")


@pytest.mark.parametrize(
    "url", ["https://port.example.tm/", "https://www.port.example.tm", "http://port.example.tm/news/"]
)
def test_the_front_page_or_the_list_in_place_of_an_article_is_none(url: str) -> None:
    assert refusal("<h1>A title</h1>15.01.2026", url).verdict is Verdict.EMPTY


def test_a_number_in_the_query_is_an_address_of_its_own() -> None:
    assert parse("<h1>A title</h1>15.01.2026", "https://port.example.tm/?id=77")[0] == "A title"


def test_what_is_no_page_is_refused() -> None:
    assert refusal("{}").verdict is Verdict.NOT_A_FEED
    assert refusal("<b>" * 70_000).verdict is Verdict.TOO_LARGE
    assert refusal("<h1>���� ����� ���</h1>15.01.2026").verdict is Verdict.GARBLED


def test_the_entry_keeps_the_address_of_its_page() -> None:
    source = source_with()
    page = a_fetched("<h1>A title</h1>15.01.2026", "text/html", url=URL)
    (entry,) = normalise(parse_rising_id(page, source), source, page.url, NOON)
    assert (entry.url, bool(entry.url_key)) == (URL, True)
