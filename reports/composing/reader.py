"""Reader: for whom a report is composed, and what every part of it says the same way."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from domain.ledger import YEN
from domain.money import Money
from domain.status import Status
from reports.model import Named, Sum
from reports.words import named

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import Enum

    from domain.commitment import Texts
    from domain.ports import Speaker
    from domain.status import Coverage
    from reports.words import ReportWords

_ROUNDED = Decimal(10) ** 6
"""Yen; a converted sum is told in whole millions, for the rate is no better."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader's language.

    Attributes:
        texts: says sentences, days, countries. words: says values of closed lists.
    """

    texts: Speaker
    words: ReportWords

    def named(self, value: Enum) -> Named:
        """Return a value of a closed list with its word."""
        return named(value, self.words)

    def status(self, status: Status, coverage: Coverage | None, *, on_topic: bool) -> Named:
        """Return a status with its word.

        Args:
            coverage: named where nothing was found, None = not named here.
            on_topic: whether there are developments that only share the topic; "no reports" would be wrong then.
        """
        if status is Status.NO_EVIDENCE and on_topic:
            return Named(status.value, self.texts.say("reports on the topic only"))
        return self.named(status) if coverage is None else Named(status.value, self.words.status(status, coverage))

    def maybe(self, value: Enum | None) -> Named | None:
        """Return a value with its word, None for none."""
        return None if value is None else self.named(value)

    def all(self, values: Iterable[Enum]) -> tuple[Named, ...]:
        """Return several values with their words."""
        return tuple(self.named(value) for value in values)

    def countries(self, codes: Iterable[str]) -> tuple[Named, ...]:
        """Return countries with their names."""
        return tuple(Named(code, self.texts.country_name(code)) for code in codes)

    def language(self, code: str) -> Named:
        """Return a language with its name."""
        return Named(code, self.texts.language_name(code) if code else "–")

    def text(self, text: Texts | None) -> str:
        """Return a declared text, empty for none."""
        return text.in_language(self.texts.language) if text else ""

    def money(self, money: Money) -> Sum:
        """Return a sum as it was told."""
        return Sum(money.amount, money.currency, self.words.money(money))

    def yen(self, amount: Decimal) -> Sum:
        """Return a sum of yen, rounded to millions where it is larger than one."""
        step = _ROUNDED if amount >= _ROUNDED else Decimal(1)
        rounded = ((amount / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step).to_integral_value()
        return self.money(Money(rounded, YEN, ""))
