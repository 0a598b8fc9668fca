"""Routes: which document comes next. What polls make of them is in ``tests/integration/monitors``."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import ParseError
from domain.identity import stable_id
from domain.reading import Reach
from domain.source import SourceKind, Verdict, WatchedSource
from monitors.plan import request_for
from monitors.routes import ROUTES, route_for
from monitors.walk import DOCUMENTS_A_POLL, reach_of_poll
from tests.builders import NOON, a_fetched, a_source, a_watched_source

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.fetching import Fetched, FetchRequest

HERE = "https://port.example.kz"
POLL = Reach(NOON - timedelta(days=10), DOCUMENTS_A_POLL)
FIRST = Reach(None, DOCUMENTS_A_POLL)
PAST = Reach(datetime(2025, 12, 20, tzinfo=UTC), 400, is_past=True)

OPTIONS: dict[SourceKind, list[dict[str, Any]]] = {
    SourceKind.HTML_LIST: [
        {"pattern": "/news/"},
        {"pattern": "/news/", "follow": [r"/y/\d+", r"/m/\d+"]},
        {"pattern": "/news/", "more": "?page={page}"},
        {"pattern": "/news/", "next": "a[href]"},
        {"pattern": "/news/", "follow": [r"/y/\d+"], "next": "a"},
    ],
    SourceKind.SITEMAP: [{}, {"children": "news"}, {"most_children": 5}],
    SourceKind.RISING_ID: [
        {"page": f"{HERE}/news/{{id}}", "start": 5, "misses": 8},
        {"page": f"{HERE}/news/{{id}}", "newest": r"/news/(?P<id>\d+)"},
    ],
}


def watched(kind: SourceKind, cursor: str = "", **options: Any) -> WatchedSource:
    source = a_source(
        kind=kind, url=f"{HERE}/start", options=options, proxy="http://proxy.example:8080", user_agent="P/1"
    )
    return a_watched_source(source, baseline_at=NOON, cursor=cursor)


def walk(
    each: WatchedSource, reach: Reach, answer: Callable[[FetchRequest], Fetched | None]
) -> list[tuple[FetchRequest, Fetched]]:
    """Walk a route without a network; None from ``answer`` is a document that is missing."""
    route = route_for(each.source)
    steps: list[tuple[FetchRequest, Fetched]] = []
    while len(steps) < reach.documents:
        request = route.next_request(each, [found for _, found in steps], reach, NOON)
        if request is None:
            break
        found = answer(request) or a_fetched("", url=request.url, is_missing=True)
        steps.append((request, replace(found, url=request.url)))
        if found.is_missing and not route.passes_gaps:
            break
    return steps


def paths(steps: list[tuple[FetchRequest, Fetched]]) -> list[str]:
    return [request.url.removeprefix(HERE) for request, _ in steps]


def serve(pages: dict[str, str]) -> Callable[[FetchRequest], Fetched | None]:
    def answer(request: FetchRequest) -> Fetched | None:
        body = pages.get(request.url.removeprefix(HERE))
        return None if body is None else a_fetched(body, url=request.url, body_hash=stable_id(body))

    return answer


def index(*children: tuple[str, str]) -> str:
    listed = "".join(f"<sitemap><loc>{HERE}{path}</loc><lastmod>{at}</lastmod></sitemap>" for path, at in children)
    return f"<sitemapindex>{listed}</sitemapindex>"


@pytest.mark.parametrize("kind", [SourceKind.RSS, SourceKind.GDELT], ids=["feed", "kind without a route"])
def test_a_source_of_one_document_is_asked_for_its_address_and_nothing_else(kind: SourceKind) -> None:
    each = watched(kind)
    steps = walk(each, POLL, lambda request: a_fetched("", url=request.url))
    assert [request for request, _ in steps] == [request_for(each, NOON)]


def test_a_list_without_hub_is_asked_for_changes_only() -> None:
    each = watched(SourceKind.HTML_LIST, pattern="/news/")
    each = replace(each, state=replace(each.state, etag='"1"', last_full_at=NOON))
    (request, _), *_ = walk(each, POLL, serve({"/start": "<p>"}))
    assert request.etag == '"1"'


PIECES = st.sampled_from(
    [
        *(
            f'<a href="/{kind}/{number}">{number}</a>'
            for kind in ("news", "y", "m", "about")
            for number in (3, 10, 2026)
        ),
        *("<h1>A title</h1>", "<p>15.01.2026</p>", "<p>01.01.2020</p>", "<li>", "</li>", "<html>", "{", "\x00", ""),
        *(
            index(("/news-1.xml", "2026-01-01"), ("/b.xml", "")),
            "<urlset><url><loc>https://a.example/1</loc></url></urlset>",
        ),
    ]
)
ANSWERS = st.lists(st.one_of(st.none(), st.lists(PIECES, max_size=6).map("".join)), min_size=1, max_size=6)


@pytest.mark.parametrize("kind", OPTIONS)
@settings(max_examples=40, deadline=None)
@given(
    answers=ANSWERS,
    choice=st.integers(0, 4),
    reach=st.sampled_from([POLL, FIRST, PAST]),
    cursor=st.sampled_from(["", "9"]),
)
def test_a_route_ends_within_its_reach_and_asks_as_its_source_declares(
    kind: SourceKind, answers: list[str | None], choice: int, reach: Reach, cursor: str
) -> None:
    reach = replace(reach, documents=min(reach.documents, 20))
    each = watched(kind, cursor, **OPTIONS[kind][choice % len(OPTIONS[kind])])
    given_so_far: list[FetchRequest] = []

    def answer(request: FetchRequest) -> Fetched | None:
        body = answers[len(given_so_far) % len(answers)]
        given_so_far.append(request)
        return None if body is None else a_fetched(body, url=request.url, body_hash=stable_id(body))

    refused = None
    try:
        steps = walk(each, reach, answer)
        after = route_for(each.source).cursor_after(each, [found for _, found in steps])
        assert after == cursor or (kind is SourceKind.RISING_ID and int(after) >= int(cursor or 1))
    except ParseError as error:
        refused = error.verdict
    assert refused in (None, Verdict.NOT_A_FEED)
    assert 1 <= len(given_so_far) <= reach.documents
    assert {(request.proxy, request.user_agent) for request in given_so_far} == {("http://proxy.example:8080", "P/1")}
    assert not any(request.may_miss for request in given_so_far[:1] if "start" not in each.source.options)


def test_of_an_index_the_newest_sitemaps_are_read() -> None:
    listed = index(
        ("/a-1.xml", "2025-01-01"), ("/a-3.xml", "2026-01-02"), ("/a-2.xml", "2026-01-03"), ("/a-9.xml", "x")
    )
    pages = {"/start": listed, **{f"/a-{number}.xml": "<urlset/>" for number in range(10)}}
    assert paths(walk(watched(SourceKind.SITEMAP), POLL, serve(pages))) == ["/start", "/a-2.xml", "/a-3.xml"]
    steps = walk(watched(SourceKind.SITEMAP, most_children=1, children="-[13]"), POLL, serve(pages))
    assert paths(steps) == ["/start", "/a-3.xml"]
    assert [request.is_hub for request, _ in steps] == [True, False]


def test_of_an_index_without_dates_the_highest_numbers_are_read() -> None:
    pages = {"/start": index(("/p2.xml", ""), ("/p10.xml", ""), ("/p9.xml", "")), "/p10.xml": "<urlset/>"}
    assert paths(walk(watched(SourceKind.SITEMAP, most_children=1), POLL, serve(pages))) == ["/start", "/p10.xml"]


def test_for_the_past_every_sitemap_is_read_that_has_changed_since() -> None:
    listed = index(("/a.xml", "2026-01-02"), ("/b.xml", "2025-12-19"), ("/c.xml", ""), ("/d.xml", "2025-12-20"))
    pages = {"/start": listed, **{f"/{name}.xml": "<urlset/>" for name in "abcd"}}
    assert paths(walk(watched(SourceKind.SITEMAP), PAST, serve(pages))) == ["/start", "/a.xml", "/d.xml", "/c.xml"]
    forever = replace(PAST, since=None)
    assert len(walk(watched(SourceKind.SITEMAP), forever, serve(pages))) == 5


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (index(("/a.xml", "")), "none of the 1 sitemaps"),
        ("<urlset/>", "not an index of sitemaps"),
        ("<rss/>", "not a sitemap"),
    ],
)
def test_an_index_that_is_not_what_is_declared_is_refused(body: str, words: str) -> None:
    with pytest.raises(ParseError, match=words) as caught:
        walk(watched(SourceKind.SITEMAP, children="news"), POLL, serve({"/start": body}))
    assert caught.value.verdict is Verdict.NOT_A_FEED


def test_the_numbers_of_a_group_decide_which_link_is_the_newest() -> None:
    hub = '<a href="/jp/9/r8">a</a><a href="/jp/1/r10">b</a><a href="/jp/2/r10">c</a>'
    pages = {"/start": hub, "/jp/1/r10": "<p>"}
    steps = walk(watched(SourceKind.HTML_LIST, pattern="/news/", follow=[r"/jp/\d+/r(\d+)"]), FIRST, serve(pages))
    assert paths(steps)[:2] == ["/start", "/jp/1/r10"]


def test_pages_of_past_years_are_read_until_the_day_that_is_wanted() -> None:
    page = '<ul><li><a href="/news/{0}">Item</a> {0}-06-01</li></ul>'
    years = (2023, 2025, 2024, 2022)
    hub = "".join(f'<a href="/y/{year}">{year}</a>' for year in years)
    pages = {"/start": hub, **{f"/y/{year}": page.replace("{0}", str(year)) for year in years}}
    each = watched(SourceKind.HTML_LIST, pattern="/news/", follow=[r"/y/\d+"])
    past = Reach(datetime(2023, 12, 20, tzinfo=UTC), 400, is_past=True)
    assert paths(walk(each, past, serve(pages))) == ["/start", "/y/2025", "/y/2024", "/y/2023"]


def test_for_the_past_numbers_are_read_backwards_until_the_day_that_is_wanted() -> None:
    page = "<h1>Item</h1><p>{}</p>"
    days = {8: "15.01.2026", 7: "10.01.2026", 5: "25.12.2025", 4: "19.12.2025", 3: "18.12.2025"}
    pages = {f"/news/{number}": page.format(day) for number, day in days.items()}
    each = watched(SourceKind.RISING_ID, "8", page=f"{HERE}/news/{{id}}", start=1)
    assert paths(walk(each, PAST, serve(pages))) == [f"/news/{number}" for number in (8, 7, 6, 5, 4)]


def test_the_past_of_numbers_ends_at_the_first_and_at_a_wide_gap() -> None:
    page = "<h1>Item</h1><p>15.01.2026</p>"
    options = {"page": f"{HERE}/news/{{id}}", "start": 1, "misses": 2}
    each = watched(SourceKind.RISING_ID, "3", **options)
    assert paths(walk(each, PAST, serve({f"/news/{number}": page for number in (1, 2, 3)})))[-1] == "/news/1"
    each = watched(SourceKind.RISING_ID, "9", **options)
    assert paths(walk(each, PAST, serve({"/news/9": page, "/news/1": page}))) == ["/news/9", "/news/8", "/news/7"]


def test_a_first_poll_pages_nothing_back_and_later_ones_do_to_the_last_good_poll() -> None:
    state = a_watched_source(newest_entry_at=NOON, last_success_at=NOON - timedelta(days=1))
    assert reach_of_poll(state) == FIRST
    later = a_watched_source(baseline_at=NOON, newest_entry_at=NOON, last_success_at=NOON - timedelta(days=1))
    assert reach_of_poll(later).since == NOON - timedelta(days=1)
    assert reach_of_poll(a_watched_source(baseline_at=NOON)).since is None


def test_the_table_of_routes_names_kinds_once() -> None:
    assert set(ROUTES) <= set(SourceKind)
    assert all(route_for(a_source(kind=kind)) is route for kind, route in ROUTES.items())
