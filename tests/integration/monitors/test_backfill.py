"""The past of sources: how far it is read, what becomes of it, and how a run that was broken off goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.clocks import SystemPacer
from domain.past import STEPS_KEPT_FIRST
from domain.source import SourceId, SourceKind
from monitors.backfill import PastParts, forget, read_past
from monitors.backfill_plan import KEPT_LAST_OTHERWISE, beginning, id_of_source
from monitors.fetch import HttpFetcher
from tests.builders import NOON, a_source
from tests.integration.monitors.desk import DECLARATION, LIMITS, Desk
from tests.integration.monitors.kinds import CHESS, GRANT, article_page, index, list_page, post, preview, row, sitemap
from tests.servers.feeds import Page

if TYPE_CHECKING:
    from domain.past import Backfill
    from domain.source import Source

ID = SourceId("kz-port")
SINCE = beginning(DECLARATION.adopted).astimezone(UTC)
MORE = {"pattern": "/news/", "more": "?page={page}"}


class Archive:
    """A site of its own on the desk's server, whose past is read."""

    def __init__(self, desk: Desk, kind: SourceKind = SourceKind.HTML_LIST, start: str = "/news", **over: Any) -> None:
        self.desk = desk
        self.server = desk.newsroom.server
        options = {
            name: value.replace("{server}", self.server.url("")) if isinstance(value, str) else value
            for name, value in over.pop("options", MORE).items()
        }
        url = self.server.url(start)
        self.source: Source = a_source(id=ID, kind=kind, url=url, options=options, zone="UTC", **over)
        with desk.judging.open_unit_of_work() as work:
            work.seed(DECLARATION, (*desk.newsroom.sources, self.source))
            work.commit()

    def shows(self, path: str, body: str) -> None:
        self.server.pages[path] = Page(body.replace("{server}", self.server.url("")).encode())

    def lists(self, path: str, *days: int, title: str = "Item") -> None:
        """A list page with one item a day; number 0 is of the day of NOON."""
        rows = (row(1000 - n, f"{title} {n}", f"{NOON - timedelta(days=n):%Y-%m-%d}") for n in days)
        self.shows(path, list_page(*rows))

    async def is_read(self, **over: Any) -> Backfill:
        self.server.requests.clear()
        async with HttpFetcher(LIMITS, SystemPacer()) as fetcher:
            parts = replace(PastParts(fetcher, self.desk.judging, SINCE), **over)
            with self.desk.judging.open_unit_of_work(writes=False) as work:
                watched = [each for each in work.sources.list_all() if each.source.id == ID]
            (read,) = await read_past(parts, watched)
        return read

    def steps(self) -> list[tuple[bool, bool]]:
        """Of each document that was read: whether its body is kept, and whether it was missing."""
        with self.desk.judging.open_unit_of_work(writes=False) as work:
            return [(bool(each.body), each.is_missing) for each in work.backfills.steps(id_of_source(self.source))]

    @property
    def asked(self) -> list[str]:
        return [each.path for each in self.server.requests if each.path != "/robots.txt"]


def four_pages(desk: Desk) -> Archive:
    """Eight days on each page, from the middle of January to the middle of December."""
    archive = Archive(desk)
    archive.lists("/news", *range(8))
    for number in (2, 3, 4, 5):
        archive.lists(f"/news?page={number}", *range(8 * number - 8, 8 * number))
    return archive


async def test_a_list_is_read_back_to_the_day_from_which_evidence_counts(desk: Desk) -> None:
    archive = four_pages(desk)
    read = await archive.is_read()
    assert archive.asked == ["/news", *(f"/news?page={number}" for number in (2, 3, 4))]
    assert (read.position, read.stories, read.done_at) == (4, 27, NOON)
    assert read.reached_at == SINCE
    assert desk.state(ID).last_polled_at is None


async def test_what_is_found_is_evidence_found_late_and_nobody_is_told(desk: Desk) -> None:
    archive = Archive(desk)
    archive.shows("/news", list_page(row(1, GRANT, "2026-01-14"), row(2, CHESS, "2026-01-13")))
    archive.lists("/news?page=2", 40)
    read = await archive.is_read()
    assert (read.stories, read.relevant) == (2, 1)
    (development,) = desk.developments
    assert (development.found_late, development.counts) == (True, True)
    assert desk.messages == 0


async def test_what_a_poll_knows_already_is_not_taken_in_again(desk: Desk) -> None:
    archive = four_pages(desk)
    await desk.poll(ID)
    read = await archive.is_read()
    assert read.stories == 27 - 8
    again = (await desk.poll(ID))[ID]
    assert again.record.new_entries == 0


async def test_a_run_that_was_broken_off_goes_on_where_it_stood(desk: Desk) -> None:
    archive = four_pages(desk)
    archive.server.pages["/news?page=3"] = Page(b"", 500)
    broken = await archive.is_read()
    assert (broken.position, broken.done_at) == (2, None)
    assert "500" in broken.detail
    archive.lists("/news?page=3", *range(16, 24))
    read = await archive.is_read()
    assert archive.asked == ["/news?page=3", "/news?page=4"]
    assert (read.position, read.stories, read.detail) == (4, 27, "")
    assert await archive.is_read() == read
    assert archive.asked == []


