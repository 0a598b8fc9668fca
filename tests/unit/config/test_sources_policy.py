"""What the packaged catalogue says of a source beside its address: who it is, how it may be quoted, who stands in."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from typing import Any

import pytest

from config.loading import PACKAGED, read_catalogue
from domain.source import Quote, Source, SourceKind, Tier
from monitors.fallback import own_entries, search_for
from tests.builders import a_raw_entry

SOURCES: dict[str, Source] = {source.id: source for source, _ in read_catalogue().sources}
TABLES: list[dict[str, Any]] = [
    table
    for path in sorted(PACKAGED.glob("*.toml"))
    for table in tomllib.loads(path.read_text(encoding="utf-8")).get("source", [])
]

WHOLE = 206
"""Rows of the survey of 2026 (196 sources) and ten searches of ours."""

GUIDE = PACKAGED.parents[1] / "docs" / "sources.md"
COLUMNS = (
    {SourceKind.RSS, SourceKind.ATOM, SourceKind.RDF, SourceKind.JSON},
    {SourceKind.SITEMAP},
    {SourceKind.HTML_LIST, SourceKind.RISING_ID},
    {SourceKind.API},
    {SourceKind.TELEGRAM_CHANNEL},
    {SourceKind.NEWS_SEARCH},
)

DAY = re.compile(r"\b20\d\d\b")
JAPANESE_GOVERNMENT = re.compile(
    r"https://[^/]*\.(?:kantei|cao|mofa|meti|env|mlit|moj|maff|digital|mof|mext|mhlw|soumu)\.go\.jp/"
)
EMBASSY = re.compile(r"https://[^/]*\.emb-japan\.go\.jp/")

per_table = pytest.mark.parametrize("table", TABLES, ids=[table["id"] for table in TABLES])
per_source = pytest.mark.parametrize("source", SOURCES.values(), ids=list(SOURCES))


def stands_by_itself(source: Source) -> bool:
    return source.kind not in (SourceKind.TELEGRAM_CHANNEL, SourceKind.NEWS_SEARCH)


def test_the_catalogue_is_whole() -> None:
    assert len(SOURCES) == WHOLE
    searches = [source for source in SOURCES.values() if source.id.startswith("ag-") and source.kind == "news_search"]
    assert len(SOURCES) - (len(searches) - 4) == 196  # four of the searches are rows of the survey


def test_the_countries_are_covered_as_the_survey_has_them() -> None:
    assert Counter(source.country for source in SOURCES.values()) == {
        "JP": 58,
        "KZ": 38,
        "UZ": 36,
        "KG": 18,
        "TJ": 14,
        "TM": 11,
        "INT": 31,
    }


@per_table
def test_a_table_says_who_the_source_is_and_how_often_it_publishes(table: dict[str, Any]) -> None:
    assert {"tier", "owner_type", "gap_hours"} <= table.keys()
    assert table.get("zone", "UTC") != "UTC" or table["country"] == "INT"
    assert "quote" in table or table["tier"] != "official"


@per_table
def test_what_is_off_says_why_and_since_when_that_is_known(table: dict[str, Any]) -> None:
    assert table.get("enabled", True) or DAY.search(table["reason"])


@per_source
def test_what_may_be_quoted_follows_from_the_terms(source: Source) -> None:
    if JAPANESE_GOVERNMENT.match(source.url) or EMBASSY.match(source.url):
        assert (source.quote, "credit" in source.terms) == (Quote.FULL, True)
    elif source.quote is Quote.FULL:
        assert "credit" in source.terms
    elif source.id.startswith("jp-jetro") or source.id in {"jp-nikkei-asia", "ca-adb"}:
        assert source.quote is Quote.NONE
    else:
        assert source.quote is Quote.SHORT


@per_source
def test_an_official_site_has_a_search_that_stands_in_for_it(source: Source) -> None:
    assert source.fallback or source.tier is not Tier.OFFICIAL or not stands_by_itself(source)


@pytest.mark.parametrize("source", [each for each in SOURCES.values() if each.fallback], ids=lambda each: each.id)
def test_a_search_that_stands_in_takes_what_stands_on_the_site_of_the_source(source: Source) -> None:
    """The page of a source lies within its own search, so that its articles would be taken in."""
    elsewhere = {
        "ca-adb": "https://www.adb.org/news/1",
        "jp-nexi": "https://www.nexi.go.jp/en/topics/1",
        "kz-gov-mfa": "https://www.gov.kz/memleket/entities/mfa/press/news/details/1",
    }
    address = elsewhere.get(source.id, source.url)
    found = [a_raw_entry(link=address), a_raw_entry(link="https://copy.example/1")]
    assert [entry.link for entry in own_entries(found, source)] == [address]
    assert search_for(source).options["queries"] == (source.fallback,)


@per_source
def test_no_source_asks_in_the_disguise_of_a_browser(source: Source) -> None:
    assert "mozilla" not in (source.user_agent or "").casefold()
    headers = source.options.get("headers")
    assert not isinstance(headers, dict) or {name.casefold() for name in headers}.isdisjoint({"user-agent", "cookie"})


def test_nothing_but_titles_is_read_where_articles_are_closed() -> None:
    closed = {source.id for source in SOURCES.values() if not source.lead}
    named = {
        "jp-nhk-intl",
        "jp-nhk-politics",
        "jp-nhk-economy",
        "jp-nikkei-asia",
        "ca-tass-en",
        "ca-adb",
        "kg-president",
    }
    assert closed == named | {each for each in SOURCES if each.startswith("kz-gov-") and each != "kz-gov-tg"}


@pytest.mark.parametrize(
    ("source_id", "address"),
    [
        ("jp-kantei-actions", "https://www.kantei.go.jp/jp/105/actions/202608/19tel_kaidan.html"),
        ("jp-kantei-actions", "https://www.kantei.go.jp/jp/105/actions/202608/18hijoukaigi_chibagouu.html"),
        ("jp-kantei-statement", "https://www.kantei.go.jp/jp/105/statement/2026/0819kaiken.html"),
        ("jp-moj-html", "https://www.moj.go.jp/MINJI/minji05_00778.html"),
        ("jp-env", "https://www.env.go.jp/press/111111_00043.html"),
    ],
)
def test_a_pattern_fits_addresses_that_were_seen(source_id: str, address: str) -> None:
    assert re.search(str(SOURCES[source_id].options["pattern"]), address)


@pytest.mark.parametrize(
    ("source_id", "address", "number"),
    [
        ("jp-moj-html", "https://www.moj.go.jp/hisho/kouhou/press_r8.html", "8"),
        ("jp-moj-html", "https://www.moj.go.jp/hisho/kouhou/press_r6_00001.html", "6"),
        ("jp-moj-html", "https://www.moj.go.jp/hisho/kouhou/press_h31.html", None),
        ("jp-kantei-actions", "https://www.kantei.go.jp/jp/105/actions/index.html", "105"),
        ("jp-kantei-actions", "https://www.kantei.go.jp/jp/101_kishida/actions/index.html", "101"),
        ("jp-jica-ja", "https://www.jica.go.jp/information/press/2026/index.html", "2026"),
        ("jp-jica-en", "https://www.jica.go.jp/english/information/press/2026/index.html", "2026"),
    ],
)
def test_a_page_whose_address_moves_is_told_by_its_number(source_id: str, address: str, number: str | None) -> None:
    follow = SOURCES[source_id].options["follow"]
    assert isinstance(follow, list)
    found = re.search(follow[0], address)
    assert (found[1] if found else None) == number


@pytest.mark.parametrize(
    ("country", "name"),
    [
        ("JP", "Japan"),
        ("KZ", "Kazakhstan"),
        ("UZ", "Uzbekistan"),
        ("KG", "Kyrgyzstan"),
        ("TJ", "Tajikistan"),
        ("TM", "Turkmenistan"),
        ("INT", "the region, the world, searches"),
    ],
)
def test_the_counts_in_the_documentation_are_those_of_the_catalogue(country: str, name: str) -> None:
    own = [source for source in SOURCES.values() if source.country == country]
    counts = [sum(source.kind in kinds for source in own) for kinds in COLUMNS]
    off = sum(not source.enabled for source in own)
    row = " | ".join(str(number) for number in (*counts, len(own), off))
    assert f"\n| {name} | {row} |\n" in GUIDE.read_text(encoding="utf-8")
