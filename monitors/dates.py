"""From the date texts of publishers to moments.

The known forms are read here; the parsing library is asked last, for it knows no Japanese or Russian, takes zones that
it does not know for UTC (nine hours off for JST) and reads 2016/6/29 as another day. What says no year, or only how
long ago it was, is read by the day on which the document came.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

from domain.moment import Moment, Precision
from monitors.date_words import ERAS, OF_YEAR, ORDINAL, ZONES, month_of
from monitors.relative_dates import read_relative

if TYPE_CHECKING:
    from collections.abc import Callable

EARLIEST_YEAR = 2000
FUTURE_ALLOWED = timedelta(hours=1)
"""A clock may go wrong by so much; what is dated later has a wrong date (design rule 17)."""

_LONGEST = 100
_CENTURY_TURN = 50
"""Two-digit years below it are of this century (RFC 2822, section 4.3)."""
_MONTHS_IN_YEAR = 12
_NOON = 12
_MIDNIGHT_AFTER = 24
"""Some write midnight as the end of a day (ISO 8601, 4.2.3)."""

_WORD = r"([^\W\d_]{2,14})"
_COARSE = re.compile(r"\d{4}(?:[-/.]\d{1,2})?|\d{4}年(?:\d{1,2}月)?")
_C_TIME = re.compile(
    rf"(?:{_WORD},?\s+)?{_WORD}\s+(\d{{1,2}})\s+(\d{{1,2}}:\d{{2}}(?::\d{{2}})?)(?:\s+([a-z]{{3,4}}))?\s+(\d{{4}})"
)
_LEADING_WORD = re.compile(r"[^\W\d_]+\.?(?:[,:]\s*|\s+)(?=\S)")
_LEADING_TIME = re.compile(r"(\d{1,2}:\d{2}(?::\d{2})?),?\s+(?=\S)")

_KANJI_DIGITS = "〇一二三四五六七八九"
_KANJI_NUMBER = re.compile(
    rf"[{_KANJI_DIGITS}零]*十?[{_KANJI_DIGITS}零]+(?=\s*[年月日時分])|[{_KANJI_DIGITS}]?十(?=\s*[年月日時分])"
)
_YEARLESS = re.compile(
    rf"(?P<month>\d{{1,2}})月\s*(?P<day>\d{{1,2}})日|(?P<day2>\d{{1,2}}){ORDINAL}[\s\-]+(?P<word>[^\W\d_]{{3,14}})\.?"
)

_TIME = re.compile(
    r"""(?:t|[\s,\-|]|г\.|год[ау]?|г\b|йил|жылы?|жыл|ж\.|ж\b|yil|ýyly?|at\b|в\b|соати?|soat|saat|sagat|сағат|саат
        |kuni|куни|күні|күнү|güni|付け?|発表|公表|公開|掲載|更新|\([^()]{1,8}\)|[月火水木金土日](?:曜日?)?)*
    (?:
        (?P<half>午前|午後)?\s*(?P<hour>\d{1,2})
        (?:[:.時](?P<minute>\d{1,2})?分?(?:[:.]?(?P<second>\d{2})秒?(?:[.,]\d{1,9})?)?
           |(?<=t\d\d)(?P<minute2>\d\d)(?P<second2>\d\d)?(?:[.,]\d{1,9})?)
        \s*(?:(?P<meridiem>[ap])\.?m\b\.?)?
    )?
    \s*(?:\(?(?P<zone>[^\W\d_]{1,5})?\s*(?P<sign>[+\-\u2212])?(?(sign)(?P<ahead>\d{1,2})(?::?(?P<ahead2>\d{2}))?)\)?)?
    \s*(?:\([^()]{1,40}\))?""",
    re.VERBOSE,
)


def parse_date(text: str, zone: tzinfo, guess: datetime | None, served: datetime | None = None) -> Moment | None:
    """Read a publication date.

    Args:
        text: as published: RFC 822, ISO 8601, numeric, Japanese with or without era, or with a month's name in one of
            the languages of ``date_words``; with or without time and zone.
        zone: of the source, for times without zone.
        guess: reading of the parsing library, used only for forms that are not known here; it makes up what
            it does not find, so the text has to hold at least its year.
        served: when the document came (UTC); None leaves unread what says no year, "yesterday" or "an hour ago".

    Returns:
        A time with precision MINUTE, or a calendar day with precision DAY that no zone has shifted; None for an
        empty or impossible date, for one that names no day, and for one that neither we nor the library can read.
    """
    folded = _counted(" ".join(unicodedata.normalize("NFKC", text[:_LONGEST]).casefold().split()))
    if not folded or _COARSE.fullmatch(folded):
        return None
    try:
        moment = _read(folded, zone)
        if moment is None and served is not None:
            moment = read_relative(folded, zone, served) or _read_yearless(folded, zone, served)
    except (ValueError, OverflowError):
        return None
    if moment is None and guess and str(guess.year) in folded:
        return Moment(guess, Precision.MINUTE)
    return moment


def publication(text: str, guess: datetime | None, zone: tzinfo, now: datetime) -> Moment:
    """Return when an item was published; the present with precision UNKNOWN where its date cannot be believed.

    Not believed is a date more than an hour in the future, before 2000, or unparsable; every other is, however old.

    Args:
        text, guess, zone: as for ``parse_date``.
        now: when the item was first seen (UTC).
    """
    moment = parse_date(text, zone, guess, now)
    if moment is None or moment.at.year < EARLIEST_YEAR or _is_future(moment, zone, now):
        return Moment(now, Precision.UNKNOWN)
    return moment


def _is_future(moment: Moment, zone: tzinfo, now: datetime) -> bool:
    latest = now + FUTURE_ALLOWED
    if moment.precision is Precision.DAY:
        return moment.at.date() > latest.astimezone(zone).date()
    return moment.at > latest


def _read(text: str, zone: tzinfo) -> Moment | None:
    """Read the text as it stands, then with its time moved behind the date, then without a day's name before it."""
    if found := _C_TIME.fullmatch(text):
        text = f"{found[2]} {found[3]}, {found[6]} {found[4]} {found[5] or ''}".rstrip()
    moment = _read_date_first(text, zone)
    if moment is None and (time := _LEADING_TIME.match(text)):
        moment = _read_date_first(f"{text[time.end() :]} {time[1]}", zone)
    if moment is None and (word := _LEADING_WORD.match(text)):
        moment = _read_date_first(text[word.end() :], zone)
    return moment


