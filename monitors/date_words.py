"""Words of dates: months in the languages we read, abbreviations of zones, Japanese eras."""

from __future__ import annotations

from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_MONTHS_BY_LANGUAGE = (
    "january february march april may june july august september october november december",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "январ феврал март апрел май июн июл август сентябр октябр ноябр декабр",
    "январи феврали марти апрели майи июни июли августи сентябри октябри ноябри декабри",
    "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr",
    "yanvar fevral mart aprel may iyun iyul avgust sentyabr oktyabr noyabr dekabr",
    "ýanwar fewral mart aprel maý iýun iýul awgust sentýabr oktýabr noýabr dekabr",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "янв фев мар апр мая июн июл авг сен окт ноя дек",
    "qaz feb mar apr may jun jul aug sept okt noy dek",
)

MONTHS = {word: number for words in reversed(_MONTHS_BY_LANGUAGE) for number, word in enumerate(words.split(), 1)} | {
    "сент": 9,
    "нояб": 11,
    "февр": 2,
}
"""Number of a month by its name in lower case: English, Russian (of and in the month, and short), Tajik and Uzbek
(both scripts), Kazakh, Turkmen; Kyrgyz news uses the Russian names."""

ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "r": 2018, "h": 1988, "s": 1925}
"""Year before the first of an era (令和元年 = 2019)."""

_HOURS = {
    "z": 0,
    "ut": 0,
    "utc": 0,
    "gmt": 0,
    "wet": 0,
    "bst": 1,
    "cet": 1,
    "west": 1,
    "cest": 2,
    "eet": 2,
    "eest": 3,
    "msk": 3,
    "мск": 3,
    "msd": 4,
    "uzt": 5,
    "tjt": 5,
    "tmt": 5,
    "kgt": 6,
    "jst": 9,
    "kst": 9,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
}

ZONES: dict[str, tzinfo] = {
    **{name: timezone(timedelta(hours=hours)) for name, hours in _HOURS.items()},
    "almt": ZoneInfo("Asia/Almaty"),
}
"""Zone by its abbreviation in lower case (RFC 822, section 5, and those of our publishers); Almaty changed its offset
in 2024 and kept the abbreviation."""
