"""The packaged catalogue: what must hold for each source, so that adding one needs no test of its own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from config.dead_addresses import DeadAddress
from config.loading import PACKAGED, read_catalogue
from domain.source import Source, Tier
from monitors.parsers import PARSERS

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUE = read_catalogue()
SOURCES = [source for source, _ in CATALOGUE.sources]
READABLE = frozenset(PARSERS)

PARTIES = ("JP", "KZ", "KG", "TJ", "TM", "UZ")
NEWS_LANGUAGES = {"ru", "en", "ja", "kk", "ky", "tg", "tk", "uz"}
ZONES = {
    "JP": "Asia/Tokyo",
    "KZ": "Asia/Almaty",
    "KG": "Asia/Bishkek",
    "TJ": "Asia/Dushanbe",
    "TM": "Asia/Ashgabat",
    "UZ": "Asia/Tashkent",
}
TIERS = {
    "president": Tier.OFFICIAL,
    "ministry": Tier.OFFICIAL,
    "agency": Tier.OFFICIAL,
    "international": Tier.OFFICIAL,
    "news_agency": Tier.AGENCY,
    "newspaper": Tier.PRESS,
    "aggregator": Tier.AGGREGATOR,
}

per_source = pytest.mark.parametrize("source", SOURCES, ids=[source.id for source in SOURCES])


def test_the_catalogue_reads_without_a_problem() -> None:
    assert CATALOGUE.problems == []


@per_source
def test_a_source_is_declared_soundly(source: Source) -> None:
    assert Counter(each.id for each in SOURCES)[source.id] == 1
    assert source.url.startswith("https://")
    assert source.kind in READABLE
    assert set(source.languages) <= NEWS_LANGUAGES
    assert source.tier is TIERS[source.owner_type]
    assert source.zone == ZONES.get(source.country, source.zone)
    assert source.verified is None or source.verified.year >= 2026


@per_source
def test_a_source_is_not_enabled_at_a_dead_address(source: Source) -> None:
    assert not source.enabled or not [str(dead) for dead in CATALOGUE.dead if dead.covers(source.url)]


def test_no_two_sources_ask_one_address_for_the_same() -> None:
    asked = Counter((source.url, repr(sorted(source.options.items()))) for source in SOURCES)
    assert [url for (url, _), times in asked.items() if times > 1] == []


@pytest.mark.parametrize("country", [*PARTIES, "INT"])
def test_each_country_has_enabled_sources(country: str) -> None:
    assert [source.id for source in SOURCES if source.country == country and source.enabled]


@pytest.mark.parametrize("language", sorted(NEWS_LANGUAGES))
def test_each_news_language_has_an_enabled_source(language: str) -> None:
    assert [source.id for source in SOURCES if language in source.languages and source.enabled]


@pytest.mark.parametrize("path", sorted(PACKAGED.glob("*.toml")), ids=lambda path: path.name)
def test_a_file_says_at_its_top_what_it_holds_and_stays_short(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert len(lines) < 400


def test_the_list_of_dead_addresses_is_complete() -> None:
    assert len(CATALOGUE.dead) == 50
    assert len({dead.pattern for dead in CATALOGUE.dead}) == 50


@pytest.mark.parametrize(
    ("url", "covered"),
    [
        ("https://24.kg/rss/all", True),
        ("https://24.kg/rss/", False),
        ("http://www.tengrinews.kz/rss/", True),
        ("https://tengrinews.kz/news.rss", False),
        ("https://english.kyodonews.net/rss/news.xml", True),
        ("https://www3.nhk.or.jp/nhkworld/en/news/list/rss.xml", True),
        ("https://www3.nhk.or.jp/nhkworld/data/en/news/all.json", False),
        ("https://www.worldbank.org/en/news/rss", True),
        ("https://repost.uz/feed", True),
        ("https://cabar.asia/feed", True),
        ("https://cabar.asia/ru/feed", False),
        ("https://CABAR.asia/feed/", True),
        ("https://t.me/s/khovar", True),
        ("https://t.me/s/kaktus_media", False),
    ],
)
def test_a_dead_address_covers_its_spellings_and_nothing_beside(url: str, covered: bool) -> None:  # noqa: FBT001 - data
    assert any(dead.covers(url) for dead in CATALOGUE.dead) is covered


def test_a_dead_address_with_a_query_is_another_address() -> None:
    assert not DeadAddress("a.example/feed", "404").covers("https://a.example/feed?lang=ru")
