"""What a backfill asks for and takes in, decided without touching anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.development import ChangeKind, DevelopmentChange, DevelopmentId
from domain.moment import Moment, Precision
from domain.past import STEPS_KEPT_FIRST, Backfill, BackfillId
from domain.source import SourceKind
from domain.story import Sifted
from monitors import backfill_plan as past
from monitors.plan import AlertRules
from tests.builders import NOON, a_fetched, a_judged_story, a_source, a_watched_source, an_entry

ADOPTED = date(2025, 12, 20)
RULES = AlertRules(ADOPTED, timedelta(days=7))
SINCE = past.beginning(ADOPTED)
PROGRESS = Backfill(BackfillId("x"), "kz-steppe", SINCE, NOON)


def entry_of(day: datetime, precision: Precision = Precision.DAY, name: str = "a") -> Any:
    return an_entry(url=f"https://a.example/{name}", published=Moment(day, precision))


def test_the_day_begins_where_the_declaration_was_adopted() -> None:
    assert datetime(2025, 12, 19, 15, tzinfo=UTC) == SINCE


@pytest.mark.parametrize(
    ("kind", "options", "leads"),
    [
        (SourceKind.RSS, {}, False),
        (SourceKind.JSON, {}, False),
        (SourceKind.HTML_LIST, {"pattern": "x"}, False),
        (SourceKind.HTML_LIST, {"pattern": "x", "more": "?p={page}"}, True),
        (SourceKind.HTML_LIST, {"pattern": "x", "follow": ["y"]}, True),
        (SourceKind.API, {}, False),
        (SourceKind.API, {"counter": "page"}, True),
        (SourceKind.TELEGRAM_CHANNEL, {}, True),
        (SourceKind.SITEMAP, {}, True),
        (SourceKind.RISING_ID, {}, True),
        (SourceKind.NEWS_SEARCH, {}, True),
    ],
)
def test_a_source_has_a_past_where_it_shows_more_than_its_newest_items(
    kind: SourceKind, options: dict[str, object], *, leads: bool
) -> None:
    assert past.leads_back(a_source(kind=kind, options=options)) is leads


def test_a_source_is_read_as_if_never_polled_but_for_its_cursor() -> None:
    watched = a_watched_source(baseline_at=NOON, etag='"1"', cursor="77", failures=3)
    assert past.unread(watched).state == replace(a_watched_source().state, cursor="77")


def test_the_progress_of_a_source_hangs_on_its_address() -> None:
    source = a_source()
    assert past.id_of_source(source) == past.id_of_source(replace(source, name="Other"))
    assert past.id_of_source(source) != past.id_of_source(replace(source, url="https://a.example/new"))


@pytest.mark.parametrize(
    ("kind", "ends"),
    [(SourceKind.HTML_LIST, True), (SourceKind.RISING_ID, False), (SourceKind.SITEMAP, False)],
)
def test_a_missing_document_ends_a_list_and_is_a_gap_elsewhere(kind: SourceKind, *, ends: bool) -> None:
    assert past.ends_after(a_source(kind=kind), a_fetched("", is_missing=True)) is ends
    assert not past.ends_after(a_source(kind=kind), a_fetched("x"))


@given(count=st.integers(0, 60))
def test_only_the_first_and_the_newest_documents_keep_their_bodies(count: int) -> None:
    source = a_source(kind=SourceKind.HTML_LIST)
    read = [a_fetched(b"x", url=f"https://a.example/{n}") for n in range(count)]
    found = past.thinned(read, source)
    assert [each.url for each in found] == [each.url for each in read]
    kept = {place for place, each in enumerate(found) if each.body}
    assert kept == {n for n in range(count) if n < STEPS_KEPT_FIRST or n >= count - past.keeps(source)}


def test_of_sitemaps_only_the_index_is_kept() -> None:
    sitemap, page = a_source(kind=SourceKind.SITEMAP), a_source(kind=SourceKind.HTML_LIST)
    bodies = [past.stored(a_fetched(b"x"), source, place).body for source in (sitemap, page) for place in (0, 1)]
    assert bodies == [b"x", b"", b"x", b"x"]


def test_what_is_too_old_or_has_no_day_is_left_out() -> None:
    entries = [
        entry_of(datetime(2025, 12, 19, tzinfo=UTC), name="old"),
        entry_of(datetime(2025, 12, 20, tzinfo=UTC), name="first"),
        entry_of(datetime(2025, 12, 19, 15, tzinfo=UTC), Precision.MINUTE, name="first minute"),
        entry_of(NOON, Precision.UNKNOWN, name="undated"),
    ]
    found = past.wanted([*entries, entries[1]], SINCE, RULES)
    assert [entry.url[18:] for entry in found.entries] == ["first", "first minute"]
    assert (found.undated, found.oldest) == (1, datetime(2025, 12, 19, tzinfo=UTC))


def test_nothing_before_the_declaration_counts_whatever_is_asked_for() -> None:
    old = entry_of(datetime(2025, 12, 1, tzinfo=UTC))
    assert past.wanted([old], past.beginning(date(2025, 1, 1)), RULES).entries == ()
    new = entry_of(datetime(2026, 1, 5, tzinfo=UTC))
    assert past.wanted([new], past.beginning(date(2026, 1, 6)), RULES).entries == ()


def test_progress_moves_on_and_never_reaches_beyond_the_day_asked_for() -> None:
    moved = past.moved_on(replace(PROGRESS, detail="broken"), 1, past.Wanted((), 2, NOON))
    assert (moved.position, moved.undated, moved.reached_at, moved.detail) == (1, 2, NOON, "")
    moved = past.moved_on(moved, 1, past.Wanted((), 0, datetime(2020, 1, 1, tzinfo=UTC)))
    assert (moved.position, moved.reached_at) == (2, SINCE)
    assert past.moved_on(PROGRESS, 1, past.Wanted((), 0, None)).reached_at is None


def test_a_development_of_the_past_is_found_late_even_if_it_is_of_yesterday() -> None:
    report = a_judged_story()
    change = DevelopmentChange(ChangeKind.OPENED, DevelopmentId("d"), report, revision=1)
    found = past.finding(PROGRESS, Sifted((report.story,), (), ()), (report,), [change], RULES, NOON)
    assert [each.found_late for each in found.opened] == [True]
    assert (found.progress.stories, found.progress.relevant) == (1, 1)
