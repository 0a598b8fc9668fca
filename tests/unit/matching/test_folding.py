"""Texts and terms are compared in one shape of letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.languages.folding import count_cjk, fold, has_cjk, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Japan–Kazakhstan", " japan kazakhstan ", id="dashes part words"),
        pytest.param(
            "O‘zbekiston Oʻzbekiston O'zbekiston", " o'zbekiston o'zbekiston o'zbekiston ", id="one apostrophe"
        ),
        pytest.param("Надёжный МОСТ", " надежный мост ", id="yo is ye and case does not count"),
        pytest.param("とJICAがＡＩ協力", " と jica が ai 協力 ", id="Latin letters stand apart in Japanese"),
        pytest.param("ビジネス・フォーラム", " ビジネスフォーラム ", id="the middle dot joins Japanese words"),
        pytest.param("CA+JAD", " ca + jad ", id="the plus is a word"),
        pytest.param("cтратегик Aқлли", " стратегик ақлли ", id="look-alike letters are set right"),
        pytest.param("Toкаев", " токаев ", id="a word is of the alphabet most of its letters belong to"),
        pytest.param("мир\u200bный\u200f атом", " мирный атом ", id="invisible marks vanish"),
        pytest.param("", "  ", id="nothing"),
    ],
)
def test_words_are_folded_and_parted(text: str, words: str) -> None:
    assert words_of(text) == words


def test_a_lone_surrogate_does_not_break_folding() -> None:
    assert "japan" in fold("\ud800 Japan")


@pytest.mark.parametrize("spaces", [0, 299, 300, 599, 601])
def test_a_letter_and_its_mark_stay_together_wherever_they_stand_in_a_long_text(spaces: int) -> None:
    assert fold("е" * spaces + "и\u0306" * 900) == "е" * spaces + "й" * 900


def test_japanese_letters_are_counted() -> None:
    assert has_cjk("the 外務省 said")
    assert count_cjk("外務省") == 3
    assert not has_cjk("МИД")


@given(st.text(alphabet="иеaО\u0301\u0327\u0306が\u3099ｶﾞ１ \u00ad", max_size=60), st.integers(1, 40))
def test_a_long_text_folds_as_its_words_do(text: str, times: int) -> None:
    word = f"{text} "
    assert fold(word * times) == fold(word) * times


def test_a_long_text_that_unfolds_is_read_in_part_only() -> None:
    assert len(fold("\ufdfa" * 10_000)) < 40_000


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = words_of(text)
    assert words_of(once) == once