async def test_one_run_asks_for_so_many_documents_at_most(desk: Desk) -> None:
    archive = four_pages(desk)
    assert (await archive.is_read(most=3)).position == 3
    assert (await archive.is_read(most=3)).position == 4
    assert archive.asked == ["/news?page=4"]


async def test_a_backfill_that_is_forgotten_or_goes_to_another_day_begins_anew(desk: Desk) -> None:
    archive = four_pages(desk)
    await archive.is_read()
    january = await archive.is_read(since=datetime(2026, 1, 1, tzinfo=UTC))
    assert archive.asked[0] == "/news"
    assert (january.stories, january.position) == (0, 3)
    forget(PastParts(desk.parts.fetcher, desk.judging, SINCE), [archive.source])
    assert (await archive.is_read(since=datetime(2026, 1, 1, tzinfo=UTC))).position == 3
    assert archive.asked[0] == "/news"


async def test_a_long_way_keeps_the_bodies_that_lead_on_and_none_at_its_end(desk: Desk) -> None:
    archive = Archive(desk)
    archive.lists("/news", 0)
    for number in range(2, 40):
        archive.lists(f"/news?page={number}", number)
    await archive.is_read(most=20)
    kept = [place for place, (has_body, _) in enumerate(archive.steps()) if has_body]
    assert kept == [*range(STEPS_KEPT_FIRST), *range(20 - KEPT_LAST_OTHERWISE, 20)]
    read = await archive.is_read()
    assert read.done_at is not None
    assert not any(has_body for has_body, _ in archive.steps())
    assert len(archive.steps()) == read.position


async def test_items_without_a_day_are_left_out_and_counted(desk: Desk) -> None:
    archive = Archive(desk)
    archive.shows("/news", list_page(row(1, GRANT, ""), row(2, CHESS, "2026-01-13")))
    archive.shows("/news?page=2", list_page())
    read = await archive.is_read()
    assert (read.stories, read.undated, read.relevant) == (1, 1, 0)


async def test_a_channel_is_read_back_post_by_post(desk: Desk) -> None:
    archive = Archive(desk, SourceKind.TELEGRAM_CHANNEL, "/s/port", options={})
    posts = [post(f"port/{n}", f"Post {n}", f"2026-01-{n + 4:02}T10:00:00+00:00") for n in range(1, 10)]
    old = post("port/0", "Before", "2025-12-01T10:00:00+00:00")
    archive.shows("/s/port", preview(*posts[6:]))
    archive.shows("/s/port?before=7", preview(*posts[3:6]))
    archive.shows("/s/port?before=4", preview(*posts[:3], old))
    read = await archive.is_read()
    assert archive.asked == ["/s/port", "/s/port?before=7", "/s/port?before=4"]
    assert read.stories == 9


async def test_numbered_pages_are_read_backwards_over_gaps(desk: Desk) -> None:
    options = {"page": "{server}/a/{id}", "start": 9, "misses": 2}
    archive = Archive(desk, SourceKind.RISING_ID, "/a/", options=options)
    for number in (9, 8, 6):
        archive.shows(f"/a/{number}", article_page(f"Article of number {number}", f"2026-01-0{number}"))
    archive.shows("/a/5", article_page("Article of long ago", "2025-11-05"))
    read = await archive.is_read()
    assert archive.asked == ["/a/9", "/a/8", "/a/7", "/a/6", "/a/5"]
    assert read.stories == 3
    assert [missing for _, missing in archive.steps()] == [False, False, True, False, False]


async def test_a_sitemap_that_is_gone_or_broken_costs_only_itself(desk: Desk) -> None:
    archive = Archive(desk, SourceKind.SITEMAP, "/sitemap.xml", options={})
    children = (("/4.xml", "2026-01-14"), ("/3.xml", "2026-01-10"), ("/2.xml", "2026-01-05"), ("/1.xml", "2025-12-01"))
    archive.shows("/sitemap.xml", index(*children))
    archive.shows("/4.xml", sitemap(("/a", GRANT, "2026-01-14T10:00:00Z")))
    archive.server.pages["/3.xml"] = Page(b"<html>", 404)
    archive.shows("/2.xml", sitemap(("/b", CHESS, "2026-01-05T10:00:00Z")))
    read = await archive.is_read()
    assert archive.asked == ["/sitemap.xml", "/4.xml", "/3.xml", "/2.xml"]
    assert (read.stories, read.done_at) == (2, NOON)


@pytest.mark.parametrize(("page", "words"), [(Page(b"", 403), "403"), (Page(b"{}"), "not a web page")])
async def test_a_source_that_cannot_be_read_at_all_says_why(desk: Desk, page: Page, words: str) -> None:
    archive = Archive(desk)
    archive.server.pages["/news"] = page
    read = await archive.is_read()
    assert (read.position, read.done_at) == (0, None)
    assert words in read.detail
