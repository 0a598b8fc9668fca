"""The Tokyo Declaration as data: its paragraphs, what is tracked, its dates, and that the words are ours."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from config.declarations import load_declaration
from domain.commitment import CENTRAL_ASIA, READER_LANGUAGES, Commitment, CommitmentKind, Pillar

TRACKED = (4, 5, 6, *range(9, 52), 53)
"""The paragraphs that can be followed: all but 1 to 3, 7, 8 and 52."""

PARAGRAPHS_OF_PILLAR = {
    Pillar.OVERVIEW: range(1, 8),
    Pillar.DIRECTIONS: range(8, 14),
    Pillar.GREEN: range(14, 24),
    Pillar.CONNECTIVITY: range(24, 33),
    Pillar.PEOPLE: range(33, 40),
    Pillar.REGIONAL: range(40, 47),
    Pillar.GLOBAL: range(47, 52),
    Pillar.CONCLUSION: range(52, 54),
}

RUSSIAN_TRANSLATION = Path(__file__).parents[4] / "shared" / "tokyo-declaration-ru.txt"

LONGEST_COMMON_RUN = 7
"""Words in a row that our text may share with a translation: enough for the name of a forum or programme."""

DECLARATION = load_declaration()


def commitment(number: int) -> Commitment:
    found = DECLARATION.find(number)
    assert found is not None
    return found


def test_all_53_paragraphs_stand_in_order() -> None:
    assert [each.number for each in DECLARATION.commitments] == list(range(1, 54))


def test_47_paragraphs_are_tracked() -> None:
    assert len(TRACKED) == 47
    assert tuple(each.number for each in DECLARATION.tracked) == TRACKED


def test_the_heading_says_what_the_declaration_is() -> None:
    assert DECLARATION.id == "tokyo_2025"
    assert DECLARATION.adopted == date(2025, 12, 20)
    assert DECLARATION.url == "https://www.mofa.go.jp/files/100954362.pdf"
    assert [DECLARATION.short_name.in_language(each) for each in READER_LANGUAGES] == [
        "Tokyo Declaration",
        "Токийская декларация",
        "東京宣言",
    ]


def test_each_paragraph_stands_under_its_heading_of_the_declaration() -> None:
    placed = {pillar: [each.number for each in DECLARATION.commitments if each.pillar == pillar] for pillar in Pillar}
    assert placed == {pillar: list(numbers) for pillar, numbers in PARAGRAPHS_OF_PILLAR.items()}


def test_only_the_paragraphs_whose_text_gives_a_time_have_a_due_date() -> None:
    assert {each.number: each.due for each in DECLARATION.commitments if each.due} == {
        12: date(2026, 12, 31),
        13: date(2030, 12, 20),
    }


@pytest.mark.parametrize("number", [12, 13, 16, 53])
def test_a_measurable_aim_has_a_target_and_a_word_on_its_date(number: int) -> None:
    assert commitment(number).target is not None
    assert commitment(number).due_note is not None


def test_japan_alone_promised_the_investment_target_and_the_ministers_meeting() -> None:
    assert [each.number for each in DECLARATION.commitments if each.actors == ("JP",)] == [12, 13]
    assert set(commitment(53).actors) == {"JP", *CENTRAL_ASIA}


def test_every_kind_of_commitment_occurs() -> None:
    assert {each.kind for each in DECLARATION.tracked} == set(CommitmentKind)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_label_has_two_to_six_words(language: str) -> None:
    sizes = {
        each.number: len(re.findall(r"[\w’+-]+", each.label.in_language(language))) for each in DECLARATION.tracked
    }
    assert {number: size for number, size in sizes.items() if not 2 <= size <= 6} == {}


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_content_is_one_sentence(language: str) -> None:
    stop = "。" if language == "ja" else "."
    contents = {each.number: each.content.in_language(language) for each in DECLARATION.commitments}
    assert [number for number, text in contents.items() if not text.endswith(stop)] == []
    assert [number for number, text in contents.items() if re.search(r"[.!?] [A-ZА-ЯЁ]|。.", text)] == []


def test_each_language_is_written_in_its_own_script() -> None:
    script = {"en": r"[A-Za-z]{3}", "ru": r"[А-Яа-яЁё]{3}", "ja": r"[぀-ヿ一-鿿]"}
    stray = {"en": r"[А-Яа-яЁё぀-ヿ]", "ru": r"[぀-ヿ一-鿿]", "ja": r"[А-Яа-яЁё]"}
    for each in DECLARATION.commitments:
        for texts in (each.title, each.label, each.content, each.target, each.due_note):
            for language in READER_LANGUAGES if texts else ():
                text = texts.in_language(language) if texts else ""
                assert re.search(script[language], text), (each.number, text)
                assert not re.search(stray[language], text), (each.number, text)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold().replace("ё", "е"))


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[start : start + length]) for start in range(len(found) - length + 1)}


@pytest.mark.skipif(not RUSSIAN_TRANSLATION.is_file(), reason="the Russian translation lies outside the repository")
def test_the_russian_texts_are_our_own_words() -> None:
    theirs = runs(RUSSIAN_TRANSLATION.read_text(encoding="utf-8"), LONGEST_COMMON_RUN + 1)
    copied = {
        each.number: shared
        for each in DECLARATION.commitments
        for texts in (each.title, each.label, each.content, each.target, each.due_note)
        if texts and (shared := runs(texts.ru, LONGEST_COMMON_RUN + 1) & theirs)
    }
    assert copied == {}
