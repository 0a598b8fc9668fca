from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from domain.match import Item

if TYPE_CHECKING:
    from domain.signals import Signals
    from matching.matcher import LexicalMatcher


def signals(matcher: LexicalMatcher, title: str, summary: str = "", **over: str) -> Signals:
    judgement = matcher.match(Item(id="1", title=title, summary=summary, **over))
    assert judgement.relevant
    return judgement.signals


def test_one_thing_has_one_key_in_every_language(matcher: LexicalMatcher) -> None:
    texts = (
        "Япония передаст Казахстану рентген-сканер для таможни порта Актау",
        "Japan to give Kazakhstan an X-ray scanner for Aktau port customs",
        "カザフスタンのアクタウ港税関に大型X線検査機材　日本が無償資金協力",
        "Жапония Қазақстанның Ақтау портындағы кеденге рентген сканер береді",
    )
    for text in texts:
        found = signals(matcher, text)
        assert {"scanner", "customs"} <= set(found.objects), text
        assert "place:aktau" in found.names
        assert "scanner" in found.headline


def test_a_number_with_its_scale_is_one_number_in_every_language(matcher: LexicalMatcher) -> None:
    russian = signals(
        matcher, "Япония и Узбекистан: турпоток вырос", "Узбекистан посетили 27,6 тысячи японцев, рост 41,1%."
    )
    uzbek = signals(
        matcher, "Ўзбекистон ва Япония сайёҳлик", "Ўзбекистонга 27,6 мингта япониялик сайёҳ келди, ўсиш 41,1 фоиз."
    )
    assert russian.numbers == uzbek.numbers == ("27600", "41.1")


def test_dates_sums_and_small_numbers_are_no_telling_numbers(matcher: LexicalMatcher) -> None:
    found = signals(
        matcher, "Япония выделит Казахстану грант", "16 сентября 2025 года подписан грант на 719 млн иен для 5 портов."
    )
    assert found.numbers == ()
    assert [str(each.amount) for each in found.amounts] == ["719000000"]
    assert found.days == ("2025-09-16",)


def test_names_that_no_list_knows_are_kept_by_their_consonants(matcher: LexicalMatcher) -> None:
    found = signals(
        matcher, "Япония и Казахстан обсудили порты", "Министр Ерлан Сулейменов встретился с послом Японии."
    )
    assert "srnb" in found.spelt
    assert all(name not in found.spelt for name in ("nnstr", "kzhstn"))


def test_a_headline_all_in_capitals_names_nobody(matcher: LexicalMatcher) -> None:
    found = signals(matcher, "Japan And Kazakhstan Sign New Customs Grant Agreement Today")
    assert found.spelt == ()


@pytest.mark.parametrize("noise", ["1,5 " * 2000, "12月5日" * 1500, "А" * 5000, "第12回" * 1500, "Иванов " * 1200])
def test_hostile_text_costs_little(matcher: LexicalMatcher, noise: str) -> None:
    started = time.process_time()
    matcher.match(Item(id="1", title="Япония и Казахстан подписали грант", summary=noise))
    assert time.process_time() - started < 1.0
