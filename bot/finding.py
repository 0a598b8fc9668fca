"""Finding commitments by words, as a reader would ask for them; pure.

Words are compared as the search compares them: endings, case and accents do not matter, in any of the readers'
languages, whatever the language of the chat.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from domain.lexicon import TermRole
from storage.search_words import asked_words, words_of

TERM_FROM = 4
"""Letters of a term that says something by itself."""
PAIR = 2
"""Letters of a word of Japanese, as the search cuts it; two say as much as four of an alphabet."""
CJK_FROM = "\u3040"

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from domain.commitment import Commitment, Declaration, Texts
    from storage.search_words import AskedWord


def find_commitments(words: str, declaration: Declaration) -> tuple[Commitment, ...]:
    """Return the paragraphs that hold every word asked for, in order.

    Those whose label or heading holds them all; only where there is none, those whose promise does, or what reports
    in any language of the news call it.

    Args:
        words: as the reader wrote them; without letters nothing is found, since figures are paragraphs.
    """
    asked = asked_words(words) if any(map(str.isalpha, words)) else ()
    if not asked:
        return ()
    named = tuple(each for each in declaration.commitments if _hold((each.label, each.title), asked))
    return named or tuple(
        each for each in declaration.commitments if _hold(_all_texts(each), asked, _called(each, asked))
    )


def _all_texts(commitment: Commitment) -> Sequence[Texts]:
    optional = (commitment.target, commitment.due_note)
    return commitment.label, commitment.title, commitment.content, *(each for each in optional if each is not None)


def _called(commitment: Commitment, asked: Sequence[AskedWord]) -> frozenset[AskedWord]:
    """Return the words that begin with a name of the commitment; terms are stems."""
    terms = (each.text for terms in commitment.terms.values() for each in terms if each.role is TermRole.NAMING)
    stems = tuple(stem for text in terms if (stem := _stem(text)))
    return frozenset(word for word in asked if word.first.startswith(stems))


def _hold(texts: Iterable[Texts], asked: Sequence[AskedWord], called: frozenset[AskedWord] = frozenset()) -> bool:
    found = frozenset().union(*(_words(each) for each in texts))
    return all(word in called or any(word.first <= each < word.last for each in found) for word in asked)


@lru_cache(maxsize=8192)
def _stem(term: str) -> str:
    """Return a term of one word as it is asked for, empty for several words and for very short ones."""
    words = asked_words(term)
    return words[0].first if len(words) == 1 and _is_telling(words[0].first) else ""


def _is_telling(stem: str) -> bool:
    return len(stem) >= (PAIR if stem >= CJK_FROM else TERM_FROM)


@lru_cache(maxsize=1024)
def _words(text: Texts) -> frozenset[str]:
    return words_of(f"{text.en}\n{text.ru}\n{text.ja}")
