"""Sums of money in a passage: how much, in which currency, how exactly, and whether of one deal or of many.

A sum is a number, its scale words and a currency on either side (``$4.1 million``, ``7 млн 642 тыс. долларов``,
``7億6,500万円``, ``миллиондолларлик``). Both ends of a range are kept, and what stands around says whether it is a
bound. A number without a currency is none: years, people and megawatts are not money. Words are data
(``config/amounts.toml``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, MatchKind

from domain.match import Bound, Money
from matching.amount_tokens import Kind, Token, Tokeniser
from matching.languages.folding import fold, has_cjk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from domain.lexicon import AmountWords

MOST = 20
"""Sums that are read in one passage."""

MOST_OF_ITEM = 100
"""Sums that are read in one item; a report of ten deals names some thirty."""

LONGEST = 2_000
"""Characters that are read; a passage has 300."""

LARGEST = Decimal(10) ** 16
"""Beyond all money there is, in any currency: a number run together from others."""

_AROUND = 40
"""Characters on either side in which a qualifier belongs to the sum."""

_NEAR = 90
"""Characters on either side in which a word such as "portfolio" belongs to the sum."""

_GLUE = 2
"""Words that may stand between number and currency (``млн. американских долларов``)."""

_RANGES = frozenset({Kind.RANGE, Kind.PAIR})

_DIGIT = re.compile(r"\d")
_GROUPED = re.compile(r"\d{1,3}(?:[ ,.']\d{3})+(?:[.,]\d{1,2})?")
_ONE_GROUP = re.compile(r"\d{1,3}[,.]\d{3}")
_POINTED = re.compile(r"\d{1,3}\.\d{3}")


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A number with its scales, up to token ``end``."""

    value: Decimal
    end: int
    scale: Decimal = Decimal(1)
    spelt: bool = False


class AmountReader:
    """Reads sums; compiled once from the declared words, then without state."""

    def __init__(self, words: AmountWords) -> None:
        self._tokeniser = Tokeniser(words)
        self._currencies = _quick_look(words.currencies.values())
        self._scales = _quick_look(words.scales.values())
        self._before = {bound: _in_front(phrases) for bound, phrases in words.before.items()}
        self._after = {bound: _behind(phrases) for bound, phrases in words.after.items()}
        self._endings = {bound: _ending(phrases) for bound, phrases in words.after.items()}
        self._opened = re.compile(rf"(?<![^\W_])(?:{'|'.join(words.openers)})$")
        self._portfolio = _any_of(words.portfolio)
        self._past = _any_of(words.past)

    def amounts_in(self, text: str) -> list[Money]:
        """Return every sum of money in a passage, in order; never raises for any text."""
        folded = fold(text[:LONGEST])
        if not (_DIGIT.search(folded) or _holds(self._scales, folded)) or not _holds(self._currencies, folded):
            return []
        tokens = self._tokeniser.tokens(folded)
        found: list[Money] = []
        at = 0
        while at < len(tokens) and len(found) < MOST:
            read = self._sum_at(tokens, at, folded)
            if read is None:
                at += 1
            else:
                money, at = read
                found.append(money)
        return found

    def amounts_by_passage(self, texts: Iterable[str]) -> dict[str, list[Money]]:
        """Return the sums of each passage of one item; after ``MOST_OF_ITEM`` sums no further passage is read."""
        found: dict[str, list[Money]] = {}
        left = MOST_OF_ITEM
        for text in texts:
            if text not in found:
                found[text] = self.amounts_in(text) if left > 0 else []
                left -= len(found[text])
        return found

    def _sum_at(self, tokens: Sequence[Token], at: int, text: str) -> tuple[Money, int] | None:
        start, code = at, ""
        if tokens[at].kind is Kind.CURRENCY:
            code, at = tokens[at].text, at + 1
        low = _quantity(tokens, at)
        if low is None:
            return None
        joints = _RANGES if self._opened.search(text[: tokens[start].start].rstrip()) else _RANGES - {Kind.PAIR}
        high = _upper_end(tokens, low, code, joints)
        end = high.end if high else low.end
        behind = _currency_behind(tokens, end)
        if behind is not None:
            code, end = tokens[behind].text, behind + 1
        if not code or (low.spelt and low.scale == 1):
            return None
        money = _money(low, high, code, text[tokens[start].start : tokens[end - 1].end])
        if not 0 < money.amount < LARGEST:
            return None
        return self._qualified(money, text, tokens[start].start, tokens[end - 1].end), end

    def _qualified(self, money: Money, text: str, start: int, end: int) -> Money:
        before, after = text[max(0, start - _AROUND) : start].rstrip(), text[end : end + _AROUND].lstrip(" -")
        found = {bound for bound, words in self._before.items() if words.search(before)}
        found |= {bound for bound, words in self._after.items() if words.match(after)}
        found |= {bound for bound, words in self._endings.items() if words.search(text[start:end])}
        if Bound.ABOUT in found and len(found) == 1:
            farther = re.sub(r"[\w']+$", "", before).rstrip()
            found |= {bound for bound, words in self._before.items() if words.search(farther)}
        around = text[max(0, start - _NEAR) : end + _NEAR]
        strongest = next((bound for bound in (Bound.UP_TO, Bound.AT_LEAST, Bound.ABOUT) if bound in found), money.bound)
        return replace(
            money,
            bound=money.bound if money.bound is Bound.RANGE else strongest,
            portfolio=self._portfolio.search(around) is not None,
            past=self._past.search(around) is not None,
        )


