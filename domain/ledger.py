"""Ledger: sums of money that reports name, each deal once, and whether it counts toward the declared target.

The written rule, in the order in which it is applied (``config/ledger.toml`` holds its figures, ``docs/ledger.md`` its
reasons):

1. A sum beyond all reason, or of what was given before the declaration, or of many deals told together, is listed and
   never added; the parts of a portfolio count where they are reported by themselves.
2. Grants, scholarships, training and aid in kind are state money: listed, not counted.
3. A sum paid by a company, or by a public bank or insurer of the other kind of finance (JBIC, NEXI, JOGMEC), counts.
4. A loan of the state, and a sum whose payer is not named, is unclear: shown as a total of its own.

A deal is what one storyline tells; it stands once, at its furthest stage, with the sum of the best source. Of the
reports of one development that is an official one before an agency before the press, and of those the newest, so that
a correction stands; a sum beyond all reason gives way to any other. Sums that differ from it by more than 5 %
(15 % in another currency) are kept and shown: reports differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.deal_sums import differing, main_sum, sum_of_lead, told_sums
from domain.development import Stage
from domain.match import Instrument
from domain.source import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from domain.development import Development, DevelopmentId
    from domain.match import Money
    from domain.money import ReportedSum

YEN = "JPY"
REPEATED = Decimal("0.01")


class DealStage(StrEnum):
    """How far a deal is; a pledge is no contract, a contract no payment (IATI keeps them apart)."""

    ANNOUNCED = "announced"
    SIGNED = "signed"
    DISBURSED = "disbursed"
    CANCELLED = "cancelled"


class Payer(StrEnum):
    """Whose money it is."""

    STATE = "state"
    PUBLIC_FINANCE = "public_finance"
    PRIVATE = "private"
    UNKNOWN = "unknown"


class Counted(StrEnum):
    """Whether a deal counts toward the target."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class Reason(StrEnum):
    """Why it counts or does not."""

    BUSINESS = "business"
    GRANT = "grant"
    STATE_LOAN = "state_loan"
    NO_PAYER = "no_payer"
    PORTFOLIO = "portfolio"
    PAST = "past"
    ABSURD = "absurd"
    REPEATED = "repeated"
    """The same sum for the same recipient was told before: an older deal announced again."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Rates:
    """Yen for one unit of a currency, by day; a sum is converted at the newest day not after its own.

    Attributes:
        days: rising. yen: by day and ISO code.
    """

    days: tuple[date, ...]
    yen: Mapping[date, Mapping[str, Decimal]]

    def convert(self, money: Money, day: date) -> tuple[Decimal, date] | None:
        """Return a sum in yen and the day of the rate; None where the currency has no rate."""
        if money.currency == YEN:
            return money.amount, day
        known = [each for each in self.days if money.currency in self.yen[each]]
        if not known:
            return None
        chosen = max((each for each in known if each <= day), default=known[0])
        return money.amount * self.yen[chosen][money.currency], chosen


@dataclass(frozen=True, slots=True)
class LedgerRules:
    """What is declared about the target.

    Attributes:
        target: yen. absurd: yen from which on a sum is not believed.
        public_finance: gazetteer names of banks and insurers whose money counts. aid: instruments that never count.
        paid: instruments whose "done" means that money or goods arrived.
    """

    target: Decimal
    absurd: Decimal
    public_finance: frozenset[str]
    aid: frozenset[Instrument]
    paid: frozenset[Instrument]


@dataclass(frozen=True, slots=True)
class Deal:
    """One row of the ledger.

    Attributes:
        key: of the storyline, else of the development. developments: those that tell of it, oldest first.
        money: as told; yen: converted, None where there is no rate; rate_day: of the rate.
        beside: further sums named for it, with the reason why they are not added.
        differing: sums that other reports of the same development name for it, the best source's first.
        official: whether an official source tells of it.
    """

    key: str
    developments: tuple[DevelopmentId, ...]
    money: Money
    yen: Decimal | None
    rate_day: date | None
    stage: DealStage
    instrument: Instrument | None
    givers: tuple[str, ...]
    receivers: tuple[str, ...]
    commitments: tuple[int, ...]
    payer: Payer
    counted: Counted
    reason: Reason
    official: bool
    day: date
    title: str
    source_name: str
    url: str
    beside: tuple[Money, ...] = ()
    differing: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """What deals of one stage come to.

    Attributes:
        yen: sum. deals: how many. official: how many of them an official source tells of.
    """

    yen: Decimal = Decimal(0)
    deals: int = 0
    official: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """All deals and what they come to."""

    target: Decimal
    deals: tuple[Deal, ...]
    totals: Mapping[tuple[Counted, DealStage], Total] = field(default_factory=dict)

    def total(self, counted: Counted, stage: DealStage) -> Total:
        """Return what the deals of a kind come to."""
        return self.totals.get((counted, stage), Total())


def ledger_of(developments: Iterable[Development], rates: Rates, rules: LedgerRules) -> Ledger:
    """Return the ledger of developments that count; their order does not matter.

    Args:
        developments: those published on or after the declaration's day.
        rates: yen for other currencies. rules: what counts.
    """
    rows = [deal for each in developments if each.counts for deal in _deals(each, rates, rules)]
    rows.sort(key=lambda deal: (deal.day, deal.key, deal.money.amount, deal.money.currency))
    deals = tuple(_flag_repeated(_each_once(rows)))
    return Ledger(rules.target, deals, _totals(deals))


def _deals(development: Development, rates: Rates, rules: LedgerRules) -> list[Deal]:
    told = told_sums(development, rates, rules.absurd)
    sums = development.judgement.signals.amounts
    bundled = [each for each in sums if each.past or each.portfolio]
    rows = [_deal(development, sum_of_lead(development, each), (), rates, rules) for each in bundled]
    if not told:
        return rows
    best = told[0]
    single = [each for each in sums if not (each.past or each.portfolio)]
    differs = differing(best, told, rates)
    beside = tuple(each for each in single if each not in differs)
    if single and best.url == development.lead.url:
        _, others, apart = main_sum(best.money, single, rates, best.day)
        beside = (*others, *apart)
    official = any(each.tier is Tier.OFFICIAL for each in told)
    return [replace(_deal(development, best, beside, rates, rules), official=official, differing=differs), *rows]


def _deal(
    development: Development, told: ReportedSum, beside: tuple[Money, ...], rates: Rates, rules: LedgerRules
) -> Deal:
    judgement, money = development.judgement, told.money
    converted = rates.convert(money, told.day)
    yen = converted[0] if converted else None
    payer, stage = _payer(development, rules), _stage(development, rules)
    counted, reason = _counts(money, yen, payer, stage, judgement.facts.instrument, rules)
    bundle = f":{money.currency}{money.amount}" if money.past or money.portfolio else ""
    return Deal(
        key=f"{development.storyline_id or development.id}{bundle}",
        developments=(development.id,),
        money=money,
        yen=yen,
        rate_day=converted[1] if converted else None,
        stage=stage,
        instrument=judgement.facts.instrument,
        givers=judgement.facts.givers,
        receivers=judgement.facts.receivers or judgement.countries,
        commitments=tuple(match.number for match in judgement.matches),
        payer=payer,
        counted=counted,
        reason=reason,
        official=told.tier is Tier.OFFICIAL,
        day=development.lead.published.at.date(),
        title=told.title,
        source_name=told.source_name,
        url=told.url,
        beside=beside,
    )


def _payer(development: Development, rules: LedgerRules) -> Payer:
    names = set(development.judgement.signals.names)
    if names & rules.public_finance:
        return Payer.PUBLIC_FINANCE
    if development.judgement.facts.instrument in rules.aid:
        return Payer.STATE
    if any(name.startswith("company:") for name in names):
        return Payer.PRIVATE
    return Payer.STATE if any(name.startswith("institution:") for name in names) else Payer.UNKNOWN


def _stage(development: Development, rules: LedgerRules) -> DealStage:
    match development.judgement.stage:
        case Stage.SETBACK:
            return DealStage.CANCELLED
        case Stage.DONE if development.judgement.facts.instrument in rules.paid:
            return DealStage.DISBURSED
        case Stage.AGREED | Stage.STARTED | Stage.DONE:
            return DealStage.SIGNED
        case _:
            return DealStage.ANNOUNCED


def _counts(
    money: Money,
    yen: Decimal | None,
    payer: Payer,
    stage: DealStage,
    instrument: Instrument | None,
    rules: LedgerRules,
) -> tuple[Counted, Reason]:
    never = (
        (yen is not None and yen >= rules.absurd, Reason.ABSURD),
        (stage is DealStage.CANCELLED, Reason.CANCELLED),
        (money.past, Reason.PAST),
        (money.portfolio, Reason.PORTFOLIO),
        (instrument in rules.aid, Reason.GRANT),
    )
    for holds, reason in never:
        if holds:
            return Counted.NO, reason
    if payer in (Payer.PRIVATE, Payer.PUBLIC_FINANCE):
        return Counted.YES, Reason.BUSINESS
    return Counted.UNCLEAR, Reason.STATE_LOAN if instrument is Instrument.LOAN else Reason.NO_PAYER


_ORDER = (DealStage.ANNOUNCED, DealStage.SIGNED, DealStage.DISBURSED, DealStage.CANCELLED)


def _each_once(rows: Sequence[Deal]) -> list[Deal]:
    """Fold the rows of one deal into one at its furthest stage, with the sum of an official source, else the newest."""
    by_key: dict[str, list[Deal]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    return [_folded(told) for told in by_key.values()]


def _folded(told: Sequence[Deal]) -> Deal:
    furthest = max(told, key=lambda deal: (_ORDER.index(deal.stage), deal.official, deal.day))
    best = max(told, key=lambda deal: (deal.official, _ORDER.index(deal.stage), deal.day))
    others = {(each.money.amount, each.money.currency): each.money for each in told if each.money != best.money}
    return replace(
        furthest,
        developments=tuple(dict.fromkeys(each for deal in told for each in deal.developments)),
        money=best.money,
        yen=best.yen,
        rate_day=best.rate_day,
        official=any(deal.official for deal in told),
        beside=(*best.beside, *others.values()),
        differing=tuple(dict.fromkeys(each for deal in told for each in deal.differing if each != best.money)),
    )


def _flag_repeated(deals: Sequence[Deal]) -> list[Deal]:
    """Mark a deal that names the same sum for the same recipients as an earlier one: an older deal announced again."""
    seen: dict[tuple[frozenset[str], str], list[Deal]] = {}
    flagged: list[Deal] = []
    for deal in sorted(deals, key=lambda each: (each.day, each.key)):
        alike = seen.setdefault((frozenset(deal.receivers), deal.money.currency), [])
        again = deal.counted is not Counted.NO and any(_is_again(deal, earlier) for earlier in alike)
        flagged.append(replace(deal, counted=Counted.NO, reason=Reason.REPEATED) if again else deal)
        if deal.counted is not Counted.NO and not again:
            alike.append(deal)
    return flagged


def _is_again(deal: Deal, earlier: Deal) -> bool:
    return (
        bool(deal.receivers)
        and abs(deal.money.amount - earlier.money.amount) <= REPEATED * deal.money.amount
        and deal.instrument in (earlier.instrument, None)
    )


def _totals(deals: Sequence[Deal]) -> dict[tuple[Counted, DealStage], Total]:
    totals: dict[tuple[Counted, DealStage], Total] = {}
    for deal in deals:
        if deal.yen is None or deal.reason in (Reason.ABSURD, Reason.PAST, Reason.PORTFOLIO, Reason.REPEATED):
            continue
        at = (deal.counted, deal.stage)
        before = totals.get(at, Total())
        totals[at] = Total(before.yen + deal.yen, before.deals + 1, before.official + deal.official)
    return totals
