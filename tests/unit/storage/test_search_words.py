"""The words by which texts are found, the same for texts and questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search_words import LONGEST, MOST_ASKED, asked_words, words_of


def finds(query: str, text: str) -> bool:
    stored = words_of(text)
    return all(any(asked.first <= word < asked.last for word in stored) for asked in asked_words(query))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("石油", "カザフスタンの石油化学に投資"),
        ("化学", "石油化学"),
        ("油", "石油"),
        ("石油化学", "石油化学に投資"),
        ("ｶｻﾞﾌ", "カザフスタン"),
        ("порт", "в портах Каспия"),
        ("Портами", "строительство порта"),
        ("соглашения", "Подписано соглашение"),
        ("Ещё", "еще один"),
        ("мұнай", "мұнайды тасымалдау"),
        ("oʻzbekiston", "O‘zbekistonda yangi loyiha"),
        ("гумрук", "дар гумруки Панҷ"),
        ("agreements", "Signed agreement"),
        ("cafe", "Café"),
        ("2026", "в 2026 году"),
    ],
    ids=lambda text: text,
)
def test_a_word_is_found_whatever_its_ending_and_spelling(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [("石油", "石炭と原油"), ("油石", "石油"), ("порт", "паспорт"), ("202", "2026"), ("й", "и"), ("が", "か")],
)
def test_another_word_is_not_found(query: str, text: str) -> None:
    assert not finds(query, text)


@given(st.text(max_size=200))
def test_every_text_is_found_by_itself(text: str) -> None:
    assert finds(text, text)


def test_an_abbreviation_is_not_cut_to_a_word_of_every_text() -> None:
    [asked] = asked_words("ИИ")
    assert not any(asked.first <= word < asked.last for word in words_of("Порт и дорога"))
    assert any(asked.first <= word < asked.last for word in words_of("Партнерство в области ИИ"))


@given(st.text(max_size=300))
def test_words_are_short_and_questions_bounded(text: str) -> None:
    assert all(0 < len(word) <= LONGEST for word in words_of(text))
    assert len(asked_words(text)) <= MOST_ASKED


@pytest.mark.parametrize("query", ["", " ", "%", "'; --", "\u200b", "・"])
def test_a_question_without_letters_asks_for_nothing(query: str) -> None:
    assert asked_words(query) == ()
