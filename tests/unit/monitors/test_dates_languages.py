"""Dates in the forms of the eight languages: tables, and the law that a date written out is read back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.moment import Moment, Precision
from monitors.dates import parse_date, publication
from monitors.parsers.list_dates import find_date

ASTANA = ZoneInfo("Asia/Almaty")
TOKYO = ZoneInfo("Asia/Tokyo")
SERVED = datetime(2026, 8, 14, 20, 30, tzinfo=UTC)
"""The 15th in Central Asia and in Japan."""

DAY = "2026-08-15"
AT = "2026-08-15 14:05"

FORMS = {
    "en": {
        DAY: [
            *("15 August 2026", "August 15, 2026", "Aug. 15, 2026", "15th August, 2026", "Saturday, 15 August 2026"),
            *("15-Aug-2026", "2026 August 15", "Sat Aug 15 2026", "Published: 15 August 2026", "AUGUST 15 2026"),
        ],
        AT: [
            *("15 August 2026, 14:05", "August 15, 2026 2:05 PM", "Aug 15, 2026 at 2:05 p.m.", "14:05, 15 August 2026"),
            *("Sat Aug 15 14:05:00 2026", "15/08/2026 14:05", "2026-08-15T14:05:00", "Sat, 15 Aug 2026 14:05:00"),
        ],
    },
    "ru": {
        DAY: [
            *(
                "15 августа 2026",
                "15 августа 2026 г.",
                "15 августа 2026 года",
                "15 авг. 2026",
                "15.08.2026",
                "15.08.26",
            ),
            *("Суббота, 15 августа 2026", "суббота 15 августа 2026 г.", "15-го августа 2026 года", "15 АВГУСТА 2026"),
            *("Дата: 15.08.2026", "Опубликовано 15 августа 2026", "август 15, 2026", "15 август 2026"),
        ],
        AT: [
            *("15 августа 2026, 14:05", "14:05, 15 августа 2026", "15.08.2026 14:05", "15.08.2026 в 14:05"),
            *("15 августа 2026 года в 14:05", "14:05 15.08.2026", "15 авг 2026 | 14:05", "15.08.2026, 14:05:00"),
        ],
    },
    "ja": {
        DAY: [
            *(
                "2026年8月15日",
                "２０２６年８月１５日（土）",
                "令和8年8月15日",
                "令和８年８月15日(土曜日)",
                "平成38年8月15日",
            ),
            *("R8.8.15", "令和八年八月十五日", "二〇二六年八月十五日", "2026/8/15", "2026.08.15", "昭和101年8月15日"),
            *("2026 年 8 月 15 日", "2026年8月15日発表", "令和8年8月15日付", "2026年8月15日公表"),
        ],
        AT: [
            *("2026年8月15日 14時05分", "2026年8月15日（土） 午後2時5分", "令和8年8月15日14:05", "2026/08/15 14:05"),
            *("二〇二六年八月十五日 十四時五分", "Sat, 15 Aug 2026 14:05:00"),
        ],
    },
    "kk": {
        DAY: [
            *(
                "15 тамыз 2026",
                "2026 жылғы 15 тамыз",
                "15 тамыз, 2026 ж.",
                "2026 жылдың 15 тамызы",
                "15 тамыз 2026 жыл",
            ),
            *("2026 жылғы 15 тамызда", "2026 ж. 15 тамыз", "15 там 2026", "Сенбі, 15 тамыз 2026", "15-ші тамыз 2026"),
        ],
        AT: [
            *("15 тамыз 2026, 14:05", "14:05, 15 тамыз 2026", "2026 жылғы 15 тамыз 14:05"),
            *("15 тамыз 2026 сағат 14:05", "15 тамыз 2026 ж. 14:05"),
        ],
    },
    "ky": {
        DAY: [
            *(
                "15-август, 2026",
                "2026-жылдын 15-августу",
                "15-август 2026-жыл",
                "2026-жыл, 15-август",
                "15 август 2026",
            ),
            *("2026-жылдын 15-августунда", "Ишемби, 15-август 2026", "2026-ж. 15-август", "15 августа 2026"),
        ],
        AT: [
            *("15-август, 2026 14:05", "14:05, 15-август, 2026", "2026-жылдын 15-августу саат 14:05"),
            "15.08.2026 14:05",
        ],
    },
    "tg": {
        DAY: [
            *("15 августи 2026", "15 августи соли 2026", "15-уми августи соли 2026", "15 август 2026", "15.08.2026"),
            *("Шанбе, 15 августи 2026", "15-августи 2026", "Август 15, 2026"),
        ],
        AT: [
            "15 августи 2026, 14:05",
            "14:05, 15 августи 2026",
            "15 августи соли 2026 соати 14:05",
            "15.08.2026 14:05",
        ],
    },
    "tk": {
        DAY: [
            *("15 awgust 2026", "2026-njy ýylyň 15-nji awgusty", "15-nji awgust 2026", "15-nji awgust, 2026-njy ýyl"),
            *("2026-njy ýylyň awgust aýynyň 15-i", "15.08.2026", "2026 ýylyň 15 awgusty", "Şenbe, 15 awgust 2026"),
            "2026-njy ýylyň 15-nji awgustynda",
        ],
        AT: [
            "15 awgust 2026 14:05",
            "15.08.2026 | 14:05",
            "2026-njy ýylyň 15-nji awgusty, sagat 14:05",
            "14:05 15.08.2026",
        ],
    },
    "uz": {
        DAY: [
            *(
                "2026-yil 15-avgust",
                "15-avgust, 2026-yil",
                "15 avgust 2026",
                "2026 yil 15 avgust",
                "15-avgust 2026 yil",
            ),
            *("2026-yilning 15-avgusti", "15-avgustda 2026", "Shanba, 15-avgust 2026"),
            *(
                "2026 йил 15 август",
                "2026-йил 15-август",
                "15 август 2026 йил",
                "2026 йилнинг 15 августи",
                "15 avg 2026",
            ),
        ],
        AT: [
            *("2026-yil 15-avgust, 14:05", "15-avgust 2026, 14:05", "14:05, 15.08.2026"),
            *("2026 йил 15 август, 14:05", "2026-yil 15-avgust soat 14:05", "15.08.2026 14:05"),
        ],
    },
}

CASES = [
    (language, expected, text)
    for language, table in FORMS.items()
    for expected, texts in table.items()
    for text in texts
]


@pytest.mark.parametrize(("language", "expected", "text"), CASES, ids=[f"{case[0]} {case[2]}" for case in CASES])
def test_a_date_is_read_in_the_forms_of_its_language(language: str, expected: str, text: str) -> None:
    zone = TOKYO if language == "ja" else ASTANA
    moment = parse_date(text, zone, None)
    assert moment is not None
    if expected == DAY:
        assert moment == Moment(datetime(2026, 8, 15, tzinfo=UTC), Precision.DAY)
    else:
        assert moment == Moment(datetime(2026, 8, 15, 14, 5, tzinfo=zone), Precision.MINUTE)


def test_the_tables_hold_more_than_a_hundred_and_twenty_dates() -> None:
    assert len(set(CASES)) == len(CASES) > 120
    assert set(FORMS) == {"en", "ru", "ja", "kk", "ky", "tg", "tk", "uz"}


TODAY = [
    *("today", "Сегодня", "бүгін", "бүгүн", "имрӯз", "bugun", "бугун", "şu gün", "今日", "本日"),
]
YESTERDAY = ["yesterday", "Вчера", "кеше", "кечээ", "дирӯз", "kecha", "кеча", "düýn", "昨日"]
AN_HOUR_AGO = [
    *("1 hour ago", "an hour ago", "час назад", "1 час назад", "1 сағат бұрын", "1 саат мурун", "1 соат пеш"),
    *(
        "1 soat oldin",
        "1 соат олдин",
        "1 sagat öň",
        "1時間前",
        "60 минут назад",
        "60 minutes ago",
        "60分前",
        "60 мин. назад",
    ),
    *("60 мүнөт мурда", "60 дақиқа пеш", "60 daqiqa oldin", "60 minut mundan öň", "60 минут бұрын"),
]
TWO_DAYS_AGO = [
    *("2 days ago", "2 дня назад", "позавчера", "2 күн бұрын", "2 күн мурун", "2 рӯз пеш", "2 kun oldin", "2 gün öň"),
    *("2日前", "一昨日", "2 кун аввал"),
]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *((text, 15) for text in TODAY),
        *((text, 14) for text in YESTERDAY),
        *((text, 13) for text in TWO_DAYS_AGO),
    ],
)
def test_a_day_counted_back_is_that_of_the_source_s_calendar(text: str, day: int) -> None:
    assert parse_date(text, ASTANA, None, SERVED) == Moment(datetime(2026, 8, day, tzinfo=UTC), Precision.DAY)


@pytest.mark.parametrize("text", AN_HOUR_AGO)
def test_a_time_counted_back_starts_where_the_document_came(text: str) -> None:
    assert parse_date(text, ASTANA, None, SERVED) == Moment(SERVED - timedelta(hours=1), Precision.MINUTE)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *(("Сегодня, 00:05", 15), ("Вчера в 14:05", 14), ("14:05, сегодня", 15), ("today 14:05", 15)),
        *(
            ("yesterday at 14:05", 14),
            ("kecha, 14:05", 14),
            ("бүгін 00:05", 15),
            ("今日 00:05", 15),
            ("昨日 14時05分", 14),
        ),
    ],
)
def test_a_clock_on_a_day_counted_back_is_that_of_the_source(text: str, day: int) -> None:
    moment = parse_date(text, ASTANA, None, SERVED)
    assert moment is not None
    local = moment.at.astimezone(ASTANA)
    assert (local.day, local.minute, moment.precision) == (day, 5, Precision.MINUTE)


@pytest.mark.parametrize("text", [*TODAY, *YESTERDAY, *AN_HOUR_AGO, *TWO_DAYS_AGO, "Вчера, 14:05", "15 августа"])
def test_what_counts_back_is_no_date_where_nobody_knows_from_when(text: str) -> None:
    assert parse_date(text, ASTANA, SERVED) is None


@pytest.mark.parametrize(
    "text",
    ["сегодня в мире", "5 лет назад", "last week", "вчера, 25:61", "1000 часов назад и", "ago", "前", "時間前 2"],
)
def test_what_only_sounds_like_counting_back_is_no_date(text: str) -> None:
    assert parse_date(text, ASTANA, None, SERVED) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *(("14 августа", date(2026, 8, 14)), ("15 августа", date(2026, 8, 15)), ("8月14日", date(2026, 8, 14))),
        *(("31 декабря", date(2025, 12, 31)), ("12月31日（水）", date(2025, 12, 31)), ("15-avgust", date(2026, 8, 15))),
        *(("20 тамыз", date(2025, 8, 20)), ("15-nji awgust", date(2026, 8, 15)), ("1 January", date(2026, 1, 1))),
    ],
)
def test_a_day_without_a_year_is_the_last_one_that_has_come(text: str, day: date) -> None:
    moment = parse_date(text, ASTANA, None, SERVED)
    assert moment is not None
    assert (moment.at.date(), moment.precision) == (day, Precision.DAY)


def test_a_day_without_a_year_may_have_a_clock() -> None:
    moment = parse_date("14 августа, 14:05", ASTANA, None, SERVED)
    assert moment == Moment(datetime(2026, 8, 14, 14, 5, tzinfo=ASTANA), Precision.MINUTE)


@pytest.mark.parametrize("text", ["29 февраля", "31 апреля", "45 августа", "15 картофеля", "13月1日"])
def test_a_day_that_no_year_has_is_no_date(text: str) -> None:
    assert parse_date(text, ASTANA, None, SERVED) is None


def test_an_item_is_dated_by_what_counts_back_when_it_is_read() -> None:
    assert publication("2 часа назад", None, ASTANA, SERVED) == Moment(SERVED - timedelta(hours=2), Precision.MINUTE)
    assert publication("завтра", None, ASTANA, SERVED) == Moment(SERVED, Precision.UNKNOWN)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Япония выделит грант Сегодня, 14:05 1 024", "сегодня, 14:05"),
        ("Politics | 3 hours ago | Japan", "3 hours ago"),
        ("2-sagat öň", ""),
        ("2 сағат бұрын Жапония", "2 сағат бұрын"),
        ("大臣会談 3時間前", "3時間前"),
        ("Сегодня Япония и Казахстан подписали соглашение", ""),
        ("Что было 5 лет назад", ""),
        ("2026-жылдын 15-августу, Бишкек", "2026-жылдын 15-августу"),
        ("15 августи соли 2026, Душанбе", "15 августи соли 2026"),
        ("2026-njy ýylyň 15-nji awgusty", "2026-njy ýylyň 15-nji awgusty"),
        ("Грант 15 тамызда 2026 берілді", "15 тамызда 2026"),
    ],
)
def test_a_date_of_these_forms_is_found_in_running_text(text: str, found: str) -> None:
    assert find_date(text) == found


MONTHS = {
    "{d} {m} {y}": [
        "January February March April May June July August September October November December",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
        "январи феврали марти апрели майи июни июли августи сентябри октябри ноябри декабри",
        "ýanwar fewral mart aprel maý iýun iýul awgust sentýabr oktýabr noýabr dekabr",
    ],
    "{y}-yil {d}-{m}": ["yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr"],
    "{y} йил {d} {m}": ["январ феврал март апрел май июн июл август сентябр октябр ноябр декабр"],
    "{y}-жылдын {d}-{m}": [
        "январы февралы марты апрели майы июну июлу августу сентябры октябры ноябры декабры",
        "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    ],
    "{y} жылғы {d} {m}": [
        "қаңтарда ақпанда наурызда сәуірде мамырда маусымда шілдеде тамызда қыркүйекте қазанда қарашада желтоқсанда"
    ],
    "{y}-njy ýylyň {d}-nji {m}": [
        "ýanwary fewraly marty apreli maýy iýuny iýuly awgusty sentýabry oktýabry noýabry dekabry"
    ],
}
WRITTEN = st.sampled_from([(form, names.split()) for form, lists in MONTHS.items() for names in lists])
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(DAYS, WRITTEN, st.sampled_from([str.lower, str.upper, str.title, str]))
def test_a_day_written_in_the_form_of_a_language_is_read_back(
    day: date, written: tuple[str, list[str]], case: type[str]
) -> None:
    form, names = written
    text = form.format(d=day.day, m=case(names[day.month - 1]), y=day.year)
    assert parse_date(text, ASTANA, None) == Moment(datetime(day.year, day.month, day.day, tzinfo=UTC), Precision.DAY)


KANJI = "〇一二三四五六七八九"


def kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{KANJI[tens]}十"
    return head + (KANJI[ones] if ones else "") if number else KANJI[0]


@given(st.dates(date(2019, 5, 1), date(2099, 12, 31)), st.sampled_from(["digits", "wide", "kanji"]))
def test_a_day_of_the_era_is_read_back(day: date, numbers: str) -> None:
    write = {
        "digits": str,
        "wide": lambda number: str(number).translate({ord("0") + n: ord("０") + n for n in range(10)}),
        "kanji": kanji,
    }[numbers]
    text = f"令和{write(day.year - 2018)}年{write(day.month)}月{write(day.day)}日"
    assert parse_date(text, TOKYO, None) == Moment(datetime(day.year, day.month, day.day, tzinfo=UTC), Precision.DAY)


@given(st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 31)), st.integers(0, 400))  # noqa: DTZ001 - zone follows
def test_minutes_counted_back_and_the_clock_agree(naive: datetime, minutes: int) -> None:
    served = naive.replace(tzinfo=UTC, microsecond=0)
    moment = parse_date(f"{minutes} минут назад", ASTANA, None, served)
    assert moment == Moment(served - timedelta(minutes=minutes), Precision.MINUTE)
