"""Polls of several documents: what is asked in which order, how far back, and what becomes of a part that fails."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.source import SourceId, SourceKind, Verdict
from monitors.walk import DOCUMENTS_A_POLL
from tests.builders import NOON, a_source
from tests.integration.monitors.desk import DECLARATION, Desk
from tests.integration.monitors.kinds import GRANT, article_page, list_page, row
from tests.servers.feeds import Page

if TYPE_CHECKING:
    from domain.outcome import PollOutcome

ID = SourceId("kz-port")


class Port:
    """A site of its own on the desk's server."""

    def __init__(self, desk: Desk, kind: SourceKind = SourceKind.HTML_LIST, start: str = "/news", **over: Any) -> None:
        self.desk = desk
        self.server = desk.newsroom.server
        options = {
            name: value.replace("{server}", self.server.url("")) if isinstance(value, str) else value
            for name, value in over.pop("options", {"pattern": "/news/"}).items()
        }
        url = self.server.url(start)
        self.source = a_source(id=ID, kind=kind, url=url, options=options, zone="UTC", **over)
        with desk.judging.open_unit_of_work() as work:
            work.seed(DECLARATION, (*desk.newsroom.sources, self.source))
            work.commit()

    def shows(self, path: str, body: str) -> None:
        self.server.pages[path] = Page(body.encode())

    def lists(self, path: str, *numbers: int) -> None:
        """A list page of items, one a day up to the day of NOON; number 0 is of that day."""
        self.shows(
            path, list_page(*(row(1000 - n, f"Item {n}", f"{NOON - timedelta(days=n):%Y-%m-%d}") for n in numbers))
        )

    async def poll(self) -> PollOutcome:
        self.server.requests.clear()
        return (await self.desk.poll(ID))[ID]

    @property
    def asked(self) -> list[str]:
        return [each.path for each in self.server.requests if each.path != "/robots.txt"]


MORE = {"pattern": "/news/", "more": "?page={page}"}


async def test_after_an_outage_a_list_is_paged_back_to_what_is_known(desk: Desk) -> None:
    port = Port(desk, options=MORE)
    port.lists("/news", 12, 13, 14)
    assert (await port.poll()).record.new_entries == 3
    assert port.asked == ["/news"]
    port.lists("/news", 0, 1, 2)
    port.lists("/news?page=2", 3, 4, 5)
    port.lists("/news?page=3", 6, 7, 8)
    port.lists("/news?page=4", 9, 10, 11)
    port.lists("/news?page=5", 12, 13, 14)
    outcome = await port.poll()
    assert port.asked == ["/news", *(f"/news?page={number}" for number in (2, 3, 4, 5))]
    assert (outcome.record.entries, outcome.record.new_entries) == (15, 12)
    await port.poll()
    assert port.asked == ["/news"]


async def test_paging_back_ends_where_the_bound_is_reached(desk: Desk) -> None:
    port = Port(desk, options=MORE)
    port.lists("/news", 99)
    await port.poll()
    port.lists("/news", 0)
    for number in range(2, 50):
        port.lists(f"/news?page={number}", number)
    outcome = await port.poll()
    assert len(port.asked) == DOCUMENTS_A_POLL
    assert outcome.record.new_entries == DOCUMENTS_A_POLL


async def test_paging_back_ends_without_failure_where_there_are_no_more_pages(desk: Desk) -> None:
    port = Port(desk, options={**MORE, "more": "?from={page}", "more_from": 10, "more_step": 10})
    port.lists("/news", 30)
    await port.poll()
    port.lists("/news", 0, 1)
    port.lists("/news?from=10", 2, 3)
    port.server.pages["/news?from=20"] = Page(b"no such page", 404)
    outcome = await port.poll()
    assert port.asked == ["/news", "/news?from=10", "/news?from=20"]
    assert (outcome.record.verdict, outcome.record.new_entries, outcome.record.detail) == (Verdict.NEW, 4, "")


async def test_a_site_that_answers_every_page_number_alike_is_asked_twice_at_most(desk: Desk) -> None:
    port = Port(desk, options=MORE)
    port.lists("/news", 30)
    await port.poll()
    port.lists("/news", 0, 1)
    assert (await port.poll()).record.new_entries == 2
    assert port.asked == ["/news", "/news?page=2"]