def _read_yearless(text: str, zone: tzinfo, served: datetime) -> Moment | None:
    """Read a day without a year as the last such day before the one after the document came."""
    latest = (served + timedelta(days=1)).astimezone(zone).date()
    found = _YEARLESS.match(text)
    if found is None:
        return None
    month = int(found["month"]) if found["month"] else month_of(found["word"])
    day = int(found["day"] or found["day2"])
    if month is None:
        return None
    year = latest.year if (month, day) <= (latest.month, latest.day) else latest.year - 1
    return _with_time(_day_month_year(str(day), str(month), str(year)), text[found.end() :], zone)


def _counted(text: str) -> str:
    """Return Japanese text with the numbers of its dates as digits (令和八年八月十四日)."""
    return _KANJI_NUMBER.sub(_digits_of, text) if "年" in text or "月" in text else text


def _digits_of(found: re.Match[str]) -> str:
    number = found.group().replace("零", "〇")
    if "十" not in number:
        return "".join(str(_KANJI_DIGITS.index(each)) for each in number)
    tens, _, ones = number.partition("十")
    return str((_KANJI_DIGITS.index(tens) if tens else 1) * 10 + (_KANJI_DIGITS.index(ones) if ones else 0))


def _read_date_first(text: str, zone: tzinfo) -> Moment | None:
    for form, to_day in _FORMS:
        found = form.match(text)
        day = to_day(found) if found else None
        if found and day:
            return _with_time(day, text[found.end() :], zone)
    return None


