"""Dating: on which days a report's occurrence may lie, and how far apart two reports' occurrences are."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from domain.moment import Precision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.grouping import GroupedStory

NEAR = timedelta(days=120)
"""A day without a year is the one nearest to the publication; where that is unknown, it has no year."""

_HALF_A_MONTH = 16


def published_on(story: GroupedStory) -> date | None:
    """Return the day of publication where the source said it."""
    return None if story.precision is Precision.UNKNOWN else story.published_at.date()


def full_days(story: GroupedStory) -> set[date]:
    """Return the days that the text names, with the year it says or that lies nearest to its publication."""
    published = published_on(story)
    found: set[date] = set()
    for text in story.signals.days:
        if len(text) > len("09-16"):
            found.add(date.fromisoformat(text))
        elif len(text) < len("09-16"):
            found.update(_nearest(int(text), published) if published else ())
        elif published is not None:
            found.add(min(_years(text, published), key=lambda day: abs(day - published)))
        elif len(story.signals.years) == 1:
            found.update(_in_year(text, story.signals.years[0]))
    return found


def calendar_days(story: GroupedStory) -> set[str]:
    """Return the days that the text names, without years."""
    return {text[-5:] for text in story.signals.days if len(text) >= len("09-16")}


def is_ahead(story: GroupedStory) -> bool:
    """Tell whether the latest day that the text names lies after its publication: something announced."""
    published, days = published_on(story), full_days(story)
    return published is not None and bool(days) and published < max(days) < published + NEAR


def _nearest(day: int, near: date) -> Iterator[date]:
    """Yield the nearest day of that number in a month; none where all months around are too short for it."""
    around = (near + timedelta(days=shift) for shift in sorted(range(-_HALF_A_MONTH, _HALF_A_MONTH + 1), key=abs))
    yield from islice((each for each in around if each.day == day), 1)


def _years(text: str, near: date) -> list[date]:
    days = [day for year in (near.year - 1, near.year, near.year + 1) for day in _in_year(text, year)]
    return days or [near]


def _in_year(text: str, year: int) -> Iterator[date]:
    month, day = map(int, text.split("-"))
    if (month, day) != (2, 29) or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        yield date(year, month, day)
