"""Items of an archive: whose they are, and what entry each makes."""

from __future__ import annotations

import pytest

from domain.match import Item
from domain.moment import Precision
from domain.past import ARCHIVE_PREFIX
from domain.source import SourceId, SourceKind, Tier
from monitors.archive import entry_of, publisher_of, site_of, sites_of
from tests.builders import NOON, a_source

RU = a_source(url="https://www.steppe.example.kz/rss")
KK = a_source(id=SourceId("kz-steppe-kk"), url="https://steppe.example.kz/kk/rss", languages=("kk",))
CHANNEL = a_source(id=SourceId("kz-tg"), url="https://t.me/s/StepNews", kind=SourceKind.TELEGRAM_CHANNEL)
SEARCH = a_source(id=SourceId("search"), url="https://news.example/rss", tier=Tier.AGGREGATOR)
SITES = sites_of([RU, KK, CHANNEL, SEARCH])


def an_item(**over: str) -> Item:
    return Item(**{"id": "1", "title": "Япония выделит грант", "date": "2026-01-03", **over})


@pytest.mark.parametrize(
    ("url", "lang", "expected"),
    [
        ("https://steppe.example.kz/a", "ru", "kz-steppe"),
        ("http://www.steppe.example.kz/a", "kk", "kz-steppe-kk"),
        ("https://steppe.example.kz/a", "", "kz-steppe"),
        ("https://t.me/stepnews/77", "ru", "kz-tg"),
    ],
)
def test_an_item_belongs_to_the_source_on_whose_site_it_stands(url: str, lang: str, expected: str) -> None:
    assert publisher_of(an_item(url=url, lang=lang), SITES).id == expected


@pytest.mark.parametrize(
    "url", ["https://other.example/a", "https://t.me/other/1", "https://news.example/1", "", "https://[x"]
)
def test_what_stands_nowhere_we_watch_has_a_publisher_of_its_own(url: str) -> None:
    found = publisher_of(an_item(url=url, source="The Other", lang="ru", country="UZ"), SITES)
    assert found.id.startswith(ARCHIVE_PREFIX)
    assert (found.name, found.country, found.enabled, found.languages) == ("The Other", "UZ", False, ("ru",))
    assert found == publisher_of(an_item(id="2", url=url, source="The Other", lang="ru", country="UZ"), SITES)


def test_a_source_that_is_off_owns_its_site_all_the_same_behind_one_that_is_polled() -> None:
    off = a_source(id=SourceId("kz-ministry"), url="https://ministry.example.kz/", enabled=False, tier=Tier.OFFICIAL)
    item = an_item(url="https://ministry.example.kz/a", lang="ru")
    assert publisher_of(item, sites_of([off])).tier is Tier.OFFICIAL
    polled = a_source(id=SourceId("kz-other"), url="https://ministry.example.kz/rss")
    assert publisher_of(item, sites_of([off, polled])) == polled
    read_before = publisher_of(item, {})
    assert publisher_of(item, sites_of([read_before, off])) == off


def test_an_item_without_a_source_is_named_after_its_site() -> None:
    assert publisher_of(an_item(url="https://other.example/a"), SITES).name == "other.example"
    nameless = publisher_of(an_item(), SITES)
    assert (nameless.name, nameless.country) == ("archive", "INT")


def test_sites_are_told_apart_by_host_and_on_shared_hosts_by_name() -> None:
    assert site_of("https://www.a.example/x/y") == "a.example"
    assert site_of("https://t.me/s/Name/7") == "t.me/name"
    assert site_of("https://t.me/") == "t.me"
    assert site_of("https://[x") == ""


def test_an_item_becomes_an_entry_with_its_words_as_they_are() -> None:
    item = an_item(
        title="A & B < C", summary="One &amp; two", url="https://steppe.example.kz/a?utm_source=x", lang="ru"
    )
    entry = entry_of(item, RU, NOON)
    assert entry is not None
    assert (entry.title, entry.summary, entry.url) == ("A & B < C", "One & two", "https://steppe.example.kz/a")
    assert (entry.published.precision, f"{entry.published.at:%Y-%m-%d}") == (Precision.DAY, "2026-01-03")
    assert entry.language == "ru"


@pytest.mark.parametrize("day", ["", "2026", "2026-02", "soon"])
def test_an_item_without_a_whole_day_makes_no_entry(day: str) -> None:
    assert entry_of(an_item(date=day), RU, NOON) is None


def test_an_item_without_words_makes_no_entry() -> None:
    assert entry_of(an_item(title=" "), RU, NOON) is None
