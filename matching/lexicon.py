"""All declared words of a declaration and the languages, compiled into one index of senses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from domain.commitment import CENTRAL_ASIA, LANGUAGES
from domain.gazetteer import REGION
from matching.languages.folding import fold, has_cjk
from matching.patterns import PatternIndex, QuickLook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from domain.commitment import Declaration
    from domain.gazetteer import Name
    from domain.lexicon import Lexicon, TermRole, WordList

EVERY = frozenset(LANGUAGES)

TELLING = 5
"""Letters of a name that hardly occur inside other words; shorter ones are left out of the quick look for any name."""


class Kind(IntEnum):
    """Which table a word comes from."""

    NAME = 0
    CONCEPT = 1
    PACKAGE = 2
    ACT = 3
    STAGE = 4
    INSTRUMENT = 5
    EXCLUSION = 6
    REGION = 7
    HOME = 8
    OBJECT = 9


@dataclass(frozen=True, slots=True, eq=False)
class Sense:
    """What a word stands for in texts of some languages.

    Attributes:
        languages: ISO 639-1 codes of the texts in which it counts. term: as declared.
        key: stage, instrument, subject, package name or object. number: of the commitment, for concepts.
        role: of the commitment's term; None for all that is no concept.
        weight: of the term within its role. name: for names.
    """

    kind: Kind
    languages: frozenset[str]
    term: str
    key: str = ""
    number: int = 0
    role: TermRole | None = None
    weight: float = 1.0
    name: Name | None = None


@dataclass(frozen=True, slots=True)
class CompiledLexicon:
    """Names of either side, for the first look at every item, and all words by language, for the few that pass.

    Attributes:
        named_quick: whether a text may name anyone of either side, by telling names only.
        package: paragraphs by package name. decisive: subjects of which one word in the headline is enough.
        reasons: by subject, why it is no cooperation. endings: by language, verb ending and its tense, longest first.
    """

    japan_quick: QuickLook
    named_quick: QuickLook
    japan: PatternIndex[str]
    central_asia_quick: QuickLook
    central_asia: PatternIndex[str]
    senses: Mapping[str, PatternIndex[Sense]]
    package: Mapping[str, tuple[int, ...]]
    decisive: frozenset[str]
    reasons: Mapping[str, str]
    endings: Mapping[str, tuple[tuple[str, str], ...]]


def compile_lexicon(declaration: Declaration, lexicon: Lexicon) -> CompiledLexicon:
    """Compile every declared word.

    Raises:
        ValueError: a term holds no words.
    """
    exclusions = [each for words in lexicon.languages.values() for each in words.exclusions]
    senses = (
        *_name_senses(lexicon.names),
        *_package_senses(lexicon),
        *_word_senses(lexicon),
        *_concepts(declaration, lexicon),
        *_object_senses(lexicon),
    )
    japan, central_asia = list(_side(senses, japan=True)), list(_side(senses, japan=False))
    return CompiledLexicon(
        japan_quick=QuickLook(term for term, _ in japan),
        japan=PatternIndex(japan),
        central_asia_quick=QuickLook(term for term, _ in central_asia),
        named_quick=QuickLook(term for term, _ in (*japan, *central_asia) if _tells(term)),
        central_asia=PatternIndex(central_asia),
        senses=_by_language(PatternIndex((sense.term, sense) for sense in senses)),
        package={each.key: each.paragraphs for each in lexicon.package},
        decisive=frozenset(each.name for each in exclusions if each.decisive),
        reasons={each.name: each.reason for each in exclusions},
        endings={code: _endings(words) for code, words in lexicon.languages.items()},
    )


def _tells(term: str) -> bool:
    """Whether a name is one word that hardly occurs inside other words."""
    return has_cjk(term) or (len(term) >= TELLING and " " not in term and "~" not in term)


def _by_language(index: PatternIndex[Sense]) -> dict[str, PatternIndex[Sense]]:
    """Return an index per language of the texts, so that words of other languages cost nothing."""

    def read_in(code: str) -> PatternIndex[Sense]:
        return index.restricted(lambda sense: code in sense.languages)

    return {code: read_in(code) for code in LANGUAGES}


def _side(senses: tuple[Sense, ...], *, japan: bool) -> Iterator[tuple[str, str]]:
    """Yield the terms that can name one side; the format's own names name both."""
    countries = {"JP"} if japan else {REGION, *CENTRAL_ASIA}
    for sense in senses:
        if sense.kind is Kind.PACKAGE or (sense.kind is Kind.REGION and not japan):
            yield sense.term, sense.key
        elif sense.name is not None and sense.name.country in countries:
            yield sense.term, sense.name.country


def _endings(words: WordList) -> tuple[tuple[str, str], ...]:
    pairs = [(fold(ending), tense) for tense, endings in words.tenses.items() for ending in endings]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))


def _readers(languages: Mapping[str, WordList]) -> dict[str, frozenset[str]]:
    """Return, for each language, the languages of the texts in which its terms count."""
    readers: dict[str, set[str]] = defaultdict(set)
    for code, words in languages.items():
        for source in (code, *words.also_read):
            readers[source].add(code)
    return {code: frozenset(texts) for code, texts in readers.items()}


def _name_senses(names: tuple[Name, ...]) -> Iterator[Sense]:
    for name in names:
        for form in name.forms:
            yield Sense(Kind.NAME, frozenset(form.languages) or EVERY, form.text, key=name.key, name=name)


def _object_senses(lexicon: Lexicon) -> Iterator[Sense]:
    for key, forms in lexicon.objects.items():
        for form in forms:
            yield Sense(Kind.OBJECT, frozenset(form.languages) or EVERY, form.text, key=key)


def _package_senses(lexicon: Lexicon) -> Iterator[Sense]:
    for each in lexicon.package:
        for terms in each.terms.values():
            for term in terms:
                yield Sense(Kind.PACKAGE, EVERY, term, key=each.key)


def _word_senses(lexicon: Lexicon) -> Iterator[Sense]:
    readers = _readers(lexicon.languages)
    for code, words in lexicon.languages.items():
        for kind, key, terms, own in _tables(words):
            languages = frozenset({code}) if own else readers[code]
            for term in terms:
                yield Sense(kind, languages, term, key=key)


def _tables(words: WordList) -> Iterator[tuple[Kind, str, tuple[str, ...], bool]]:
    """Yield each table of a word list; the last field says whether only texts of this very language read it."""
    yield Kind.ACT, "act", words.acts, True
    yield Kind.HOME, "home", words.home, True
    yield Kind.REGION, "region", words.region, False
    for stage, terms in words.stages.items():
        yield Kind.STAGE, stage.value, terms, True
    for instrument, terms in words.instruments.items():
        yield Kind.INSTRUMENT, instrument.value, terms, False
    for exclusion in words.exclusions:
        yield Kind.EXCLUSION, exclusion.name, exclusion.terms, True


def _concepts(declaration: Declaration, lexicon: Lexicon) -> Iterator[Sense]:
    readers = _readers(lexicon.languages)
    for commitment in declaration.tracked:
        for code, terms in commitment.terms.items():
            for term in terms:
                languages = readers.get(code, frozenset({code}))
                yield Sense(
                    Kind.CONCEPT, languages, term.text, number=commitment.number, role=term.role, weight=term.weight
                )
