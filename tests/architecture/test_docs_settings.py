"""What the settings page promises is what the code has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.settings import SECRETS, Settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
ROW = re.compile(r"\| `(?P<name>CAJAD_\w+)` \| (?P<meaning>.+) \| (?P<default>[^|]+) \|")

DOCUMENTED = {match["name"]: match for match in ROW.finditer(PAGE.read_text(encoding="utf-8"))}
SHOWN = {name: (default, meaning) for name, _, default, meaning in Settings().shown()}


@pytest.mark.parametrize("name", SHOWN)
def test_a_setting_has_a_row_with_its_meaning_and_default(name: str) -> None:
    default, meaning = SHOWN[name]
    assert DOCUMENTED[name]["default"].strip("` ") == default
    assert DOCUMENTED[name]["meaning"].startswith(meaning)


def test_the_page_documents_no_setting_that_does_not_exist() -> None:
    assert DOCUMENTED.keys() == SHOWN.keys()


@pytest.mark.parametrize("key", SECRETS)
def test_the_page_names_the_file_form_of_each_secret(key: str) -> None:
    assert f"`CAJAD_{key.upper()}_FILE`" in PAGE.read_text(encoding="utf-8")
