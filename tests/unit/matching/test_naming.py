"""A name that somebody writes is found in any script, and means what reports mean by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lexicons import load_language_data
from domain.gazetteer import Name, NameForm, NameKind
from domain.match import Item
from matching.naming import NameFinder

if TYPE_CHECKING:
    from matching.matcher import LexicalMatcher

FINDER = NameFinder(load_language_data().names)
OWN = NameFinder(
    (
        Name("steppe", NameKind.COMPANY, "KZ", (NameForm("steppe"), NameForm("степ", ("ru",)))),
        Name("steppe_wind", NameKind.COMPANY, "KZ", (NameForm("steppe wind"),)),
        Name("steppe_place", NameKind.PLACE, "KZ", (NameForm("steppe valley"),)),
    )
)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Toyota", "company:toyota"),
        ("тойоты", "company:toyota"),
        ("トヨタ", "company:toyota"),
        ("豊田通商", "company:toyota_tsusho"),
        ("Джайка", "institution:jica"),
        ("ＪＩＣＡ", "institution:jica"),
        ("国際協力銀行", "institution:jbic"),
        ("халқаро ҳамкорлик банки", "institution:jbic"),
        ("jogmec", "institution:jogmec"),
        ("Кансай Электрик", "company:kansai_electric"),
        ("関西電力", "company:kansai_electric"),
        ("Кюсю Электрик", "company:kyushu_electric"),
        ("九州電力", "company:kyushu_electric"),
        ("日本電信電話", "company:ntt"),
        ("корпорацией NEC", "company:nec"),
        ("корпорация Sony", "company:sony"),
        ("ソニーグループ", "company:sony"),
        ("日本通運", "company:nippon_express"),
    ],
)
def test_a_name_is_found_in_every_script(written: str, key: str) -> None:
    assert FINDER(written) == (key,)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Тойота цусё", "豊田通商、ウズベキスタンの風力発電所に投資"),
        ("ジェトロ", "Узбекистан и JETRO подписали меморандум о сотрудничестве"),
        ("三菱", "Казахстан и «Мицубиси» построят электростанцию"),
        ("Джайка", "JICA to lend Kyrgyzstan funds for a road tunnel"),
    ],
)
def test_who_is_written_in_one_script_is_who_a_report_in_another_names(
    matcher: LexicalMatcher, written: str, title: str
) -> None:
    (key,) = FINDER(written)
    judged = matcher.match(Item("1", title))
    assert key in judged.signals.names


@pytest.mark.parametrize(
    "text",
    [
        "В зоопарке проснулись сони, маленькая соня ещё спит", "日産3万バレルの油田", "千代田区の桜",
        "ana tili darslari", "休日通勤の列車", "毎日建設計画を見直す", "機関電話",
        "his project in Astana", "Казахстанская компания NECTAR",
    ],
)  # fmt: skip
def test_common_words_name_no_company(text: str) -> None:
    assert not {"company:sony", "company:nissan", "company:chiyoda", "company:ana", "company:nippon_express"} & {
        *FINDER(text)
    }
    assert not {"company:nikken_sekkei", "company:kansai_electric", "company:nec"} & {*FINDER(text)}


def test_a_brand_is_weak_until_its_company_acts(matcher: LexicalMatcher) -> None:
    plain, acting = (
        matcher.match(Item("1", title))
        for title in (
            "Автобус Isuzu столкнулся с трамваем в Ташкенте",
            "Isuzu построит в Ташкенте вторую очередь завода",
        )
    )
    assert not plain.relevant
    assert acting.relevant
    assert "company:isuzu" in acting.signals.names


def test_of_overlapping_names_the_longest_is_meant_and_places_are_no_organisations() -> None:
    assert OWN("Steppe Wind and steppe valley, Степной банк") == ("company:steppe_wind", "company:steppe")
    assert OWN("nobody") == ()


@given(st.text(max_size=60))
def test_no_text_whatever_breaks_the_search(text: str) -> None:
    assert all(key.partition(":")[0] in ("institution", "company") for key in FINDER(text))
