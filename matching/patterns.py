"""Term patterns compiled into one automaton; the only door to ahocorasick_rs.

Every declared term, of whatever table, becomes a pattern in one Aho-Corasick automaton over the folded document (see
``matching/reading.py``): words are parted by single spaces there, so a prefix stem is the stem after a space, and a
whole word is the word between spaces. A term of several words is found by its first word and verified by a regular
expression at that place, unless the first letters of the next word already tell that it cannot be it. Japanese terms
are plain substrings. One pass finds all occurrences of all terms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeAlias, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

from matching.languages.folding import has_cjk, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

T = TypeVar("T")

GAP_WORDS = 3
"""Words that ``~`` lets stand between two words of a term."""

GAP_LETTERS = 12
"""The same for Japanese, which has no spaces to count by."""

BEGINNING = 2
"""Letters of a term's second word that are compared before its expression is tried."""

_PART = re.compile(r"~|[^~\s]+")


class Occurrence(NamedTuple, Generic[T]):
    """One place where a term stands; positions are characters of the folded document."""

    payload: T
    start: int
    end: int


class _Piece(NamedTuple):
    """A folded word of a term; ``whole`` where it stands for itself only and not for every word it begins."""

    text: str
    whole: bool


_Candidate: TypeAlias = tuple[int, T, re.Pattern[str]]
"""Where an entry stands among those of its anchor, what it stands for, the expression that verifies it."""

_POSITION = itemgetter(0)


class _Entry(NamedTuple, Generic[T]):
    """A term: what it stands for, the expression that verifies it, the word that has to follow the first at once."""

    payload: T
    verify: re.Pattern[str] | None
    second: str


@dataclass(frozen=True, slots=True)
class _Group(Generic[T]):
    """The entries of one anchor: done with it, to be verified, and to be verified where a word so begins follows."""

    plain: tuple[T, ...]
    verified: tuple[_Candidate[T], ...]
    followed: Mapping[str, tuple[_Candidate[T], ...]]

    @classmethod
    def of(cls, entries: Iterable[_Entry[T]]) -> _Group[T]:
        """Part the entries by what is left to do for them."""
        plain: list[T] = []
        verified: list[_Candidate[T]] = []
        followed: dict[str, list[_Candidate[T]]] = {}
        for position, (payload, verify, second) in enumerate(entries):
            if verify is None:
                plain.append(payload)
            elif len(second) < BEGINNING:
                verified.append((position, payload, verify))
            else:
                followed.setdefault(second[:BEGINNING], []).append((position, payload, verify))
        return cls(tuple(plain), tuple(verified), {key: tuple(each) for key, each in followed.items()})

    def candidates(self, document: str, end: int) -> Sequence[_Candidate[T]]:
        """Return the entries that may stand where the anchor ends at ``end``, in declared order."""
        if not self.followed:
            return self.verified
        at = end if document[end - 1] == " " else document.find(" ", end) + 1
        followed = self.followed.get(document[at : at + BEGINNING], ())
        return (
            sorted((*followed, *self.verified), key=_POSITION)
            if followed and self.verified
            else followed or self.verified
        )


def pattern_of(term: str) -> tuple[str, re.Pattern[str] | None]:
    """Return what the automaton looks for and, for terms of several words, the expression that verifies it there.

    Raises:
        ValueError: nothing is left of the term after folding.
    """
    pieces = _pieces(term)
    if not pieces or pieces[0] is None:
        raise ValueError(f"a term without words: {term!r}")
    if has_cjk(term):
        return _japanese(pieces)
    first = pieces[0]
    anchor = f" {first.text} " if first.whole else f" {first.text}"
    return anchor, re.compile(_expression(pieces)) if len(pieces) > 1 else None


def _pieces(term: str) -> list[_Piece | None]:
    """Return the folded words of a term in order, None for a gap; ``$`` marks the word it follows as whole.

    Each word is folded by itself, without its mark, so that the mark cannot change how its letters are read.
    """
    pieces: list[_Piece | None] = []
    for part in _PART.findall(term):
        if part == "~":
            pieces.append(None)
            continue
        words = words_of(part).split()
        pieces += [_Piece(word, whole=part.endswith("$") and word is words[-1]) for word in words]
    return pieces


