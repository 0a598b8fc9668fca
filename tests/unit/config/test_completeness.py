"""What ``cajad commitments check`` says of a declaration that lacks something."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from config.completeness import LONGEST_LABEL, coverage, missing_pieces
from config.declarations import load_declaration
from domain.commitment import LANGUAGES, Commitment, CommitmentKind, CommitmentNumber, Declaration, Pillar, Texts
from domain.lexicon import Term, TermRole

TERM = Term("customs", TermRole.NAMING)
TEXT = Texts(en="Customs", ru="Таможня", ja="税関")


def a_commitment(number: int = 1, **over: Any) -> Commitment:
    whole = Commitment(
        number=CommitmentNumber(number),
        pillar=Pillar.CONNECTIVITY,
        kind=CommitmentKind.PROGRAMME,
        tracked=True,
        title=TEXT,
        label=Texts(en=f"Customs {number}", ru=f"Таможня {number}", ja=f"税関{number}"),
        content=TEXT,
        actors=("JP", "KZ"),
        terms=dict.fromkeys(LANGUAGES, (TERM,)),
    )
    return replace(whole, **over)


def a_declaration(*commitments: Commitment) -> Declaration:
    return Declaration(
        id="made_up",
        name=TEXT,
        short_name=TEXT,
        adopted=date(2025, 12, 20),
        url="https://example.org/declaration.pdf",
        commitments=commitments,
    )


def test_a_whole_declaration_lacks_nothing() -> None:
    dated = a_commitment(2, due=date(2026, 12, 31), due_note=TEXT, target=TEXT)
    assert missing_pieces(a_declaration(a_commitment(1), dated)) == []


@pytest.mark.parametrize(
    ("over", "piece"),
    [
        pytest.param({"title": replace(TEXT, ja=" ")}, "no title in ja", id="a text is blank"),
        pytest.param({"due_note": replace(TEXT, ru="")}, "no due_note in ru", id="an optional text is blank"),
        pytest.param(
            {"label": replace(TEXT, en="x" * (LONGEST_LABEL + 1))},
            "label in en has 41 characters, more than 40",
            id="a label is too long",
        ),
        pytest.param({"actors": ()}, "no actors", id="nobody promised"),
        pytest.param(
            {"due": date(2026, 1, 1), "target": TEXT},
            "due, but no due_note that says how the day was found",
            id="a day without a note",
        ),
        pytest.param(
            {"due": date(2026, 1, 1), "due_note": TEXT},
            "due, but no target that says what must then be reached",
            id="a day without a target",
        ),
        pytest.param(
            {"due": date(2025, 12, 19), "due_note": TEXT, "target": TEXT},
            "due 2025-12-19, before the declaration was adopted",
            id="a day already over",
        ),
    ],
)
def test_a_missing_piece_is_named_with_its_commitment(over: dict[str, Any], piece: str) -> None:
    assert missing_pieces(a_declaration(a_commitment(26, **over))) == [f"commitment 26: {piece}"]


def test_a_label_of_the_full_length_is_fine() -> None:
    assert missing_pieces(a_declaration(a_commitment(label=replace(TEXT, en="x" * LONGEST_LABEL)))) == []


def test_each_language_without_terms_has_a_line() -> None:
    partly = a_commitment(26, terms={"ru": (TERM,), "en": (TERM,), "ja": (), "kk": (TERM,), "ky": (TERM,)})
    assert missing_pieces(a_declaration(partly)) == [
        "commitment 26: no terms in ja",
        "commitment 26: no terms in tg",
        "commitment 26: no terms in tk",
        "commitment 26: no terms in uz",
    ]


def test_an_untracked_paragraph_needs_no_terms() -> None:
    assert missing_pieces(a_declaration(a_commitment(52, tracked=False, terms={}))) == []


def test_two_commitments_with_one_label_are_named_together() -> None:
    one = a_commitment(14, label=Texts(en="Energy", ru="Энергия", ja="脱炭素"))
    two = a_commitment(15, label=Texts(en="energy", ru="Сети", ja="送電網"))
    assert missing_pieces(a_declaration(one, two)) == ["commitments 14, 15: one label in en for all"]


def test_lines_go_by_commitment_number() -> None:
    found = missing_pieces(a_declaration(a_commitment(3, actors=()), a_commitment(1, actors=())))
    assert found == ["commitment 1: no actors", "commitment 3: no actors"]


def test_coverage_counts_terms_of_tracked_commitments_in_all_languages() -> None:
    counted = coverage(
        a_declaration(a_commitment(26, terms={"ru": (TERM, TERM)}), a_commitment(52, tracked=False), a_commitment(4))
    )
    assert list(counted) == [4, 26]
    assert counted[CommitmentNumber(4)] == dict.fromkeys(LANGUAGES, 1)
    assert counted[CommitmentNumber(26)] == {**dict.fromkeys(LANGUAGES, 0), "ru": 2}


def test_the_tokyo_declaration_lacks_nothing_but_terms() -> None:
    assert [piece for piece in missing_pieces(load_declaration()) if ": no terms in " not in piece] == []
