"""What holds for every source kind: from loopback HTTP through its route and parser to rows in a real database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config.source_options import OPTIONS
from domain.source import SourceKind, Verdict
from monitors.parsers import PARSERS
from tests.builders import NOON
from tests.integration.monitors.desk import DECLARATION, Desk
from tests.integration.monitors.kinds import CHESS, GRANT, SITES
from tests.servers.feeds import Page

if TYPE_CHECKING:
    from domain.source import Source

KINDS = pytest.mark.parametrize("kind", SITES)


@pytest.fixture
def source(desk: Desk, kind: SourceKind) -> Source:
    """The site of a kind, open, and its source in the database."""
    opened = SITES[kind].open_on(desk.newsroom.server)
    with desk.judging.open_unit_of_work() as work:
        work.seed(DECLARATION, (*desk.newsroom.sources, opened))
        work.commit()
    return opened


def asked(desk: Desk) -> list[str]:
    return [each.path for each in desk.newsroom.server.requests if each.path != "/robots.txt"]


def test_every_kind_that_can_be_read_has_a_sample() -> None:
    assert set(SITES) == set(PARSERS)


@KINDS
def test_the_options_of_the_sample_are_those_of_its_kind(kind: SourceKind) -> None:
    if kind in OPTIONS:
        OPTIONS[kind].model_validate(
            {
                name: value.replace("{server}", "https://a.example") if isinstance(value, str) else value
                for name, value in SITES[kind].options.items()
            }
        )
    else:
        assert SITES[kind].options == {}


@KINDS
def test_a_sample_says_whether_it_was_seen(kind: SourceKind) -> None:
    assert SITES[kind].origin.startswith(("seen: ", "invented after "))


@KINDS
async def test_a_first_poll_reads_the_newest_items_and_alerts_nobody(desk: Desk, source: Source) -> None:
    site = SITES[source.kind]
    outcome = (await desk.poll(source.id))[source.id]
    assert (outcome.record.verdict, outcome.record.detail) == (Verdict.NEW, "")
    assert [each.title for each in outcome.sifted.stories] == list(site.titles)
    assert asked(desk) == list(site.asked)
    assert desk.messages == 0
    assert [each.lead.title for each in desk.developments] == [GRANT]


@KINDS
async def test_items_have_the_day_their_document_names(desk: Desk, source: Source) -> None:
    outcome = (await desk.poll(source.id))[source.id]
    (grant,) = (each for each in outcome.sifted.stories if each.title == GRANT)
    assert grant.published.at.date() == NOON.date()
    assert grant.url.startswith("http")


@KINDS
async def test_a_second_poll_finds_nothing_new(desk: Desk, source: Source) -> None:
    await desk.poll(source.id)
    outcome = (await desk.poll(source.id))[source.id]
    assert (outcome.record.verdict, outcome.record.new_entries) == (Verdict.UNCHANGED, 0)


@KINDS
async def test_a_site_that_is_gone_is_a_failure(desk: Desk, source: Source) -> None:
    desk.newsroom.server.pages[SITES[source.kind].start] = Page(b"nothing here", 404)
    outcome = (await desk.poll(source.id))[source.id]
    assert outcome.record.verdict is Verdict.GONE
    assert desk.state(source.id).failures == 1


@KINDS
async def test_an_answer_of_nothing_is_a_failure(desk: Desk, source: Source) -> None:
    desk.newsroom.server.pages[SITES[source.kind].start] = Page(b"<html><body><p>Welcome</p></body></html>")
    outcome = (await desk.poll(source.id))[source.id]
    assert outcome.record.verdict in (Verdict.NOT_A_FEED, Verdict.EMPTY)
    assert CHESS not in outcome.record.detail
