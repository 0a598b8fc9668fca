"""Channels, interfaces and searches polled over loopback: paging back, what is sent, and what becomes of the outlet."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from domain.source import SourceKind, Verdict
from tests.builders import NOON
from tests.integration.monitors.kinds import CHESS, GRANT, found, post, preview
from tests.integration.monitors.test_routes_polled import ID, Port
from tests.servers.feeds import Page, redirect

if TYPE_CHECKING:
    from tests.integration.monitors.desk import Desk


def a_channel(desk: Desk) -> Port:
    return Port(desk, SourceKind.TELEGRAM_CHANNEL, "/s/steppe", options={})


def shows_posts(port: Port, path: str, *numbers: int) -> None:
    """Posts, one an hour up to NOON; number 100 is of that time."""
    posts = (
        post(f"steppe/{n}", f"Post number {n}", (NOON - timedelta(hours=100 - n)).isoformat()) for n in sorted(numbers)
    )
    port.shows(path, preview(*posts))


async def test_after_an_outage_a_channel_is_read_back_to_the_newest_post_known(desk: Desk) -> None:
    port = a_channel(desk)
    shows_posts(port, "/s/steppe", 90, 91)
    assert (await port.poll()).record.new_entries == 2
    assert desk.state(ID).cursor == "91"
    shows_posts(port, "/s/steppe", 98, 99, 100)
    shows_posts(port, "/s/steppe?before=98", 94, 95, 96, 97)
    shows_posts(port, "/s/steppe?before=94", 90, 91, 93)
    outcome = await port.poll()
    assert port.asked == ["/s/steppe", "/s/steppe?before=98", "/s/steppe?before=94"]
    assert outcome.record.new_entries == 8
    assert desk.state(ID).cursor == "100"


async def test_a_page_of_posts_that_cannot_be_had_is_asked_for_again_with_the_next_poll(desk: Desk) -> None:
    port = a_channel(desk)
    shows_posts(port, "/s/steppe", 90, 91)
    await port.poll()
    shows_posts(port, "/s/steppe", 99, 100)
    port.server.pages["/s/steppe?before=99"] = Page(b"busy", 500)
    outcome = await port.poll()
    assert (outcome.record.new_entries, desk.state(ID).cursor) == (2, "91")
    assert "500" in outcome.record.detail
    shows_posts(port, "/s/steppe?before=99", 91, 95)
    shows_posts(port, "/s/steppe", 99, 100, 101)
    assert (await port.poll()).record.new_entries == 2
    assert desk.state(ID).cursor == "101"


async def test_a_name_without_preview_leads_to_its_contact_page_and_is_called_so(desk: Desk) -> None:
    port = a_channel(desk)
    port.server.pages["/s/steppe"] = redirect("/steppe")
    port.shows("/steppe", '<html><body><div class="tgme_page"><a href="tg://resolve">Contact</a></div></body></html>')
    outcome = await port.poll()
    assert outcome.record.verdict is Verdict.NOT_A_FEED
    assert outcome.record.detail.startswith("no preview")


async def test_an_interface_gets_the_body_and_the_headers_its_source_declares(desk: Desk) -> None:
    options: dict[str, Any] = {
        "method": "POST",
        "body": {"filter": {"active": True}, "pageRequest": {"limit": 20, "page": 0}},
        "headers": {"code": "mfa"},
        "counter": "pageRequest.page",
        "more_from": 1,
        "items": "content",
        "title": "titleRu",
        "id": "id",
        "page": "https://president.example.kg/ru/news/{id}",
        "date": "publishedAt",
        "date_form": "milliseconds",
    }
    port = Port(desk, SourceKind.API, "/api/news", options=options)
    stamp = int(NOON.timestamp() * 1000)
    rows = [{"id": 7, "titleRu": GRANT, "publishedAt": stamp}, {"id": 6, "titleRu": CHESS, "publishedAt": stamp}]
    port.shows("POST /api/news", json.dumps({"content": rows}))
    outcome = await port.poll()
    assert [story.url for story in outcome.sifted.stories] == [
        "https://president.example.kg/ru/news/7",
        "https://president.example.kg/ru/news/6",
    ]
    assert outcome.sifted.stories[0].published.at == NOON
    (request,) = (each for each in port.server.requests if each.path == "/api/news")
    assert json.loads(request.body) == options["body"]
    assert (request.headers["code"], request.headers["content-type"]) == ("mfa", "application/json")


async def test_what_two_queries_find_is_one_story_that_is_not_asked_for_its_lead(desk: Desk) -> None:
    options = {"engine": "google", "queries": ["aa", "bb"], "language": "en-US", "country": "US"}
    port = Port(desk, SourceKind.NEWS_SEARCH, "/search", options=options)
    feed = '<rss version="2.0"><channel><title>S</title>{}</channel></rss>'
    item = found(GRANT, "Port News", "Thu, 15 Jan 2026 10:00:00 GMT")
    other_link = item.replace("?oc=5", "?oc=6")
    port.shows("/search?q=aa&hl=en-US&gl=US&ceid=US%3Aen", feed.format(item))
    port.shows("/search?q=bb&hl=en-US&gl=US&ceid=US%3Aen", feed.format(other_link))
    outcome = await port.poll()
    (carried,) = outcome.sifted.carried
    assert (carried.entry.title, carried.entry.outlet) == (GRANT, "Port News")
    (development,) = desk.developments
    assert development.lead.outlet == "Port News"
    assert development.lead.source_name == f"Port News ({port.source.name})"
    assert development.source_names == (development.lead.source_name,)
    assert outcome.leads == ()


async def test_a_search_that_finds_nothing_is_good_where_that_is_declared(desk: Desk) -> None:
    options = {"engine": "google", "queries": ["aa"], "language": "ru", "country": "RU"}
    port = Port(desk, SourceKind.NEWS_SEARCH, "/search", options=options, min_items=0)
    port.shows("/search", '<rss version="2.0"><channel><title>S</title></channel></rss>')
    assert (await port.poll()).record.verdict is Verdict.UNCHANGED
