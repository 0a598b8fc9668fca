"""What the options of an interface say about its answers; ``config/source_options`` checked them when they were loaded.

One of two doors to jmespath, beside ``config/source_options/shapes.py``, which checks paths with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

import jmespath
from jmespath.exceptions import JMESPathError

if TYPE_CHECKING:
    from jmespath.parser import ParsedResult

    from domain.source import Source

FIELDS = ("title", "link", "date", "summary", "id", "outlet", "language")
"""What an item may hold, each named by a path."""

_STUMBLES = (JMESPathError, ValueError, TypeError, ArithmeticError, RecursionError)
"""What a path lets slip whose functions meet values they were not written for."""


@dataclass(frozen=True, slots=True)
class ApiShape:
    """How to read the answers of an interface.

    Attributes:
        items: path to the list. paths: path of each field within an item; a field without one is not declared.
        page: address of an item's page with ``{id}`` for its number, or empty where ``link`` names it.
        date_form: ``text``, or what its numbers count since 1970: ``seconds`` or ``milliseconds``.
    """

    items: str
    paths: dict[str, str]
    page: str
    date_form: str

    def text(self, item: object, field: str) -> str:
        """Return a field of an item as text; empty where it is not declared, missing, or neither text nor number."""
        path = self.paths.get(field)
        value = find(path, item) if path else None
        return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""

    def link(self, item: object) -> str:
        """Return the address of an item's page, or empty."""
        if not self.page:
            return self.text(item, "link").strip()
        number = self.text(item, "id").strip()
        return self.page.replace("{id}", quote(number, safe="")) if number else ""


def api_shape_of(source: Source) -> ApiShape:
    """Return how to read the answers of a source."""
    options = source.options
    named = {field: str(options[field]) for field in FIELDS if options.get(field)}
    return ApiShape(
        items=str(options.get("items") or "@"),
        paths=named,
        page=str(options.get("page") or ""),
        date_form=str(options.get("date_form") or "text"),
    )


def find(path: str, value: object) -> object:
    """Return what stands at a path (JMESPath) in a value read from JSON; None where nothing does."""
    try:
        found: object = _compiled(path).search(value)
    except _STUMBLES:
        return None
    return found


@lru_cache(maxsize=512)
def _compiled(path: str) -> ParsedResult:
    return jmespath.compile(path)
