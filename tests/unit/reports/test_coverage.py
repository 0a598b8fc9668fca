"""The coverage of a period: figures, and the sentences made of them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.texts import texts_for
from domain.coverage import AlertDelay, MissedStory, PolledSource, WatchRecord
from domain.source import SourceId, Tier
from reports import coverage
from tests.builders import NOON

ENGLISH = texts_for("en", "UTC")


def a_polled(name: str, polls: int, answered: int, *languages: str, country: str = "KZ") -> PolledSource:
    return PolledSource(SourceId(name), country, languages or ("ru",), polls, answered)


def a_record(**over: object) -> WatchRecord:
    values: dict[str, object] = {
        "since": NOON - timedelta(days=7),
        "until": NOON,
        "sources": (
            a_polled("kz-steppe", 100, 100, "ru", "kk"),
            a_polled("kz-wire", 100, 51),
            a_polled("jp-wire", 10, 0, "ja", country="JP"),
        ),
    }
    return WatchRecord(**{**values, **over})  # type: ignore[arg-type] # one dictionary for fields of several types


def delays(tier: Tier, *minutes: float) -> tuple[AlertDelay, ...]:
    return tuple(AlertDelay(tier, timedelta(minutes=each)) for each in minutes)


def test_each_language_of_each_country_has_a_line_the_worst_first() -> None:
    assert coverage.watched_lines(coverage.coverage_of(a_record()), ENGLISH) == [
        "Japan, Japanese: 1 source, 0 % of polls answered; not one answer: 1",
        "Kazakhstan, Russian: 2 sources, 75 % of polls answered",
        "Kazakhstan, Kazakh: 1 source, 100 % of polls answered",
    ]


def test_the_delay_is_told_by_tier() -> None:
    found = coverage.tier_delays([*delays(Tier.PRESS, 90), *delays(Tier.OFFICIAL, 5, 29.9, 30, 31)])
    assert found == (
        coverage.TierDelay(Tier.OFFICIAL, alerts=4, minutes=30, in_time=3),
        coverage.TierDelay(Tier.PRESS, alerts=1, minutes=90, in_time=0),
    )
    assert coverage.delay_lines(found, ENGLISH, str) == [
        "official: 4 alerts, half of them within 30 min of publication, 75 % within 30 min",
        "press: 1 alert, half of them within 90 min of publication, 0 % within 30 min",
    ]
    assert coverage.delay_lines((), ENGLISH, str) == ["No alert of the last 30 days could be timed."]


def test_what_only_a_search_found_is_counted_and_some_of_it_is_named() -> None:
    missed = tuple(MissedStory(f"Story {n}", f"https://x.example/{n}", "ru", "News search") for n in range(7))
    found = coverage.coverage_of(a_record(missed=missed))
    assert (found.missed_in_all, found.missed) == (7, missed[:5])
    assert coverage.missed_line(found, ENGLISH) == "7 relevant reports were found by the news search only:"


def test_nothing_missed_and_nothing_searched_are_two_things() -> None:
    def line(*sources: PolledSource) -> str:
        return coverage.missed_line(coverage.coverage_of(a_record(sources=sources)), ENGLISH)

    search = a_polled("int-search", 10, 1, "en")
    assert line(replace(search, is_search=True)) == "The news search found nothing that our own sources missed."
    for unsearched in ([search], [replace(search, is_search=True, answered=0)]):
        assert line(*unsearched).startswith("No news search answered")


polled = st.builds(
    PolledSource,
    st.text(min_size=1).map(SourceId),
    st.sampled_from(["KZ", "JP", "INT"]),
    st.lists(st.sampled_from(["ru", "ja", "kk"]), min_size=1, unique=True).map(tuple),
    st.just(100),
    st.integers(0, 100),
    st.booleans(),
)
stories = st.builds(MissedStory, st.text(), st.text(), st.text(), st.text())
timed = st.builds(AlertDelay, st.sampled_from(Tier), st.timedeltas(timedelta(), timedelta(days=99)))


@given(st.lists(polled, max_size=8), st.lists(stories, max_size=8), st.lists(timed, max_size=8))
def test_figures_come_back_from_json_as_they_were(
    sources: list[PolledSource], missed: list[MissedStory], timed: list[AlertDelay]
) -> None:
    record = a_record(sources=tuple(sources), missed=tuple(missed), delays=tuple(timed))
    found = coverage.coverage_of(record)
    assert coverage.from_data(json.loads(json.dumps(coverage.as_data(found)))) == found
    assert len(coverage.watched_lines(found, ENGLISH)) == len(
        {(each.country, language) for each in sources for language in each.languages}
    )
    assert sum(each.alerts for each in found.delays) == len(timed)
