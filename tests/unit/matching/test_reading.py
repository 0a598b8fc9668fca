"""How an item is cut into verbatim passages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.match import Item
from matching.reading import (
    LIMITS,
    LONGEST_DOCUMENT,
    LONGEST_LINE,
    LONGEST_PASSAGE,
    MOST_PASSAGES,
    Zone,
    read,
    split_passages,
)


def test_sentences_are_passages_and_abbreviations_do_not_end_them() -> None:
    text = "Грант в 5 млн. долларов подписан. Он пойдёт на мост! 署名した。橋だ。"
    assert split_passages(text) == ["Грант в 5 млн. долларов подписан.", "Он пойдёт на мост!", "署名した。", "橋だ。"]


def test_a_long_sentence_is_cut_between_words() -> None:
    text = ", ".join(["слово за словом"] * 40)
    pieces = split_passages(text)
    assert all(len(piece) <= LONGEST_PASSAGE for piece in pieces)
    assert " ".join(pieces) == text


def test_a_passage_knows_its_zone_and_line() -> None:
    reading = read(Item(id="1", title="Japan helps. Kazakhstan thanks.", summary="A grant."))
    assert [(each.zone, each.order) for each in reading.passages] == [
        (Zone.TITLE, 0),
        (Zone.TITLE, 1),
        (Zone.SUMMARY, 0),
    ]
    assert reading.passage_at(reading.document.index("kazakhstan")) == 1
    assert reading.passage_at(reading.document.index("grant")) == 2


def test_only_the_beginning_of_a_huge_text_is_read() -> None:
    reading = read(Item(id="1", title="t", text="слово " * 200_000))
    assert sum(len(each.text) for each in reading.passages) <= sum(LIMITS)


@pytest.mark.parametrize("text", ["。" * 6000, "a\n" * 3000, "\ufdfa" * 6000, "橋。" * 3000])
def test_a_text_of_many_passages_or_unfolding_letters_is_read_in_part_only(text: str) -> None:
    reading = read(Item(id="1", title="t", summary=text, text=text))
    assert len(reading.passages) <= MOST_PASSAGES
    assert len(reading.document) <= LONGEST_DOCUMENT + LONGEST_LINE
    assert len(reading.document.split("\n")) == len(reading.starts) == len(reading.passages)


@given(st.text(max_size=900))
def test_every_passage_is_a_verbatim_short_part(text: str) -> None:
    for piece in split_passages(text):
        assert piece in text
        assert 0 < len(piece) <= LONGEST_PASSAGE
