"""Comparing two reports: each signal becomes a number; what they are worth is learned (``config/grouping.toml``).

Names and things count by their rarity: two reports that both name the Aktau customs post say more than two that both
name Tokyo. A signal that one report does not have says nothing for or against.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from domain.development import Stage
from matching.grouping.dating import calendar_days, full_days, published_on
from matching.grouping.wording import wording
from matching.languages.transliteration import same_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from decimal import Decimal

    from domain.grouping import GroupedStory, GroupingNumbers, Places
    from domain.match import Money
    from domain.signals import Signals

UNKNOWN_RARITY = 4.0
"""Rarity of a name or thing that no report of the training set had (natural logarithm of reports per naming one)."""

ACTS = ("ratification", "opening", "tender", "feasibility", "lecture", "award")
"""Things that are acts: a headline that names one is about another occurrence than one that does not."""

HELD = (Stage.DONE, Stage.STARTED)
"""Stages of what is no longer only announced."""

TELLING = 0.66
"""What a shared signal has to be worth to count as a strong one."""

SEVERAL = 3

CLOSE = 0.1
"""Sums that differ by less are one sum, rounded or converted ("1.4 or 1.45 billion")."""

EXACT = 2
"""Digits from which on a sum is told exactly."""

CONVERTED = 0.2
"""Sums in two currencies that differ by less may be one sum at the rate of some day."""


def features(one: GroupedStory, other: GroupedStory, numbers: GroupingNumbers) -> dict[str, float]:
    """Return what two reports have in common, by feature; symmetric.

    Args:
        one, other: the reports.
        numbers: of them rarity, rates of currencies and places; weights do not matter here.
    """
    rarity = numbers.rarity
    found = {
        **_time(one, other),
        **_named(one, other, rarity),
        **_elsewhere(one, other, numbers.places),
        **_subject(one, other),
        **_figures(one, other, numbers.dollars),
        **wording(one, other),
    }
    return {**found, **_together(found)}


def _together(found: Mapping[str, float]) -> dict[str, float]:
    """Return what only several signals together say: likeness counts by how near in time it stands."""
    strong = (
        found.get("same_day_named", 0.0),
        found.get("same_amount", 0.0),
        found.get("same_later_ordinal", 0.0),
        float(found["shared_numbers"] >= TELLING),
        float(found["shared_spelt"] >= TELLING),
        float(found["shared_place"] >= TELLING),
        float(found["shared_company"] + found["shared_institution"] >= TELLING),
        float(found["shared_person"] >= TELLING),
        float(found["shared_objects"] >= 2 * TELLING),
    )
    return {
        "reworded": found.get("words_overlap", 0.0) * found["headline_told"] / (1 + found["headline_untold"]),
        "near_and_alike": found.get("near_in_time", 0.0) * found["all_overlap"],
        "undated_and_alike": found.get("time_unknown", 0.0) * found["all_overlap"],
        "strong_signals": sum(strong),
        "several_strong": float(sum(strong) >= SEVERAL),
    }


def _time(one: GroupedStory, other: GroupedStory) -> dict[str, float]:
    days_one, days_other = full_days(one), full_days(other)
    published_one, published_other = published_on(one), published_on(other)
    found = {}
    if days_one & days_other:
        found["same_day_named"] = 1.0
    elif calendar_days(one) & calendar_days(other):
        found["same_calendar_day"] = 1.0
    all_one = days_one | ({published_one} if published_one else set())
    all_other = days_other | ({published_other} if published_other else set())
    if all_one and all_other:
        gap = min(abs((a - b).days) for a in all_one for b in all_other)
        found["near_in_time"] = 1 / (1 + gap)
        found["apart_in_time"] = math.log1p(gap)
    else:
        found["time_unknown"] = 1.0
    if published_one and published_other:
        found["published_apart"] = math.log1p(abs((published_one - published_other).days))
    if one.signals.years and other.signals.years and not set(one.signals.years) & set(other.signals.years):
        found["other_years"] = 1.0
    return found


def _named(one: GroupedStory, other: GroupedStory, rarity: Mapping[str, float]) -> dict[str, float]:
    first, second = one.signals, other.signals
    kinds = ("person", "place", "institution", "company")
    found: dict[str, float] = {}
    for kind in kinds:
        own, theirs = _of_kind(first, kind), _of_kind(second, kind)
        found[f"shared_{kind}"] = _worth(own & theirs, rarity)
        if kind != "place" and own and theirs and not own & theirs:
            found[f"other_{kind}"] = 1.0
    objects, theirs_objects = set(first.objects), set(second.objects)
    found["shared_objects"] = _worth(objects & theirs_objects, rarity)
    found["objects_overlap"] = _overlap(objects, theirs_objects, rarity)
    headline, theirs_headline = set(first.headline), set(second.headline)
    found["shared_headline"] = _worth(headline & theirs_headline, rarity)
    found["headline_told"] = _worth((headline & _all(second)) | (theirs_headline & _all(first)), rarity)
    found["headline_untold"] = _worth((headline - _all(second)) | (theirs_headline - _all(first)), rarity)
    persons = {key for key in headline ^ theirs_headline if key.startswith("person")}
    found["other_host"] = float(_other_hosts(first, second))
    found["headline_person_untold"] = float(bool(persons - (_all(first) & _all(second))))
    found["all_overlap"] = _overlap(_all(first), _all(second), rarity)
    spelt = sum(min(1.0, (len(name) - 2) / 3) for name in _same_names(first.spelt, second.spelt))
    found["shared_spelt"] = min(spelt, 3.0)
    return found


def _elsewhere(one: GroupedStory, other: GroupedStory, places: Places) -> dict[str, float]:
    differ = places.differ(_of_kind(one.signals, "place"), _of_kind(other.signals, "place"))
    return {"other_place": 1.0} if differ else {}


def _of_kind(signals: Signals, kind: str) -> set[str]:
    return {name for name in signals.names if name.startswith(kind)}


def _other_hosts(one: Signals, other: Signals) -> bool:
    """Tell whether two reports share a person and each names a further one: one journey, two meetings."""
    own, theirs = _of_kind(one, "person"), _of_kind(other, "person")
    return bool(own & theirs) and bool(own - theirs) and bool(theirs - own)


def _all(signals: Signals) -> set[str]:
    return {*signals.names, *signals.objects}


def _worth(keys: Collection[str], rarity: Mapping[str, float]) -> float:
    return sum(rarity.get(key, UNKNOWN_RARITY) for key in keys) / UNKNOWN_RARITY


def _overlap(one: set[str], other: set[str], rarity: Mapping[str, float]) -> float:
    both = _worth(one | other, rarity)
    return _worth(one & other, rarity) / both if both else 0.0


def _same_names(one: Collection[str], other: Collection[str]) -> set[str]:
    return {name for name in one for their in other if same_name(name, their)}


def _subject(one: GroupedStory, other: GroupedStory) -> dict[str, float]:
    found: dict[str, float] = {}
    numbers_one, numbers_other = set(one.numbers) | {one.primary}, set(other.numbers) | {other.primary}
    found["same_primary"] = float(one.primary == other.primary)
    found["primary_told"] = float(one.primary in numbers_other) + float(other.primary in numbers_one)
    found["numbers_overlap"] = len(numbers_one & numbers_other) / len(numbers_one | numbers_other)
    if set(one.countries) == set(other.countries):
        found["same_countries"] = 1.0
        found["same_single_country"] = float(len(one.countries) == 1)
    elif set(one.countries) < set(other.countries) or set(other.countries) < set(one.countries):
        found["countries_within"] = 1.0
    acts = {key for key in ACTS if (key in one.signals.headline) != (key in other.signals.headline)}
    told = {*one.signals.objects} & {*other.signals.objects}
    found["act_untold"] = float(bool(acts - told))
    found["setback_untold"] = float((one.stage is Stage.SETBACK) != (other.stage is Stage.SETBACK))
    form, their_form = one.facts.instrument, other.facts.instrument
    if form and their_form:
        found["same_instrument"] = float(form is their_form)
        found["other_instrument"] = float(form is not their_form)
    found["same_stage"] = float(one.stage is other.stage)
    stages = {one.stage, other.stage}
    found["planned_and_done"] = float(Stage.PLANNED in stages and not stages.isdisjoint(HELD))
    if one.facts.place and other.facts.place:
        found["same_main_place"] = float(one.facts.place == other.facts.place)
    return found


def _figures(one: GroupedStory, other: GroupedStory, dollars: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    amounts, theirs = one.signals.amounts, other.signals.amounts
    if amounts and theirs:
        found["same_amount"] = float(any(same_sum(a, b, dollars) for a in amounts for b in theirs))
        found["other_amount"] = 1.0 - found["same_amount"]
        found["equal_amount"] = max((_told_exactly(a) for a in amounts for b in theirs if _is_equal(a, b)), default=0.0)
    numbers, their_numbers = set(one.signals.numbers), set(other.signals.numbers)
    shared = numbers & their_numbers
    found["shared_numbers"] = min(3.0, sum(min(1.0, len(each.replace(".", "").strip("0")) / 3) for each in shared))
    if numbers and their_numbers and not shared:
        found["other_numbers"] = 1.0
    ordinals, their_ordinals = set(one.signals.ordinals), set(other.signals.ordinals)
    if ordinals and their_ordinals:
        found["same_ordinal"] = float(bool(ordinals & their_ordinals))
        found["same_later_ordinal"] = float(bool(ordinals & their_ordinals - {1}))
    return found


def _is_equal(one: Money, other: Money) -> bool:
    return (one.currency, one.amount) == (other.currency, other.amount)


def _told_exactly(money: Money) -> float:
    """Return how unlikely another deal has the same sum, 0 to 1: 6.3 billion says more than a round hundred million."""
    return min(1.0, len(f"{money.amount:f}".replace(".", "").strip("0")) / EXACT)


def same_sum(one: Money, other: Money, dollars: Mapping[str, float] | None = None) -> bool:
    """Tell whether two sums may be one: rounded, or converted at the rate of some day.

    Args:
        one, other: the sums.
        dollars: for one unit of each currency; without them sums in different currencies are different sums.
    """
    if one.currency == other.currency:
        return _within(one.amount, other.amount, CLOSE)
    rates = dollars or {}
    if one.currency in rates and other.currency in rates:
        first, second = (float(each.amount) * rates[each.currency] for each in (one, other))
        return _within(first, second, CONVERTED)
    return False


def _within(one: Decimal | float, other: Decimal | float, share: float) -> bool:
    low, high = sorted((float(one), float(other)))
    return high > 0 and (high - low) / high <= share
