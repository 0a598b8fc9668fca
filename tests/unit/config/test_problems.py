"""Complaints of pydantic as lines for the person who wrote the file."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from config.problems import LONGEST_VALUE, key_path, problems_from


class Feed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    gap: int
    parts: list[int] = []


def problems(values: dict[str, object], table: str = "source a") -> list[str]:
    with pytest.raises(ValidationError) as caught:
        Feed.model_validate(values)
    return problems_from(caught.value, "kz.toml", table)


def test_each_complaint_is_a_line_with_file_table_and_key() -> None:
    assert problems({"gaps": 2, "parts": [1, 2.5]}) == [
        "kz.toml: source a: gap: is missing",
        "kz.toml: source a: parts[1]: input should be a valid integer, got a number with a fractional part (found 2.5)",
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
