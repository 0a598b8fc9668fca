"""The routes of channels, interfaces and searches: which document comes next, and how far back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.reading import Reach
from domain.source import SourceKind, WatchedSource
from monitors.parsers import parser_for
from monitors.routes import route_for
from monitors.routes.telegram_channel import MOST_PAGES
from monitors.walk import DOCUMENTS_A_POLL
from tests.builders import NOON, a_fetched, a_source, a_watched_source
from tests.integration.monitors.kinds import post, preview

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.fetching import Fetched, FetchRequest

POLL = Reach(NOON - timedelta(days=10), DOCUMENTS_A_POLL)
FIRST = Reach(None, DOCUMENTS_A_POLL)
PAST = Reach(datetime(2025, 12, 20, tzinfo=UTC), 60, is_past=True)
PER_PAGE = 5


def watched(kind: SourceKind, cursor: str = "", **options: Any) -> WatchedSource:
    urls = {
        SourceKind.TELEGRAM_CHANNEL: "https://t.me/s/steppe",
        SourceKind.API: "https://a.example/api?code=news&page=1&sort=date:DESC",
        SourceKind.NEWS_SEARCH: "https://search.example/rss",
    }
    source = a_source(kind=kind, url=urls[kind], options=options, proxy="http://proxy.example:8080", user_agent="P/1")
    return a_watched_source(source, baseline_at=NOON, cursor=cursor)


def walk(each: WatchedSource, reach: Reach, answer: Callable[[FetchRequest], str]) -> list[FetchRequest]:
    """Walk a route without a network; return what was asked."""
    read: list[Fetched] = []
    asked: list[FetchRequest] = []
    while len(read) < reach.documents and (request := route_for(each.source).next_request(each, read, reach, NOON)):
        asked.append(request)
        read.append(a_fetched(answer(request), url=request.url))
    return asked


def value_of(request: FetchRequest, name: str) -> str:
    return dict(parse_qsl(urlsplit(request.url).query)).get(name, "")


def a_channel(newest: int, per_page: int = PER_PAGE) -> Callable[[FetchRequest], str]:
    """A channel with a post an hour, the newest at NOON, that shows so many at a time."""

    def answer(request: FetchRequest) -> str:
        last = int(value_of(request, "before") or newest + 1) - 1
        numbers = range(max(1, last - per_page + 1), last + 1)
        return preview(
            *(post(f"steppe/{n}", f"Post {n}", (NOON - timedelta(hours=newest - n)).isoformat()) for n in numbers)
        )

    return answer


def befores(asked: list[FetchRequest]) -> list[str]:
    return [value_of(request, "before") for request in asked]


def cursor_after(each: WatchedSource, reach: Reach, answer: Callable[[FetchRequest], str], pages: int = 99) -> str:
    read = [a_fetched(answer(request), url=request.url) for request in walk(each, reach, answer)[:pages]]
    return route_for(each.source).cursor_after(each, read)


def test_a_first_poll_of_a_channel_reads_its_newest_posts() -> None:
    each = watched(SourceKind.TELEGRAM_CHANNEL)
    assert befores(walk(each, FIRST, a_channel(100))) == [""]
    assert cursor_after(each, FIRST, a_channel(100)) == "100"


@pytest.mark.parametrize(
    ("known", "expected"),
    [("100", [""]), ("96", [""]), ("95", [""]), ("94", ["", "96"]), ("86", ["", "96", "91"]), ("200", [""])],
)
def test_after_an_outage_a_channel_is_paged_back_to_the_newest_post_known(known: str, expected: list[str]) -> None:
    each = watched(SourceKind.TELEGRAM_CHANNEL, known)
    assert befores(walk(each, POLL, a_channel(100))) == expected
    assert cursor_after(each, POLL, a_channel(100)) == "100"


def test_a_reading_that_broke_off_keeps_the_post_known() -> None:
    each = watched(SourceKind.TELEGRAM_CHANNEL, "80")
    assert cursor_after(each, POLL, a_channel(100), pages=2) == "80"
    assert cursor_after(each, POLL, lambda _: "<p>") == "80"


def test_a_gap_wider_than_one_poll_is_given_up() -> None:
    each = watched(SourceKind.TELEGRAM_CHANNEL, "1")
    assert len(walk(each, POLL, a_channel(500))) == MOST_PAGES
    assert cursor_after(each, POLL, a_channel(500)) == "500"


def test_a_channel_begun_anew_is_paged_back_to_its_first_post_at_most() -> None:
    each = watched(SourceKind.TELEGRAM_CHANNEL)
    assert befores(walk(each, PAST, a_channel(7))) == ["", "3"]


def test_a_channel_that_answers_every_page_alike_is_not_asked_again() -> None:
    each = watched(SourceKind.TELEGRAM_CHANNEL, "10")
    same = preview(post("steppe/99", "A", NOON.isoformat()))
    assert befores(walk(each, POLL, lambda _: same)) == ["", "99"]


def test_the_past_of_a_channel_is_read_to_its_day_whatever_is_known() -> None:
    each = watched(SourceKind.TELEGRAM_CHANNEL, "900")
    asked = walk(each, replace(PAST, since=NOON - timedelta(hours=12)), a_channel(900))
    assert befores(asked) == ["", "896", "891", "886"]
    unnumbered = watched(SourceKind.TELEGRAM_CHANNEL)
    assert befores(walk(unnumbered, replace(POLL, since=NOON - timedelta(hours=6)), a_channel(900))) == ["", "896"]


def an_interface(newest: int, first_page: int, step: int, place: str) -> Callable[[FetchRequest], str]:
    """An interface with an item a day, the newest at NOON, that counts pages or items."""

    def answer(request: FetchRequest) -> str:
        if request.body:
            inner = json.loads(request.body)
            for name in place.split("."):
                inner = inner[name]
            number = int(inner)
        else:
            number = int(value_of(request, place) or first_page)
        start = (number - first_page) // step * PER_PAGE
        ids = [newest - at for at in range(start, start + PER_PAGE) if newest - at > 0]
        rows = [{"id": n, "t": f"Item {n}", "d": (NOON - timedelta(days=newest - n)).isoformat()} for n in ids]
        return json.dumps({"data": rows})

    return answer


READ = {"items": "data", "title": "t", "id": "id", "page": "https://a.example/{id}", "date": "d"}


def test_an_interface_is_asked_as_its_source_declares() -> None:
    each = watched(SourceKind.API, **READ, headers={"code": "mfa"})
    each = replace(each, state=replace(each.state, etag='"1"', last_full_at=NOON))
    (request,) = walk(each, POLL, an_interface(90, 1, 1, "page"))
    assert (request.method, request.body, request.headers) == ("GET", b"", (("code", "mfa"),))
    assert request.etag == '"1"'
    assert request.accept is not None
    assert "json" in request.accept


def test_pages_of_an_interface_are_counted_in_its_address() -> None:
    each = watched(SourceKind.API, **READ, counter="page")
    asked = walk(each, POLL, an_interface(90, 1, 1, "page"))
    assert [request.url.partition("?")[2] for request in asked] == [
        "code=news&page=1&sort=date:DESC",
        "code=news&page=2&sort=date:DESC",
        "code=news&page=3&sort=date:DESC",
    ]
    assert len(walk(each, FIRST, an_interface(90, 1, 1, "page"))) == 1


def test_a_counter_that_the_address_lacks_is_added() -> None:
    each = watched(SourceKind.API, **READ, counter="offset", more_from=5, more_step=5)
    asked = walk(each, POLL, an_interface(90, 0, 5, "offset"))
    assert [value_of(request, "offset") for request in asked] == ["", "5", "10"]


def test_pages_of_a_post_are_counted_in_its_body() -> None:
    body = {"filter": {"active": True}, "pageRequest": {"limit": 5, "page": 0}}
    each = watched(SourceKind.API, **READ, method="POST", body=body, counter="pageRequest.page", more_from=1)
    asked = walk(each, POLL, an_interface(90, 0, 1, "pageRequest.page"))
    assert [json.loads(request.body)["pageRequest"] for request in asked] == [{"limit": 5, "page": n} for n in range(3)]
    assert {request.method for request in asked} == {"POST"}
    assert asked[2].headers == (("Content-Type", "application/json"),)
    assert body["pageRequest"] == {"limit": 5, "page": 0}


def test_a_place_that_the_body_lacks_is_made() -> None:
    each = watched(
        SourceKind.API, **READ, method="POST", body={"a": 1}, counter="b.page", headers={"content-type": "x"}
    )

    def answer(request: FetchRequest) -> str:
        number = json.loads(request.body).get("b", {"page": 1})["page"]
        return an_interface(90, 1, 1, "page")(replace(request, body=b"", url=f"https://a.example/?page={number}"))

    asked = walk(each, POLL, answer)
    assert [json.loads(request.body) for request in asked][:2] == [{"a": 1}, {"a": 1, "b": {"page": 2}}]
    assert asked[1].headers == (("content-type", "x"),)


@pytest.mark.parametrize(("newest", "pages"), [(3, 2), (0, 1)])
def test_an_interface_that_ends_is_asked_no_further(newest: int, pages: int) -> None:
    each = watched(SourceKind.API, **READ, counter="page")
    assert len(walk(each, PAST, an_interface(newest, 1, 1, "page"))) == pages


def test_an_interface_that_answers_every_page_alike_is_not_asked_a_third_time() -> None:
    each = watched(SourceKind.API, **READ, counter="number")
    assert len(walk(each, PAST, an_interface(90, 1, 1, "page"))) == 2


def a_search(counts: dict[str, int]) -> Callable[[FetchRequest], str]:
    """A search that pages: so many items a query, an hour between two, ten a page."""

    def answer(request: FetchRequest) -> str:
        query, first = value_of(request, "q"), int(value_of(request, "first") or 1)
        numbers = range(first, min(first + 10, counts.get(query, 0) + 1))
        items = (
            f"<item><title>{query} {n}</title><link>https://a.example/{query}/{n}</link>"
            f"<pubDate>{(NOON - timedelta(hours=n)).isoformat()}</pubDate></item>"
            for n in numbers
        )
        return f"<rss><channel>{''.join(items)}</channel></rss>"

    return answer


def test_google_is_asked_each_query_once_in_its_edition() -> None:
    options: dict[str, Any] = {
        "engine": "google",
        "queries": ["a b", "c"],
        "language": "ja",
        "country": "JP",
        "days": 7,
    }
    asked = walk(watched(SourceKind.NEWS_SEARCH, **options), POLL, a_search({"a b": 50}))
    assert [request.url for request in asked] == [
        "https://search.example/rss?q=a+b+when%3A7d&hl=ja&gl=JP&ceid=JP%3Aja",
        "https://search.example/rss?q=c+when%3A7d&hl=ja&gl=JP&ceid=JP%3Aja",
    ]
    past = walk(watched(SourceKind.NEWS_SEARCH, **options, edition="KG:ru"), PAST, a_search({}))
    assert (value_of(past[0], "q"), value_of(past[0], "ceid")) == ("a b after:2025-12-20", "KG:ru")


def test_bing_is_paged_back_to_the_last_good_poll() -> None:
    options: dict[str, Any] = {"engine": "bing", "queries": ["a", "b", "c"], "language": "en-US", "country": "US"}
    each = watched(SourceKind.NEWS_SEARCH, **options)
    reach = replace(POLL, since=NOON - timedelta(hours=100))
    asked = walk(each, reach, a_search({"a": 50, "b": 3, "c": 12}))
    assert [(value_of(request, "q"), value_of(request, "first")) for request in asked] == [
        *(("a", ""), ("a", "11"), ("b", ""), ("c", ""), ("c", "11")),
    ]
    assert value_of(asked[0], "format") == "rss"
    assert [value_of(each, "q") for each in walk(each, FIRST, a_search({"a": 50}))] == ["a", "b", "c"]
    recent = replace(POLL, since=NOON - timedelta(hours=3))
    assert len(walk(each, recent, a_search({"a": 50}))) == 3


def test_the_past_is_read_from_bing_page_by_page() -> None:
    each = watched(SourceKind.NEWS_SEARCH, engine="bing", queries=["a"], language="en-US", country="US")
    reach = replace(PAST, since=NOON - timedelta(hours=100))
    assert [value_of(each, "first") for each in walk(each, reach, a_search({"a": 33}))] == ["", "11", "21", "31"]
    same = a_search({"a": 10})
    asked = walk(each, reach, lambda request: same(replace(request, url=request.url.replace("first=", "x="))))
    assert len(asked) == 2


def test_a_single_query_is_asked_for_changes_only() -> None:
    for queries, etag in ((["a"], '"1"'), (["a", "b"], None)):
        each = watched(SourceKind.NEWS_SEARCH, engine="google", queries=queries, language="en", country="US")
        each = replace(each, state=replace(each.state, etag='"1"', last_full_at=NOON))
        assert walk(each, POLL, a_search({}))[0].etag == etag


ANSWERS = st.lists(
    st.sampled_from(
        [
            *("", "<html><p>", "{", "[]", "null", '{"data": [{}]}', "<rss><channel></channel></rss>", "\x00"),
            preview(post("steppe/9", "A", NOON.isoformat()), post("steppe/4", "B", NOON.isoformat())),
            preview(post("steppe/2", "", "x")),
            json.dumps({"data": [{"t": "A", "id": n, "d": NOON.isoformat()} for n in range(8)]}),
            "<rss><channel>" + "<item><title>A</title><link>https://a.example/1</link></item>" * 9 + "</channel></rss>",
        ]
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (SourceKind.TELEGRAM_CHANNEL, {}),
        (SourceKind.API, {**READ, "counter": "page"}),
        (SourceKind.API, {**READ, "method": "POST", "body": {}, "counter": "a.b"}),
        (SourceKind.NEWS_SEARCH, {"engine": "bing", "queries": ["a", "b"], "language": "en", "country": "US"}),
    ],
)
@settings(max_examples=40, deadline=None)
@given(answers=ANSWERS, reach=st.sampled_from([POLL, FIRST, PAST]), cursor=st.sampled_from(["", "3", "x"]))
def test_a_route_ends_within_its_reach_and_asks_as_its_source_declares(
    kind: SourceKind, options: dict[str, Any], answers: list[str], reach: Reach, cursor: str
) -> None:
    reach = replace(reach, documents=min(reach.documents, 20))
    each = watched(kind, cursor, **options)
    given_so_far: list[FetchRequest] = []

    def answer(request: FetchRequest) -> str:
        given_so_far.append(request)
        return answers[(len(given_so_far) - 1) % len(answers)]

    asked = walk(each, reach, answer)
    assert 1 <= len(asked) <= reach.documents
    assert {(request.proxy, request.user_agent) for request in asked} == {("http://proxy.example:8080", "P/1")}
    assert {urlsplit(request.url).hostname for request in asked} == {urlsplit(each.source.url).hostname}
    assert parser_for(each.source) is not None
