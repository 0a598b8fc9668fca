"""Calendar: what is due and what was announced for a day to come; pure.

Two kinds of days are known. Deadlines are declared with the units of the commitments. Announced days are read off
reports of what is said, planned or agreed: a day later than the report itself; where the passage of the act names a
day to come, that one alone. A day without a year is its next occurrence. What passed without evidence is marked so
(``domain.assessment.deadlines``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.development import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from domain.commitment import Texts
    from domain.development import Development
    from domain.due import DueNotice
    from domain.unit import Unit

FARTHEST = timedelta(days=3 * 366)
"""A day farther away than this is the end of a programme, or misread."""

NEXT_WITHIN = timedelta(days=300)
"""A day without a year that would lie farther ahead was in the past when it was written."""

LONGEST = timedelta(days=10)
"""Two days of one report at most so far apart are the first and the last day of one event."""

AHEAD = frozenset({Stage.SAID, Stage.PLANNED, Stage.AGREED})


class EventKind(StrEnum):
    """Where a day comes from."""

    DEADLINE = "deadline"
    """Declared with a unit."""
    ANNOUNCED = "announced"
    """Named by a report."""
    DUE_WITHOUT_EVIDENCE = "due_without_evidence"
    """Declared or named, over, and nothing was reported of it."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day.

    Attributes:
        key: stable. day, last: first and last day, inclusive.
        title: as reported; None for a deadline, which has ``unit_title`` in the readers' languages.
        commitments: numbers. source_name, url: of the report that names the day; empty for a deadline.
    """

    key: str
    kind: EventKind
    day: date
    last: date
    commitments: tuple[int, ...]
    countries: tuple[str, ...] = ()
    title: str = ""
    unit_title: Texts | None = None
    source_name: str = ""
    url: str = ""

    def is_about(self, country: str | None, number: int | None) -> bool:
        """Whether it concerns a country (ISO code) and a paragraph, None = any; without countries it concerns all."""
        is_there = country is None or not self.countries or country in self.countries
        return is_there and (number is None or number in self.commitments)


def calendar_of(
    developments: Iterable[Development], units: Iterable[Unit], due: Iterable[DueNotice] = ()
) -> list[Event]:
    """Return all events by day, each once for a storyline, whatever the order of developments.

    Args:
        due: days that passed without evidence and still are without; they stand beside what announced them.
    """
    announced: dict[tuple[str, date], Event] = {}
    for development in sorted(developments, key=lambda each: (each.lead.published.at, each.id)):
        if development.counts and development.judgement.stage in AHEAD:
            for event in _announced(development):
                announced.setdefault((event.key.partition(":")[0], event.day), event)
    events = (*announced.values(), *_deadlines(units), *map(_overdue, due))
    return sorted(events, key=lambda event: (event.day, event.kind, event.key))


def latest_ahead(days: Iterable[str], written: date) -> date | None:
    """Return the last of the named days that lie ahead of a report, None = none does.

    Args:
        days: as signals have them. written: day of publication.
    """
    return max((day for text in days for day in _day(text, written)), default=None)


def upcoming(events: Iterable[Event], today: date) -> list[Event]:
    """Return those that are not over, and before them those that are due without evidence."""
    return [event for event in events if event.last >= today or event.kind is EventKind.DUE_WITHOUT_EVIDENCE]


def _deadlines(units: Iterable[Unit]) -> Iterator[Event]:
    for unit in units:
        if unit.due is not None:
            yield Event(
                key=f"unit-{unit.id}",
                kind=EventKind.DEADLINE,
                day=unit.due,
                last=unit.due,
                commitments=(unit.number,),
                unit_title=unit.title,
            )


def _overdue(notice: DueNotice) -> Event:
    return Event(
        key=f"due-{notice.id}",
        kind=EventKind.DUE_WITHOUT_EVIDENCE,
        day=notice.day,
        last=notice.day,
        commitments=notice.numbers,
        countries=notice.countries,
        title=notice.headline,
        unit_title=notice.title,
        source_name=notice.source_name,
        url=notice.url,
    )


def _announced(development: Development) -> Iterator[Event]:
    lead, judgement = development.lead, development.judgement
    written = lead.published.at.date()
    days = sorted(_act_first(development, {day for text in judgement.signals.days for day in _day(text, written)}))
    while days:
        first = days.pop(0)
        last = max([day for day in days if day - first <= LONGEST], default=first)
        days = [day for day in days if day > last]
        yield Event(
            key=f"{development.storyline_id or development.id}:{first.isoformat()}",
            kind=EventKind.ANNOUNCED,
            day=first,
            last=last,
            commitments=tuple(match.number for match in judgement.matches),
            countries=judgement.countries,
            title=lead.title,
            source_name=lead.source_name,
            url=lead.url,
        )


def _act_first(development: Development, days: set[date]) -> set[date]:
    """Return the days of the act where its passage names them, else every day that the report names."""
    happening = development.happening
    if happening is None or not happening.ahead or happening.day not in days:
        return days
    return {day for day in days if happening.day <= day <= happening.day + LONGEST}


def _day(text: str, written: date) -> Iterator[date]:
    """Yield the day if it lies ahead of the report (``2026-05-15``, or ``05-15`` for the next one)."""
    try:
        if text.count("-") > 1:
            day = date.fromisoformat(text)
        else:
            month, number = map(int, text.split("-"))
            day = date(written.year, month, number)
            if day <= written:
                day = date(written.year + 1, month, number)
            if day - written > NEXT_WITHIN:
                return
    except ValueError:
        return  # 29 February of another year, or no day at all
    if written < day <= written + FARTHEST:
        yield day