def _quick_look(lists: Iterable[Sequence[str]]) -> AhoCorasick:
    stems = {word.rstrip("$") or word for words in lists for word in words}
    return AhoCorasick(sorted(stems), matchkind=MatchKind.Standard, store_patterns=False)


def _holds(look: AhoCorasick, folded: str) -> bool:
    return bool(look.find_matches_as_indexes(folded))


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(fold(word)) for word in words))


def _in_front(phrases: Sequence[str]) -> re.Pattern[str]:
    """Return what finds a qualifier at the end of the text before a sum; only Japanese ones may end a longer word."""
    whole = f"(?<![^\\W_])(?:{_either(phrases)})"
    grown = _either([phrase for phrase in phrases if has_cjk(phrase)])
    return re.compile(f"(?:{whole}|{grown})$" if grown else f"{whole}$")


def _behind(phrases: Sequence[str]) -> re.Pattern[str]:
    """Return what finds a qualifier at the start of the text behind a sum, past an ending of the currency."""
    return re.compile(rf"(?:\w{{0,4}} )?(?:{_either(phrases)})")


def _either(phrases: Sequence[str]) -> str:
    return "|".join(re.escape(fold(phrase)) for phrase in sorted(phrases, key=len, reverse=True))


def _ending(phrases: Sequence[str]) -> re.Pattern[str]:
    """Return what finds a qualifier grown onto the currency (``иенагача``)."""
    single = (re.escape(fold(phrase)) for phrase in phrases if phrase.isalpha())
    return re.compile(rf"\w(?:{'|'.join(single)})$")


def _upper_end(tokens: Sequence[Token], low: _Quantity, code: str, joints: frozenset[Kind]) -> _Quantity | None:
    """Return the other end of a range, if one follows; the first end may leave scale and currency to it."""
    at = low.end
    if at < len(tokens) and tokens[at].kind is Kind.CURRENCY:
        code, at = tokens[at].text, at + 1
    if at + 1 >= len(tokens) or tokens[at].kind not in joints:
        return None
    at += 1
    if tokens[at].kind is Kind.CURRENCY and tokens[at].text == code:
        at += 1
    high = _quantity(tokens, at)
    if high is None:
        return None
    lowest = low.value * (high.scale if low.scale == 1 else 1)
    return high if lowest < high.value else None


