"""Finding commitments by words, as a reader would ask for them; pure.

Words are compared as the search compares them: endings, case and accents do not matter, in any of the readers'
languages, whatever the language of the chat.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from domain.lexicon import TermRole
from storage.search_words import asked_words, words_of

SHORTEST = 3
"""Letters of a term that says something by itself."""
TERM_FROM = 4
"""Letters of the stem of a term from which on a longer word is taken for it with an ending."""
PAIR = 2
"""Letters of a word of Japanese, as the search cuts it; two say as much as four of an alphabet."""
CJK_FROM = "\u3040"
CALLED = frozenset({TermRole.NAMING})
TELLING = 0.5
"""Weight of a supporting term from which on it tells what an item is about; lighter ones stand in any report."""
FRAMES = frozenset(
    {
        "para", "paragraph", "point", "no", "пункт", "пункта", "параграф", "第", "項", "тармақ", "тармагы", "пункти",
        "band", "bandi", "банд", "банди", "bent", "bölek", "сархат",
    }
)  # fmt: skip
"""What readers write beside the number of a paragraph, in any of the languages."""

_NUMBER = re.compile(r"(?:(?<![\w.-])|(?<=第))([0-9]{1,4})(?![0-9]|[.,][0-9])")
_LETTERS = re.compile(r"[^\W\d_]+")

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from domain.commitment import Commitment, Declaration, Texts
    from storage.search_words import AskedWord


def find_commitments(words: str, declaration: Declaration) -> tuple[Commitment, ...]:
    """Return the paragraphs that hold every word asked for, in order.

    Those whose label or heading holds them all; only where there is none, those whose promise does, or what reports
    in any language of the news call it; only where there is none either, those of whose topic the words often speak.

    Args:
        words: as the reader wrote them; without letters nothing is found, since figures are paragraphs.
    """
    asked = asked_words(words) if any(map(str.isalpha, words)) else ()
    if not asked:
        return ()
    named = tuple(each for each in declaration.commitments if _hold((each.label, each.title), asked))
    return named or _told(declaration, asked, CALLED) or _told(declaration, asked, CALLED | {TermRole.SUPPORTING})


def _told(declaration: Declaration, asked: Sequence[AskedWord], roles: frozenset[TermRole]) -> tuple[Commitment, ...]:
    return tuple(
        each for each in declaration.commitments if _hold(_all_texts(each), asked, _called(each, asked, roles))
    )


def paragraph_asked(words: str) -> int | None:
    """Return the paragraph that a reader means by its number, however they write it: "17.", "п. 17", "第17項", "17-a".

    Returns:
        None where there is no number, several, or words that name something.
    """
    numbers = _NUMBER.findall(words)
    rest = _LETTERS.findall(_NUMBER.sub(" ", words))
    framed = all(each.casefold() in FRAMES or len(each) == 1 for each in rest)
    return int(numbers[0]) if len(numbers) == 1 and framed else None


def _all_texts(commitment: Commitment) -> Sequence[Texts]:
    optional = (commitment.target, commitment.due_note)
    return commitment.label, commitment.title, commitment.content, *(each for each in optional if each is not None)


def _called(commitment: Commitment, asked: Sequence[AskedWord], roles: frozenset[TermRole]) -> frozenset[AskedWord]:
    """Return the words that make up a name of the commitment, with whatever endings; terms are stems."""
    terms = (
        each.text
        for terms in commitment.terms.values()
        for each in terms
        if each.role in roles and (each.role is TermRole.NAMING or each.weight >= TELLING)
    )
    found: set[AskedWord] = set()
    for term in terms:
        said = [{word for word in asked if _says(word.first, stem)} for stem in _stems(term)]
        if said and all(said):
            found.update(*said)
    return frozenset(found)


def _hold(texts: Iterable[Texts], asked: Sequence[AskedWord], called: frozenset[AskedWord] = frozenset()) -> bool:
    found = frozenset().union(*(_words(each) for each in texts))
    return all(word in called or any(word.first <= each < word.last for each in found) for word in asked)


def _says(word: str, stem: str) -> bool:
    """Whether a word that was asked for is one of a name: short ones as they are, others with any ending."""
    return word.startswith(stem) if len(stem) >= (PAIR if stem >= CJK_FROM else TERM_FROM) else word == stem


@lru_cache(maxsize=8192)
def _stems(term: str) -> tuple[str, ...]:
    """Return the words of a term as they are asked for, none for a term too short to say something."""
    letters = sum(map(str.isalpha, term))
    return (
        tuple(word.first for word in asked_words(term)) if letters >= (PAIR if term >= CJK_FROM else SHORTEST) else ()
    )


@lru_cache(maxsize=1024)
def _words(text: Texts) -> frozenset[str]:
    return words_of(f"{text.en}\n{text.ru}\n{text.ja}")
