"""What is known of the entries of a document."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.entry import EntryKey
from domain.source import Quote
from domain.story import Known, KnownEntry
from storage import writing
from tests.builders import NOON, an_irrelevant_judgement
from tests.integration.storage.outcomes import (
    OTHER_SOURCE,
    SOURCE,
    a_declaration,
    a_report,
    a_told,
    an_edit,
    an_outcome,
    editing,
    entry_of,
)

if TYPE_CHECKING:
    import pytest

    from domain.unit_of_work import OpenUnitOfWork


def test_an_entry_is_known_under_each_of_its_keys(open_work: OpenUnitOfWork) -> None:
    report = a_report("weather", judgement=an_irrelevant_judgement())
    entry = entry_of(report)
    with open_work() as work:
        assert work.stories.known(SOURCE.id, [entry]) == Known({}, {})
        work.record(an_outcome(report), "m1")
        work.commit()
    with open_work(writes=False) as work:
        known = work.stories.known(SOURCE.id, [entry])
    expected = KnownEntry(entry.id, report.story.id, entry.fingerprint, 1, leads=True, told=False)
    assert known == Known(dict.fromkeys(entry.keys, expected), {entry.url_key: report.story.id})


def test_keys_belong_to_their_source_and_addresses_to_all(open_work: OpenUnitOfWork) -> None:
    report = a_report("weather")
    with open_work() as work:
        work.record(an_outcome(report), "m1")
        known = work.stories.known(OTHER_SOURCE.id, [entry_of(report, source_id=OTHER_SOURCE.id)])
    assert known == Known({}, {report.story.url_key: report.story.id})


def test_entries_without_address_share_no_story(open_work: OpenUnitOfWork) -> None:
    report = a_report("weather")
    nowhere = entry_of(report, url="", url_key="", keys=(EntryKey("other"),))
    with open_work() as work:
        work.record(an_outcome(report), "m1")
        assert work.stories.known(SOURCE.id, [nowhere]) == Known({}, {})


def test_a_story_that_tells_of_a_development_is_known_as_told(open_work: OpenUnitOfWork) -> None:
    told = a_told("grant")
    with open_work() as work:
        work.record(told, "m1")
        known = work.stories.known(SOURCE.id, [entry_of(told.judged[0])])
    assert {entry.told for entry in known.entries.values()} == {True}


def test_keys_are_kept_for_ever(open_work: OpenUnitOfWork) -> None:
    report = a_report("weather")
    edit = an_edit(report, "Другое", keys=(EntryKey("new guid"),))
    with open_work() as work:
        work.record(an_outcome(report), "m1")
        work.record(editing(edit), "m1")
        work.commit()
    with open_work() as work:
        work.tidy(NOON + timedelta(days=3650))
        work.commit()
    with open_work(writes=False) as work:
        known = work.stories.known(SOURCE.id, [entry_of(report), edit.entry])
    assert set(known.entries) == {*entry_of(report).keys, EntryKey("new guid")}
    assert {entry.version for entry in known.entries.values()} == {2}


def test_a_key_stays_with_the_entry_that_had_it_first(open_work: OpenUnitOfWork) -> None:
    first, second = a_report("first"), a_report("second")
    with open_work() as work:
        work.record(an_outcome(first, second), "m1")
        work.record(editing(an_edit(second, "Иначе", keys=entry_of(first).keys)), "m1")
        known = work.stories.known(SOURCE.id, [entry_of(first)])
    assert {entry.entry_id for entry in known.entries.values()} == {entry_of(first).id}


def test_a_large_document_is_looked_up_in_lots(open_work: OpenUnitOfWork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MANY", 7)
    reports = [a_report(f"story-{number}") for number in range(30)]
    with open_work() as work:
        work.record(an_outcome(*reports), "m1")
        known = work.stories.known(SOURCE.id, [entry_of(report) for report in reports])
    assert len(known.entries) == 60
    assert len(known.stories) == 30


def test_how_a_story_may_be_quoted_is_what_its_source_says_now(open_work: OpenUnitOfWork) -> None:
    report = a_report("weather")
    with open_work() as work:
        work.record(an_outcome(report), "m1")
        work.commit()
    for policy in (Quote.NONE, Quote.FULL):
        with open_work() as work:
            work.seed(a_declaration(), [replace(SOURCE, quote=policy), OTHER_SOURCE])
            work.commit()
        with open_work(writes=False) as work:
            story = work.stories.find(report.story.id)
        assert story == replace(report.story, quote=policy)
