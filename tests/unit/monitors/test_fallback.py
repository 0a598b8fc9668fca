"""When a news search stands in for a source, what is searched for, and what of it counts as the source's own."""

from __future__ import annotations

from typing import Any

import pytest

from config.source_options import OPTIONS
from domain.source import Source, SourceKind, Tier, Verdict
from monitors.fallback import PERSISTENT, own_entries, search_for, stands_in
from tests.builders import a_raw_entry, a_source, a_watched_source

REFUSED = [Verdict.BLOCKED, Verdict.ROBOTS, Verdict.GONE, Verdict.TLS, Verdict.NOT_A_FEED, Verdict.EMPTY]
PASSING = [Verdict.TIMED_OUT, Verdict.UNREACHABLE, Verdict.DNS, Verdict.SERVER_ERROR]
HIDDEN = "https://news.google.com/rss/articles/CBMiAAAAAAAA"


def a_ministry(**over: Any) -> Source:
    return a_source(
        **{
            "kind": SourceKind.HTML_LIST,
            "options": {"pattern": "/press/"},
            "tier": Tier.OFFICIAL,
            "languages": ("ja",),
            "fallback": "site:mofa.example.jp 中央アジア",
            "min_items": 5,
            "user_agent": "M/1",
            "encoding": "cp932",
            "proxy": "http://proxy.example:8080",
            **over,
        }
    )


@pytest.mark.parametrize("verdict", REFUSED)
def test_a_source_that_refuses_us_is_covered_at_once(verdict: Verdict) -> None:
    assert stands_in(a_watched_source(a_ministry()), verdict)
    assert not stands_in(a_watched_source(a_ministry(fallback="")), verdict)


@pytest.mark.parametrize("verdict", PASSING)
def test_a_trouble_that_may_pass_is_covered_once_it_lasts(verdict: Verdict) -> None:
    assert not stands_in(a_watched_source(a_ministry(), failures=PERSISTENT - 2), verdict)
    assert stands_in(a_watched_source(a_ministry(), failures=PERSISTENT - 1), verdict)


@pytest.mark.parametrize("verdict", [Verdict.NEW, Verdict.UNCHANGED, Verdict.BROKEN])
def test_neither_a_good_poll_nor_a_fault_of_ours_is_covered(verdict: Verdict) -> None:
    assert not stands_in(a_watched_source(a_ministry(), failures=9), verdict)


@pytest.mark.parametrize(
    ("language", "edition"),
    [("ja", ("ja", "JP")), ("en", ("en-US", "US")), ("ru", ("ru", "RU")), ("tg", ("ru", "RU"))],
)
def test_the_search_is_the_source_read_another_way(language: str, edition: tuple[str, str]) -> None:
    source = a_ministry(languages=(language,))
    search = search_for(source)
    assert (search.id, search.name, search.country, search.proxy) == (
        source.id,
        source.name,
        source.country,
        source.proxy,
    )
    assert (search.kind, search.zone, search.user_agent, search.encoding, search.min_items) == (
        SourceKind.NEWS_SEARCH,
        "UTC",
        None,
        None,
        0,
    )
    options = OPTIONS[SourceKind.NEWS_SEARCH].model_validate(search.options).model_dump()
    assert options["queries"] == ("site:mofa.example.jp 中央アジア",)
    assert (options["language"], options["country"]) == edition


@pytest.mark.parametrize(
    ("link", "outlet_url", "is_own"),
    [
        (HIDDEN, "https://www.mofa.example.jp", True),
        (HIDDEN, "https://MOFA.example.jp/", True),
        ("https://www.mofa.example.jp/press/1.html", "", True),
        ("https://press.mofa.example.jp/1", "", True),
        (HIDDEN, "https://port.example", False),
        ("https://notmofa.example.jp/1", "", False),
        ("https://mofa.example.jp.port.example/1", "http://[", False),
        ("", "", False),
    ],
)
def test_only_what_stands_on_the_sources_own_site_is_its_own(link: str, outlet_url: str, is_own: bool) -> None:  # noqa: FBT001 - data
    found = a_raw_entry(link=link, outlet="MOFA", outlet_url=outlet_url)
    own = own_entries([found], a_ministry())
    assert [entry.link for entry in own] == ([link] if is_own else [])
    assert all(entry.outlet == "" for entry in own)


def test_of_several_sites_each_counts() -> None:
    source = a_ministry(fallback="site:a.example OR site:b.example.")
    found = [a_raw_entry(link=f"https://{host}/1") for host in ("a.example", "b.example", "c.example")]
    assert [entry.link for entry in own_entries(found, source)] == ["https://a.example/1", "https://b.example/1"]
