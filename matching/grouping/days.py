"""Days, years and ordinals that a text names, in the eight languages; what a report dates its occurrence by."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHS = (
    ("янв", "jan", "қаңтар", "ýanwar", "yanv", "январ"),
    ("фев", "feb", "ақпан", "fewral", "fevral"),
    ("март", "mar", "наурыз", "mart"),
    ("апр", "apr", "сәуір", "aprel"),
    ("мая", "май", "мамыр", "may", "maý"),
    ("июн", "jun", "маусым", "iýun", "iyun"),
    ("июл", "jul", "шілде", "iýul", "iyul"),
    ("авг", "aug", "тамыз", "awgust", "avg"),
    ("сен", "sep", "қыркүйек", "sent"),
    ("окт", "oct", "қазан", "okt"),
    ("ноя", "nov", "қараша", "noýabr", "noya"),
    ("дек", "dec", "желтоқсан", "dek"),
)
"""Beginnings of month names, January first; the longest that fits counts (``мар`` would begin ``марказӣ``)."""

_BY_STEM = sorted(
    ((stem, number) for number, stems in enumerate(MONTHS, 1) for stem in stems), key=lambda each: -len(each[0])
)
_STEMS = "|".join(stem for stem, _ in _BY_STEM)
_RANGE = r"(?P<day>\d{1,2})(?:\s?[-–—]\s?(?P<until>\d{1,2}))?"
_YEAR = r"(?P<year>20\d\d|19\d\d)"
_DAY_MONTH = re.compile(
    rf"(?<![\d.,]){_RANGE}(?:-?(?:nji|njy|го|е|ші|шы|чи|ум|уми|юми))?[\s-]{{0,2}}(?P<month>{_STEMS})[^\W\d]{{0,9}}\.?"
    rf"(?:,?\s{{0,2}}{_YEAR})?"
)
_MONTH_DAY = re.compile(
    rf"(?<!\w)(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{{0,6}}\.?\s{_RANGE}(?!\d)"
    rf"(?:st|nd|rd|th)?(?:,?\s{_YEAR})?"
)
_YEAR_FIRST = re.compile(
    rf"{_YEAR}(?:\s?жыл\w{{0,6}}|-yil\w{{0,4}}|\syil\w{{0,4}}|-йил\w{{0,4}}|\sйил\w{{0,4}}|-nji\sýyl\w{{0,5}}"
    rf"|-жыл\w{{0,6}})\s{_RANGE}[\s-]{{0,2}}(?P<month>{_STEMS})"
)
_JAPANESE = re.compile(
    r"(?:(?P<year>20\d\d|19\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})(?:日?(?:[-~〜・、]|から)(?P<until>\d{1,2}))?日"
)
_JAPANESE_DAY = re.compile(
    r"(?<![\d月.,:/~〜・、-])(\d{1,2})(?:日?[-~〜・、](\d{1,2}))?日(?![間本目前後連以程時平当曜])"
)
"""A day of the month alone, as Japanese news say "on the 20th"; a term ("10日間") is none."""

_JAPANESE_MONTH = re.compile(r"\d{1,2}月\d{1,2}")
_LONE_YEAR = re.compile(
    r"(?<![\d$€¥.,])(20[0-3]\d|19[89]\d)(?![\d%.,]\d|\d)(?!\s?(?:млн|млрд|million|億|万|км|km|mw|мвт))"
)
_ORDINALS = (
    re.compile(r"第(\d{1,3})回|(\d{1,3})回目"),
    re.compile(r"(?<![\d-])(\d{1,3})(?:st|nd|rd|th)\b"),
    re.compile(r"(?<![\d-])(\d{1,3})-(?:й|я|е|го|м|ое|ая|ый|ом|ой)\b"),
    re.compile(r"(?<![\d-])(\d{1,3})-?(?:nji|njy|инчи|нчи|inchi|nchi|чи|чу|үнчү|ші|шы|інші|уми|юми)\b"),
)
_WRITTEN = (
    (
        r"\bfirst\b|\binaugural|\bперв(?:ый|ая|ое|ого|ой|ом|ую|ые)\b|\bбиринч|\bбірінші|\bалғашқы|\bилк\b|\bilk\b"
        r"|\bаввалин|\bнахуст|\bbirinj|\bilkinji|\bbirinchi|初の|初めての|алгачкы"
    ),
    r"\bsecond\b(?! world)|\bвтор(?:ой|ая|ое|ого|ом|ую)\b|\bекінші|\bэкинч|\bдуюм|\bдувум|\bikinj|\bikkinch|\bиккинч",
    r"\bthird\b|\bтреть(?:ий|я|е|его|ей|ем|ю)\b|\bтрети(?:й|м)\b|\bүшінші|\bүчүнчү|\bсеюм|\büçünji|\buchinchi|\bучинчи",
    r"\bfourth\b|\bчетверт(?:ый|ая|ое|ого|ой|ом)\b|\bтөртінші|\bтөртүнчү|\bчорум|\bdördünji|\bto'rtinchi|\bтўртинчи",
    r"\bfifth\b|\bпят(?:ый|ая|ое|ого|ой|ом)\b|\bбесінші|\bбешинчи|\bпанҷум|\bbäşinji|\bbeshinchi",
    r"\bsixth\b|\bшест(?:ой|ая|ое|ого|ом)\b|\bалтыншы|\bалтынчы|\bшашум|\baltynjy|\boltinchi|\bолтинчи",
    r"\bseventh\b|\bседьм(?:ой|ая|ое|ого|ом)\b",
    r"\beighth\b|\bвосьм(?:ой|ая|ое|ого|ом)\b",
    r"\bninth\b|\bдевят(?:ый|ая|ое|ого|ой|ом)\b",
    r"\btenth\b|\bдесят(?:ый|ая|ое|ого|ой|ом)\b",
)
_WRITTEN_ORDINALS = tuple(re.compile(pattern) for pattern in _WRITTEN)
_ROMAN = re.compile(r"\b(?=[IVX]{2,6}\b)(X{0,3})(IX|IV|V?I{0,3})\b")
_LAST_DAY = 31
_LONGEST_RANGE = 10
"""Days of an event; a longer range is a term, not a date."""

MOST = 24
"""Dates that are read off one text."""


def folded(text: str) -> str:
    """Return text in the shape these patterns read."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return plain.replace("\u02bb", "'").replace("\u02bc", "'").replace("\u2018", "'").replace("\u2019", "'")


