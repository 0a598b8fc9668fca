"""The calendar: deadlines of units and days that reports announce."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.declarations import load_declaration
from config.units import load_units
from domain.calendar import FARTHEST, EventKind, calendar_of, upcoming
from domain.development import Stage
from domain.grouping import StorylineId
from domain.moment import Moment, Precision
from domain.signals import Signals
from domain.story import StoryId
from tests.builders import a_development, a_judgement, a_story

if TYPE_CHECKING:
    from domain.development import Development

WRITTEN = datetime(2026, 1, 30, 9, tzinfo=UTC)


def told(*days: str, key: str = "a", stage: Stage = Stage.PLANNED, storyline: str | None = None) -> Development:
    lead = a_story(id=StoryId(key), title=f"Meeting {key}", published=Moment(WRITTEN, Precision.MINUTE))
    judgement = a_judgement(12, stage=stage, signals=Signals(days=days))
    return a_development(
        lead=lead, judgement=judgement, storyline_id=StorylineId(storyline) if storyline else None, id=f"dev-{key}"
    )


def days_of(*developments: Development) -> list[tuple[date, date]]:
    return [(event.day, event.last) for event in calendar_of(developments, ())]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(("2026-05-15",), [(date(2026, 5, 15), date(2026, 5, 15))], id="a day to come"),
        pytest.param(("05-15",), [(date(2026, 5, 15), date(2026, 5, 15))], id="without a year"),
        pytest.param(("2026-05-15", "2026-05-17"), [(date(2026, 5, 15), date(2026, 5, 17))], id="first and last day"),
        pytest.param(
            ("2026-05-15", "2026-09-01"),
            [(date(2026, 5, 15),) * 2, (date(2026, 9, 1),) * 2],
            id="two events",
        ),
        pytest.param(("2026-01-30",), [], id="the day of the report"),
        pytest.param(("01-12",), [], id="without a year, just passed"),
        pytest.param(("2025-12-20",), [], id="the past"),
        pytest.param(("2040-01-01",), [], id="too far away"),
        pytest.param(("02-29",), [], id="no such day"),
        pytest.param(("soon-ish",), [], id="no day at all"),
    ],
)
def test_a_day_ahead_of_the_report_is_an_event(days: tuple[str, ...], expected: list[tuple[date, date]]) -> None:
    assert days_of(told(*days)) == expected


@pytest.mark.parametrize("stage", [Stage.STARTED, Stage.DONE, Stage.SETBACK])
def test_what_has_happened_announces_nothing(stage: Stage) -> None:
    assert days_of(told("2026-05-15", stage=stage)) == []


def test_what_does_not_count_announces_nothing() -> None:
    assert days_of(replace(told("2026-05-15"), counts=False)) == []


def test_one_storyline_has_one_event_a_day() -> None:
    events = calendar_of([told("05-15", key="b", storyline="s"), told("2026-05-15", key="a", storyline="s")], ())
    assert len(events) == 1
    assert events[0].url


def test_deadlines_stand_among_the_events() -> None:
    units = load_units(load_declaration())
    events = calendar_of([told("2026-05-15")], units)
    assert {event.kind for event in events} == {EventKind.ANNOUNCED, EventKind.DEADLINE}
    assert sum(event.kind is EventKind.DEADLINE for event in events) == sum(unit.due is not None for unit in units) > 0
    assert [event.day for event in events] == sorted(event.day for event in events)


def test_an_event_is_shown_until_its_last_day_is_over() -> None:
    events = calendar_of([told("2026-05-15", "2026-05-17")], ())
    assert upcoming(events, date(2026, 5, 17)) == events
    assert upcoming(events, date(2026, 5, 18)) == []


@given(st.lists(st.dates(date(2020, 1, 1), date(2040, 1, 1)), max_size=6))
def test_every_event_lies_ahead_of_its_report(days: list[date]) -> None:
    for first, last in days_of(told(*(day.isoformat() for day in days))):
        assert WRITTEN.date() < first <= last <= WRITTEN.date() + FARTHEST
        assert last - first <= timedelta(days=10)