def _money(low: _Quantity, high: _Quantity | None, code: str, text: str) -> Money:
    if high is None:
        return Money(_plain(low.value), code, text)
    lowest = low.value * (high.scale if low.scale == 1 else 1)
    return Money(_plain(lowest), code, text, bound=Bound.RANGE, highest=_plain(high.value))


def _plain(value: Decimal) -> Decimal:
    """Return a whole number without the fraction's zeros that its writing left behind."""
    return Decimal(int(value)) if value == int(value) else value


def _quantity(tokens: Sequence[Token], at: int) -> _Quantity | None:
    """Return number and scales from token ``at``; smaller parts may follow larger ones (``7億6,500万``)."""
    first = _part(tokens, at)
    if first is None:
        return None
    total, last = first.value, first
    while last.scale > 1 and (further := _part(tokens, last.end)) is not None:
        joined = tokens[last.end].start == tokens[last.end - 1].end
        if not (further.scale > 1 or joined) or further.scale >= last.scale or further.value >= last.scale:
            break
        total, last = total + further.value, further
    return _Quantity(total, last.end, first.scale, first.spelt)


def _part(tokens: Sequence[Token], at: int) -> _Quantity | None:
    if at >= len(tokens) or tokens[at].kind not in (Kind.NUMBER, Kind.SPELT):
        return None
    number, end = tokens[at], at + 1
    if number.kind is Kind.SPELT and end < len(tokens) and tokens[end].kind is Kind.SPELT:
        number, end = _spelt_together(number, tokens[end]), end + 1
    end = _past_glue(tokens, end, Kind.SCALE)
    factor, local = Decimal(1), False
    while end < len(tokens) and tokens[end].kind is Kind.SCALE:
        factor, local, end = factor * tokens[end].value, local or tokens[end].local, end + 1
    value = number.value if number.kind is Kind.SPELT else _decimal(number.text, scaled=factor > 1, local=local)
    return _Quantity(value * factor, end, factor, number.kind is Kind.SPELT)


def _spelt_together(first: Token, second: Token) -> Token:
    """Return ``half a`` as a half and ``бир жарым`` (one, half) as one and a half."""
    both = first.value * second.value if first.value < 1 else first.value + second.value
    return replace(first, value=both)


def _past_glue(tokens: Sequence[Token], at: int, wanted: Kind) -> int:
    """Skip a hyphen or point before what is wanted (``4.1-million``, ``тыс. долларов``)."""
    joint = at < len(tokens) and (tokens[at].kind is Kind.POINT or tokens[at].text == "-")
    return at + 1 if joint and at + 1 < len(tokens) and tokens[at + 1].kind is wanted else at


def _currency_behind(tokens: Sequence[Token], at: int) -> int | None:
    """Return the place of the currency after a number, past a point, a hyphen and names of countries."""
    skipped = 0
    while at < len(tokens) and skipped <= _GLUE * 2:
        token = tokens[at]
        if token.kind is Kind.CURRENCY:
            return at
        if token.kind not in (Kind.COUNTRY, Kind.POINT) and token.text != "-":
            return None
        at, skipped = at + 1, skipped + 1
    return None


def _decimal(text: str, *, scaled: bool, local: bool) -> Decimal:
    """Read a number as newspapers write it: spaces, commas and points may part thousands.

    Args:
        scaled: whether a scale word follows: then a point parts the fraction (``1.450 bn``).
        local: whether that word is of a language whose comma parts the fraction (``3,232 млрд``).
    """
    if _ONE_GROUP.fullmatch(text) and ((local and "," in text) or (scaled and _POINTED.fullmatch(text))):
        return Decimal(text.replace(",", "."))
    if _GROUPED.fullmatch(text):
        fraction = re.search(r"[.,](\d{1,2})$", text)
        whole = text[: fraction.start()] if fraction else text
        digits = re.sub(r"\D", "", whole)
        return Decimal(f"{digits}.{fraction[1]}" if fraction else digits)
    return Decimal(text.replace(",", "."))
