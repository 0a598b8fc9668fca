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
    "yan fev mart apr may iyun iyul avg sent okt noy dek",
    "yanwar fewral mart aprel may iyun iyul awgust sentyabr oktyabr noyabr dekabr",
    "қаң ақп нау сәу мам мау шіл там қыр қаз қар жел",
)

MONTHS = {word: number for words in reversed(_MONTHS_BY_LANGUAGE) for number, word in enumerate(words.split(), 1)} | {
    "сент": 9,
    "нояб": 11,
    "февр": 2,
    "sept": 9,
}
"""Number of a month by its name in lower case: English, Russian (of and in the month, and short), Kazakh (and short),
Tajik, Uzbek (both scripts) and Turkmen (also in plain letters); Kyrgyz uses the Russian names."""

_ENDINGS = (
    *("ындағы", "індегі", "ындагы", "ундагы", "үндөгү", "дағы", "дегі", "тағы", "тегі", "дагы", "тагы", "даги"),
    *("ында", "інде", "унда", "үндө", "ундо", "инда", "ынын", "унун", "ының", "інің", "дың", "дің", "тың", "тің"),
    *("нинг", "ынан", "інен", "дан", "ден", "тан", "тен", "да", "де", "та", "те", "ы", "і", "у", "ү", "и"),
    *("yndaky", "ynda", "ynyň", "inde", "iniň", "dagi", "ning", "ndan", "dan", "da", "de", "ta", "te", "yň", "iň"),
    *("y", "i"),
)
"""Case and possession on the name of a month: Kazakh, Kyrgyz and Uzbek in Cyrillic, then Turkmen and Uzbek in Latin."""

_SHORTEST_STEM = 3


def month_of(word: str) -> int | None:
    """Return the number of the month that ``word`` (lower case, in any case of its language) names, or None."""
    if word in MONTHS:
        return MONTHS[word]
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST_STEM and stem in MONTHS:
            return MONTHS[stem]
    return None


ORDINAL = r"(?:st|nd|rd|th|-?(?:го|е|уми|ум|юми|nji|njy|нчи|нчы|нчу|нчү|чи|чы|чу|чү|inchi|инчи|ші|шы))?"
"""Endings of a day's number."""

OF_YEAR = (
    r"(?:-?(?:nji|njy|нчи|нчы|жылдын|жылдың|жылғы|жылкы|жылы|жыл|ж\.|йилнинг|йилги|йили|йил|yilning|yilgi|yili|yil"
    r"|ýylyň|ýyly|ýyl|y\.)[\s,\-]*)+"
)
"""What stands after a year that comes first: "of the year", in the Turkic languages."""

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
