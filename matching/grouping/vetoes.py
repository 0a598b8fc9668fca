"""Vetoes: what shows that two reports tell of different occurrences, however alike they are.

===================  ==================================================================================
countries            they concern different countries: another recipient is another occurrence
form                 both name how it is paid and the forms differ (a grant is no loan)
amount               both put one sum on the same thing and the sums are more than a tenth apart
ordinal              the second meeting is not the third
time                 their days lie further apart than reports of one occurrence do; a year alone dates nothing, for it
                     may be one that the text looks back or ahead to
planned and held     one announces a meeting or flight of a day to come, the other tells that it took place
============================================================================================

A stage alone is no veto: it orders the reports of one project (see ``matching.grouping.storylines``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.match import Bound, Instrument, Stage
from matching.grouping.compare import same_sum
from matching.grouping.dating import full_days, is_ahead, published_on

if TYPE_CHECKING:
    from datetime import date

    from domain.grouping import GroupedStory
    from domain.match import Money

CORRECTING = frozenset({"correction", "retraction"})
"""Things of the object lexicon that say that a report sets another one right."""

MONEY_FORMS = frozenset({Instrument.GRANT, Instrument.LOAN})
EVENTS = frozenset(
    {
        Instrument.MEETING, Instrument.VISIT, Instrument.FORUM, Instrument.SUMMIT, Instrument.TRAINING,
        Instrument.FLIGHT, Instrument.DELIVERY,
    }
)  # fmt: skip
"""Forms that happen on a day."""

LONGEST_APART = 45
"""Days between two reports of one occurrence at most, where no day in their texts is the same."""

MANY = 4
"""Names and things that a round-up of deals names beside those of any single one."""

STATED = frozenset({Bound.EXACT, Bound.ABOUT, Bound.UP_TO})
"""How a sum is stated that another one can contradict; a limit counts as the sum of its grant."""

MISREAD = 500
"""A sum so many times another is rather one whose "million" was not understood."""


def veto(one: GroupedStory, other: GroupedStory) -> str:
    """Return why two reports cannot tell of one occurrence, empty where nothing forbids it; symmetric."""
    if set(one.countries).isdisjoint(other.countries):
        return "countries"
    if _other_form(one, other):
        return "form"
    if _other_sum(one, other):
        return "amount"
    if _other_ordinal(one, other):
        return "ordinal"
    if _apart_in_time(one, other):
        return "time"
    return "planned and held" if _planned_and_held(one, other) or _planned_and_held(other, one) else ""


def _other_form(one: GroupedStory, other: GroupedStory) -> bool:
    forms = {one.facts.instrument, other.facts.instrument}
    return len(forms) > 1 and forms <= MONEY_FORMS


def _other_sum(one: GroupedStory, other: GroupedStory) -> bool:
    """Tell whether two reports put different sums on one thing.

    Reports with several sums each may share none that both name; of a report with one sum, the other has to name it. A
    report whose main sum is another although they share one tells of many deals, of which the other is one.
    """
    sums, theirs = one.signals.amounts, other.signals.amounts
    main, their_main = one.facts.amount, other.facts.amount
    if is_correction(one) or is_correction(other) or main is None or their_main is None:
        return False
    if not _comparable(main, their_main) or same_sum(main, their_main):
        return False
    if any(same_sum(a, b) for a in sums for b in theirs):
        return max(_told_alone(one, other), _told_alone(other, one)) >= MANY
    return bool(set(one.signals.objects) & set(other.signals.objects)) and min(len(sums), len(theirs)) <= 1


def _told_alone(one: GroupedStory, other: GroupedStory) -> int:
    """Return how many names and things only the first report names."""
    return len({*one.signals.names, *one.signals.objects} - {*other.signals.names, *other.signals.objects})


def is_correction(story: GroupedStory) -> bool:
    """Tell whether a report's headline says that it corrects or takes back another."""
    return not CORRECTING.isdisjoint(story.signals.headline)


def _comparable(one: Money, other: Money) -> bool:
    """Tell whether two sums can contradict each other.

    They are in one currency, both stated as a figure ("more than ten million" contradicts nothing), both of one deal or
    both of many, and neither is so small that its scale may have been misread.
    """
    low, high = sorted((one.amount, other.amount))
    stated = {one.bound, other.bound} <= STATED and one.portfolio is other.portfolio
    return stated and one.currency == other.currency and high < low * MISREAD


def _other_ordinal(one: GroupedStory, other: GroupedStory) -> bool:
    ordinals, theirs = one.signals.ordinals, other.signals.ordinals
    return bool(ordinals and theirs) and not set(ordinals) & set(theirs) and one.primary == other.primary


def _apart_in_time(one: GroupedStory, other: GroupedStory) -> bool:
    days, their_days = _days(one), _days(other)
    if not days or not their_days or full_days(one) & full_days(other):
        return False
    return min(abs((a - b).days) for a in days for b in their_days) > LONGEST_APART


def _days(story: GroupedStory) -> set[date]:
    published = published_on(story)
    return full_days(story) | ({published} if published else set())


def _planned_and_held(planned: GroupedStory, held: GroupedStory) -> bool:
    published, reported = published_on(planned), published_on(held)
    if published is not None and reported is not None and _is_preview(planned, held):
        return True
    if held.stage is Stage.PLANNED:
        return False
    if published is None or reported is None:
        form = planned.facts.instrument or held.facts.instrument
        return planned.stage is Stage.PLANNED and held.stage is Stage.DONE and form in EVENTS
    return is_ahead(planned) and any(published < day <= reported for day in full_days(planned))


def _is_preview(planned: GroupedStory, held: GroupedStory) -> bool:
    """Tell whether one report announces the day that the other, out on it or later and looking no further, tells of."""
    published, reported = published_on(planned), published_on(held)
    if published is None or reported is None or not is_ahead(planned) or is_ahead(held):
        return False
    return any(published < day <= reported for day in full_days(planned) & full_days(held))
