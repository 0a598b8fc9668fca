"""Findings: every word of interest in an item, with the passage it stands in; the ground of all further rules."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from domain.gazetteer import REGION
from domain.lexicon import TermRole
from matching.lexicon import Kind
from matching.reading import Zone

if TYPE_CHECKING:
    from domain.gazetteer import Name
    from matching.lexicon import CompiledLexicon
    from matching.reading import Passage, Reading

JAPAN = "JP"
RANK = {role: position for position, role in enumerate((TermRole.EXCLUDING, *TermRole))} | {TermRole.EXCLUDING: -1}
"""Which of overlapping terms stands: one that excludes before those that it is made to exclude."""
FIVE = ("KZ", "KG", "TJ", "TM", "UZ")

MOST = 3000
"""Words of interest that are taken up from one item: three times what the densest page of news holds."""


class NameHit(NamedTuple):
    """A name in a passage; positions are characters of the folded document."""

    name: Name
    passage: int
    start: int
    end: int


class WordHit(NamedTuple):
    """A word of some table in a passage; key is its stage, instrument, subject or package name."""

    key: str
    term: str
    passage: int
    start: int
    end: int


class ConceptHit(NamedTuple):
    """A commitment's term in a passage."""

    number: int
    term: str
    role: TermRole
    weight: float
    passage: int
    start: int
    end: int


Placed = TypeVar("Placed", WordHit, ConceptHit)


@dataclass(slots=True)
class Findings:
    """What was found in one item.

    Attributes:
        language: of the item, ISO 639-1. country: of the publisher, ISO 3166 alpha-2 or empty.
        words: by kind of table. tenses: of the verbs that end the headline's sentences.
    """

    language: str
    country: str
    reading: Reading
    names: list[NameHit] = field(default_factory=list)
    concepts: dict[int, list[ConceptHit]] = field(default_factory=dict)
    words: dict[Kind, list[WordHit]] = field(default_factory=lambda: defaultdict(list))
    tenses: set[str] = field(default_factory=set)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The item's passages in order."""
        return self.reading.passages

    def keys(self, kind: Kind, passage: int | None = None) -> list[str]:
        """Return the keys found in one table, in all passages or in one."""
        return [hit.key for hit in self.words[kind] if passage is None or hit.passage == passage]


def find_all(reading: Reading, language: str, country: str, lexicon: CompiledLexicon) -> Findings:
    """Find every word that counts in texts of ``language``; of overlapping names the longest stands."""
    findings = Findings(language, country, reading)
    names: list[NameHit] = []
    concepts: dict[int, list[ConceptHit]] = defaultdict(list)
    for sense, start, end in islice(lexicon.senses[language].find(reading.document), MOST):
        passage = reading.passage_at(start)
        if sense.role is not None:
            hit = ConceptHit(sense.number, sense.term, sense.role, sense.weight, passage, start, end)
            concepts[sense.number].append(hit)
        elif sense.name is not None:
            names.append(NameHit(sense.name, passage, start, end))
        else:
            findings.words[sense.kind].append(WordHit(sense.key, sense.term, passage, start, end))
    findings.words[Kind.STAGE] = _longest_first(findings.words[Kind.STAGE])
    findings.tenses = _tenses(reading, lexicon.endings.get(language, ()))
    findings.names = _longest(names)
    findings.concepts = {number: _apart(hits) for number, hits in concepts.items()}
    return findings


def _tenses(reading: Reading, endings: tuple[tuple[str, str], ...]) -> set[str]:
    lines = reading.document.split("\n")
    last = [
        line.split()[-1]
        for line, passage in zip(lines, reading.passages, strict=False)
        if _ends_headline(line, passage)
    ]
    found = (next((tense for ending, tense in endings if word.endswith(ending)), "") for word in last)
    return {tense for tense in found if tense}


def _ends_headline(line: str, passage: Passage) -> bool:
    return passage.zone is Zone.TITLE and bool(line.strip())


def _longest(hits: list[NameHit]) -> list[NameHit]:
    """Drop every name that lies within a longer one (``Japan`` in ``Sea of Japan``).

    One of Central Asia within one of Japan stays: ``日・カザフ`` names both sides.
    """
    kept: list[NameHit] = []
    longest: NameHit | None = None
    for hit in sorted(hits, key=lambda each: (each.start, -each.end)):
        if longest is None or hit.end > longest.end:
            longest = hit
            kept.append(hit)
        elif longest.name.country == JAPAN and hit.name.country in (*FIVE, REGION):
            kept.append(hit)
    return kept


def _longest_first(hits: list[WordHit]) -> list[WordHit]:
    """Of overlapping words of stage keep the longer: ``to open`` is a plan, though ``open`` is a start."""
    return _disjoint(sorted(hits, key=lambda each: (each.start - each.end, each.start)))


def _apart(hits: list[ConceptHit]) -> list[ConceptHit]:
    """Of overlapping terms of one commitment keep the weightier, then the longer, so that one word counts once."""
    if len(hits) == 1:
        return hits
    return _disjoint(sorted(hits, key=lambda each: (RANK[each.role], -each.weight, each.start - each.end, each.start)))


def _disjoint(ranked: list[Placed]) -> list[Placed]:
    """Keep every hit that overlaps with none before it."""
    kept: list[Placed] = []
    starts: list[int] = []
    ends: list[int] = []
    for hit in ranked:
        at = bisect_left(starts, hit.end)
        if at == 0 or ends[at - 1] <= hit.start:
            kept.append(hit)
            starts.insert(at, hit.start)
            ends.insert(at, hit.end)
    return kept
