"""Foreign text made plain."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.plain import SHORT_PASSAGE, plain, shortened, web_address


@given(st.text())
def test_plain_text_is_one_line_without_controls_and_stays_so(text: str) -> None:
    found = plain(text)
    assert {unicodedata.category(each) for each in found} & {"Cc", "Cs", "Zl", "Zp"} == set()
    assert not set(found) & set("\u202a\u202e\u2066\u2069\u200f\ufeff")
    assert plain(found).split() == found.split()


def test_what_xml_forbids_is_left_out() -> None:
    assert plain("a\uffff\ufffe\x00b") == "ab"


def test_what_our_languages_need_is_left_alone() -> None:
    text = "Ўзбекистон ва Жапония — қўшма лойиҳа; 石油とガス Türkmenistan 👨\u200d👩"
    assert plain(f"  {text}\n") == text


@pytest.mark.parametrize("url", ["https://a.example/x?y=1&z=%20", "http://a.example/日本"])
def test_an_address_of_the_web_is_kept(url: str) -> None:
    assert web_address(url) == url


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/path", "https://a.example/ b", 'https://a/"x', "", "data:x"])
def test_any_other_address_is_left_out(url: str) -> None:
    assert web_address(url) == ""


@given(st.text(alphabet="ab ", max_size=400))
def test_a_shortened_passage_is_short_and_its_beginning(text: str) -> None:
    found, cut = shortened(text)
    assert len(found) <= max(SHORT_PASSAGE, 1)
    assert cut == (len(text) > SHORT_PASSAGE)
    assert text.startswith(found.removesuffix("…") if cut else found)


def test_a_passage_without_gaps_is_cut_all_the_same() -> None:
    found, cut = shortened("あ" * 300)
    assert cut
    assert found == "あ" * (SHORT_PASSAGE - 1) + "…"
