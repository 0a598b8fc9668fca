from __future__ import annotations

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bot.asking import country_asked, language_asked, report_asked
from bot.report_orders import Order, Period
from bot.texts import DEFAULT_ZONES, texts_for
from domain.commitment import CENTRAL_ASIA, READER_LANGUAGES


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("ja", "ja"), ("RU", "ru"), ("English", "en"), ("русский", "ru"), ("на русском", "ru"), ("по-японски", "ja"),
        ("日本語", "ja"), ("日本語で", "ja"), ("ロシア語", "ru"), ("ｅｎ", "en"), ("in English", "en"), ("jp", "ja"),
    ],
)  # fmt: skip
def test_a_language_is_taken_as_people_write_it(words: str, language: str) -> None:
    assert language_asked(words) == language


@pytest.mark.parametrize("words", ["", "26", "ru text", "english russian", "Klingon", "kk", "england", "рубль"])
def test_what_names_no_language_or_more_is_not_taken_for_one(words: str) -> None:
    assert language_asked(words) is None


@pytest.mark.parametrize("spoken", READER_LANGUAGES)
def test_languages_and_countries_are_known_by_the_names_that_the_product_gives_them(spoken: str) -> None:
    texts = texts_for(spoken, DEFAULT_ZONES[spoken])
    assert [language_asked(texts.language_name(each)) for each in READER_LANGUAGES] == [*READER_LANGUAGES]
    assert [country_asked(texts.country_name(each)) for each in CENTRAL_ASIA] == [*CENTRAL_ASIA]


@pytest.mark.parametrize("news", ["kk", "ky", "tg", "tk", "uz"])
def test_countries_are_known_by_their_names_in_the_languages_of_the_region(news: str) -> None:
    names = Locale.parse(news).territories
    assert [country_asked(names[each]) for each in CENTRAL_ASIA] == [*CENTRAL_ASIA]


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("kz", "KZ"), ("Казахстане", "KZ"), ("по Узбекистану", "UZ"), ("Киргизии", "KG"), ("Туркмении", "TM"),
        ("キルギス", "KG"), ("Tajikistan's", "TJ"), ("Kazakh", None), ("Japan", None), ("KZ UZ", None), ("", None),
    ],
)  # fmt: skip
def test_a_country_is_taken_with_its_endings(words: str, country: str | None) -> None:
    assert country_asked(words) == country


WEEK, MONTH, ALL = Period.WEEK, Period.MONTH, Period.ALL


@pytest.mark.parametrize(
    ("words", "period", "country"),
    [
        ("", None, None), ("TM", None, "TM"), ("week KZ", WEEK, "KZ"), ("KZ week", WEEK, "KZ"), ("all", ALL, None),
        ("Узбекистан неделя", WEEK, "UZ"), ("за последний месяц по Казахстану", MONTH, "KZ"), ("7 дней", WEEK, None),
        ("ウズベキスタン　１週間", WEEK, "UZ"), ("カザフスタンの1か月", MONTH, "KZ"), ("全期間", ALL, None),
        ("all countries month", MONTH, ""), ("все страны", None, ""), ("全か国 週間", WEEK, ""),
        ("Kyrgyzstan, last 30 days", MONTH, "KG"), ("всё, Киргизия", ALL, "KG"),
    ],
)  # fmt: skip
def test_a_report_is_ordered_by_words_in_any_order(words: str, period: Period | None, country: str | None) -> None:
    assert report_asked(words) == (Order(period, country), True)


@pytest.mark.parametrize(
    ("words", "period", "country"),
    [
        ("Japan week", WEEK, None), ("KZ UZ", None, None), ("week month KZ", None, "KZ"), ("excel", None, None),
        ("all countries KZ", None, None), ("70", None, None),
    ],
)  # fmt: skip
def test_what_is_understood_of_an_order_is_kept_and_the_rest_noticed(
    words: str, period: Period | None, country: str | None
) -> None:
    assert report_asked(words) == (Order(period, country), False)


@given(st.text(max_size=80))
def test_no_words_break_the_reading(words: str) -> None:
    order, _ = report_asked(words)
    assert order.form is None
    assert language_asked(words) in (None, *READER_LANGUAGES)
    assert country_asked(words) in (None, *CENTRAL_ASIA)