async def test_the_page_before_is_found_by_its_link(desk: Desk) -> None:
    port = Port(desk, options={"pattern": "/news/", "next": "a.older"})
    port.lists("/news", 30)
    await port.poll()
    older = list_page(row(1, "Item new", "2026-01-15")).replace(
        "</nav>", '<a class="older" href="/archive">Older</a></nav>'
    )
    port.shows("/news", older)
    port.lists("/archive", 1, 2, 31)
    assert (await port.poll()).record.new_entries == 4
    assert port.asked == ["/news", "/archive"]


@pytest.mark.parametrize(
    ("page", "words"), [(Page(b"", 500), "500"), (Page(b"{}"), "not a web page: JSON")], ids=["refused", "unreadable"]
)
async def test_a_page_before_that_fails_costs_only_itself_and_is_remarked_upon(
    desk: Desk, page: Page, words: str
) -> None:
    port = Port(desk, options=MORE)
    port.lists("/news", 30)
    await port.poll()
    port.lists("/news", 0, 1)
    port.server.pages["/news?page=2"] = page
    desk.clock.advance(minutes=1)
    outcome = await port.poll()
    assert (outcome.record.verdict, outcome.record.new_entries) == (Verdict.NEW, 2)
    assert words in outcome.record.detail
    with desk.judging.open_unit_of_work(writes=False) as work:
        assert words in work.sources.list_polls(ID, 1)[0].detail


async def test_a_year_that_has_just_begun_is_read_with_the_one_before(desk: Desk) -> None:
    port = Port(desk, start="/press/", options={"pattern": "/news/", "follow": [r"/press/r(\d+)/$"]})
    links = "".join(f'<a href="/press/{year}/">{year}</a>' for year in ("r9", "r10", "r8"))
    port.shows("/press/", f'{links}<a href="https://www.port.example.kz/press/r10/">R10</a>')
    port.lists("/press/r10/")
    port.lists("/press/r9/", 20, 21)
    outcome = await port.poll()
    assert port.asked == ["/press/", "/press/r10/", "/press/r9/"]
    assert outcome.record.new_entries == 2


async def test_of_years_that_all_are_empty_two_are_read(desk: Desk) -> None:
    port = Port(desk, start="/press/", options={"pattern": "/news/", "follow": [r"/press/r(\d+)/$"]})
    port.shows("/press/", "".join(f'<a href="/press/r{year}/">{year}</a>' for year in (8, 9, 10)))
    for year in (8, 9, 10):
        port.lists(f"/press/r{year}/")
    outcome = await port.poll()
    assert port.asked == ["/press/", "/press/r10/", "/press/r9/"]
    assert outcome.record.verdict is Verdict.EMPTY


async def test_a_path_that_moves_is_found_over_two_hubs(desk: Desk) -> None:
    follow = [r"/jp/\d+/$", r"/jp/\d+/actions/$"]
    port = Port(desk, start="/", options={"pattern": "/news/", "follow": follow})
    port.shows("/", '<a href="/jp/104/">104</a><a href="/jp/105/">105</a>')
    port.shows("/jp/105/", '<base href="/jp/105/"><a href="actions/">Actions</a>')
    port.lists("/jp/105/actions/", 1)
    assert (await port.poll()).record.new_entries == 1
    assert port.asked == ["/", "/jp/105/", "/jp/105/actions/"]


async def test_a_hub_that_no_longer_leads_on_is_a_failure_that_says_so(desk: Desk) -> None:
    port = Port(desk, options={"pattern": "/news/", "follow": ["/years/"]})
    port.lists("/news", 1)
    outcome = await port.poll()
    assert outcome.record.verdict is Verdict.NOT_A_FEED
    assert "follow" in outcome.record.detail


async def test_fewer_items_than_a_source_is_known_to_have_are_a_failure(desk: Desk) -> None:
    port = Port(desk, min_items=10)
    port.lists("/news", 1, 2)
    outcome = await port.poll()
    assert (outcome.record.verdict, outcome.record.detail) == (
        Verdict.EMPTY,
        "2 items where at least 10 are usual",
    )
    assert desk.state(ID).baseline_at is None


