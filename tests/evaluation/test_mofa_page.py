"""The press releases of Japan's Foreign Ministry as published on 19 August 2026, read and judged as a poll would.

The page is third-party text and lies outside the repository, so its items stand here by their addresses. Which of them
concern Central Asia was decided by reading all 121.
"""

from __future__ import annotations

import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config.loading import read_catalogue
from domain.reading import Reading
from domain.story import Known
from matching.exchange import item_of
from monitors.dedupe import dedupe
from monitors.items import items_of
from tests.builders import a_fetched

if TYPE_CHECKING:
    from domain.story import Story
    from matching.matcher import LexicalMatcher

COLLECTION = Path(__file__).parents[2].parent / "shared" / "feeds" / "real-feeds.tar.gz"
NOW = datetime(2026, 8, 19, 12, 0, tzinfo=UTC)
RELEASES = "https://www.mofa.go.jp/mofaj/press/release/"

CENTRAL_ASIAN = {
    f"{RELEASES}pageit_000001_00011.html": ("2026-08-14", "road equipment for Kyrgyzstan", "KG"),
    f"{RELEASES}pageit_000001_00007.html": ("2026-08-12", "two grants to Tajikistan", "TJ"),
    f"{RELEASES}pressit_000001_04042.html": ("2026-08-07", "a vice-minister's trip", ""),
    f"{RELEASES}pressit_000001_04015.html": ("2026-07-31", "the investment agreement with Tajikistan in force", "TJ"),
}
"""Day, what it is about, and the country it has to be filed under, empty where the title names none."""

pytestmark = pytest.mark.skipif(not COLLECTION.exists(), reason="no collection of real pages beside the repository")


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    (source,) = (source for source, _ in read_catalogue().sources if source.id == "jp-mofa-press-ja")
    with tarfile.open(COLLECTION) as archive:
        (name,) = (name for name in archive.getnames() if name.endswith("ministries/mofa.html"))
        opened = archive.extractfile(name)
        assert opened is not None
        page = a_fetched(opened.read(), "text/html", source_id=source.id, url=source.url)
    entries = items_of(Reading((page,), page), source, NOW).entries
    return list(dedupe(entries, Known({}, {}), source).stories)


def test_the_page_holds_its_121_items_and_the_four_stand_under_their_days(stories: list[Story]) -> None:
    days = {story.url: story.published.at.date().isoformat() for story in stories}
    assert len(stories) == 121
    assert {url: days[url] for url in CENTRAL_ASIAN} == {url: day for url, (day, *_) in CENTRAL_ASIAN.items()}


@pytest.mark.parametrize("url", CENTRAL_ASIAN, ids=[words for _, words, _ in CENTRAL_ASIAN.values()])
def test_a_release_on_central_asia_matches(stories: list[Story], matcher: LexicalMatcher, url: str) -> None:
    (story,) = (story for story in stories if story.url == url)
    judgement = matcher.match(item_of(story))
    country = CENTRAL_ASIAN[url][2]
    assert judgement.relevant, story.title
    assert judgement.matches, story.title
    assert not country or country in judgement.countries


def test_no_other_release_matches(stories: list[Story], matcher: LexicalMatcher) -> None:
    others = [story for story in stories if story.url not in CENTRAL_ASIAN]
    assert len(others) == 117
    assert [story.title for story in others if matcher.match(item_of(story)).relevant] == []
