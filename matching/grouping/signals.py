"""Signals: what of a report is compared, read off it once and kept with its judgement.

Names come from the gazetteer, things from the object lexicon; both are found by the pass that finds everything else.
What no list knows is read here: names by their spelling (``matching.languages.transliteration``), numbers, dates.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from domain.gazetteer import NameKind
from domain.signals import Signals
from matching.grouping.days import days_in, folded, ordinals_in, years_in
from matching.grouping.numbers import NumberReader
from matching.languages.folding import has_cjk, words_of
from matching.languages.transliteration import skeleton
from matching.lexicon import Kind
from matching.reading import Zone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from domain.lexicon import Lexicon
    from domain.match import Money
    from matching.findings import Findings

    ReadAmounts = Callable[[str], Iterable[Money]]
    """Returns the sums of money in a passage; the seam where a better reader is plugged in."""

PASSAGES = 14
"""Passages of a report that are compared: the news stands at the top, boilerplate at the end."""

STEM, KANA_STEM = 4, 3
"""Letters from which on the beginning of a word is taken for a known name's."""

MOST = 40
"""Spelt names that are kept of one report."""

_WORD = re.compile(r"[^\W\d_]+(?:['’ʻ-][^\W\d_]+)*")
_KATAKANA = re.compile(r"[ァ-ヴー]{3,}(?:・[ァ-ヴー]{2,})*")


class SignalReader:
    """Reads what is compared of a report; made once of the declared words, then without state."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._numbers = NumberReader(lexicon.amounts)
        self._unnamed = frozenset(map(skeleton, lexicon.unnamed))

    def read(self, findings: Findings, read_amounts: ReadAmounts) -> Signals:
        """Return what is compared of an item.

        Args:
            findings: what was found in it.
            read_amounts: reads the sums of money in a passage.
        """
        passages = findings.passages[:PASSAGES]
        text = "\n".join(passage.text for passage in passages)
        plain = folded(text)
        amounts = {(each.currency, each.amount): each for passage in passages for each in read_amounts(passage.text)}
        return Signals(
            names=tuple(sorted(set(_names(findings)))),
            objects=tuple(sorted(set(_objects(findings)))),
            headline=tuple(sorted({*_names(findings, Zone.TITLE), *_objects(findings, Zone.TITLE)})),
            spelt=tuple(sorted(_spelt(findings) - self._unnamed)[:MOST]),
            amounts=tuple(amounts[key] for key in sorted(amounts)),
            numbers=tuple(sorted(self._numbers.numbers_in(plain, amounts.values()))),
            ordinals=tuple(sorted(ordinals_in(text))),
            days=tuple(sorted(days_in(plain))),
            years=tuple(sorted(years_in(plain))),
        )


def _names(findings: Findings, zone: Zone | None = None) -> Iterator[str]:
    for hit in findings.names:
        if hit.name.kind is not NameKind.COUNTRY and hit.name.country and _in(findings, hit.passage, zone):
            yield f"{hit.name.kind}:{hit.name.key}"


def _objects(findings: Findings, zone: Zone | None = None) -> Iterator[str]:
    for hit in findings.words[Kind.OBJECT]:
        if _in(findings, hit.passage, zone):
            yield hit.key


def _in(findings: Findings, passage: int, zone: Zone | None) -> bool:
    return passage < PASSAGES and (zone is None or findings.passages[passage].zone is zone)


def _spelt(findings: Findings) -> set[str]:
    """Return the skeletons of names that the gazetteer does not explain."""
    known = {
        word
        for hit in findings.names
        if hit.name.kind is not NameKind.PERSON
        for word in findings.reading.document[hit.start : hit.end].split()
    }
    found: set[str] = set()
    for passage in findings.passages[:PASSAGES]:
        for word in (*_capitalised(passage.text), *_KATAKANA.findall(passage.text)):
            if not any(each in known or _begins(each, known) for each in words_of(word).split()):
                found.update(skeleton(part) for part in re.split("[・-]", word))
    return {each for each in found if each}


def _begins(word: str, known: set[str]) -> bool:
    return any(len(each) >= (KANA_STEM if has_cjk(each) else STEM) and word.startswith(each) for each in known)


_PARTICLE = 3
"""Letters of words that headlines leave small even where all others have a capital: of, and, для."""


def _capitalised(text: str) -> list[str]:
    """Return words that begin with a capital where it tells: not at the start, not in a headline all in capitals."""
    words = _WORD.findall(text)
    capital = [word[0].isupper() for word in words]
    small = sum(1 for word, big in zip(words, capital, strict=True) if not big and len(word) > _PARTICLE)
    if sum(capital) > 2 * small + 1:
        return []
    return [word for at, word in enumerate(words) if capital[at] and (at > 0 or _followed(capital))]


def _followed(capital: list[bool]) -> bool:
    return len(capital) > 1 and capital[1]
