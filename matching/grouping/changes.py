"""Changes: what a report of a known development adds: a material change, or only one more source.

Material are a stage further on, a setback, another sum, another day to come, and a retraction (design rule 19). Reports
of one day word the same thing differently, so a stage counts as new only from a day after the reports before it, and a
sum only where it is named for the same things and lies more than a tenth off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.development import Stage
from domain.grouping import Change
from matching.grouping.compare import same_sum
from matching.grouping.dating import full_days, is_ahead, published_on
from matching.grouping.vetoes import is_correction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.grouping import GroupedStory
    from domain.match import Money

ORDER = (Stage.SAID, Stage.PLANNED, Stage.AGREED, Stage.STARTED, Stage.DONE)
"""The way of a development; a setback stands beside it."""

RETRACTION = "retraction"
"""Key of the object lexicon."""


@dataclass(frozen=True, slots=True)
class Material:
    """What a report changes; falsy where it changes nothing."""

    stage: Change[Stage] | None = None
    amount: Change[Money] | None = None
    day: Change[str] | None = None
    withdrawn: bool = False

    def __bool__(self) -> bool:
        return self.withdrawn or any((self.stage, self.amount, self.day))


def material(report: GroupedStory, known: Sequence[GroupedStory]) -> Material:
    """Return what a report changes in what the earlier reports of its development say.

    Args:
        report: the new one.
        known: the earlier ones, the lead first; at least one.
    """
    return Material(
        stage=_stage(report, known),
        amount=_amount(report, known),
        day=_day(report, known),
        withdrawn=RETRACTION in report.signals.headline
        and not any(RETRACTION in each.signals.headline for each in known),
    )


def stage_of(known: Sequence[GroupedStory]) -> Stage | None:
    """Return where reports put their development: a setback where the last of them tells of one, else the furthest."""
    staged = [each for each in known if each.stage is not None]
    if not staged:
        return None
    latest = max(staged, key=lambda each: (each.published_at, each.id))
    if latest.stage is Stage.SETBACK:
        return Stage.SETBACK
    return max((each.stage for each in staged if each.stage in ORDER), key=ORDER.index, default=None)


def _stage(report: GroupedStory, known: Sequence[GroupedStory]) -> Change[Stage] | None:
    before, after = stage_of(known), report.stage
    if before is None or after is None or after is before or not _is_later(report, known):
        return None
    if Stage.SETBACK in (before, after):
        return Change(before, after)
    return (
        Change(before, after) if ORDER.index(after) > ORDER.index(before) and not _looks_back(report, known) else None
    )


def _looks_back(report: GroupedStory, known: Sequence[GroupedStory]) -> bool:
    """Tell whether a report dates what it tells of to a day when others had reported already: the same, told late."""
    published = published_on(report)
    happened = [day for day in full_days(report) if published is not None and day <= published]
    reported = [day for day in map(published_on, known) if day is not None]
    return bool(happened and reported) and max(happened) <= max(reported)


def _is_later(report: GroupedStory, known: Sequence[GroupedStory]) -> bool:
    """Tell whether a report came out on a day after all the earlier ones, as far as their days are known."""
    day = published_on(report)
    days = [each for each in map(published_on, known) if each is not None]
    return day is not None and all(each < day for each in days)


def _amount(report: GroupedStory, known: Sequence[GroupedStory]) -> Change[Money] | None:
    after = report.facts.amount
    before = next((each.facts.amount for each in known if each.facts.amount is not None), None)
    if after is None or before is None or after.currency != before.currency or not _may_differ(report, known):
        return None
    told = any(same_sum(after, money) for each in known for money in each.signals.amounts)
    return None if told or same_sum(after, before) else Change(before, after)


def _may_differ(report: GroupedStory, known: Sequence[GroupedStory]) -> bool:
    return is_correction(report) or _is_later(report, known)


def _day(report: GroupedStory, known: Sequence[GroupedStory]) -> Change[str] | None:
    """Return the change of the one day that both announce; several days in a text announce nothing clear."""
    after = _announced(report)
    before = next((day for day in map(_announced, known) if day), "")
    if not after or not before or after == before or not _may_differ(report, known):
        return None
    return Change(before, after)


def _announced(story: GroupedStory) -> str:
    days = full_days(story)
    return min(days).isoformat() if len(days) == 1 and is_ahead(story) else ""
