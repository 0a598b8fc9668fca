"""Loading a declaration, and what the loader says of one that is wrong."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.declarations import load_declaration
from domain.commitment import LANGUAGES, PARTIES
from domain.errors import ConfigError
from domain.lexicon import Term, TermRole

if TYPE_CHECKING:
    from pathlib import Path

HEADING = """
id = "made_up"
adopted = 2025-12-20
url = "https://example.org/declaration.pdf"
name = {en = "A", ru = "Б", ja = "あ"}
short_name = {en = "A", ru = "Б", ja = "あ"}
"""


def a_block(number: object = 1, *more: str, **over: str) -> str:
    keys = {
        "number": str(number),
        "pillar": '"green"',
        "kind": '"programme"',
        "tracked": "true",
        "actors": '["JP"]',
        "title": '{en = "A", ru = "Б", ja = "あ"}',
        "label": '{en = "A", ru = "Б", ja = "あ"}',
        "content": '{en = "A", ru = "Б", ja = "あ"}',
    }
    lines = [f"{key} = {value}" for key, value in {**keys, **over}.items() if value]
    return "\n".join(["[[commitment]]", *lines, *more, ""])


def write(folder: Path, *, heading: str = HEADING, **sections: str) -> Path:
    home = folder / "made_up"
    home.mkdir()
    (home / "declaration.toml").write_text(heading, encoding="utf-8")
    for name, content in sections.items():
        (home / f"{name}.toml").write_text(content, encoding="utf-8")
    return folder


def problems_of(folder: Path) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        load_declaration("made_up", folder)
    return caught.value.problems


def test_paragraphs_of_several_files_come_in_order_of_number(tmp_path: Path) -> None:
    write(tmp_path, green=a_block(2) + a_block(3), people=a_block(1, pillar='"people"'))
    loaded = load_declaration("made_up", tmp_path)
    assert [each.number for each in loaded.commitments] == [1, 2, 3]
    assert loaded.find(1) is not None
    assert loaded.find(4) is None


def test_terms_are_read_by_language_with_role_and_weight(tmp_path: Path) -> None:
    terms = """
    [commitment.terms.ru]
    naming = ["таможен"]
    supporting = [{text = "сканер", weight = 0.5}, "рентген"]
    [commitment.terms.uz]
    context = [{text = "chegara"}]
    excluding = ["avtomobil ~ import$"]
    """
    write(tmp_path, green=a_block(1, terms))
    found = load_declaration("made_up", tmp_path).commitments[0].terms
    assert found == {
        "ru": (
            Term("таможен", TermRole.NAMING, 1.0),
            Term("сканер", TermRole.SUPPORTING, 0.5),
            Term("рентген", TermRole.SUPPORTING, 1.0),
        ),
        "uz": (Term("chegara", TermRole.CONTEXT), Term("avtomobil ~ import$", TermRole.EXCLUDING)),
    }


def test_optional_texts_and_dates_are_read(tmp_path: Path) -> None:
    texts = '{en = "Soon", ru = "Скоро", ja = "近日"}'
    write(tmp_path, green=a_block(1, due="2026-12-31", due_note=texts, target=texts))
    loaded = load_declaration("made_up", tmp_path).commitments[0]
    assert loaded.due == date(2026, 12, 31)
    assert loaded.due_note == loaded.target
    assert loaded.target is not None
    assert loaded.target.ja == "近日"


@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        pytest.param(a_block(title=""), "title: is missing", id="a text is left out"),
        pytest.param(a_block(label='{en = "A", ru = "Б"}'), "label.ja: is missing", id="a language is left out"),
        pytest.param(
            a_block(label='{en = "A", ru = "  ", ja = "あ"}'), "label.ru: is empty", id="a text is only white space"
        ),
        pytest.param(
            a_block(label='{en = "A ", ru = "Б", ja = "あ"}'),
            "label.en: begins or ends with white space",
            id="a text has white space around it",
        ),
        pytest.param(a_block(colour='"red"'), "colour: is not a known key", id="a key is unknown"),
        pytest.param(a_block(tracked='"yes"'), "tracked: has to be true or false (found 'yes')", id="no boolean"),
        pytest.param(
            a_block(actors='["JP", "RU"]'),
            "actors: not among the parties JP, KZ, KG, TJ, TM, UZ: RU",
            id="an actor is no party",
        ),
        pytest.param(a_block(actors='["JP", "JP"]'), "actors: names a party twice", id="an actor stands twice"),
        pytest.param(
            a_block(pillar='"people"'), "pillar: is 'people', unlike the file's name", id="a block lies in another file"
        ),
        pytest.param(
            a_block(due='"2026-12-31"'),
            "due: has to be a date like 2026-01-31, without quotation marks (found '2026-12-31')",
            id="a date is text",
        ),
        pytest.param(
            a_block(1, 'terms.ru.namng = ["а"]'), "terms.ru.namng: is not a known key", id="a role is unknown"
        ),
        pytest.param(
            a_block(1, 'terms.de.naming = ["Zoll"]'),
            "terms.de: is not one of the languages ru, en, ja, kk, ky, tg, tk, uz",
            id="a language is unknown",
        ),
        pytest.param(
            a_block(1, 'terms.ru.naming = ["а", ""]'), "terms.ru.naming[1].text: is empty", id="an empty term"
        ),
        pytest.param(
            a_block(1, "terms.ru.naming = [7]"),
            "terms.ru.naming[0]: is neither text nor a table with text and weight",
            id="a term is a number",
        ),
        pytest.param(
            a_block(1, 'terms.ru.naming = ["$"]'),
            "terms.ru.naming[0].text: has neither letter nor digit",
            id="a term without a letter",
        ),
        pytest.param(
            a_block(1, 'terms.ru.naming = ["~ порт"]'),
            "terms.ru.naming[0].text: ~ stands between words, not at an end",
            id="a gap at the end of a term",
        ),
        pytest.param(
            a_block(1, 'terms.ru.naming = [{text = "а", weight = 0}]'),
            "terms.ru.naming[0].weight: has to be greater than 0 (found 0)",
            id="a weight of nothing",
        ),
        pytest.param(
            a_block(1, 'terms.ru = {naming = ["Порт"], context = ["порт"]}'),
            "terms.ru: stands twice: порт",
            id="a term in two roles",
        ),
    ],
)
def test_a_wrong_block_names_file_block_and_key(tmp_path: Path, block: str, complaint: str) -> None:
    assert problems_of(write(tmp_path, green=block)) == (f"made_up/green.toml: commitment 1: {complaint}",)


def test_a_wrong_choice_shows_what_may_stand_there(tmp_path: Path) -> None:
    (problem,) = problems_of(write(tmp_path, green=a_block(kind='"party"')))
    assert problem.startswith("made_up/green.toml: commitment 1: kind: has to be 'meeting', 'programme'")
    assert problem.endswith("(found 'party')")


@pytest.mark.parametrize("number", ["0", "true", '"one"', "100000"])
def test_a_block_without_a_usable_number_is_named_by_its_position(tmp_path: Path, number: str) -> None:
    (problem,) = problems_of(write(tmp_path, green=a_block(1) + a_block(number)))
    assert problem.startswith("made_up/green.toml: commitment block 2: number: has to be")


def test_a_number_that_stands_twice_names_both_places(tmp_path: Path) -> None:
    write(tmp_path, green=a_block(1) + a_block(2), people=a_block(2, pillar='"people"'))
    assert problems_of(tmp_path) == (
        "made_up/people.toml: commitment 2: number: stands already in made_up/green.toml, block 2",
    )


def test_each_number_left_out_is_named(tmp_path: Path) -> None:
    assert problems_of(write(tmp_path, green=a_block(2) + a_block(4))) == (
        "made_up: there is no commitment 1, although numbers run from 1 without gaps",
        "made_up: there is no commitment 3, although numbers run from 1 without gaps",
    )


def test_a_syntax_error_names_file_and_line(tmp_path: Path) -> None:
    (problem,) = problems_of(write(tmp_path, green=a_block(1) + "\nnumber == 3\n"))
    assert problem.startswith("made_up/green.toml: is not valid TOML: ")
    assert "line 11" in problem


def test_a_file_that_breaks_off_names_its_last_line(tmp_path: Path) -> None:
    (problem,) = problems_of(write(tmp_path, green=a_block(1) + 'due = """\nwhen\n'))
    assert "line 11" in problem