async def test_an_empty_page_of_a_rare_source_is_a_success(desk: Desk) -> None:
    port = Port(desk, min_items=0)
    port.lists("/news")
    outcome = await port.poll()
    assert (outcome.record.verdict, outcome.record.entries) == (Verdict.UNCHANGED, 0)
    assert desk.state(ID).baseline_at == NOON
    port.shows("/news", list_page(row(1, GRANT, "2026-01-15")))
    await port.poll()
    assert desk.messages == 1


class Steps(Port):
    """A site whose pages count up."""

    def __init__(self, desk: Desk, **options: Any) -> None:
        options = {"page": "{server}/item/{id}", "start": 50, **options}
        super().__init__(desk, SourceKind.RISING_ID, options=options)

    def writes(self, *numbers: int, title: str = "") -> None:
        for number in numbers:
            self.shows(f"/item/{number}", article_page(title or f"Item {number}", "15.01.2026"))


async def test_numbers_are_walked_from_the_highest_known_over_gaps(desk: Desk) -> None:
    steps = Steps(desk, misses=3)
    steps.writes(50, 51)
    assert (await steps.poll()).record.new_entries == 2
    assert desk.state(ID).cursor == "51"
    assert steps.asked == [f"/item/{number}" for number in range(50, 55)]
    steps.writes(54)
    steps.writes(55, title=GRANT)
    outcome = await steps.poll()
    assert steps.asked == [f"/item/{number}" for number in range(51, 59)]
    assert (outcome.record.entries, outcome.record.new_entries) == (3, 2)
    assert desk.state(ID).cursor == "55"
    assert desk.messages == 1


async def test_more_new_numbers_than_a_poll_reads_are_left_to_the_next(desk: Desk) -> None:
    steps = Steps(desk)
    steps.writes(50)
    await steps.poll()
    steps.writes(*range(51, 70))
    assert (await steps.poll()).record.new_entries == DOCUMENTS_A_POLL - 1
    assert desk.state(ID).cursor == "61"
    assert (await steps.poll()).record.new_entries == 8


async def test_a_gap_that_is_too_wide_is_crossed_where_the_list_names_a_higher_number(desk: Desk) -> None:
    steps = Steps(desk, newest=r"/item/(?P<id>\d+)$", misses=2)
    steps.shows("/news", '<a href="/item/50">a</a>')
    steps.writes(50)
    await steps.poll()
    steps.shows("/news", '<a href="/item/50">a</a><a href="/item/90">b</a><a href="/item/x">c</a>')
    steps.writes(90)
    outcome = await steps.poll()
    assert steps.asked == ["/news", "/item/50", "/item/51", "/item/52", "/item/90"]
    assert (outcome.record.new_entries, desk.state(ID).cursor) == (1, "90")
    await steps.poll()
    assert steps.asked == ["/news", "/item/90"]


async def test_a_number_that_leads_to_the_front_page_is_a_gap(desk: Desk) -> None:
    steps = Steps(desk, misses=1)
    steps.writes(50)
    steps.server.pages["/item/51"] = Page(status=302, headers={"Location": "/"})
    steps.shows("/", article_page("The port", "15.01.2026"))
    outcome = await steps.poll()
    assert [each.title for each in outcome.sifted.stories] == ["Item 50"]


async def test_numbers_that_all_are_gone_are_a_failure(desk: Desk) -> None:
    steps = Steps(desk)
    steps.writes(50)
    await steps.poll()
    del steps.server.pages["/item/50"]
    outcome = await steps.poll()
    assert (outcome.record.verdict, outcome.record.detail) == (
        Verdict.EMPTY,
        "none of the 5 documents asked for is there",
    )
    assert desk.state(ID).cursor == "50"


async def test_pages_without_an_article_are_a_failure_that_says_so(desk: Desk) -> None:
    steps = Steps(desk)
    for number in range(50, 60):
        steps.shows(f"/item/{number}", "<html><h1>We regret</h1></html>")
    outcome = await steps.poll()
    assert outcome.record.verdict is Verdict.EMPTY
    assert "no article" in outcome.record.detail
