"""The exchange format of ``cajad match``: one JSON object a line in, one out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from domain.match import Item, Judgement

if TYPE_CHECKING:
    from domain.story import Story

FIELDS = ("summary", "text", "url", "source", "country", "lang", "date")
"""Optional text fields of a line besides id and title."""


class UnreadableItem(ValueError):
    """A line is not an item; the message says why, in words for the person who wrote the file."""


def read_item(line: str, number: int) -> Item:
    """Read one line.

    Args:
        number: of the line, from 1; it is the item's id where the line gives none.

    Raises:
        UnreadableItem: not JSON, not an object, or a field of the wrong type.
    """
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableItem(f"is not JSON: {error}") from error
    if not isinstance(values, dict):
        raise UnreadableItem("is not a JSON object")
    texts = {name: _text(values, name) for name in FIELDS}
    return Item(id=_identifier(values, number), title=_required(values, "title"), **texts)


def _identifier(values: dict[str, Any], number: int) -> str:
    given = values.get("id")
    if given is None:
        return str(number)
    if isinstance(given, bool) or not isinstance(given, (str, int)):
        raise UnreadableItem(f"id: is {_kind(given)}, must be text or a whole number")
    return str(given)


def _required(values: dict[str, Any], name: str) -> str:
    if values.get(name) is None:
        raise UnreadableItem(f"{name}: is missing")
    return _text(values, name)


def _text(values: dict[str, Any], name: str) -> str:
    given = values.get(name)
    if given is None:
        return ""
    if not isinstance(given, str):
        raise UnreadableItem(f"{name}: is {_kind(given)}, must be text")
    return given


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object", str: "text"}
    return names.get(type(value), "something else")


def answer(item: Item, judgement: Judgement) -> dict[str, Any]:
    """Return the output object for one item."""
    return {
        "id": item.id,
        "relevant": judgement.relevant,
        "score": judgement.score,
        "lang": judgement.language,
        "tie": judgement.tie.value if judgement.tie else None,
        "commitments": [
            {"number": match.number, "score": match.score, "evidence": match.evidence} for match in judgement.matches
        ],
        "primary": judgement.primary,
        "countries": list(judgement.countries),
        "stage": judgement.stage.value if judgement.stage else None,
    }


def error_answer(number: int, message: str) -> dict[str, Any]:
    """Return the output object that stands in the place of a line that cannot be read.

    Args:
        number: of the line, from 1.
    """
    return {"id": None, "line": number, "error": message}


def item_of(story: Story) -> Item:
    """Return a story as the matcher reads it."""
    return Item(
        id=story.id,
        title=story.title,
        summary=story.summary,
        url=story.url,
        source=story.outlet or story.source_name,
        country=story.country if story.country != "INT" else "",
        lang=story.language,
        date=story.published.at.date().isoformat(),
    )
