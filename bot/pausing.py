"""Pausing: until when nothing is to come, as a reader writes or presses it; pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.dates import get_month_names

from domain.commitment import READER_LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

PAUSE = "pause:"
"""Opens the callback data of the buttons of /pause; days or ``off`` follow."""

OFF = "off"
DAYS = (1, 3, 7)
LONGEST = timedelta(days=366)
"""Who wants to hear nothing for longer means /stop."""

TOMORROW = frozenset({"tomorrow", "завтра", "明日"})

_UNTIL = re.compile(r"^(?:until|till|for|до|по|через|на)\s+|\s*まで$")
_SPANS = (
    (re.compile(r"(\d{1,3})\s?(?:days?|день|дня|дней|日間)"), 1),
    (re.compile(r"(\d{1,2})\s?(?:weeks?|недел[юиья]|недель|週間)"), 7),
)
"""How many days one of what is counted has."""

_YEAR_FIRST = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})")
_JAPANESE = re.compile(r"(?:(?P<year>\d{4})年\s?)?(?P<month>\d{1,2})月\s?(?P<day>\d{1,2})日")
_POINTS = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.?(?P<year>\d{4}|\d{2})?")
_NAMED = re.compile(
    r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?\s(?P<month>[^\W\d]{3,})\.?,?(?:\s(?P<year>\d{4}))?(?:\s(?:года|г\.?))?"
)
_NAME_FIRST = re.compile(r"(?P<month>[^\W\d]{3,})\.?\s(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,?\s(?P<year>\d{4}))?")

_FORMS = (_POINTS, _YEAR_FIRST, _JAPANESE, _NAMED, _NAME_FIRST)
"""How a day is written; two figures with a point between them are day and month."""

_CENTURY = 100

LENGTHS = MappingProxyType({str(days): timedelta(days=days) for days in DAYS})
"""How long a button pauses, by what follows ``PAUSE`` in its callback data."""


def pause_until(text: str, now: datetime, zone: str) -> datetime | None:
    """Return when a pause ends that was written in words: the first moment of a day, or so many days from now.

    Args:
        text: ``2026-02-01``, ``01.02.``, ``until 1 February``, ``до 1 февраля``, ``2月1日まで``, ``3 days``; in words
            of any reader's language. A day without a year is the next such day.
        now: UTC. zone: IANA name, of the reader.

    Returns:
        None where it is no day, or one that is over or more than a year ahead.
    """
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    said = _UNTIL.sub("", unicodedata.normalize("NFKC", text).strip().casefold())
    if (length := _length(said)) is not None:
        return now + length if timedelta() < length <= LONGEST else None
    days = iter((today + timedelta(days=1),)) if said in TOMORROW else _days(said, today)
    day = next((each for each in days if each > today), None)
    if day is None or day - today > LONGEST:
        return None
    return datetime.combine(day, time(), here).astimezone(now.tzinfo)


def _length(said: str) -> timedelta | None:
    for pattern, days in _SPANS:
        if found := pattern.fullmatch(said):
            return timedelta(days=int(found[1]) * days)
    return None


def _days(said: str, today: date) -> Iterator[date]:
    """Yield the days that a text can mean, the nearest first; 29 February is sought for up to eight years."""
    found = next(filter(None, (form.fullmatch(said) for form in _FORMS)), None)
    month = _month(found["month"]) if found is not None else None
    if found is None or month is None:
        return
    year = int(found["year"]) if found["year"] else None
    years = range(today.year, today.year + 9) if year is None else [year if year >= _CENTURY else 2000 + year]
    for each in years:
        try:
            yield date(each, month, int(found["day"]))
        except ValueError:
            continue


def _month(said: str) -> int | None:
    return int(said) if said.isdecimal() else _month_names().get(said)


@cache
def _month_names() -> dict[str, int]:
    """Return the numbers of months by their names, long and short, as a date says them in any reader's language."""
    names = (
        (name.casefold().rstrip("."), number)
        for language in READER_LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, "format", language).items()
    )
    return dict(names)
