"""The ledger as Markdown: three totals against the target, then every deal with its source; pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Protocol

from domain.ledger import YEN, Counted, DealStage
from domain.match import Money
from reports.markdown import escaped, linked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.ledger import Deal, Ledger, Payer, Reason
    from domain.match import Instrument
    from domain.ports import Speaker

BARS = (DealStage.ANNOUNCED, DealStage.SIGNED, DealStage.DISBURSED)

_ROUNDED = Decimal(10) ** 6
"""Yen; a converted sum is shown in whole millions, for the rate is no better."""


class LedgerWords(Protocol):
    """What the ledger's values are called in the reader's language."""

    def word(self, value: DealStage | Payer | Counted) -> str:
        """Return the word for a stage, a payer or a class."""
        ...

    def reason(self, reason: Reason) -> str:
        """Return why a deal counts or does not."""
        ...

    def instrument(self, instrument: Instrument) -> str:
        """Return what form a deal takes."""
        ...

    def money(self, money: Money) -> str:
        """Return a sum as it was told."""
        ...


def ledger_lines(ledger: Ledger, texts: Speaker, words: LedgerWords) -> Iterator[str]:
    """Return the ledger line by line, without a heading of its own."""
    yield texts.say("Target of paragraph 13: {sum}", sum=words.money(_yen(ledger.target)))
    yield ""
    yield from _totals(ledger, texts, words)
    yield texts.say(
        "Each deal stands once, at its furthest stage. State aid and portfolios are listed and not counted. "
        "Other currencies are converted at the shown day's rate."
    )
    yield ""
    if not ledger.deals:
        yield texts.say("No sums of money were reported.")
        yield ""
    for deal in reversed(ledger.deals):
        yield from _deal(deal, texts, words)


def _totals(ledger: Ledger, texts: Speaker, words: LedgerWords) -> Iterator[str]:
    heads = [texts.say("Toward the target"), *(words.word(stage) for stage in BARS)]
    yield f"| {' | '.join(heads)} |"
    yield "| --- | ---: | ---: | ---: |"
    for counted in (Counted.YES, Counted.UNCLEAR, Counted.NO):
        cells = [_cell(ledger, counted, stage, texts, words) for stage in BARS]
        yield f"| {words.word(counted)} | {' | '.join(cells)} |"
    yield ""


def _cell(ledger: Ledger, counted: Counted, stage: DealStage, texts: Speaker, words: LedgerWords) -> str:
    total = ledger.total(counted, stage)
    if not total.deals:
        return "–"
    deals = texts.count("{n} deal", "{n} deals", total.deals)
    official = texts.say("{n} of them officially reported", n=total.official)
    return f"{words.money(_yen(total.yen))} ({deals}, {official})"


def _deal(deal: Deal, texts: Speaker, words: LedgerWords) -> Iterator[str]:
    notes = [
        words.word(deal.stage),
        *([words.instrument(deal.instrument)] if deal.instrument else []),
        *([texts.say(", ").join(texts.country_name(code) for code in deal.receivers)] if deal.receivers else []),
        words.word(deal.payer),
        texts.say("{name}: {what}", name=words.word(deal.counted), what=words.reason(deal.reason)),
    ]
    yield f"- **{escaped(words.money(deal.money))}**{_converted(deal, texts, words)} · {' · '.join(notes)}"
    yield f"  {texts.day(deal.day)} · {linked(deal.title, deal.url)} ({escaped(deal.source_name)})"
    if deal.differing:
        sums = " / ".join(words.money(each) for each in (deal.money, *deal.differing))
        yield f"  {texts.say('Reports differ: {sums}', sums=escaped(sums))}"
    if deal.beside:
        sums = "; ".join(words.money(each) for each in deal.beside)
        yield f"  {texts.say('Also named and not added: {sums}', sums=escaped(sums))}"
    yield ""


def _converted(deal: Deal, texts: Speaker, words: LedgerWords) -> str:
    if deal.money.currency == YEN:
        return ""
    if deal.yen is None or deal.rate_day is None:
        return f" ({texts.say('no exchange rate')})"
    rate = texts.say("rate of {day}", day=texts.day(deal.rate_day))
    return f" (≈ {words.money(_yen(deal.yen))}, {rate})"


def _yen(amount: Decimal) -> Money:
    rounded = amount.quantize(_ROUNDED, rounding=ROUND_HALF_UP) if amount >= _ROUNDED else amount.quantize(Decimal(1))
    return Money(rounded.to_integral_value(), YEN, "")
