"""Dates of a list's rows: found in running text, and given the year that stands elsewhere on the page."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from monitors.date_words import ERAS, OF_YEAR, ORDINAL, month_of
from monitors.relative_dates import find_relative

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
_BEFORE = rf"(?<![\w./-])(?:{_CLOCK},?\s+)?"
_AFTER = rf"(?!\d)(?:[\s,|/–-]{{1,3}}{_CLOCK}(?!\d))?"
_NUMBERS = re.compile(
    rf"""{_BEFORE}
    (?:\d{{4}}([-/.])\d{{1,2}}\1\d{{1,2}}(?:[Tt]{_CLOCK}(?:[Zz]|[+-]\d\d:?\d\d)?)?
      |\d{{1,2}}([-/.])\d{{1,2}}\2\d{{4}}
    ){_AFTER}""",
    re.VERBOSE,
)
_JAPANESE = re.compile(
    rf"(?:(?:令和|平成)\s*(?:元|\d{{1,2}})|(?<!\d)\d{{4}})\s*年\s*\d{{1,2}}\s*月\s*\d{{1,2}}\s*日(?:[\s,]{{1,3}}{_CLOCK})?"
)
_WORD = r"(?P<month{}>[^\W\d_]{{3,14}})"
_WORDS = re.compile(
    rf"""{_BEFORE}
    (?:\d{{1,2}}{ORDINAL}[\s-]*{_WORD.format(1)}\.?[\s,-]*(?:соли\s+)?\d{{4}}
      |{_WORD.format(2)}\.?\s*\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}
      |\d{{4}}[\s,-]*{OF_YEAR}\d{{1,2}}{ORDINAL}[\s-]*{_WORD.format(3)}
    ){_AFTER}""",
    re.VERBOSE,
)
"""A day with its year, and the time that stands before or after it; a word between numbers need not be a month."""

_FOUR_OR_ERA = re.compile(r"\d{4}|年")
"""Part of every date that names its year; most rows lack it and are spared the rest."""

_YEARLESS = re.compile(r"(?<![\d年/.-])(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_YEAR = re.compile(r"(令和|平成)\s*(元|\d{1,2})\s*年(?!度)|(20\d{2})\s*年(?!度)")

_HALF_A_YEAR = 6
"""Months: a step wider than that in a list leads over the turn of the year."""
_CLOCKS_APART = timedelta(days=1)
"""Between the server's UTC and the publisher's calendar, with a day's grace for items announced ahead."""
_JANUARY = 1


def find_date(text: str) -> str:
    """Return the first date with a year in ``text``, with its time if it has one; empty if there is none.

    Where no year stands, a date that counts back from the present ("сегодня, 14:05", "3 hours ago") will do.
    """
    folded = _folded(text)
    found = _with_year_in(folded) if _FOUR_OR_ERA.search(folded) else []
    return min(found, key=re.Match.start).group().strip() if found else find_relative(folded)


def _with_year_in(text: str) -> list[re.Match[str]]:
    worded = (found for found in _WORDS.finditer(text) if month_of(found[found.lastgroup or 0].casefold()))
    return [found for found in (_NUMBERS.search(text), _JAPANESE.search(text), next(worded, None)) if found]


def find_year(text: str) -> int | None:
    """Return the first calendar year in Japanese ``text``; fiscal years (年度) are none."""
    found = _YEAR.search(_folded(text))
    if found is None:
        return None
    if found[3]:
        return int(found[3])
    return ERAS[found[1]] + (1 if found[2] == "元" else int(found[2]))


class Calendar:
    """Dates the rows of one page, in document order.

    A row has its date itself, or a heading above has it. Where only month and day are given (8月19日), the year is that
    of the last heading which named one, else the page's, else the latest in which the day is not yet to come; from
    row to row it changes where the months leap.

    Args:
        year: of the list as the page names it, or None.
        served_at: when the page was answered, by the server's clock (UTC); None if it does not say.
    """

    def __init__(self, year: int | None, served_at: datetime | None) -> None:
        self._year = year
        self._served = served_at.date() if served_at else None
        self._month: int | None = None
        self._is_settled = False
        self._above = ""

    def pass_heading(self, text: str) -> None:
        """Take in a heading; it dates the rows below it until the next one."""
        year = find_year(text)
        if year is not None:
            self._year, self._month, self._is_settled = year, None, True
        self._above = self._date_in(text)

    def date_of(self, text: str) -> str:
        """Return the date of a row, given its text; that of the heading above if it has none, else empty."""
        return self._date_in(text) or self._above

    def _date_in(self, text: str) -> str:
        if complete := find_date(text):
            return complete
        found = _YEARLESS.search(_folded(text))
        return self._with_year(int(found[1]), int(found[2])) if found else ""

    def _with_year(self, month: int, day: int) -> str:
        if not self._is_settled:
            self._settle(month, day)
        elif self._year is not None and self._month is not None:
            leap = month - self._month
            self._year += (leap < -_HALF_A_YEAR) - (leap > _HALF_A_YEAR)
        self._month = month
        return f"{self._year}年{month}月{day}日" if self._year is not None else ""

    def _settle(self, month: int, day: int) -> None:
        """Decide on the year of the first day of the list.

        In January a page may still name the old year though its news is of the new one; the server's clock tells.
        """
        self._is_settled = True
        if self._served is None:
            return
        latest = (self._served + _CLOCKS_APART).timetuple()[:3]
        newest = latest[0] if (month, day) <= latest[1:] else latest[0] - 1
        if self._year is None or (self._served.month == _JANUARY and self._year == newest - 1 and month == _JANUARY):
            self._year = newest


def date_from_groups(found: re.Match[str]) -> str:
    """Return the date in an address as ``YYYY-MM-DD``; empty if it is none.

    Args:
        found: with the groups year (two or four digits), month and day.
    """
    try:
        year, month, day = (int(found[name]) for name in ("year", "month", "day"))
        return date(year + 2000 if len(found["year"]) == len("26") else year, month, day).isoformat()
    except (TypeError, ValueError):
        return ""


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
