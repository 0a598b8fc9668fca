"""Complaints of pydantic as lines for the person who wrote the file."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.problems import LONGEST_VALUE, key_path, problems_from


class Feed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    gap: int
    parts: list[int] = []
    codes: tuple[str, ...] = Field(("ja",), min_length=1)


def problems(values: dict[str, object], table: str = "source a") -> list[str]:
    with pytest.raises(ValidationError) as caught:
        Feed.model_validate(values)
    return problems_from(caught.value, "kz.toml", table)


def test_each_complaint_is_a_line_with_file_table_and_key() -> None:
    assert problems({"gaps": 2, "parts": [1, 2.5]}) == [
        "kz.toml: source a: gap: is missing",
        "kz.toml: source a: parts[1]: has to be a whole number (found 2.5)",
        "kz.toml: source a: gaps: is not a known key",
    ]


def test_the_top_level_of_a_file_has_no_table() -> None:
    assert problems({}, table="") == ["kz.toml: gap: is missing"]


def test_a_long_value_is_cut() -> None:
    (line,) = problems({"gap": "x" * 200})
    assert line.endswith("…)")
    assert len(line.split("(found ")[1]) == LONGEST_VALUE + 1


def test_a_whole_table_is_not_repeated() -> None:
    (line,) = problems({"gap": {"hours": 3}})
    assert "found" not in line


def test_an_array_of_wrong_values_is_not_called_empty_as_well() -> None:
    assert problems({"gap": 1, "codes": []}) == ["kz.toml: source a: codes: is empty"]
    assert problems({"gap": 1, "codes": [7]}) == ["kz.toml: source a: codes[0]: has to be text (found 7)"]


@pytest.mark.parametrize(
    ("location", "path"),
    [
        pytest.param(("terms", "ru", "naming", 0, "text"), "terms.ru.naming[0].text", id="a key in an array"),
        pytest.param(("terms", "de", "[key]"), "terms.de", id="a wrong key of a mapping"),
        pytest.param((0,), "[0]", id="an array alone"),
        pytest.param((), "", id="the table itself"),
    ],
)
def test_a_location_reads_as_in_toml(location: tuple[int | str, ...], path: str) -> None:
    assert key_path(location) == path
