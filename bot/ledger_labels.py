"""Labels of the ledger: what its enumerations stand for, in the readers' languages."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.labels import instrument_name
from bot.texts import marked
from domain.ledger import Counted, DealStage, Payer, Reason

if TYPE_CHECKING:
    from bot.texts import Texts
    from domain.match import Instrument, Money

_WORDS = MappingProxyType(
    {
        DealStage.ANNOUNCED: marked("announced"),
        DealStage.SIGNED: marked("signed"),
        DealStage.DISBURSED: marked("disbursed"),
        DealStage.CANCELLED: marked("cancelled"),
        Payer.STATE: marked("state money"),
        Payer.PUBLIC_FINANCE: marked("public bank or insurer"),
        Payer.PRIVATE: marked("private money"),
        Payer.UNKNOWN: marked("payer not named"),
        Counted.YES: marked("counts"),
        Counted.NO: marked("does not count"),
        Counted.UNCLEAR: marked("unclear"),
    }
)

_REASONS = MappingProxyType(
    {
        Reason.BUSINESS: marked("paid by a company or a public bank or insurer"),
        Reason.GRANT: marked("state aid is listed, not counted"),
        Reason.STATE_LOAN: marked("a loan of the state"),
        Reason.NO_PAYER: marked("the report does not say who pays"),
        Reason.PORTFOLIO: marked("many deals told together; each counts where it is reported by itself"),
        Reason.PAST: marked("given or invested before"),
        Reason.ABSURD: marked("beyond all reason; check the source"),
        Reason.REPEATED: marked("an older deal announced again"),
        Reason.CANCELLED: marked("called off"),
    }
)


class LedgerLabels:
    """Says the values of the ledger to one reader; see ``reports.ledger_table.LedgerWords``."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def word(self, value: DealStage | Payer | Counted) -> str:
        """Return the word for a stage, a payer or a class."""
        return self._texts.say(_WORDS[value])

    def reason(self, reason: Reason) -> str:
        """Return why a deal counts or does not."""
        return self._texts.say(_REASONS[reason])

    def instrument(self, instrument: Instrument) -> str:
        """Return what form a deal takes."""
        return instrument_name(instrument, self._texts)

    def money(self, money: Money) -> str:
        """Return a sum as it was told."""
        return self._texts.money(money)
