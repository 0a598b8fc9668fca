"""Numbers that a text tells beside its dates and sums, read alike in the eight languages.

"27,6 тысячи", "27,6 мингтаси" and "2万7600人" are 27600. Scale words are those of the sums of money
(``config/amounts.toml``).
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from matching.grouping.days import folded, without_dates
from matching.languages.folding import CJK, has_cjk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from domain.lexicon import AmountWords
    from domain.match import Money

FEWEST_TELLING = 13
"""Smaller whole numbers stand in every report."""

MOST = 40
"""Numbers that are read off one report."""

_SHORTEST_SCALE = 2
"""Letters of a scale word: beside a number, a single one is a unit ("500 m")."""


class NumberReader:
    """Reads numbers; compiled once from the declared scale words, then without state."""

    def __init__(self, words: AmountWords) -> None:
        scales = {
            folded(word.rstrip("$")): (Decimal(10) ** power, word.endswith("$"))
            for power, listed in words.scales.items()
            for word in listed
        }
        self._powers = {
            word: power for word, (power, _) in scales.items() if has_cjk(word) or len(word) >= _SHORTEST_SCALE
        }
        longest_first = sorted(self._powers, key=lambda word: (-len(word), word))
        either = "|".join(re.escape(word) + (r"(?!\w)" if scales[word][1] else "") for word in longest_first)
        self._scale = re.compile(either)
        self._number = re.compile(
            rf"(?<![^\W{CJK}])(?<![.,])(\d{{1,3}}(?:[ \u00a0\u202f,]\d{{3}}){{1,3}}|\d{{1,9}})"
            r"(?:[.,](\d{1,3}))?(?!\d)"
            rf"(?P<scales>(?:\s?(?:{either})){{0,2}})"
        )

    def numbers_in(self, plain: str, sums: Iterable[Money]) -> set[str]:
        """Return the telling numbers of a folded text as plain decimal text, those of its dates and sums left out.

        Args:
            plain: as ``days.folded`` shapes it.
            sums: of money in the same text.
        """
        known = {digits for each in sums for digits in _digits_of(each)}
        return {
            f"{value.normalize():f}"
            for value in islice(self._values(without_dates(plain)), MOST)
            if _significant(value) not in known and (value >= FEWEST_TELLING or value % 1)
        }

    def _values(self, text: str) -> Iterator[Decimal]:
        """Yield each number; Japanese parts one over its scales without a space (2万7600)."""
        value, end = Decimal(0), -1
        for match in self._number.finditer(text):
            part, joined = self._value(match), match.start() == end and has_cjk(text[end - 1])
            if value and not joined:
                yield value
            value, end = (value + part if joined else part), match.end()
        if value:
            yield value

    def _value(self, match: re.Match[str]) -> Decimal:
        value = Decimal(re.sub(r"\D", "", match[1]) + (f".{match[2]}" if match[2] else ""))
        for scale in self._scale.findall(match["scales"]):
            value *= self._powers[scale]
        return value


def _digits_of(money: Money) -> Collection[str]:
    """Return the digits by which a sum may be written, also where it is parted over scales (7 млн 642 тыс)."""
    digits = _significant(money.amount)
    return {digits, *(digits[:cut] for cut in range(1, len(digits))), *(digits[cut:] for cut in range(1, len(digits)))}


def _significant(value: Decimal) -> str:
    return "".join(map(str, value.normalize().as_tuple().digits))
