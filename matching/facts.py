"""Facts for the gist: who gives, who receives, what form, how much, where; only what is found, never guessed."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import TYPE_CHECKING

from domain.gazetteer import NameKind
from domain.match import Facts, Instrument, Money
from matching.findings import FIVE, JAPAN
from matching.languages.folding import fold, has_cjk
from matching.lexicon import Kind
from matching.reading import Zone

if TYPE_CHECKING:
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

_NUMBER = r"(?<!\d)(?<!\d[.,])(\d{1,3}(?:[ \u00a0\u202f,.]\d{3}){1,6}(?:[.,]\d{1,2})?|\d{1,15}(?:[.,]\d{1,15})?)(?!\d)"
"""Every repetition is bounded and no number begins within another: a passage of digits must cost no more than words."""

_SCALES = {
    "trillion|трлн|триллион|兆": Decimal(10) ** 12,
    "billion|bn|млрд|миллиард|milliard|mlrd|millard": Decimal(10) ** 9,
    "million|mn|mln|млн|миллион": Decimal(10) ** 6,
    "億": Decimal(10) ** 8,
    "thousand|тыс|тысяч|ming|минг|мың|миң|ҳазор|müň|хазор": Decimal(10) ** 3,
    "万": Decimal(10) ** 4,
}
_SCALE = "|".join(_SCALES)
_CURRENCIES = {
    r"us\$|usd|\$|доллар|dollar|ドル": "USD",
    r"¥|jpy|yen|иен|йен|иена|iyen|円|ýen": "JPY",
    r"€|eur|евро|euro|ユーロ": "EUR",
}
_CURRENCY = "|".join(_CURRENCIES)
_DIGIT = re.compile(r"\d")
_ANY_CURRENCY = re.compile(f"{_CURRENCY}|円|ドル|ユーロ")
_AMERICAN = r"америк\w+ |ақш |акш |aqsh |us |u\.s\. "
_BEFORE = re.compile(rf"(?P<currency>us\$|usd ?|\$ ?|¥ ?|€ ?){_NUMBER} ?(?P<scale>{_SCALE})?")
_AFTER = re.compile(
    rf"{_NUMBER}\s?(?P<scale>{_SCALE})?(?:[^\W\d]{{0,15}}|\.)\s?(?:{_AMERICAN})?(?P<currency>{_CURRENCY})"
)
_JAPANESE_NUMBER = r"(\d[\d,]{0,15}(?:\.\d{1,15})?)"
_JAPANESE = re.compile(
    rf"(?<!\d)(?=\d)(?:{_JAPANESE_NUMBER}兆)?(?:{_JAPANESE_NUMBER}億)?(?:{_JAPANESE_NUMBER}万)?"
    r"(?P<currency>円|ドル|ユーロ|米ドル)"
)

_SINGLE_COMMA = re.compile(r"\d,\d{3}")
"""In "3,232 млрд" the comma is decimal, in "3,232 million" it parts thousands."""

RATE = {"USD": Decimal(1), "JPY": Decimal("0.0066"), "EUR": Decimal("1.1")}
"""Rough dollars per unit, only to tell large deals from small ones."""

MOST = 20
"""Sums that are read in one passage by each way of writing them."""


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


def largest_amount(findings: Findings) -> Money | None:
    """Return the sum in the headline, else the largest one in the text."""
    for title in (True, False):
        sums = [
            money
            for passage in findings.passages
            if (passage.zone is Zone.TITLE) is title
            for money in amounts_in(passage.text)
        ]
        if sums:
            return max(sums, key=dollars)
    return None


def dollars(money: Money) -> Decimal:
    """Return roughly how many dollars a sum is."""
    return money.amount * RATE[money.currency]


def amounts_in(text: str) -> list[Money]:
    """Return every sum of money in a passage."""
    if not _DIGIT.search(text):
        return []
    folded = fold(text)
    if not _ANY_CURRENCY.search(folded):
        return []
    found = [_japanese(match) for match in islice(_JAPANESE.finditer(folded), MOST)] if has_cjk(folded) else []
    found += [_money(match) for pattern in (_BEFORE, _AFTER) for match in islice(pattern.finditer(folded), MOST)]
    return [money for money in found if money is not None and money.amount > 0]


def _japanese(match: re.Match[str]) -> Money | None:
    parts = zip(match.groups()[:3], (12, 8, 4), strict=True)
    amount = sum((_decimal(part) * Decimal(10) ** power for part, power in parts if part), Decimal(0))
    currency = {"円": "JPY", "ユーロ": "EUR"}.get(match["currency"], "USD")
    return Money(amount, currency, match.group()) if amount else None


def _money(match: re.Match[str]) -> Money | None:
    scale = next((value for names, value in _SCALES.items() if match["scale"] in names.split("|")), Decimal(1))
    currency = next(code for names, code in _CURRENCIES.items() if re.fullmatch(names, match["currency"].strip()))
    number = next(group for group in match.groups() if group and group[0].isdigit())
    decimal_comma = match["scale"] and match["scale"] > "z" and _SINGLE_COMMA.fullmatch(number)
    amount = Decimal(number.replace(",", ".")) if decimal_comma else _decimal(number)
    return Money(amount * scale, currency, match.group().strip())


def _decimal(text: str) -> Decimal:
    """Read a number as newspapers write it: spaces, commas and points may part thousands."""
    compact = re.sub(r"[ \u00a0\u202f]", "", text)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", compact):
        compact = re.sub(r"[.,]", "", compact)
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d+", compact):
        compact = compact.replace(",", "")
    try:
        return Decimal(compact.replace(",", "."))
    except InvalidOperation:
        return Decimal(0)
