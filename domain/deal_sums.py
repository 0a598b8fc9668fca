"""Sums of a deal: which of those that the reports of one development name stands for it, and which differ; pure."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from domain.money import ReportedSum
from domain.source import Tier

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from domain.development import Development
    from domain.ledger import Rates
    from domain.money import Money

SAME_SUM = Decimal("0.15")
"""Two sums in different currencies closer than this are one sum told twice: papers round, and rates move."""
ROUNDED = Decimal("0.05")
"""Two sums in one currency closer than this are one sum, rounded (1.4 or 1.45 billion)."""
PARTS = Decimal("0.02")
"""Sums that add up to a larger one within this share are its parts."""
_TIERS = (Tier.OFFICIAL, Tier.AGENCY, Tier.PRESS, Tier.AGGREGATOR)
"""Whose sum stands, the best first."""


def sum_of_lead(development: Development, money: Money) -> ReportedSum:
    """Return a sum as the leading report of a development names it."""
    lead = development.lead
    return ReportedSum(money, lead.published.at.date(), lead.tier, lead.title, lead.source_name, lead.url)


def told_sums(development: Development, rates: Rates, absurd: Decimal) -> list[ReportedSum]:
    """Return the sum that each report names for the deal, that of the best source first.

    Args:
        absurd: yen from which on a sum is not believed and gives way to any other.
    """
    own = _own_sum(development, rates)
    told = [*([sum_of_lead(development, own)] if own is not None else []), *development.sums]
    single = [each for each in told if not (each.money.past or each.money.portfolio)]
    return sorted(
        single,
        key=lambda each: (
            in_yen(each.money, rates, each.day) >= absurd,
            _TIERS.index(each.tier),
            -each.day.toordinal(),
            each.url != development.lead.url,
            each.url,
        ),
    )


def _own_sum(development: Development, rates: Rates) -> Money | None:
    """Return the sum that the lead names for the deal: the one judged, else the largest told of one deal."""
    judged = development.judgement.facts.amount
    single = [each for each in development.judgement.signals.amounts if not (each.past or each.portfolio)]
    if judged is None or not single:
        return None
    same = (each for each in single if (each.amount, each.currency) == (judged.amount, judged.currency))
    return next(same, None) or max(single, key=lambda each: in_yen(each, rates, development.lead.published.at.date()))


def differing(best: ReportedSum, told: Sequence[ReportedSum], rates: Rates) -> tuple[Money, ...]:
    """Return the sums of reports, each once, that are not the best source's one, rounded or converted."""
    size = in_yen(best.money, rates, best.day)
    found: dict[tuple[Decimal, str], Money] = {}
    for each in told:
        share = ROUNDED if each.money.currency == best.money.currency else SAME_SUM
        if abs(in_yen(each.money, rates, each.day) - size) > share * size:
            found.setdefault((each.money.amount, each.money.currency), each.money)
    return tuple(found.values())


def main_sum(
    told: Money, sums: Sequence[Money], rates: Rates, day: date
) -> tuple[Money, tuple[Money, ...], tuple[Money, ...]]:
    """Return the sum that stands for the deal, those that repeat it or are its parts, and those beside it."""
    main = next((each for each in sums if (each.amount, each.currency) == (told.amount, told.currency)), None)
    main = main or max(sums, key=lambda each: in_yen(each, rates, day))
    size = in_yen(main, rates, day)
    rest = [each for each in sums if each is not main]
    same = [each for each in rest if size and abs(in_yen(each, rates, day) - size) <= SAME_SUM * size]
    left = [each for each in rest if each not in same]
    added = sum((in_yen(each, rates, day) for each in left), Decimal(0))
    are_parts = bool(left) and size > 0 and abs(added - size) <= PARTS * size
    return main, (*same, *(left if are_parts else ())), () if are_parts else tuple(left)


def in_yen(money: Money, rates: Rates, day: date) -> Decimal:
    """Return a sum in yen, 0 for a currency without a rate."""
    converted = rates.convert(money, day)
    return converted[0] if converted else Decimal(0)
