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

PLAIN_WORDS = {"missing": "is missing", "extra_forbidden": "is not a known key"}
"""Complaints of pydantic (by type) that speak of models where the reader thinks of a file."""


def problems_from(error: ValidationError, file: str, table: str) -> list[str]:
    """Turn one validation error into a line per complaint: ``file: table: key: what is wrong``.

    The wrong value is repeated, so this is not for settings, which may hold secrets.

    Args:
        error: what pydantic raised for one table.
        file: name of the file as the reader knows it, e.g. ``tokyo_2025/people.toml``.
        table: which table of the file, e.g. ``commitment 12``; empty for the file's top level.
    """
    return [_line(details, file, table) for details in error.errors(include_url=False)]


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
    kind = details["type"]
    if kind in PLAIN_WORDS:
        return PLAIN_WORDS[kind]
    message = details["msg"].removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    if kind == "value_error":
        return message
    return f"{message}{_found(details['input'])}"


def _found(value: object) -> str:
    """Return the wrong value in brackets; nothing for whole tables and arrays, which would bury the complaint."""
    if isinstance(value, (dict, list, tuple)):
        return ""
    text = repr(value)
    return f" (found {text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + '…'})"
