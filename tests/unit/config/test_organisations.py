"""The organisations that can be followed: each of them is one that the matcher finds in reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config.lexicons import load_language_data
from config.organisations import load_organisations
from domain.errors import ConfigError
from domain.organisation import Sector

if TYPE_CHECKING:
    from pathlib import Path


def test_every_organisation_is_a_name_of_the_gazetteer_and_stands_once() -> None:
    listed = [each.key for each in load_organisations()]
    assert len(set(listed)) == len(listed)
    assert set(listed) <= {f"{name.kind}:{name.key}" for name in load_language_data().names}
    assert {each.sector for each in load_organisations()} == set(Sector)


@pytest.mark.parametrize("language", ["en", "ru", "ja"])
def test_no_two_labels_are_alike_in_one_language(language: str) -> None:
    labels = [getattr(each.label, language) for each in load_organisations()]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    "text",
    ['[gossip]\n"company:x" = { en = "X", ru = "X", ja = "X" }', '[trade]\n"company:x" = { en = "X" }', "[trade"],
)
def test_a_malformed_file_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "organisations.toml").write_text(text)
    with pytest.raises(ConfigError, match="organisations"):
        load_organisations(tmp_path / "organisations.toml")
