"""Which headlines are worth their article's first paragraphs: those that name the side their source does not supply."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.declarations import load_declaration
from config.lexicons import load_language_data
from domain.match import Item
from matching.matcher import LexicalMatcher, build_matcher


@pytest.fixture(scope="module")
def matcher() -> LexicalMatcher:
    return build_matcher(load_declaration(), load_language_data())


WANTED = [
    ("a Kazakh outlet names Tokyo", Item("1", "Токаев посетит Токио", country="KZ", lang="ru")),
    ("a Kyrgyz text names Japan", Item("1", "Япония грант бөлдү", lang="ky")),
    ("a Japanese text names Kazakhstan", Item("1", "カザフスタン大統領が来訪", lang="ja")),
    (
        "an English page of a Japanese outlet names Uzbekistan",
        Item("1", "Uzbek leader arrives", country="JP", lang="en"),
    ),
    ("an outlet elsewhere names Japan", Item("1", "Japan signs port deal", source="wire.example.com", lang="en")),
    (
        "an outlet elsewhere names Central Asia",
        Item("1", "Tashkent hosts a forum", source="wire.example.com", lang="en"),
    ),
    ("the summary names it", Item("1", "Новый грант", summary="Посольство Японии сообщило", country="KZ", lang="ru")),
]
UNWANTED = [
    ("a Kazakh outlet names Kazakhstan only", Item("1", "Казахстан откроет больницу", country="KZ", lang="ru")),
    ("a Kyrgyz text names nobody", Item("1", "Шахмат боюнча мелдеш аяктады", lang="ky")),
    ("a Japanese text names Japan only", Item("1", "日本の総理が会見", lang="ja")),
    ("a Japanese outlet in English names Japan only", Item("1", "Japan's cabinet meets", country="JP", lang="en")),
    ("nobody is named", Item("1", "Chess tournament ends", source="wire.example.com", lang="en")),
    ("nothing is said", Item("1", "", lang="ru")),
]


@pytest.mark.parametrize("item", [item for _, item in WANTED], ids=[name for name, _ in WANTED])
def test_a_lead_is_wanted_where(matcher: LexicalMatcher, item: Item) -> None:
    assert matcher.wants_lead(item)


@pytest.mark.parametrize("item", [item for _, item in UNWANTED], ids=[name for name, _ in UNWANTED])
def test_no_lead_is_wanted_where(matcher: LexicalMatcher, item: Item) -> None:
    assert not matcher.wants_lead(item)


@given(title=st.text(max_size=300), summary=st.text(max_size=100), lang=st.sampled_from(["", "ja", "kk", "ru"]))
def test_no_text_makes_it_fail(matcher: LexicalMatcher, title: str, summary: str, lang: str) -> None:
    assert matcher.wants_lead(Item("1", title, summary, lang=lang)) in {True, False}
