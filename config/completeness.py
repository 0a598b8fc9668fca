"""What a declaration still lacks: pure checks beyond the form of its files, for ``cajad commitments check``."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from domain.commitment import LANGUAGES, READER_LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.commitment import Commitment, CommitmentNumber, Declaration, Texts

LONGEST_LABEL = 40
"""Characters of a label that a phone shows on one line of an alert."""


def missing_pieces(declaration: Declaration) -> list[str]:
    """Name every missing or unfit piece, a line each; an empty list means that the declaration is complete.

    Lines go by commitment number, then come the labels that several commitments share.
    """
    ordered = sorted(declaration.commitments, key=lambda each: each.number)
    singly = chain.from_iterable(_pieces_of(each, declaration) for each in ordered)
    return [*singly, *_shared_labels(declaration)]


def coverage(declaration: Declaration) -> dict[CommitmentNumber, dict[str, int]]:
    """Return how many terms each tracked commitment has in each of the eight languages, 0 where none."""
    return {
        each.number: {language: len(each.terms.get(language, ())) for language in LANGUAGES}
        for each in sorted(declaration.tracked, key=lambda each: each.number)
    }


def _pieces_of(commitment: Commitment, declaration: Declaration) -> Iterator[str]:
    found = chain(_texts(commitment), _labels(commitment), _date(commitment, declaration), _tracking(commitment))
    return (f"commitment {commitment.number}: {piece}" for piece in found)


def _texts(commitment: Commitment) -> Iterator[str]:
    named: dict[str, Texts | None] = {
        "title": commitment.title,
        "label": commitment.label,
        "content": commitment.content,
        "target": commitment.target,
        "due_note": commitment.due_note,
    }
    for name, texts in named.items():
        for language in READER_LANGUAGES:
            if texts is not None and not texts.in_language(language).strip():
                yield f"no {name} in {language}"


def _labels(commitment: Commitment) -> Iterator[str]:
    for language in READER_LANGUAGES:
        length = len(commitment.label.in_language(language))
        if length > LONGEST_LABEL:
            yield f"label in {language} has {length} characters, more than {LONGEST_LABEL}"


def _date(commitment: Commitment, declaration: Declaration) -> Iterator[str]:
    if commitment.due is None:
        return
    if commitment.due_note is None:
        yield "due, but no due_note that says how the day was found"
    if commitment.target is None:
        yield "due, but no target that says what must then be reached"
    if commitment.due < declaration.adopted:
        yield f"due {commitment.due}, before the declaration was adopted"


def _tracking(commitment: Commitment) -> Iterator[str]:
    if not commitment.tracked:
        return
    if not commitment.actors:
        yield "no actors"
    for language in LANGUAGES:
        if not commitment.terms.get(language):
            yield f"no terms in {language}"


def _shared_labels(declaration: Declaration) -> Iterator[str]:
    for language in READER_LANGUAGES:
        bearers: defaultdict[str, list[str]] = defaultdict(list)
        for commitment in declaration.commitments:
            label = commitment.label.in_language(language)
            bearers[label.casefold()].append(str(commitment.number))
        for numbers in bearers.values():
            if len(numbers) > 1:
                yield f"commitments {', '.join(numbers)}: one label in {language} for all"
