"""Dates that count back from the moment at which they are read: "yesterday", "2 сағат бұрын", "3時間前".

They mean something only together with the time at which the document came, so whoever has none leaves them unread.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from domain.moment import Moment, Precision

if TYPE_CHECKING:
    from datetime import tzinfo

_TODAY = r"today|сегодня|бүгін|бүгүн|имрӯз|имруз|бугун|bugun|şu\sgün|bu\sgün|şugün|今日|本日|きょう"
_YESTERDAY = "yesterday|вчера|кеше|кечээ|дирӯз|дируз|кеча|kecha|düýn|昨日|きのう"
_BEFORE_YESTERDAY = "позавчера|一昨日|おととい"
_NOW = "just now|только что|たった今|жаңа ғана|азыр эле|ҳозиргина|hozirgina"

_MINUTES = "minutes?|mins?|минут[аыу]?|мин|мүнөт|дақиқа|daqiqa|minut|分(?:間)?"
_HOURS = "hours?|hrs?|час(?:а|ов)?|ч|сағат|саат|соат|soat|sagat|時間"
_DAYS = "days?|день|дня|дней|күн|рӯз|руз|кун|kun|gün|日(?:間)?"
_AGO = (
    r"ago|тому\sназад|назад|бұрын|мурун|мурда|мурдараак|пеш|қабл|пештар|олдин|аввал|oldin|avval|mundan\söň|mundan\sozal|öň"
    "|ozal|前"
)
_CLOCK = r"(?P<hour{0}>\d{{1,2}})[:.時](?P<minute{0}>\d{{2}})分?"
_AT = r"[\s,|]*(?:at|в|сағат|саат|соати?|soat|sagat|に)?\s*"

_DAY = re.compile(
    rf"""(?:{_CLOCK.format("")}[\s,|]+)?
    (?:(?P<today>{_TODAY})|(?P<yesterday>{_YESTERDAY})|(?P<before>{_BEFORE_YESTERDAY}))
    (?:{_AT}{_CLOCK.format("2")})?""",
    re.VERBOSE,
)
_COUNT = re.compile(
    rf"(?P<count>\d{{1,3}}|an?|один|одну|бір|бир|як|bir)?\s*"
    rf"(?:(?P<minutes>{_MINUTES})|(?P<hours>{_HOURS})|(?P<days>{_DAYS}))\.?\s*(?:{_AGO})"
)
_JUST_NOW = re.compile(_NOW)

_IN_TEXT = re.compile(
    rf"""(?<!\w)(?:
        \d{{1,2}}[:.]\d{{2}}[\s,|]+(?:{_TODAY}|{_YESTERDAY})
       |(?:{_TODAY}|{_YESTERDAY}){_AT}\d{{1,2}}[:時]\d{{2}}分?
       |\d{{1,3}}\s*(?:{_MINUTES}|{_HOURS})\.?\s*(?:{_AGO})
    )(?!\w)""",
    re.VERBOSE,
)


def read_relative(text: str, zone: tzinfo, served: datetime) -> Moment | None:
    """Read a date that counts back from ``served``.

    Args:
        text: lower case, in compatibility form, with single blanks.
        zone: of the source, whose day it is that "today" names.
        served: when the document came (UTC).

    Returns:
        A time where minutes, hours or a clock are named (of hours the full ones, so up to one too late), a day where
        only the day is; None for anything else.
    """
    if _JUST_NOW.fullmatch(text):
        return Moment(served, Precision.MINUTE)
    if counted := _COUNT.fullmatch(text):
        return _counted_back(counted, zone, served)
    found = _DAY.fullmatch(text)
    return _on_day(found, zone, served) if found else None


def find_relative(text: str) -> str:
    """Return the first relative date in running text that surely is one: with a clock, or in minutes or hours.

    A bare "today" stands in many a headline.

    Args:
        text: in compatibility form.
    """
    found = _IN_TEXT.search(text.casefold())
    return found.group() if found else ""


def _counted_back(found: re.Match[str], zone: tzinfo, served: datetime) -> Moment:
    digits = found["count"] or ""
    count = int(digits) if digits.isdigit() else 1
    if found["days"]:
        return _day(served.astimezone(zone) - timedelta(days=count))
    back = timedelta(minutes=count) if found["minutes"] else timedelta(hours=count)
    return Moment(served - back, Precision.MINUTE)


def _on_day(found: re.Match[str], zone: tzinfo, served: datetime) -> Moment:
    back = 0 if found["today"] else 1 if found["yesterday"] else 2
    local = served.astimezone(zone) - timedelta(days=back)
    hour, minute = found["hour"] or found["hour2"], found["minute"] or found["minute2"]
    if hour is None:
        return _day(local)
    return Moment(datetime.combine(local.date(), time(int(hour), int(minute)), zone), Precision.MINUTE)


def _day(local: datetime) -> Moment:
    return Moment(datetime.combine(local.date(), time(), UTC), Precision.DAY)
