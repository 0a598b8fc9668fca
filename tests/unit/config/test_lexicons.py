"""The packaged words load whole, and every complaint names file, table and key."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from config.lexicons import PACKAGED, load_grouping, load_language_data
from domain.commitment import LANGUAGES
from domain.development import Stage
from domain.errors import ConfigError
from domain.gazetteer import NameKind

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged words, to be spoilt."""
    for name in ("languages", "gazetteer"):
        shutil.copytree(PACKAGED / name, tmp_path / name)
    words = tmp_path / "declarations" / "tokyo_2025" / "words"
    shutil.copytree(PACKAGED / "declarations" / "tokyo_2025" / "words", words)
    shutil.copy(PACKAGED / "weights.toml", tmp_path)
    shutil.copy(PACKAGED / "amounts.toml", tmp_path)
    shutil.copy(PACKAGED / "rates.toml", tmp_path)
    return tmp_path


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_every_language_has_all_its_words() -> None:
    lexicon = load_language_data()
    assert tuple(lexicon.languages) == LANGUAGES
    for words in lexicon.languages.values():
        assert words.acts
        assert words.region
        assert set(words.stages) == set(Stage)
        assert all(exclusion.reason and exclusion.terms for exclusion in words.exclusions)


def test_every_place_has_its_names_and_all_five_countries_are_named() -> None:
    names = load_language_data().names
    assert all(name.label for name in names if name.kind is NameKind.PLACE)
    assert {"JP", "KZ", "KG", "TJ", "TM", "UZ", "CA5"} <= {name.country for name in names}


def test_a_brand_has_its_acting_forms_beside_the_weak_ones_under_one_key() -> None:
    weak, acting = (name for name in load_language_data().names if name.key == "sony")
    assert (weak.weak, acting.weak) == (True, False)
    assert "sony$" in {form.text for form in weak.forms}
    assert "sony group" in {form.text for form in acting.forms}


def test_a_copy_of_the_packaged_words_loads(folder: Path) -> None:
    assert load_language_data(folder=folder) == load_language_data()


def test_words_that_name_nobody_are_known_in_every_language(folder: Path) -> None:
    assert {"minister", "министр", "センター", "вазир"} <= set(load_language_data().unnamed)
    (folder / "languages" / "unnamed.toml").unlink()
    with pytest.raises(ConfigError) as error:
        load_language_data(folder=folder)
    assert all("languages/unnamed.toml" in problem for problem in error.value.problems)


def test_every_problem_is_named_at_once(folder: Path) -> None:
    spoil(folder / "languages" / "ky.toml", 'code = "ky"', 'code = "kk"')
    spoil(folder / "languages" / "tg.toml", "sport = [", "sprot = [")
    spoil(folder / "languages" / "tk.toml", "[stages]", "[stagse]")
    spoil(folder / "gazetteer" / "companies.toml", "mitsui = {", "tokyo = {")
    spoil(folder / "gazetteer" / "places.toml", 'country = "JP"', 'country = "Japan"')
    spoil(folder / "declarations" / "tokyo_2025" / "words" / "precedence.toml", "factor = 0.62", "factor = 7")
    spoil(folder / "declarations" / "tokyo_2025" / "words" / "package.toml", '"tokyo initiative"', '"~tokyo"')
    with pytest.raises(ConfigError) as caught:
        load_language_data(folder=folder)
    complaints = "\n".join(caught.value.problems)
    for part in (
        "languages/ky.toml: code: is 'kk'",
        "languages/tg.toml: exclusions.sprot: stands not in subjects.toml",
        "languages/tk.toml: stagse: is not a known key",
        "gazetteer/places.toml: tokyo.country",
        "words/precedence.toml: rule[0].factor",
        "words/package.toml: initiative.en[0]: ~ stands between words",
    ):
        assert part in complaints


def test_one_key_stands_once_and_a_place_has_a_name(folder: Path) -> None:
    spoil(folder / "gazetteer" / "companies.toml", "mitsui = {", "tokyo = {")
    spoil(folder / "gazetteer" / "places.toml", ' name = { en = "Osaka", ru = "Осака", ja = "大阪" },', "")
    with pytest.raises(ConfigError) as caught:
        load_language_data(folder=folder)
    assert caught.value.problems == (
        "gazetteer/places.toml: osaka: name: is missing",
        "gazetteer/companies.toml: tokyo: stands already in places.toml",
    )


def test_a_missing_or_broken_file_is_named(folder: Path) -> None:
    (folder / "languages" / "ru.toml").unlink()
    (folder / "weights.toml").write_text("[zone", "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_language_data(folder=folder)
    complaints = "\n".join(caught.value.problems)
    assert "languages/ru.toml: cannot be read" in complaints
    assert "weights.toml: is not valid TOML" in complaints


def test_a_place_lies_within_one_that_there_is(folder: Path) -> None:
    for name in ("grouping.toml", "amounts.toml", "rates.toml"):
        shutil.copy(PACKAGED / name, folder)
    assert load_grouping(folder) == load_grouping()
    spoil(folder / "gazetteer" / "places.toml", 'within = "sughd"', 'within = "sogdiana"')
    with pytest.raises(ConfigError, match=r"gazetteer/places\.toml: \w+: within: there is no 'sogdiana'"):
        load_grouping(folder)
