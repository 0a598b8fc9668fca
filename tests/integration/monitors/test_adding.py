"""Looking at an address: a feed, a channel, or a page with a feed, a sitemap or a list behind it; one request each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from bot.clocks import SystemPacer
from domain.errors import FetchError
from domain.source import SourceKind, Verdict
from monitors.adding import Looked, _Looking, look_at
from monitors.fetch import HttpFetcher
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.monitors.desk import LIMITS
from tests.integration.monitors.kinds import GRANT, SITES, index, list_page, row, sitemap
from tests.servers.feeds import FeedServer, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.fetching import Fetched, FetchRequest

RSS = (
    '<rss version="2.0"><channel><title>Steppe &amp;amp; Sea</title><language>ru</language>'
    f"<item><title>{GRANT}</title><link>https://steppe.example.kz/1</link></item></channel></rss>"
)
LINK = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">'


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


def shows(server: FeedServer, path: str, body: str, status: int = 200) -> None:
    server.pages[path] = Page(body.replace("{server}", server.url("")).encode(), status)


async def looked(server: FeedServer, path: str) -> Looked:
    async with HttpFetcher(LIMITS, SystemPacer()) as fetcher:
        found = await look_at(fetcher, FixedClock(NOON), server.url(path), ["ja", "ru"])
    assert max(Counter(each.path for each in server.requests).values()) == 1
    return found


@pytest.mark.parametrize("kind", [SourceKind.RSS, SourceKind.ATOM, SourceKind.RDF, SourceKind.JSON])
async def test_a_feed_is_told_by_its_document_and_asked_for_once(server: FeedServer, kind: SourceKind) -> None:
    site = SITES[kind]
    site.open_on(server)
    (found,) = (await looked(server, site.start)).sightings
    assert (found.kind, found.url, found.behind) == (kind, server.url(site.start), "")
    assert {entry.title for entry in found.entries} == set(site.titles)


async def test_a_feed_says_what_it_is_called_and_in_which_language(server: FeedServer) -> None:
    shows(server, "/rss", RSS)
    (found,) = (await looked(server, "/rss")).sightings
    assert found.title == "Steppe & Sea"
    assert [entry.language for entry in found.entries] == ["ru"]


async def test_the_feed_behind_a_page_is_found_before_that_of_its_comments(server: FeedServer) -> None:
    links = LINK.format("Comments", "/comments/feed") + LINK.format("News", "/feed")
    shows(server, "/", f"<html><head>{links}</head><body><p>Welcome</p></body></html>")
    shows(server, "/feed", RSS)
    found = await looked(server, "/")
    (first,) = found.sightings
    assert (first.url, first.behind) == (server.url("/feed"), server.url("/"))
    assert found.refused[0][0] == server.url("/comments/feed")


async def test_a_feed_that_is_none_is_named_with_the_reason(server: FeedServer) -> None:
    shows(server, "/", f"<html><head>{LINK.format('News', '/feed')}</head><body></body></html>")
    shows(server, "/feed", "<html><body>Under construction</body></html>")
    found = await looked(server, "/")
    assert found.sightings == ()
    assert found.refused[0] == (server.url("/feed"), "not a feed: a web page or something else")
    assert found.refused[-1][0] == server.url("/")


async def test_the_news_sitemap_that_robots_names_is_found(server: FeedServer) -> None:
    shows(server, "/", "<html><body><p>Welcome</p></body></html>")
    shows(server, "/robots.txt", "User-agent: *\nSitemap: {server}/all.xml\nSitemap: {server}/news.xml\n")
    shows(server, "/news.xml", sitemap(("/a", GRANT, "2026-01-14T10:00:00Z")))
    (found,) = (await looked(server, "/")).sightings
    assert (found.kind, found.url, dict(found.options)) == (SourceKind.SITEMAP, server.url("/news.xml"), {})


async def test_a_sitemap_without_titles_takes_them_from_its_addresses(server: FeedServer) -> None:
    shows(server, "/sitemap.xml", index(("/1.xml", "2026-01-14")))
    shows(server, "/1.xml", "<urlset><url><loc>{server}/japan-gives-grant</loc></url></urlset>")
    (found,) = (await looked(server, "/sitemap.xml")).sightings
    assert dict(found.options) == {"title_from_address": True}
    assert [entry.title for entry in found.entries] == ["Japan gives grant"]


async def test_a_list_of_news_is_told_from_the_shape_of_its_links(server: FeedServer) -> None:
    rows = [row(number, f"Ministry signs document number {number}", f"2026-01-{number:02}") for number in range(1, 9)]
    shows(server, "/press", list_page(*rows))
    found = (await looked(server, "/press")).sightings[0]
    assert (found.kind, found.guessed) == (SourceKind.HTML_LIST, True)
    assert dict(found.options) == {"pattern": r"/news/\d+$"}
    assert len(found.entries) == 8


async def test_a_page_without_anything_behind_it_is_refused_in_words(server: FeedServer) -> None:
    shows(server, "/about", list_page())
    found = await looked(server, "/about")
    assert found.sightings == ()
    assert "no list of news" in found.refused[-1][1]


async def test_an_address_that_cannot_be_had_says_so(server: FeedServer) -> None:
    shows(server, "/shut", "", 403)
    with pytest.raises(FetchError, match="403"):
        await looked(server, "/shut")


async def test_json_that_is_no_feed_is_refused(server: FeedServer) -> None:
    shows(server, "/api", '{"results": []}')
    found = await looked(server, "/api")
    assert (found.sightings, found.refused[0][0]) == ((), server.url("/api"))


async def test_a_feed_that_is_gone_is_named_with_the_reason(server: FeedServer) -> None:
    shows(server, "/", f"<html><head>{LINK.format('News', '/gone')}</head><body></body></html>")
    found = await looked(server, "/")
    assert found.refused[0][0] == server.url("/gone")
    assert "404" in found.refused[0][1]


async def test_links_to_sections_are_no_list_of_news(server: FeedServer) -> None:
    sections = "".join(f'<a href="/s/{number}">Part {number}</a>' for number in range(9))
    shows(server, "/", f"<html><body>{sections}</body></html>")
    assert (await looked(server, "/")).sightings == ()


async def test_of_several_lists_the_one_with_dates_comes_first(server: FeedServer) -> None:
    dated = [row(number, f"Ministry signs document number {number}", f"2026-01-{number:02}") for number in range(1, 7)]
    others = "".join(f'<li><a href="/law/{n}">Law on the protection of things {n}</a></li>' for n in range(20))
    shows(server, "/", list_page(*dated, others))
    found = (await looked(server, "/")).sightings
    assert [dict(each.options)["pattern"] for each in found] == [r"/news/\d+$", r"/law/\d+$"]


async def test_a_channel_is_read_as_what_it_is_named(server: FeedServer) -> None:
    site = SITES[SourceKind.TELEGRAM_CHANNEL]
    site.open_on(server)
    async with HttpFetcher(LIMITS, SystemPacer()) as fetcher:
        looking = _Looking(fetcher, FixedClock(NOON), ("ru",))
        assert await looking.attempt(SourceKind.TELEGRAM_CHANNEL, server.url(site.start))
    (found,) = looking.sightings
    assert {entry.title for entry in found.entries} == set(site.titles)


async def test_a_channel_address_is_asked_for_its_preview() -> None:
    class Refusing:
        """A door that stays shut, and remembers who knocked."""

        asked = ""

        async def fetch(self, request: FetchRequest) -> Fetched:
            self.asked = request.url
            raise FetchError(request.source_id, Verdict.BLOCKED, "not today")

        async def sitemaps_of(self, url: str) -> tuple[str, ...]:
            raise AssertionError(url)

    door = Refusing()
    found = await look_at(door, FixedClock(NOON), "@stepnews", [])
    assert door.asked == "https://t.me/s/stepnews"
    assert found.refused == (("https://t.me/s/stepnews", "not today"),)
