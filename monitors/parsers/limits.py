"""How many items a document of news may have; beyond it is an archive, a mistake or an attack, and costs too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.errors import ParseError
from domain.source import Verdict

if TYPE_CHECKING:
    from domain.source import SourceId

MOST_ITEMS = 5_000
"""The longest feeds of news that were seen have a few hundred; with 130,000 empty ones feedparser took 15 s."""


def refuse_endless(items: int, source_id: SourceId) -> None:
    """Check how many items a document has.

    Raises:
        ParseError: more than MOST_ITEMS (verdict TOO_LARGE).
    """
    if items > MOST_ITEMS:
        detail = f"the document has more than {MOST_ITEMS:,} items: that is no list of news"
        raise ParseError(source_id, Verdict.TOO_LARGE, detail)
