"""What is proposed for an address: id, name, country, languages, gap and tier, each guess remarked upon."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.proposals import country_of, free_id, listed_proposal, proposal_of
from config.opml import ListedFeed
from config.source_blocks import problems_of
from domain.moment import Moment, Precision
from domain.source import SourceKind, Tier
from monitors.adding import Sighting
from tests.builders import NOON, an_entry

if TYPE_CHECKING:
    from domain.entry import Entry


def entries(count: int, *languages: str, hours: int = 6) -> tuple[Entry, ...]:
    return tuple(
        an_entry(
            url=f"https://a.example/{n}",
            language=languages[n % len(languages)] if languages else "",
            published=Moment(NOON - timedelta(hours=hours * n), Precision.MINUTE),
        )
        for n in range(count)
    )


def a_sighting(url: str = "https://www.steppe.kz/rss", **over: object) -> Sighting:
    values: dict[str, object] = {
        "kind": SourceKind.RSS,
        "url": url,
        "title": "Steppe Courier | News of the day",
        "entries": entries(12, "ru"),
    }
    return Sighting(**{**values, **over})  # type: ignore[arg-type] # values of a test


def test_all_that_an_address_and_its_items_tell_is_in_the_proposal() -> None:
    found = proposal_of(a_sighting(), lambda _: "ja", {"kz-steppe"}, NOON)
    source = found.source
    assert (source.id, source.name, source.country, source.zone) == (
        "kz-steppe-2",
        "Steppe Courier",
        "KZ",
        "Asia/Almaty",
    )
    assert (source.languages, source.gap_hours, source.tier) == (("ru",), 6.0, Tier.PRESS)
    assert problems_of(source) == []
    assert found.remarks[""] == "12 items, the newest of 2026-01-15"


def test_a_ministry_is_official_and_languages_are_read_where_nothing_names_them() -> None:
    sighting = a_sighting("https://gov.example.kz/rss".replace("gov.example.kz", "mfa.gov.kz"), entries=entries(10))
    said = iter(["kk"] * 7 + ["ru"] * 2 + ["en"])
    source = proposal_of(sighting, lambda _: next(said), (), NOON).source
    assert (source.tier, source.languages, source.id) == (Tier.OFFICIAL, ("kk", "ru"), "kz-mfa")


def test_what_cannot_be_told_is_remarked_upon() -> None:
    undated = tuple(an_entry(language="", published=Moment(NOON, Precision.UNKNOWN)) for _ in range(3))
    sighting = a_sighting(
        "https://example.com/x",
        entries=undated,
        guessed=True,
        kind=SourceKind.HTML_LIST,
        options={"pattern": "/x"},
        behind="https://news.example.com/",
        title="",
    )
    found = proposal_of(sighting, lambda _: "", (), NOON)
    assert (found.source.country, found.source.languages, found.source.name) == ("INT", ("en",), "news.example.com")
    assert {"country", "url", "options", "languages"} <= found.remarks.keys()
    assert found.remarks[""] == "found on https://news.example.com/; 3 items"
    assert problems_of(found.source) == []


def test_a_channel_has_its_name_for_an_id() -> None:
    sighting = a_sighting("https://t.me/s/StepNews", kind=SourceKind.TELEGRAM_CHANNEL, title="Step")
    source = proposal_of(sighting, lambda _: "", (), NOON).source
    assert (source.id, source.country) == ("int-stepnews", "INT")
    assert problems_of(source) == []


def test_a_listed_feed_has_the_usual_languages_of_its_country() -> None:
    found = listed_proposal(ListedFeed("", "https://saisei.example.jp/rss"), ())
    assert (found.source.languages, found.source.zone, found.source.name) == (
        ("ja",),
        "Asia/Tokyo",
        "saisei.example.jp",
    )
    assert "see that they are right" in found.remarks["languages"]
    assert "country" in listed_proposal(ListedFeed("A", "https://a.example.com/rss"), ()).remarks


@pytest.mark.parametrize(
    ("host", "country"),
    [
        ("a.kz", "KZ"),
        ("a.co.uk", "GB"),
        ("a.com", "INT"),
        ("a.tv", "INT"),
        ("a.zz", "INT"),
        ("127.0.0.1", "INT"),
        ("", "INT"),
    ],
)
def test_the_ending_of_a_host_tells_its_country_unless_anybody_may_buy_it(host: str, country: str) -> None:
    assert country_of(host) == country


@given(label=st.text(max_size=200), taken=st.sets(st.sampled_from(["kz-source", "kz-source-2", "kz-a"])))
def test_an_id_is_always_free_and_one_that_a_file_may_hold(label: str, taken: set[str]) -> None:
    found = free_id(label, "KZ", taken)
    assert found not in taken
    source = listed_proposal(ListedFeed("A", "https://a.example.kz/rss"), ()).source
    assert (
        problems_of(type(source)(**{**{name: getattr(source, name) for name in source.__slots__}, "id": found})) == []
    )
