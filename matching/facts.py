"""Facts for the gist: who gives, who receives, what form, how much, where; only what is found, never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.gazetteer import NameKind
from domain.match import Facts, Instrument
from matching.findings import FIVE, JAPAN
from matching.lexicon import Kind
from matching.reading import Zone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from decimal import Decimal

    from domain.match import Money
    from matching.findings import Findings

GIVING = frozenset(
    {Instrument.GRANT, Instrument.LOAN, Instrument.DELIVERY, Instrument.SCHOLARSHIP, Instrument.TRAINING}
)
"""Forms in which one side gives and the other receives; in all others both act."""

SPECIFIC = (
    Instrument.GRANT, Instrument.LOAN, Instrument.MEMORANDUM, Instrument.SCHOLARSHIP, Instrument.FLIGHT,
    Instrument.SUMMIT, Instrument.TREATY, Instrument.CONTRACT, Instrument.TRAINING, Instrument.FORUM,
    Instrument.DELIVERY, Instrument.INVESTMENT, Instrument.MEETING, Instrument.VISIT, Instrument.PROJECT,
)  # fmt: skip
"""The forms from the most to the least telling; of several in one passage the most telling is reported."""


def judge_facts(findings: Findings, countries: tuple[str, ...], amount: Money | None) -> Facts:
    """Return the facts of a relevant item.

    Args:
        countries: the countries judged to be concerned.
        amount: the largest sum named (``largest_amount``).
    """
    instrument = _instrument(findings)
    giving = instrument in GIVING
    japan = any(hit.name.country == JAPAN for hit in findings.names) or findings.language == "ja"
    actors = (JAPAN,) if japan else ()
    return Facts(
        givers=actors if giving else (*actors, *countries),
        receivers=countries if giving else (),
        instrument=instrument,
        amount=amount,
        place=_place(findings),
    )


def _instrument(findings: Findings) -> Instrument | None:
    """Return the most telling form in the headline, else in the lead."""
    for title in (True, False):
        found = {
            Instrument(hit.key)
            for hit in findings.words[Kind.INSTRUMENT]
            if (findings.passages[hit.passage].zone is Zone.TITLE) is title
        }
        for instrument in SPECIFIC:
            if instrument in found:
                return instrument
    return None


def _place(findings: Findings) -> str | None:
    """Return the Central Asian place named first, headline before text; capitals only where nothing else is named."""
    places = [hit.name.key for hit in findings.names if hit.name.kind is NameKind.PLACE and hit.name.country in FIVE]
    smaller = [key for key in places if key not in {"astana", "bishkek", "dushanbe", "ashgabat", "tashkent"}]
    return next(iter((*smaller, *places)), None)


def largest_amount(
    findings: Findings, amounts_in: Callable[[str], Iterable[Money]], rates: Mapping[str, Decimal]
) -> Money | None:
    """Return the sum in the headline, else the largest one in the text.

    Args:
        amounts_in: reads the sums of money in a passage.
        rates: dollars for one unit of every currency that ``amounts_in`` knows.
    """
    for title in (True, False):
        sums = [
            money
            for passage in findings.passages
            if (passage.zone is Zone.TITLE) is title
            for money in amounts_in(passage.text)
        ]
        if sums:
            return max(sums, key=lambda money: dollars(money, rates))
    return None


def dollars(money: Money, rates: Mapping[str, Decimal]) -> Decimal:
    """Return roughly how many dollars a sum is, to tell large deals from small ones."""
    return money.amount * rates[money.currency]
