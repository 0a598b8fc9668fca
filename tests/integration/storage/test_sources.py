"""Sources: seeded from declarations, due when polling says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from domain.source import PollRecord, SourceId, SourceState, Verdict
from storage.engine import begin
from storage.tables import CommitmentRow, DeclarationRow
from tests.builders import NOON, a_source
from tests.integration.storage.outcomes import OTHER_SOURCE, SOURCE, a_declaration, an_outcome

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

    from domain.unit_of_work import OpenUnitOfWork


def test_sources_are_due_when_never_polled_or_when_their_time_has_come(open_work: OpenUnitOfWork) -> None:
    due_at: dict[str, datetime | None] = {
        "a-later": NOON + timedelta(seconds=1),
        "b-now": NOON,
        "c-never": None,
        "d-overdue": NOON - timedelta(days=2),
        "e-disabled": None,
    }
    sources = [a_source(id=SourceId(name), enabled=not name.startswith("e")) for name in due_at]
    with open_work() as work:
        work.seed(a_declaration(), sources)
        for source in sources:
            state = SourceState(source.id, next_poll_at=due_at[source.id])
            work.record(replace(an_outcome(source=source), state=state), "m1")
        work.commit()
    with open_work(writes=False) as work:
        assert [watched.source.id for watched in work.sources.list_due(NOON)] == ["c-never", "d-overdue", "b-now"]


def test_a_declared_source_comes_back_field_by_field(open_work: OpenUnitOfWork) -> None:
    full = replace(
        SOURCE,
        languages=("kk", "ru"),
        owner_type="state",
        gap_hours=2.5,
        enabled=False,
        reason="address not verified",
        verified=date(2025, 12, 1),
        user_agent="Agent/1",
        encoding="windows-1251",
        terms="asks for one request a minute",
        note="repeats its guids",
        options={"pattern": r"/news/\d+", "remarks": True},
    )
    with open_work() as work:
        work.seed(a_declaration(), [full])
        work.commit()
    with open_work(writes=False) as work:
        watched = work.sources.find(SOURCE.id)
        assert work.sources.find(SourceId("unknown")) is None
    assert watched is not None
    assert watched.source == full
    assert watched.state == SourceState(SOURCE.id)


def test_seeding_leaves_what_polling_has_shown(open_work: OpenUnitOfWork) -> None:
    outcome = an_outcome()
    state = replace(outcome.state, etag="abc", failures=2, verdict=Verdict.DNS, baseline_at=NOON)
    with open_work() as work:
        work.record(replace(outcome, state=state), "m1")
        work.seed(a_declaration(), [replace(SOURCE, name="Renamed"), OTHER_SOURCE])
        work.commit()
    with open_work(writes=False) as work:
        watched = work.sources.find(SOURCE.id)
    assert watched is not None
    assert (watched.source.name, watched.state) == ("Renamed", state)


def test_a_source_no_longer_declared_rests_and_comes_back(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        work.seed(a_declaration(), [OTHER_SOURCE])
        rested = work.sources.find(SOURCE.id)
        due = [watched.source.id for watched in work.sources.list_due(NOON)]
        everybody = [watched.source.id for watched in work.sources.list_all()]
        work.seed(a_declaration(), [SOURCE, OTHER_SOURCE])
        back = work.sources.find(SOURCE.id)
    assert rested is not None
    assert rested.source == replace(SOURCE, enabled=False, reason="no longer declared")
    assert due == [OTHER_SOURCE.id]
    assert everybody == [OTHER_SOURCE.id, SOURCE.id]
    assert back is not None
    assert back.source == SOURCE


def test_without_any_declared_source_all_rest(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        work.seed(a_declaration(), [])
        assert list(work.sources.list_due(NOON)) == []
        assert len(work.sources.list_all()) == 2


def test_commitments_are_seeded_once_and_renewed(open_work: OpenUnitOfWork, engine: Engine) -> None:
    declaration = a_declaration(12, 13)
    other_label = replace(declaration.commitments[0].label, en="Meeting of 2026")
    renewed = replace(declaration, commitments=(replace(declaration.commitments[0], label=other_label),))
    for each in (declaration, declaration, renewed):
        with open_work() as work:
            work.seed(each, [SOURCE])
            work.commit()
    with begin(engine, writes=False) as connection:
        names = connection.execute(select(DeclarationRow.names)).scalar_one()
        rows = {row.number: row for row in connection.execute(select(CommitmentRow))}
    assert names == {"en": "Customs", "ru": "Таможня", "ja": "税関"}
    assert set(rows) == {12, 13, 26, 27}
    assert rows[12].labels == {"en": "Meeting of 2026", "ru": "Таможня", "ja": "税関"}
    assert (rows[13].tracked, rows[13].kind, rows[13].due) == (True, "instrument", date(2030, 12, 31))


def test_old_polls_are_tidied_away_but_for_the_newest_thirty(open_work: OpenUnitOfWork) -> None:
    def poll(source_id: SourceId, days: float) -> PollRecord:
        return PollRecord(source_id, NOON - timedelta(days=days), Verdict.UNCHANGED, "", 0.1, 0, 0)

    outcome = an_outcome()
    with open_work() as work:
        for age in range(100, 140):
            work.record(replace(outcome, record=poll(SOURCE.id, age)), "m1")
        for age in range(60, 140):
            work.record(replace(outcome, record=poll(OTHER_SOURCE.id, age)), "m1")
        work.commit()
    with open_work() as work:
        assert work.tidy(NOON) == 10 + 49
        work.commit()
    with open_work() as work:
        assert work.tidy(NOON) == 0
        quiet = [(NOON - record.at).days for record in work.sources.list_polls(SOURCE.id, 1000)]
        busy = [(NOON - record.at).days for record in work.sources.list_polls(OTHER_SOURCE.id, 1000)]
    assert quiet == list(range(100, 130))
    assert busy == list(range(60, 91))
