"""The units of a paragraph and their codebook as lines for ``cajad commitments show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.unit import Codebook, Unit


def unit_lines(unit: Unit, language: str) -> Iterator[str]:
    """Yield what is declared of a unit, its codebook entry included.

    Args:
        unit: to be shown. language: one of the readers' languages.
    """
    yield ""
    yield f"{unit.id}  {unit.title.in_language(language)}"
    yield f"  kind {unit.kind}, verb {unit.verb}, ambition {unit.ambition}, breadth {unit.breadth}"
    yield f"  actors: {', '.join(unit.actors)}"
    if unit.due is not None and unit.due_note is not None:
        yield f"  due: {unit.due} ({unit.due_note.in_language(language)})"
    if unit.codebook is not None:
        yield from _entries(unit.codebook, language)
    if unit.not_reviewable is not None:
        yield f"  not reviewable: {unit.not_reviewable.in_language(language)}"
    yield f"  told from the others: {unit.assign.reason}"


def _entries(codebook: Codebook, language: str) -> Iterator[str]:
    yield f"  done: {codebook.done.in_language(language)}"
    yield f"  partly: {codebook.partly.in_language(language)}"
    yield f"  contrary: {codebook.contrary.in_language(language)}"
    for miss in codebook.near_misses:
        yield f"  near miss: {miss.in_language(language)}"
