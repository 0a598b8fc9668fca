"""Checking sources: the same verdicts as a poll, nothing recorded, one bad source no trouble for the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.clocks import SystemPacer
from domain.source import SourceId, SourceKind, Verdict
from matching.exchange import item_of
from monitors.check import Checked, CheckParts, check_sources
from monitors.fetch import HttpFetcher
from tests.builders import NOON, a_source
from tests.fakes import FixedClock
from tests.integration.monitors.desk import GRANT, LIMITS, POTATOES
from tests.integration.monitors.kinds import SITES
from tests.servers.feeds import FeedServer, Page
from tests.servers.newsroom import rss

if TYPE_CHECKING:
    from domain.ports import Matcher
    from domain.source import Source


async def checked(matcher: Matcher, *sources: Source) -> dict[str, Checked]:
    done: list[Checked] = []
    async with HttpFetcher(LIMITS, SystemPacer()) as fetcher:
        parts = CheckParts(fetcher, FixedClock(NOON), matcher, item_of)
        found = await check_sources(parts, sources, done.append)
    assert [each.source for each in found] == list(sources)
    assert len(done) == len(sources)
    return {each.source.id: each for each in found}


@pytest.mark.parametrize("kind", SITES)
async def test_a_source_of_any_kind_shows_its_items_and_what_matches(matcher: Matcher, kind: SourceKind) -> None:
    with FeedServer() as server:
        source = SITES[kind].open_on(server)
        (found,) = (await checked(matcher, source)).values()
    assert (found.verdict, found.items) == (Verdict.NEW, len(SITES[kind].titles))
    assert set(found.titles) <= set(SITES[kind].titles)
    assert found.matched


async def test_what_is_wrong_with_a_source_is_its_verdict_and_no_other_is_troubled(matcher: Matcher) -> None:
    with FeedServer(
        {"/good": Page(rss(GRANT, POTATOES)), "/shut": Page(status=403), "/page": Page(b"<html>")}
    ) as server:
        sources = [a_source(id=SourceId(name), url=server.url(f"/{name}")) for name in ("good", "shut", "page", "gone")]
        found = await checked(matcher, *sources)
    verdicts = {name: each.verdict for name, each in found.items()}
    assert verdicts == {
        "good": Verdict.NEW,
        "shut": Verdict.BLOCKED,
        "page": Verdict.NOT_A_FEED,
        "gone": Verdict.GONE,
    }
    assert all(each.detail for name, each in found.items() if name != "good")
    newest = found["good"].newest
    assert newest is not None
    assert newest.at == POTATOES.at
    (match,) = found["good"].matched
    assert (match.title, match.url, match.commitments[0]) == (GRANT.title, GRANT.url, 26)