def days_in(text: str) -> set[str]:
    """Return the days that a folded text names: ``2025-09-16``, without a year ``09-16``, without a month ``16``."""
    found: set[str] = set()
    for pattern in (_YEAR_FIRST, _JAPANESE, _DAY_MONTH, _MONTH_DAY):
        for match in islice(pattern.finditer(text), MOST):
            values = match.groupdict()
            month = int(values["month"]) if values["month"].isdigit() else _month(values["month"])
            found.update(_span(int(values["day"]), values.get("until"), month, values.get("year")))
        text = pattern.sub(" ", text)
    for match in islice(_JAPANESE_DAY.finditer(text), MOST):
        found.update(f"{int(day):02}" for day in match.groups() if day and 0 < int(day) <= _LAST_DAY)
    return found


def years_in(text: str) -> set[int]:
    """Return the years that a folded text names."""
    return {int(year) for year in islice((match[1] for match in _LONE_YEAR.finditer(text)), MOST)}


def ordinals_in(text: str) -> set[int]:
    """Return which in a row a text says its meeting is ("ninth" is 9); dates are no ordinals."""
    plain = without_dates(folded(text))
    found = {int(next(filter(None, match.groups()))) for pattern in _ORDINALS for match in pattern.finditer(plain)}
    found |= {number for number, pattern in enumerate(_WRITTEN_ORDINALS, 1) if pattern.search(plain)}
    found |= {_roman(match[0]) for match in _ROMAN.finditer(text)}
    return {number for number in found if 0 < number < 100}  # noqa: PLR2004 - what is counted in meetings


def without_dates(text: str) -> str:
    """Return a folded text with its dates and years blanked, for whoever reads other numbers."""
    for pattern in (_YEAR_FIRST, _JAPANESE, _DAY_MONTH, _MONTH_DAY, _JAPANESE_MONTH, _JAPANESE_DAY, _LONE_YEAR):
        text = pattern.sub(" ", text)
    return text


def _month(word: str) -> int:
    return next(number for stem, number in _BY_STEM if word.startswith(stem))


def _span(first: int, until: str | None, month: int, year: str | None) -> Iterator[str]:
    last = int(until) if until else first
    if not first <= last <= first + _LONGEST_RANGE:
        last = first
    for day in range(first, last + 1):
        try:
            # A leap year, so that the 29th of February without a year is a day.
            known = date(int(year or 2024), month, day)
        except ValueError:
            continue
        yield known.isoformat() if year else f"{month:02}-{day:02}"


def _roman(text: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in text]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
