"""What pydantic found wrong with declared data, as lines for the person who wrote the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

LONGEST_VALUE = 60
"""Characters of a wrong value that a line repeats."""

KEY_OF_MAPPING = "[key]"
"""Step that pydantic adds where the key of a mapping is wrong; the key itself stands before it."""

PLAIN_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a known key",
    "too_short": "is empty",
    "int_type": "has to be a whole number",
    "int_parsing": "has to be a whole number",
    "int_from_float": "has to be a whole number",
    "float_parsing": "has to be a number",
    "float_type": "has to be a number",
    "bool_parsing": "has to be true or false",
    "bool_type": "has to be true or false",
    "string_type": "has to be text",
    "date_type": "has to be a date like 2026-01-31, without quotation marks",
    "date_parsing": "has to be a date like 2026-01-31",
    "date_from_datetime_parsing": "has to be a date like 2026-01-31",
    "tuple_type": "has to be an array",
    "list_type": "has to be an array",
    "dict_type": "has to be a table",
    "model_type": "has to be a table",
}
"""Complaints of pydantic (by type) that speak of models and parsing where the reader thinks of a file."""

WITHOUT_VALUE = ("missing", "extra_forbidden", "too_short", "value_error")
"""Complaints (by type) that say all there is to say without the wrong value."""


def problems_from(error: ValidationError, file: str, table: str) -> list[str]:
    """Turn one validation error into a line per complaint: ``file: table: key: what is wrong``.

    The wrong value is repeated, so this is not for settings, which may hold secrets.

    Args:
        error: what pydantic raised for one table.
        file: name of the file as the reader knows it, e.g. ``tokyo_2025/people.toml``.
        table: which table of the file, e.g. ``commitment 12``; empty for the file's top level.
    """
    found = error.errors(include_url=False)
    return [_line(details, file, table) for details in found if not _follows(details, found)]


def plain_words(details: ErrorDetails) -> str:
    """Say what is wrong with a value, without the value."""
    if details["type"] in PLAIN_WORDS:
        return PLAIN_WORDS[details["type"]]
    message = details["msg"].removeprefix("Value error, ").replace("Input should be", "has to be")
    return message[:1].lower() + message[1:]


def _follows(details: ErrorDetails, others: list[ErrorDetails]) -> bool:
    """Whether an array is called too short only because the values in it are wrong."""
    place = details["loc"]
    return details["type"] == "too_short" and any(
        len(each["loc"]) > len(place) and each["loc"][: len(place)] == place for each in others
    )


def _line(details: ErrorDetails, file: str, table: str) -> str:
    parts = [file, table, key_path(details["loc"]), _complaint(details)]
    return ": ".join(part for part in parts if part)


def key_path(location: tuple[int | str, ...]) -> str:
    """Write a pydantic location as a TOML reader would: ``terms.ru.naming[0].text`` (positions from 0)."""
    path = ""
    for step in location:
        if step != KEY_OF_MAPPING:
            path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.removeprefix(".")


def _complaint(details: ErrorDetails) -> str:
    found = "" if details["type"] in WITHOUT_VALUE else _found(details["input"])
    return f"{plain_words(details)}{found}"


def _found(value: object) -> str:
    """Return the wrong value in brackets; nothing for whole tables and arrays, which would bury the complaint."""
    if isinstance(value, (dict, list, tuple)):
        return ""
    text = repr(value)
    return f" (found {text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + '…'})"
