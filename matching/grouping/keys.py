"""Keys: what two reports of one occurrence are likely to share, so that only those are compared.

A report is stored under its keys; a new one is compared with those found under its own, not with everything that is
stored. Strong keys (a telling number, a sum, a name, a place, a day, each with the country) reach weeks back, so that
a translation published a week later still finds its development. Weak ones (commitment or thing with the country)
hold only within the same or a neighbouring week, because every report of a country has them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matching.grouping.dating import calendar_days, full_days
from matching.grouping.gatherings import gathering_keys, tells_results
from matching.grouping.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.grouping import GroupedStory
    from domain.match import Money

CAPITALS = frozenset(
    {"place:tokyo", "place:astana", "place:bishkek", "place:dushanbe", "place:ashgabat", "place:tashkent"}
)
"""Named in every report; no key by themselves."""

STRONG_NAMES = ("place", "company")
_SPELT = 4
_DIGITS = 3
_STEP = math.log(1.1)
_WEEK = 7


def stored_keys(story: GroupedStory) -> tuple[str, ...]:
    """Return the keys under which a report is stored, sorted."""
    week = _week(story)
    return tuple(sorted({*_strong(story), *(f"{key}@{week}" for key in _weak(story))}))


def looked_up_keys(story: GroupedStory) -> tuple[str, ...]:
    """Return the keys under which reports to compare with a new one are found, sorted."""
    week = _week(story)
    weeks = (week - 1, week, week + 1)
    return tuple(sorted({*_strong(story), *(f"{key}@{each}" for key in _weak(story) for each in weeks)}))


def timeless_keys(story: GroupedStory) -> tuple[str, ...]:
    """Return the keys of a report whose time does not matter: for comparing a whole set at once."""
    return tuple(sorted({*_strong(story), *_weak(story)}))


def _week(story: GroupedStory) -> int:
    return story.published_at.date().toordinal() // _WEEK


def _strong(story: GroupedStory) -> Iterator[str]:
    signals = story.signals
    if story.url_key:
        yield f"url:{story.url_key}"
    yield f"title:{story.language}:{plain(story.title)[:120]}"
    for number in signals.numbers:
        if len(number.replace(".", "").strip("0")) >= _DIGITS:
            yield f"number:{number}"
    for money in signals.amounts:
        yield from _sums(money)
    yield from gathering_keys(story)
    for thing in _things(story):
        for country in story.countries:
            yield f"{thing}:{country}"


def _things(story: GroupedStory) -> Iterator[str]:
    """Yield what tells reports of one country apart; one about the region stands under each country."""
    signals = story.signals
    yield from (name for name in signals.names if name.startswith(STRONG_NAMES) and name not in CAPITALS)
    yield from (f"spelt:{name[:_SPELT]}" for name in signals.spelt)
    yield from (f"day:{day}" for day in {*calendar_days(story), *(f"{each:%m-%d}" for each in full_days(story))})


def _weak(story: GroupedStory) -> Iterator[str]:
    if tells_results(story):
        yield "gathering"
    for country in story.countries:
        for number in {story.primary, *story.numbers[:2]}:
            yield f"commitment:{number}:{country}"
        for thing in story.signals.headline:
            yield f"{thing}:{country}"


def _sums(money: Money) -> Iterator[str]:
    """Return two steps of a scale of tenths: sums less than a tenth apart share at least one."""
    step = math.floor(math.log(max(float(money.amount), 1.0)) / _STEP)
    for each in (step, step + 1):
        yield f"sum:{money.currency}:{each}"
