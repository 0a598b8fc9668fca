"""A day that passes in silence: noticed by the nightly assessing, told once to whom it concerns, then answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.assessing import AssessingParts, record_assessments
from config.declarations import load_declaration
from config.ladders import load_ladders
from config.units import load_units
from domain.calendar import EventKind, calendar_of, upcoming
from domain.facets import Facets
from domain.match import Facts, Stage, Tie
from domain.moment import Moment, Precision
from domain.source import SourceId, SourceState, Tier
from domain.subscriber import SubscriberId
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.builders import a_judgement, a_source, a_subscriber
from tests.fakes import FixedClock
from tests.integration.storage.outcomes import a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.story import JudgedStory

DECLARATION = load_declaration()
UNITS = load_units(DECLARATION)
MINISTRY = a_source(id=SourceId("jp-ministry"), name="Ministry", country="JP", tier=Tier.OFFICIAL)
BEGUN = datetime(2026, 12, 1, tzinfo=UTC)
DUE = datetime(2026, 12, 31, 3, tzinfo=UTC)
JUSTICE, FARMING = SubscriberId("telegram:1"), SubscriberId("telegram:2")


@pytest.fixture
def parts(empty: Path) -> Iterator[AssessingParts]:
    engine = create_engine(f"sqlite:///{empty}")
    opens = open_unit_of_work(engine)
    with opens() as work:
        work.seed(DECLARATION, [MINISTRY])
        work.subscribers.save(a_subscriber(id=JUSTICE, address="1"))
        work.subscribers.save(a_subscriber(id=FARMING, address="2", facets=Facets(commitments=frozenset({22}))))
        work.commit()
    yield AssessingParts(opens, DECLARATION, UNITS, load_ladders(), FixedClock(BEGUN))
    engine.dispose()


def night(parts: AssessingParts, at: datetime, *reports: JudgedStory, begun: datetime = BEGUN) -> list[str]:
    """Record a poll of that night and what assessing makes of it; ids of units or developments newly noticed."""
    assert isinstance(parts.clock, FixedClock)
    parts.clock.time = at
    polled = an_outcome(*reports, source=MINISTRY, at=at, opened=tuple(map(an_opening, reports)))
    state = SourceState(MINISTRY.id, last_polled_at=at, last_success_at=at, baseline_at=begun)
    with parts.open_unit_of_work() as work:
        work.record(replace(polled, state=state), "m1")
        work.commit()
    return [notice.unit_id or notice.announced_by or "" for notice in record_assessments(parts).noticed]


def a_told(name: str, at: datetime, number: int, stage: Stage, *act_days: str) -> JudgedStory:
    judgement = a_judgement(number, stage=stage, tie=Tie.EXPLICIT, facts=Facts(act_days=act_days))
    report = a_report(name, source=MINISTRY, judgement=judgement)
    return replace(report, story=replace(report.story, published=Moment(at, Precision.MINUTE)))


def messages_of(parts: AssessingParts) -> int:
    with parts.open_unit_of_work(writes=False) as work:
        return sum(work.outbox.count_by_state().values())


def test_a_declared_day_is_told_once_and_only_to_whom_it_concerns(parts: AssessingParts) -> None:
    assert night(parts, DUE + timedelta(days=5)) == []
    assert night(parts, DUE + timedelta(days=9)) == ["12-a"]
    assert night(parts, DUE + timedelta(days=10)) == []
    assert messages_of(parts) == 1
    with parts.open_unit_of_work(writes=False) as work:
        [notice] = work.assessments.list_due()
        [event] = calendar_of([], [], [notice])
    assert (event.kind, event.unit_title, event.day) == (EventKind.DUE_WITHOUT_EVIDENCE, notice.title, DUE.date())
    assert upcoming([event], date(2027, 3, 1)) == [event]


@pytest.mark.parametrize(
    ("at", "begun"),
    [
        pytest.param(DUE + timedelta(days=40), BEGUN, id="noticed late"),
        pytest.param(DUE + timedelta(days=9), DUE + timedelta(days=2), id="watched only since"),
    ],
)
def test_what_passed_long_ago_or_unwatched_is_noticed_and_told_to_nobody(
    parts: AssessingParts, at: datetime, begun: datetime
) -> None:
    assert night(parts, at, begun=begun) == ["12-a"]
    assert messages_of(parts) == 0


def test_an_announced_day_is_told_and_a_late_report_answers_it(parts: AssessingParts) -> None:
    forum = a_told("forum", BEGUN, 5, Stage.PLANNED, "2026-12-10")
    assert night(parts, BEGUN + timedelta(hours=1), forum) == []
    noticed = night(parts, datetime(2026, 12, 18, 3, tzinfo=UTC))
    assert noticed == [an_opening(forum).change.development_id]
    assert messages_of(parts) == 1
    held = a_told("held", datetime(2026, 12, 18, 9, tzinfo=UTC), 5, Stage.DONE, "2026-12-10")
    assert night(parts, datetime(2026, 12, 19, 3, tzinfo=UTC), held) == []
    with parts.open_unit_of_work(writes=False) as work:
        assert work.assessments.list_due() == []
        happened = {each.development.lead.id: each.happened for each in work.assessments.list_told()}
    assert happened == {forum.story.id: None, held.story.id: date(2026, 12, 10)}
