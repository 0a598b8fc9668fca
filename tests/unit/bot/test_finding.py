from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from bot.finding import find_commitments, paragraph_asked
from config.declarations import load_declaration
from domain.commitment import Texts
from domain.lexicon import Term, TermRole
from tests.builders import a_commitment, a_declaration

if TYPE_CHECKING:
    from domain.commitment import Declaration


@cache
def declaration() -> Declaration:
    return load_declaration()


@pytest.mark.parametrize(
    "words", ["customs", "Customs training", "таможня", "таможенников", "ТАМОЖЕННОГО", "税関", "税関の研修"]
)
def test_a_commitment_is_found_in_every_language_whatever_the_ending(words: str) -> None:
    assert 26 in {each.number for each in find_commitments(words, declaration())}


@pytest.mark.parametrize("words", ["", "???", "²", "-1", "26 27", "submarines", "customs submarines", "潜水艦"])
def test_words_of_no_commitment_find_none(words: str) -> None:
    assert find_commitments(words, declaration()) == ()


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("gümrük", 26), ("bojxona", 26), ("通関", 26), ("кеден", 26), ("кедендік", 26), ("人工知能", 31), ("ИИ", 31),
        ("визы", 28), ("Арал", 16), ("ауыл шаруашылығы", 22), ("ОВОП", 34), ("gömrük", 26), ("irrigation", 22),
    ],
)  # fmt: skip
def test_what_reports_call_a_commitment_finds_it(words: str, number: int) -> None:
    assert number in {each.number for each in find_commitments(words, declaration())}


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("көлік", 25), ("унаа", 25), ("нақлиёт", 25), ("суу", 22), ("сауда", 24), ("raqamli", 32), ("парвоз", 27),
        ("salgyt", 37),
    ],
)  # fmt: skip
def test_a_word_that_no_name_holds_finds_the_topics_it_often_speaks_of(words: str, number: int) -> None:
    assert number in {each.number for each in find_commitments(words, declaration())}


def test_names_go_before_words_of_the_topic_and_words_of_any_report_find_nothing() -> None:
    light, telling = Term("parcel", TermRole.SUPPORTING, 0.3), Term("quay", TermRole.SUPPORTING, 0.6)
    first = a_commitment(1, terms={"en": (light, telling)})
    second = a_commitment(2, terms={"en": (Term("pier", TermRole.NAMING, 1.0),)})
    third = a_commitment(3, terms={"en": (Term("pier", TermRole.SUPPORTING, 0.6),)})
    declared = a_declaration(first, second, third)
    assert find_commitments("quays", declared) == (first,)
    assert find_commitments("parcels", declared) == ()
    assert find_commitments("piers", declared) == (second,)


def test_a_short_word_is_not_cut_to_a_shorter_one() -> None:
    assert [each.number for each in find_commitments("ИИ", declaration())] == [31]


@pytest.mark.parametrize(
    "words", ["17", "17.", "№17", "# 17", "п. 17", "пункт 17", "第17項", "17-a", "17a", "para 17", "17-тармақ", "0017"]
)
def test_a_paragraph_is_asked_for_as_people_write_it(words: str) -> None:
    assert paragraph_asked(words) == 17


@pytest.mark.parametrize("words", ["", "26 27", "-1", "2030 summit", "17.5", "abc17", "17 и вода", "visa", "²"])
def test_other_words_ask_for_no_paragraph_by_number(words: str) -> None:
    assert paragraph_asked(words) is None


def test_a_label_goes_before_the_promise_and_the_promise_is_read_where_no_label_fits() -> None:
    label, other = Texts("Seeds", "Семена", "種子"), Texts("Water", "Вода", "水")
    first = a_commitment(1, label)
    second = a_commitment(2, other, content=Texts("Seeds and rivers", "Семена и реки", "種子と川"))
    declared = a_declaration(first, second)
    assert find_commitments("seed", declared) == (first,)
    assert find_commitments("river", declared) == (second,)
    assert find_commitments("СЕМЕНА", declared) == (first,)
