"""Recording a poll: everything or nothing, once, and nothing forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, func, select

from domain.alert import DeliveryState, MessageId
from domain.development import Stage
from domain.entry import EntryKey
from domain.match import Facts, Instrument, Match, Money, Tie
from domain.source import Verdict
from domain.story import CarriedEntry, Sifted
from domain.subscriber import ChannelName, SubscriberId
from storage.engine import begin
from storage.tables import EntryRow, EntryVersionRow, MatchRow, StoryRow, Table
from tests.builders import NOON, a_judgement, a_subscriber, an_irrelevant_judgement
from tests.integration.storage.outcomes import (
    OTHER_SOURCE,
    SOURCE,
    a_confirmation,
    a_message,
    a_report,
    a_told,
    an_edit,
    an_opening,
    an_outcome,
    editing,
    entry_of,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from domain.outcome import PollOutcome
    from domain.unit_of_work import OpenUnitOfWork

LATER = NOON + timedelta(hours=1)


def record(open_work: OpenUnitOfWork, *outcomes: PollOutcome) -> None:
    for outcome in outcomes:
        with open_work() as work:
            work.record(outcome, "m1")
            work.commit()


def snapshot(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with begin(engine, writes=False) as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for name, table in Table.metadata.tables.items()
        }


def count(engine: Engine, table: type[Table]) -> int:
    with begin(engine, writes=False) as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def everything() -> list[PollOutcome]:
    """Polls that touch every table: an opening, a confirmation from another source, an edit."""
    told = a_told("grant")
    confirming = a_report("relay", source=OTHER_SOURCE)
    confirmed = an_outcome(
        confirming, source=OTHER_SOURCE, at=LATER, confirmed=(a_confirmation(confirming, told.opened[0]),)
    )
    return [told, confirmed, editing(an_edit(told.judged[0], "Другой заголовок"), at=LATER)]


def test_recording_twice_changes_nothing(open_work: OpenUnitOfWork, engine: Engine) -> None:
    outcomes = everything()
    record(open_work, *outcomes)
    once = snapshot(engine)
    record(open_work, outcomes[1], outcomes[2])
    assert snapshot(engine) == once


def test_an_error_before_the_commit_leaves_nothing(open_work: OpenUnitOfWork, engine: Engine) -> None:
    before = snapshot(engine)

    def crash() -> None:
        with open_work() as work:
            for outcome in everything():
                work.record(outcome, "m1")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crash()
    assert snapshot(engine) == before


def test_state_and_history_of_the_source_are_kept(open_work: OpenUnitOfWork) -> None:
    outcome = an_outcome()
    state = replace(
        outcome.state,
        next_poll_at=LATER,
        last_success_at=NOON,
        last_full_at=NOON,
        baseline_at=NOON,
        newest_entry_at=NOON - timedelta(days=1),
        etag='"abc"',
        last_modified="Thu, 15 Jan 2026 12:00:00 GMT",
        body_hash="0123",
        verdict=Verdict.TIMED_OUT,
        detail="no answer in 30 seconds",
        failures=3,
    )
    second = replace(outcome.record, at=LATER, verdict=Verdict.TIMED_OUT, detail="no answer in 30 seconds")
    record(open_work, outcome, replace(outcome, state=state, record=second))
    with open_work(writes=False) as work:
        watched = work.sources.find(SOURCE.id)
        assert watched is not None
        assert (watched.source, watched.state) == (SOURCE, state)
        assert list(work.sources.list_polls(SOURCE.id, 10)) == [second, outcome.record]
        assert list(work.sources.list_polls(SOURCE.id, 1)) == [second]


def test_a_story_comes_back_with_the_texts_of_its_entry_and_its_source(open_work: OpenUnitOfWork) -> None:
    report = a_report("grant", source=OTHER_SOURCE)
    record(open_work, an_outcome(report, source=OTHER_SOURCE))
    with open_work(writes=False) as work:
        assert work.stories.find(report.story.id) == report.story
        assert work.stories.find_at(report.story.url_key) == report.story
        assert work.stories.find_at("unknown") is None


def test_a_judgement_comes_back_as_the_matcher_gave_it(open_work: OpenUnitOfWork) -> None:
    facts = Facts(("JP",), ("KZ", "UZ"), Instrument.LOAN, Money(Decimal("1234567.89"), "JPY", "1,2 млн иен"), "aktau")
    matches = (
        Match(a_judgement(27).matches[0].number, 0.5, "第二の根拠", ("港",)),
        Match(a_judgement(26).matches[0].number, 0.75, "Япония выделит <заём>", ("заём", "таможен")),
    )
    judgement = replace(
        a_judgement(26, matches=matches), tie=Tie.EXPLICIT, stage=Stage.AGREED, facts=facts, countries=("KZ", "UZ")
    )
    report = a_report("loan", judgement=judgement)
    opened = an_opening(report, counts=False, found_late=True)
    record(open_work, an_outcome(report, opened=(opened,)))
    with open_work(writes=False) as work:
        development = work.developments.get(opened.change.development_id)
    assert development.judgement == judgement
    assert development.lead == report.story
    assert (development.counts, development.found_late, development.opened_at) == (False, True, NOON)


def test_an_irrelevant_story_keeps_little_of_its_judgement(open_work: OpenUnitOfWork, engine: Engine) -> None:
    record(open_work, an_outcome(a_report("weather", judgement=an_irrelevant_judgement())))
    with begin(engine, writes=False) as connection:
        row = connection.execute(select(StoryRow)).one()
    assert (row.relevant, row.score, row.matcher_version) == (False, 0.0, "m1")
    assert (row.tie, row.primary_number, row.stage, row.countries, row.facts) == (None,) * 5


def test_a_story_without_judgement_waits_for_one(open_work: OpenUnitOfWork, engine: Engine) -> None:
    record(open_work, an_outcome(a_report("title only"), judged=()))
    with begin(engine, writes=False) as connection:
        row = connection.execute(select(StoryRow)).one()
    assert (row.relevant, row.matcher_version) == (None, None)


def test_a_second_entry_of_a_story_does_not_lead_it(open_work: OpenUnitOfWork) -> None:
    report = a_report("grant")
    relayed = entry_of(report, id="relayed", source_id=OTHER_SOURCE.id, keys=(EntryKey("relayed"),), title="Иначе")
    sifted = Sifted((), (CarriedEntry(relayed, report.story.id),), ())
    record(open_work, an_outcome(report), replace(an_outcome(source=OTHER_SOURCE), sifted=sifted))
    with open_work(writes=False) as work:
        first = work.stories.known(SOURCE.id, [entry_of(report)])
        second = work.stories.known(OTHER_SOURCE.id, [relayed])
        assert work.stories.find(report.story.id) == report.story
    assert {known.leads for known in first.entries.values()} == {True}
    assert {known.leads for known in second.entries.values()} == {False}


def test_two_entries_of_one_document_that_carry_one_story_have_one_leader(
    open_work: OpenUnitOfWork, engine: Engine
) -> None:
    report = a_report("grant")
    twin = entry_of(report, id="twin", keys=(EntryKey("twin"),))
    outcome = an_outcome(report)
    carried = (*outcome.sifted.carried, CarriedEntry(twin, report.story.id))
    record(open_work, replace(outcome, sifted=replace(outcome.sifted, carried=carried)))
    with begin(engine, writes=False) as connection:
        leaders = list(connection.scalars(select(EntryRow.id).where(EntryRow.leads)))
    assert leaders == [entry_of(report).id]


def test_an_edit_keeps_the_older_text_and_renews_the_story(open_work: OpenUnitOfWork, engine: Engine) -> None:
    report = a_report("grant", judgement=an_irrelevant_judgement())
    edit = an_edit(report, "Япония и Казахстан подписали соглашение", summary="Новый текст")
    rejudged = replace(report, judgement=a_judgement(27))
    record(open_work, an_outcome(report), editing(edit, at=LATER, judged=(rejudged,)))
    with begin(engine, writes=False) as connection:
        older = connection.execute(select(EntryVersionRow)).one()
        entry = connection.execute(select(EntryRow)).one()
        story = connection.execute(select(StoryRow)).one()
        matched = connection.execute(select(MatchRow)).one()
    assert (older.version, older.title, older.summary) == (1, report.story.title, report.story.summary)
    assert (older.fingerprint, older.replaced_at) == (entry_of(report).fingerprint, LATER)
    assert (entry.version, entry.title, entry.fingerprint) == (2, edit.entry.title, edit.entry.fingerprint)
    assert (story.title, story.summary) == (edit.entry.title, "Новый текст")
    assert (story.relevant, story.primary_number, matched.number) == (True, 27, 27)


def test_every_version_of_an_entry_is_kept(open_work: OpenUnitOfWork, engine: Engine) -> None:
    report = a_report("grant")
    edits = [editing(an_edit(report, f"Заголовок {number}", version=number), at=LATER) for number in (2, 3, 4)]
    record(open_work, an_outcome(report), *edits)
    with begin(engine, writes=False) as connection:
        titles = list(connection.scalars(select(EntryVersionRow.title).order_by(EntryVersionRow.version)))
    assert titles == [report.story.title, "Заголовок 2", "Заголовок 3"]


def test_an_edit_of_a_relayed_entry_leaves_the_story_alone(open_work: OpenUnitOfWork, engine: Engine) -> None:
    report = a_report("grant")
    relayed = entry_of(report, id="relayed", source_id=OTHER_SOURCE.id, keys=(EntryKey("relayed"),))
    brings = replace(an_outcome(source=OTHER_SOURCE), sifted=Sifted((), (CarriedEntry(relayed, report.story.id),), ()))
    edit = replace(an_edit(report, "Иначе"), entry_id=relayed.id)
    record(open_work, an_outcome(report), brings, editing(edit, source=OTHER_SOURCE, at=LATER))
    with open_work(writes=False) as work:
        assert work.stories.find(report.story.id) == report.story
    assert count(engine, EntryVersionRow) == 1


def test_an_edit_that_only_adds_keys_makes_no_version(open_work: OpenUnitOfWork, engine: Engine) -> None:
    report = a_report("grant")
    edit = an_edit(report, report.story.title, version=1, keys=(EntryKey("moved"),))
    record(open_work, an_outcome(report), editing(replace(edit, text_changed=False), at=LATER))
    with open_work(writes=False) as work:
        known = work.stories.known(SOURCE.id, [edit.entry])
    assert known.entries[EntryKey("moved")].entry_id == entry_of(report).id
    assert count(engine, EntryVersionRow) == 0


def test_matches_that_an_edit_takes_away_are_withdrawn_and_may_come_back(
    open_work: OpenUnitOfWork, engine: Engine
) -> None:
    report = a_report("grant", number=26)

    def states() -> dict[int, str]:
        with begin(engine, writes=False) as connection:
            return {row.number: row.state for row in connection.execute(select(MatchRow))}

    def edited(version: int, number: int) -> PollOutcome:
        rejudged = replace(report, judgement=a_judgement(number))
        return editing(an_edit(report, f"Заголовок {version}", version=version), at=LATER, judged=(rejudged,))

    record(open_work, an_outcome(report), edited(2, 27))
    assert states() == {26: "withdrawn", 27: "proposed"}
    record(open_work, edited(3, 26))
    assert states() == {26: "proposed", 27: "withdrawn"}


def test_an_edit_does_not_take_back_what_was_told(open_work: OpenUnitOfWork) -> None:
    told = a_told("grant")
    report = told.judged[0]
    rejudged = replace(report, judgement=an_irrelevant_judgement())
    record(open_work, told, editing(an_edit(report, "Погода на завтра"), at=LATER, judged=(rejudged,)))
    with open_work(writes=False) as work:
        development = work.developments.get(told.opened[0].change.development_id)
    assert development.lead.title == "Погода на завтра"
    assert development.judgement == report.judgement


def test_an_alert_is_recorded_with_its_development_and_once(open_work: OpenUnitOfWork) -> None:
    told = a_told("grant")
    record(open_work, told)
    with open_work() as work:
        message = work.outbox.find(told.messages[0].id)
        assert message == told.messages[0]
        work.outbox.save(replace(message, state=DeliveryState.SENT, remote_id="77", attempts=1))
        work.commit()
    record(open_work, told)
    with open_work(writes=False) as work:
        assert work.outbox.count_by_state() == {"sent": 1}


def test_who_left_between_plan_and_record_is_told_nothing_and_everybody_else_is(open_work: OpenUnitOfWork) -> None:
    told, leaving = a_told("grant"), a_subscriber(id=SubscriberId("telegram:7"), address="7")
    to_leaving = a_message(told.opened[0], id="leaving", subscriber_id=leaving.id)
    with open_work() as work:
        work.subscribers.save(leaving)
        work.commit()
    with open_work() as work:
        work.own_data.delete(leaving)
        work.commit()
    record(open_work, replace(told, messages=(to_leaving, *told.messages)))
    with open_work(writes=False) as work:
        assert work.outbox.find(to_leaving.id) is None
        assert work.outbox.find(told.messages[0].id) == told.messages[0]


def test_another_identifier_does_not_make_an_alert_another_one(open_work: OpenUnitOfWork) -> None:
    told = a_told("grant")
    record(open_work, told, replace(told, messages=(replace(told.messages[0], id=MessageId("another")),)))
    with open_work(writes=False) as work:
        assert work.outbox.count_by_state() == {"due": 1}
    second_channel = a_message(told.opened[0], id="third", channel=ChannelName.CONSOLE)
    record(open_work, replace(told, messages=(second_channel,)))
    with open_work(writes=False) as work:
        assert work.outbox.count_by_state() == {"due": 2}


@pytest.mark.parametrize("entries", [1, 60])
def test_statements_do_not_grow_with_the_number_of_entries(
    open_work: OpenUnitOfWork, engine: Engine, entries: int
) -> None:
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    reports = [a_report(f"story-{number}") for number in range(entries)]
    with open_work() as work:
        work.stories.known(SOURCE.id, [entry_of(report) for report in reports])
        work.record(an_outcome(*reports), "m1")
        work.commit()
    event.remove(engine, "before_cursor_execute", note)
    assert len(statements) <= 11
