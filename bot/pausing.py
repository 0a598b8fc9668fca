"""Pausing: until when nothing is to come, as a reader writes or presses it; pure."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

PAUSE = "pause:"
"""Opens the callback data of the buttons of /pause; days or ``off`` follow."""

OFF = "off"
DAYS = (1, 3, 7)
LONGEST = timedelta(days=366)
"""Who wants to hear nothing for longer means /stop."""

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_POINTS = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.?(?P<year>\d{4})?")

LENGTHS = MappingProxyType({str(days): timedelta(days=days) for days in DAYS})
"""How long a button pauses, by what follows ``PAUSE`` in its callback data."""


def pause_until(text: str, now: datetime, zone: str) -> datetime | None:
    """Return when a pause ends that was written as a day: the first moment of that day, None for no such day.

    Args:
        text: ``2026-02-01``, ``01.02.2026`` or ``01.02.``, which is the next such day. now: UTC.
        zone: IANA name, of the reader.
    """
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    day = next((each for each in _days(text.strip(), today) if each > today), None)
    if day is None or day - today > LONGEST:
        return None
    return datetime.combine(day, time(), here).astimezone(now.tzinfo)


def _days(text: str, today: date) -> Iterator[date]:
    """Yield the days that a text can mean, the nearest first; 29 February is sought for up to eight years."""
    found = _ISO.fullmatch(text) or _POINTS.fullmatch(text)
    if found is None:
        return
    years = [int(found["year"])] if found["year"] else range(today.year, today.year + 9)
    for year in years:
        try:
            yield date(year, int(found["month"]), int(found["day"]))
        except ValueError:
            continue
