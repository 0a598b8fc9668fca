"""Happening: on which day the act lies that a report tells of; publication and our finding it are other days.

A report names days in the passage of its act (``Facts.act_days``); this module says which of them is the act's, seen
from the publication. The written rule:

- What is planned lies ahead: the first named day after the publication, at most ``FARTHEST`` away.
- Anything else has happened: the last named day that is not after the publication, at most ``LONGEST_AGO`` before it.
  Farther back lies what the act builds on: of the reports of the development set, all six days farther back were those
  of an earlier signature, a law or a visit, and all nearer ones those of the act.
- A day without a year, or a mere number of the month, is that of the year or month around the publication.
- The day of publication is that of the publisher's zone, where a source declares one, else of UTC.
- "Today" is the day of publication, and counts only where no other day is named: it often means "nowadays".
- Where no day is left, because none is named, exists or lies on the right side, nothing is said, and the day of
  publication stands for the act.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.calendar import FARTHEST, NEXT_WITHIN
from domain.development import Stage
from domain.moment import Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import tzinfo

    from domain.moment import Moment

LONGEST_AGO = timedelta(days=45)
"""News of an act is no older."""

ZONES = timedelta(days=1)
"""The calendar may show the next day already where the act lies: a publisher can stand west of it."""

RELATIVE, NUMBER = "d", "t"
"""What opens a day told from the publication (``d-1``: yesterday) and a number of the month (``t30``)."""


class ActPrecision(StrEnum):
    """How exactly the day of an act is known."""

    DAY = "day"
    MONTH = "month"
    """Only the month was named; the day is its last one, or that of publication if that is earlier."""


@dataclass(frozen=True, slots=True)
class Happening:
    """When the act lies that a report tells of.

    Attributes:
        ahead: whether it is still to come, seen from the publication.
    """

    day: date
    precision: ActPrecision = ActPrecision.DAY
    ahead: bool = False


def happening(act_days: Iterable[str], stage: Stage | None, published: Moment, zone: tzinfo = UTC) -> Happening | None:
    """Return when the act lies, None where the report does not say.

    Args:
        act_days: as read in the passage of the act: ``2026-01-30``, ``01-30``, ``t30``, ``2026-01``, ``d-1``.
        stage: what is planned lies ahead, anything else does not.
        published: of the report; where that is not known, only days with a year are used.
        zone: of the publisher, whose calendar says which day "yesterday" is.
    """
    # A mere day is the publisher's own; no zone may shift it.
    seen = published.at.date() if published.precision is Precision.DAY else published.at.astimezone(zone).date()
    known = None if published.precision is Precision.UNKNOWN else seen
    ahead = stage is Stage.PLANNED
    told = sorted(set(act_days))
    named = [each for each in told if each != f"{RELATIVE}0"] or told
    days = [day for text in named for day in _days(text, known) if _fits(day, seen, ahead=ahead)]
    if days:
        return Happening(min(days) if ahead else max(days), ahead=ahead)
    return _month(named, seen, ahead=ahead)


def _fits(day: date, seen: date, *, ahead: bool) -> bool:
    return seen < day <= seen + FARTHEST if ahead else seen - LONGEST_AGO <= day <= seen + ZONES


def _days(text: str, published: date | None) -> Iterator[date]:
    """Yield the days that a told one may be; those without a year on both sides of the publication."""
    try:
        if text.count("-") > 1 and not text.startswith(RELATIVE):
            yield date.fromisoformat(text)
        elif published is None:
            return
        elif text.startswith(RELATIVE):
            yield published + timedelta(days=int(text.removeprefix(RELATIVE)))
        elif text.startswith(NUMBER):
            yield from _in_months(int(text.removeprefix(NUMBER)), published)
        elif len(text) == len("01-30"):
            month, day = map(int, text.split("-"))
            yield from _in_years(month, day, published)
    except ValueError:
        return  # no such day


def _in_years(month: int, day: int, published: date) -> Iterator[date]:
    for year in (published.year - 1, published.year, published.year + 1):
        if day <= monthrange(year, month)[1] and abs((found := date(year, month, day)) - published) <= NEXT_WITHIN:
            yield found


def _in_months(day: int, published: date) -> Iterator[date]:
    """Yield the day of the month before the publication, of the same and of the next."""
    first = published.replace(day=1)
    before, after = first - timedelta(days=1), first + timedelta(days=31)
    for near in (before, published, after):
        if day <= monthrange(near.year, near.month)[1]:
            yield near.replace(day=day)


def _month(told: Iterable[str], seen: date, *, ahead: bool) -> Happening | None:
    """Return the month of the act: the last begun one, or the first to come."""
    months = [tuple(map(int, text.split("-"))) for text in told if _is_month(text)]
    spans = [(date(year, month, 1), date(year, month, monthrange(year, month)[1])) for year, month in months]
    if ahead:
        found = [first for first, last in spans if seen < last and first <= seen + FARTHEST]
        return Happening(max(min(found), seen), ActPrecision.MONTH, ahead=True) if found else None
    lasts = [last for first, last in spans if first <= seen and last >= seen - LONGEST_AGO]
    return Happening(min(max(lasts), seen), ActPrecision.MONTH) if lasts else None


def _is_month(text: str) -> bool:
    year, _, month = text.partition("-")
    return len(text) == len("2026-01") and year.isdigit() and month.isdigit() and int(month) in range(1, 13)
