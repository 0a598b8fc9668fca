"""Finding the organisations that a few words name, in any language and script, by the forms reports are read by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.gazetteer import NameKind
from matching.languages.folding import words_of
from matching.patterns import PatternIndex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.gazetteer import Name

ORGANISED = (NameKind.INSTITUTION, NameKind.COMPANY)


class NameFinder:
    """Finds organisations; made once of the gazetteer, then without state (``domain.organisation.FindNames``).

    A form that means the organisation in some languages only counts as well: nobody says in which language they write.

    Args:
        names: the gazetteer; only institutions and companies are found.
    """

    def __init__(self, names: Iterable[Name]) -> None:
        organised = [name for name in names if name.kind in ORGANISED]
        self._index = PatternIndex((form.text, name) for name in organised for form in name.forms)

    def __call__(self, text: str) -> tuple[str, ...]:
        """Return the organisations as ``kind:key`` in the order of the text; of overlapping names the longest."""
        found: list[tuple[int, int, str]] = []
        hits = (
            (each.start, each.end, f"{each.payload.kind}:{each.payload.key}")
            for each in self._index.find(words_of(text))
        )
        for start, end, key in sorted(hits, key=lambda each: (each[0], -each[1])):
            if not found or end > found[-1][1]:
                found.append((start, end, key))
        return tuple(dict.fromkeys(key for _, _, key in found))