def _japanese(pieces: list[_Piece | None]) -> tuple[str, re.Pattern[str] | None]:
    """Japanese terms are substrings; ``$`` ends a run of letters, a gap lets up to twelve stand between its sides."""
    if None not in pieces:
        text = _joined(pieces)
        return (text if has_cjk(text[0]) else f" {text}"), None
    at = pieces.index(None)
    left, right = _joined(pieces[:at]), _joined(pieces[at + 1 :])
    return left, re.compile(f"{re.escape(left)}[^\\n]{{0,{GAP_LETTERS}}}?{re.escape(right)}")


def _joined(pieces: list[_Piece | None]) -> str:
    words = [piece for piece in pieces if piece is not None]
    return " ".join(piece.text for piece in words) + (" " if words and words[-1].whole else "")


def _expression(pieces: list[_Piece | None]) -> str:
    parts: list[str] = []
    for piece in pieces:
        if piece is None:
            parts.append(rf"(?: [^ \n]+){{0,{GAP_WORDS}}}?")
        elif piece.whole:
            parts.append(f" {re.escape(piece.text)}(?= )")
        else:
            parts.append(rf" {re.escape(piece.text)}[^ \n]*")
    return "".join(parts)


def _second_word(term: str) -> str:
    """Return the word that has to follow the first one at once, empty where another may stand between."""
    pieces = _pieces(term)
    second = pieces[1] if len(pieces) > 1 and not has_cjk(term) else None
    return second.text if second else ""


class PatternIndex(Generic[T]):
    """Finds every occurrence of its terms in a folded document.

    Args:
        entries: terms in declared syntax, each with what it stands for.

    Raises:
        ValueError: a term holds no words.
    """

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        by_anchor: dict[str, list[_Entry[T]]] = {}
        for term, payload in entries:
            anchor, verify = pattern_of(term)
            by_anchor.setdefault(anchor, []).append(_Entry(payload, verify, _second_word(term)))
        self._entries = tuple(tuple(each) for each in by_anchor.values())
        self._made: dict[tuple[_Entry[T], ...], _Group[T]] = {}
        self._groups = tuple(map(self._group, self._entries))
        self._automaton = AhoCorasick(list(by_anchor), matchkind=MatchKind.Standard, store_patterns=False)

    def restricted(self, keep: Callable[[T], bool]) -> PatternIndex[T]:
        """Return an index of the terms whose payload ``keep`` accepts; it shares what it can with this one."""
        part: PatternIndex[T] = PatternIndex.__new__(PatternIndex)
        part._automaton, part._made = self._automaton, self._made
        part._entries = tuple(tuple(entry for entry in group if keep(entry.payload)) for group in self._entries)
        part._groups = tuple(map(part._group, part._entries))
        return part

    def _group(self, entries: tuple[_Entry[T], ...]) -> _Group[T]:
        if entries not in self._made:
            self._made[entries] = _Group.of(entries)
        return self._made[entries]

    def any_in(self, document: str) -> bool:
        """Tell whether a term stands in ``document``."""
        return next(self.find(document), None) is not None

    def find(self, document: str) -> Iterator[Occurrence[T]]:
        """Yield every occurrence, overlapping ones too, ordered by the end of what the automaton saw."""
        for index, start, end in self._automaton.find_matches_as_indexes(document, overlapping=True):
            group = self._groups[index]
            for payload in group.plain:
                yield Occurrence(payload, start, end)
            if group.verified or group.followed:
                for _, payload, verify in group.candidates(document, end):
                    if verified := verify.match(document, start):
                        yield Occurrence(payload, start, verified.end())


class QuickLook:
    """Tells fast whether a text can hold a term at all, without parting it into words.

    It looks for the longest word of each term anywhere, also inside longer words: what it lets through is looked at
    properly, what it turns away holds none of the terms.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        anchors = {max((piece.text for piece in _pieces(term) if piece is not None), key=len) for term in terms}
        self._automaton = AhoCorasick(sorted(anchors), matchkind=MatchKind.Standard, store_patterns=False)

    def may_hold(self, folded: str) -> bool:
        """Tell whether a folded text may hold a term."""
        return bool(self._automaton.find_matches_as_indexes(folded))
