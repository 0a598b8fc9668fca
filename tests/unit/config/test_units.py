"""Units and their codebook: the packaged ones are whole, and a slip of the pen is named with file and unit."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from config.declarations import PACKAGED, load_declaration
from config.units import load_units, missing_units
from domain.commitment import CENTRAL_ASIA, READER_LANGUAGES
from domain.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

DECLARATION = load_declaration()
UNITS = load_units(DECLARATION)
BY_ID = {unit.id: unit for unit in UNITS}


def test_nothing_is_missing_and_no_two_entries_share_a_criterion() -> None:
    assert missing_units(DECLARATION, UNITS) == []


def test_every_tracked_paragraph_is_split_into_units_with_letters_in_order() -> None:
    letters: dict[int, str] = {}
    for unit in UNITS:
        letters[unit.number] = letters.get(unit.number, "") + unit.id[-1]
    assert set(letters) == {each.number for each in DECLARATION.tracked}
    assert all("abcdefgh".startswith(row) for row in letters.values())


def test_days_of_units_are_those_of_their_paragraphs() -> None:
    dated = {unit.id: unit.due for unit in UNITS if unit.due}
    assert dated == {"12-a": date(2026, 12, 31), "13-a": date(2030, 12, 20)}
    assert all(unit.due == getattr(DECLARATION.find(unit.number), "due", None) for unit in UNITS if unit.due)


def test_no_unit_asks_for_more_states_than_are_to_act() -> None:
    for unit in UNITS:
        states = [code for code in unit.actors if code in CENTRAL_ASIA]
        assert unit.breadth <= (len(states) or len(CENTRAL_ASIA)), unit.id


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_titles_are_short_and_each_stands_for_one_unit(language: str) -> None:
    titles = [unit.title.in_language(language) for unit in UNITS]
    assert len(set(titles)) == len(titles)
    assert max(map(len, titles)) <= 80


@pytest.mark.parametrize(("language", "script"), [("ru", "[а-яё]"), ("ja", "[ぁ-んァ-ン一-龯]")])
def test_texts_are_written_in_their_language(language: str, script: str) -> None:
    for unit in UNITS:
        book = unit.codebook
        entries = (book.done, book.partly, book.contrary, *book.near_misses) if book else (unit.not_reviewable,)
        assert all(entry and re.search(script, entry.in_language(language)) for entry in (unit.title, *entries)), (
            unit.id
        )


def test_where_a_machine_may_say_done_it_may_say_so_of_acts_only() -> None:
    for unit in UNITS:
        if unit.done_when is not None:
            assert {stage.value for stage in unit.done_when.stages} <= {"started", "done"}, unit.id
            assert unit.done_when.stages, unit.id


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGED / "tokyo_2025", tmp_path / "tokyo_2025")
    return tmp_path


def problems_after(folder: Path, file: str, old: str, new: str) -> list[str]:
    path = folder / "tokyo_2025" / "units" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_units(DECLARATION, folder)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('id = "53-a"', 'id = "53a"', "unit 53a: id: "),
        ('verb = "agrees"', 'verb = "swears"', "unit 53-a: verb: "),
        ("ambition = 1", "ambition = 9", "unit 53-a: ambition: "),
        ("verifiable = true", "verifiable = false", "unit 53-a: "),
        ('id = "53-a"', 'id = "53-b"', "unit 53-b: stands twice"),
        ('id = "53-a"', 'id = "99-a"', "unit 99-a: the declaration has no paragraph 99"),
        ('id = "53-a"', 'id = "12-a"', "its paragraph stands in directions"),
        ("default = true", "defalt = true", "unit 53-a: assign.defalt: is not a known key"),
        ("verifiable = true", "verifiable = true\ndue = 2027-01-01", "due day and a due_note together"),
    ],
)
def test_a_wrong_unit_is_named_with_its_file(folder: Path, old: str, new: str, complaint: str) -> None:
    problems = problems_after(folder, "conclusion.toml", old, new)
    assert any(complaint in line for line in problems), problems
    assert all("conclusion.toml" in line or "stands twice" in line for line in problems)


def test_a_unit_that_is_not_reviewable_has_no_criteria(folder: Path) -> None:
    criterion = 'default = true\n\n[unit.done_when]\nstages = ["done"]\n'
    assert any(
        "has no codebook entry and no criterion" in line
        for line in problems_after(folder, "regional.toml", "default = true\n", criterion)
    )


def test_words_stand_in_all_eight_languages(folder: Path) -> None:
    problems = problems_after(folder, "regional.toml", 'tk = ["howpsuzlyk geňeş"]\n', "")
    assert problems == ["tokyo_2025/units/regional.toml: unit 42-b: assign.words: has no words in tk"]


def test_a_verifiable_unit_needs_three_near_misses(folder: Path) -> None:
    [line] = problems_after(folder, "regional.toml", "[[unit.near_miss]]", "[unit.not_known]")[:1]
    assert line == "tokyo_2025/units/regional.toml: unit 42-b: not_known: is not a known key"
    path = folder / "tokyo_2025" / "units" / "conclusion.toml"
    text = path.read_text(encoding="utf-8")
    first, rest = text.split("[[unit.near_miss]]", 1)
    path.write_text(first + rest[rest.index("[[unit.near_miss]]") :], encoding="utf-8")
    with pytest.raises(ConfigError, match=r"53-a: .*3 near misses"):
        load_units(DECLARATION, folder)


def test_files_and_folders_that_cannot_be_read_are_named(folder: Path) -> None:
    units = folder / "tokyo_2025" / "units"
    (units / "green.toml").write_text("[[unit]\n", encoding="utf-8")
    (units / "people.toml").write_text("note = 1\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_units(DECLARATION, folder)
    assert {line.split(":")[0] for line in caught.value.problems} == {
        "tokyo_2025/units/green.toml",
        "tokyo_2025/units/people.toml",
    }
    shutil.rmtree(units)
    with pytest.raises(ConfigError, match="no folder units"):
        load_units(DECLARATION, folder)


def test_what_units_lack_is_named() -> None:
    first, second, *rest = UNITS
    assert second.codebook is not None
    bent = [
        replace(first, codebook=second.codebook),
        second,
        replace(BY_ID["13-a"], due=date(2025, 1, 1)),
        replace(BY_ID["12-a"], assign=replace(BY_ID["12-a"].assign, words=(), unless=())),
        replace(BY_ID["16-a"], assign=replace(BY_ID["16-a"].assign, default=True)),
        replace(BY_ID["40-a"], number=1),
        *(unit for unit in rest if unit.id not in {"13-a", "12-a", "16-a", "40-a"}),
    ]
    lines = missing_units(DECLARATION, bent)
    assert "commitment 40: tracked, but without units" in lines
    assert "unit 40-a: paragraph 1 is not tracked" in lines
    assert "unit 13-a: due 2025-01-01, before the declaration was adopted" in lines
    assert "units 16-a, 16-c: all are the default of one paragraph" in lines
    assert any(line.startswith("unit 12-a: no development can concern it") for line in lines)
    assert "units 4-a, 4-b: one criterion in ja for all" in lines


def test_a_machine_may_say_done_only_of_meetings_that_never_took_place_before() -> None:
    said = [unit.id for unit in UNITS if unit.done_when]
    assert said == ["12-a", "16-a", "16-b", "30-a", "53-b"]
    assert all(BY_ID[unit_id].done_when.explicit for unit_id in said)  # type: ignore[union-attr]  # those that have one
