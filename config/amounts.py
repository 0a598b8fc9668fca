"""The file that says how reports write sums of money: its tables, and the domain value they make.

Annotations are evaluated here (no ``from __future__``), because pydantic builds its checks from them.
"""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, TypeAdapter

from config.declaration_tables import Table, Text
from domain.lexicon import AmountWords
from domain.match import Bound

Words = Annotated[tuple[Text, ...], Field(min_length=1)]


class CommaTable(Table):
    """Before which scale words a comma parts the fraction."""

    scales: Words


class BoundTable(Table):
    """Qualifiers of a sum."""

    before: Words
    after: Words


class OneList(Table):
    """A table that holds nothing but words."""

    words: Words


class RangesTable(Table):
    """What stands between the two ends of a range."""

    words: Words
    pairs: Words
    openers: Words


class AmountsFile(Table):
    """``amounts.toml``."""

    scales: dict[Annotated[int, Field(ge=1, le=15)], Words]
    decimal_comma: CommaTable
    numbers: dict[Decimal, Words]
    currencies: dict[Annotated[str, Field(pattern="^[A-Z]{3}$")], Words]
    country: OneList
    ranges: RangesTable
    bounds: dict[Bound, BoundTable]
    portfolio: OneList
    past: OneList

    def amount_words(self) -> AmountWords:
        """Return the domain value."""
        return AmountWords(
            scales=self.scales,
            decimal_comma=self.decimal_comma.scales,
            numbers=self.numbers,
            currencies=self.currencies,
            country=self.country.words,
            ranges=self.ranges.words,
            pairs=self.ranges.pairs,
            openers=self.ranges.openers,
            before={bound: table.before for bound, table in self.bounds.items()},
            after={bound: table.after for bound, table in self.bounds.items()},
            portfolio=self.portfolio.words,
            past=self.past.words,
        )


AMOUNTS = TypeAdapter(AmountsFile)