def test_a_file_in_another_encoding_names_the_line(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "made_up" / "green.toml").write_bytes("\n\n# Токио".encode("cp1251"))
    assert problems_of(tmp_path) == ("made_up/green.toml: line 3: is not UTF-8 text",)


@pytest.mark.parametrize(
    ("heading", "complaint"),
    [
        pytest.param(
            HEADING.replace("made_up", "other"), "id: is 'other', but the folder is 'made_up'", id="another id"
        ),
        pytest.param(HEADING + "colour = 1", "colour: is not a known key", id="an unknown key"),
        pytest.param(
            HEADING.replace("https", "http"),
            r"url: string should match pattern '^https://\S+$' (found 'http://example.org/declaration.pdf')",
            id="an address without encryption",
        ),
    ],
)
def test_a_wrong_heading_names_file_and_key(tmp_path: Path, heading: str, complaint: str) -> None:
    write(tmp_path, heading=heading, green=a_block(1))
    assert problems_of(tmp_path) == (f"made_up/declaration.toml: {complaint}",)


def test_a_declaration_without_heading_or_paragraphs_says_both(tmp_path: Path) -> None:
    (tmp_path / "made_up").mkdir()
    assert problems_of(tmp_path) == (
        "made_up/declaration.toml: cannot be read: No such file or directory",
        "made_up: there are no commitments",
    )


def test_an_unknown_top_level_table_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, green=a_block(1) + "\n[extra]\n")
    assert problems_of(tmp_path) == ("made_up/green.toml: extra: is not a known key",)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert problems_of(tmp_path) == ("made_up: there is no such declaration folder",)


def test_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        heading=HEADING.replace("adopted = 2025-12-20", ""),
        green=a_block(1, kind="") + a_block(1, colour="1"),
        people="number = ",
    )
    found = problems_of(tmp_path)
    assert [problem.split(": ")[0] for problem in found] == [
        "made_up/declaration.toml",
        "made_up/people.toml",
        "made_up/green.toml",
        "made_up/green.toml",
        "made_up/green.toml",
    ]


@settings(deadline=None, max_examples=50)
@given(
    declared=st.dictionaries(
        st.sampled_from(LANGUAGES),
        st.lists(st.text("abcкўяа税", min_size=1, max_size=6), unique=True, min_size=1, max_size=4),
        max_size=4,
    ),
    actors=st.lists(st.sampled_from(PARTIES), unique=True, min_size=1),
)
def test_whatever_is_declared_is_loaded_as_it_stands(
    tmp_path_factory: pytest.TempPathFactory, declared: dict[str, list[str]], actors: list[str]
) -> None:
    lines = [f"terms.{language}.naming = {terms!r}" for language, terms in declared.items()]
    folder = write(tmp_path_factory.mktemp("declared"), green=a_block(1, *lines, actors=repr(actors)))
    loaded = load_declaration("made_up", folder).commitments[0]
    assert {language: [term.text for term in terms] for language, terms in loaded.terms.items()} == declared
    assert list(loaded.actors) == actors