def _with_time(day: datetime, rest: str, zone: tzinfo) -> Moment | None:
    """Add the time of day in ``rest`` to the day; None if there is anything else in it."""
    found = _TIME.fullmatch(rest)
    if found is None:
        return None
    if found["hour"] is None:
        return Moment(day.replace(tzinfo=UTC), Precision.DAY)
    local = datetime.combine(day + timedelta(days=_hour(found) // _MIDNIGHT_AFTER), _time_of_day(found))
    return Moment(local.replace(tzinfo=_zone(found, zone)), Precision.MINUTE)


def _time_of_day(found: re.Match[str]) -> time:
    """Return the time; a leap second becomes the one before it, and hour 24 the first of the next day."""
    minute = int(found["minute"] or found["minute2"] or 0)
    second = int(found["second"] or found["second2"] or 0)
    hour = _hour(found)
    if hour == _MIDNIGHT_AFTER and not minute:
        hour = 0
    return time(hour, minute, min(second, 59))


def _hour(found: re.Match[str]) -> int:
    hour = int(found["hour"])
    if found["meridiem"]:
        return hour % _NOON + (_NOON if found["meridiem"] == "p" else 0)
    return hour + _NOON if found["half"] == "午後" and hour < _NOON else hour


def _zone(found: re.Match[str], own: tzinfo) -> tzinfo:
    """Return the zone of a stamp; the source's own where it names none, or one that nobody knows."""
    if found["sign"] is None:
        return ZONES.get(found["zone"] or "", own)
    ahead = timedelta(hours=int(found["ahead"]), minutes=int(found["ahead2"] or 0))
    return timezone(ahead if found["sign"] == "+" else -ahead)


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == len("2025"):
        return year
    return year + (2000 if year < _CENTURY_TURN else 1900)


def _day_month_year(day: str, month: str, year: str) -> datetime:
    return datetime(_year(year), int(month), int(day))  # noqa: DTZ001 - a calendar day has no zone


def _named_month(day: str, word: str, year: str) -> datetime | None:
    month = month_of(word)
    return _day_month_year(day, str(month), year) if month else None


def _japanese(found: re.Match[str]) -> datetime:
    era, year, month, day = found.groups()
    counted = 1 if year == "元" else int(year)
    return _day_month_year(day, month, str(counted + ERAS[era] if era else counted).zfill(4))


def _slashed(found: re.Match[str]) -> datetime | None:
    """Read 20/12/2025 and 12/20/2025; where both parts could be the month, nobody can tell."""
    first, second, year = found.groups()
    if int(first) > _MONTHS_IN_YEAR or first == second:
        return _day_month_year(first, second, year)
    if int(second) > _MONTHS_IN_YEAR:
        return _day_month_year(second, first, year)
    raise ValueError(f"day or month first: {found.group()!r}")


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], datetime | None]], ...] = (
    (
        re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)"),
        lambda found: _day_month_year(found[4], found[3], found[1]),
    ),
    (
        re.compile(
            rf"(\d{{1,2}}){ORDINAL}[\s\-.,/]*{_WORD}\.?[\s\-.,/]*(?:соли\s+)?(\d{{4}}|\d{{2}})(?![\d:])(?:-?nji|-?njy)?"
        ),
        lambda found: _named_month(found[1], found[2], found[3]),
    ),
    (
        re.compile(r"(令和|平成|昭和)?\s*(元|\d{1,4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"),
        _japanese,
    ),
    (
        re.compile(r"([rhs])(元|\d{1,2})[.年](\d{1,2})[.月](\d{1,2})日?(?!\d)"),
        _japanese,
    ),
    (
        re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)"),
        lambda found: _day_month_year(found[3], found[2], found[1]),
    ),
    (
        re.compile(r"(\d{1,2})([.\-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)"),
        lambda found: _day_month_year(found[1], found[3], found[4]),
    ),
    (
        re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)"),
        _slashed,
    ),
    (
        re.compile(rf"{_WORD}\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)"),
        lambda found: _named_month(found[2], found[1], found[3]),
    ),
    (
        re.compile(rf"(\d{{4}})[\s,\-]*{OF_YEAR}(\d{{1,2}}){ORDINAL}[\s\-]*{_WORD}"),
        lambda found: _named_month(found[2], found[3], found[1]),
    ),
    (
        re.compile(
            rf"(\d{{4}})[\s,\-]*{OF_YEAR}{_WORD}\s+(?:aýynyň|айының|айынын|oyining|ойининг)\s+(\d{{1,2}})(?:-?\w{{1,5}})?"
        ),
        lambda found: _named_month(found[3], found[2], found[1]),
    ),
    (
        re.compile(rf"(\d{{4}})[\s.,\-]+{_WORD}\.?[\s,\-]+(\d{{1,2}})(?![\d:])"),
        lambda found: _named_month(found[3], found[2], found[1]),
    ),
)
"""How a date may begin, the commonest first, each with its reading; a name that is no month's gives None."""
