from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.languages.transliteration import romanised, same_name, skeleton


@pytest.mark.parametrize(
    "spellings",
    [
        pytest.param(("Ибраев", "Ibraev", "イブラエフ"), id="an energy minister"),
        pytest.param(("Кошанов", "Koshanov", "コシャノフ", "Қошанов"), id="a speaker"),
        pytest.param(("Накагава", "Nakagawa", "ナカガワ"), id="an ambassador"),
        pytest.param(("Кудратов", "Kudratov", "クドラトフ", "Qudratov"), id="another minister"),
        pytest.param(("Саулебаев", "Saulebayev", "サウレバエフ"), id="l is r"),
    ],
)
def test_spellings_of_one_name_may_be_one_name(spellings: tuple[str, ...]) -> None:
    first, *others = map(skeleton, spellings)
    assert all(same_name(first, other) for other in others), list(map(skeleton, spellings))


def test_case_endings_do_not_part_a_name() -> None:
    assert same_name(skeleton("Бекешев"), skeleton("Бекешевдин"))
    assert same_name(skeleton("Нуртлеу"), skeleton("Нуртлеуге"))


def test_other_names_stay_others() -> None:
    assert not same_name(skeleton("Саидов"), skeleton("Мередов"))
    assert not same_name(skeleton("Акадзава"), skeleton("Кудратов"))


def test_too_few_consonants_tell_nothing() -> None:
    assert skeleton("Abe") == ""
    assert skeleton("") == ""


def test_every_script_becomes_latin() -> None:
    assert romanised("Токаев") == "tokaev"
    assert romanised("Ýaponiýa") == "yaponiya"
    assert romanised("トカエフ") == "tokaefu"


@given(st.text(max_size=40))
def test_a_skeleton_is_latin_whatever_the_text(text: str) -> None:
    assert all("a" <= letter <= "z" for letter in skeleton(text))


@given(st.text("bcdfgknprstz", min_size=1, max_size=9), st.text("bcdfgknprstz", min_size=1, max_size=9))
def test_being_one_name_is_mutual(one: str, other: str) -> None:
    assert same_name(one, other) == same_name(other, one)
