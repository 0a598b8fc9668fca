"""The calendar as calendar programs read it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import icalendar
import pytest

from bot.texts import texts_for
from config.declarations import load_declaration
from config.units import load_units
from domain.calendar import Event, EventKind, calendar_of
from reports.icalendar_file import icalendar_file
from tests.golden_files import assert_golden
from tests.unit.domain.test_calendar import told

MADE = datetime(2026, 2, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("language", ["en", "ru", "ja"])
def test_the_file_reads_as_its_golden_file(language: str) -> None:
    events = calendar_of([told("2026-05-15", "2026-05-17")], load_units(load_declaration())[:0])
    content = icalendar_file(events, texts_for(language, "UTC"), MADE)
    assert_golden(f"reports/calendar.{language}.ics", content.decode().replace("\r\n", "\n"))


def test_a_calendar_program_reads_what_was_written() -> None:
    events = calendar_of([told("2026-05-15", "2026-05-17")], load_units(load_declaration()))
    parsed = icalendar.Calendar.from_ical(icalendar_file(events, texts_for("en", "UTC"), MADE))
    entries = list(parsed.walk("VEVENT"))
    assert len(entries) == len(events)
    meeting = next(entry for entry in entries if entry["summary"] == "Meeting a")
    assert (meeting["dtstart"].dt, meeting["dtend"].dt) == (date(2026, 5, 15), date(2026, 5, 18))
    assert len({str(entry["uid"]) for entry in entries}) == len(entries)


def test_what_a_publisher_wrote_cannot_begin_another_entry() -> None:
    hostile = Event("k", EventKind.ANNOUNCED, date(2026, 5, 15), date(2026, 5, 15), (1,), title="a\r\nEND:VEVENT\nx")
    parsed = icalendar.Calendar.from_ical(icalendar_file([hostile], texts_for("en", "UTC"), MADE))
    assert [str(entry["summary"]) for entry in parsed.walk("VEVENT")] == ["a END:VEVENT x"]


def test_the_same_events_give_the_same_bytes() -> None:
    events = calendar_of([told("2026-05-15")], ())
    texts = texts_for("ru", "UTC")
    assert icalendar_file(events, texts, MADE) == icalendar_file(events, texts, MADE)
