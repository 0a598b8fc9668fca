"""The gate's quick looks turn nothing away that the matcher would read."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest

from config.declarations import load_declaration
from config.lexicons import load_language_data
from domain.commitment import CENTRAL_ASIA
from domain.gazetteer import REGION
from domain.match import Item
from matching.languages.folding import fold, words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.lexicon import Lexicon
    from matching.lexicon import CompiledLexicon
    from matching.matcher import LexicalMatcher
    from matching.patterns import PatternIndex, QuickLook


def full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


DISGUISES: dict[str, Callable[[str], str]] = {
    "as declared": str,
    "in capitals": str.upper,
    "in full width": full_width,
    "letters and marks apart": lambda text: unicodedata.normalize("NFD", text),
    "soft hyphens": "\u00ad".join,
    "spaces of no width": "\u200b".join,
    "right-to-left marks": "\u200f".join,
    "another apostrophe": lambda text: text.replace("'", "\u02bb"),
    "in mid-sentence": lambda text: f"Вчера: «{text}», it says。",
}


def written(term: str) -> str:
    """A term as a text would have it."""
    return term.replace("~", " ").replace("$", "")


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_language_data()


@pytest.fixture(scope="module")
def declared_terms() -> list[str]:
    return [term.text for each in load_declaration().tracked for terms in each.terms.values() for term in terms]


def terms_of(lexicon: Lexicon, countries: set[str]) -> list[str]:
    names = [form.text for name in lexicon.names if name.country in countries for form in name.forms]
    return names + [term for each in lexicon.package for terms in each.terms.values() for term in terms]


def lost(terms: list[str], disguise: Callable[[str], str], index: PatternIndex[str], quick: QuickLook) -> list[str]:
    """The terms that stand in a text, but that the quick look does not see there."""
    texts = [disguise(written(term)) for term in terms]
    return [text for text in texts if index.any_in(words_of(text)) and not quick.may_hold(fold(text))]


@pytest.mark.parametrize("disguise", DISGUISES)
def test_the_quick_looks_see_every_name_in_every_disguise(
    matcher: LexicalMatcher, lexicon: Lexicon, disguise: str
) -> None:
    compiled: CompiledLexicon = matcher._compiled
    japan, five = terms_of(lexicon, {"JP"}), terms_of(lexicon, {REGION, *CENTRAL_ASIA})
    assert lost(japan, DISGUISES[disguise], compiled.japan, compiled.japan_quick) == []
    assert lost(five, DISGUISES[disguise], compiled.central_asia, compiled.central_asia_quick) == []


@pytest.mark.parametrize("disguise", DISGUISES)
def test_every_name_of_japan_passes_the_gate_in_every_disguise(
    matcher: LexicalMatcher, lexicon: Lexicon, disguise: str
) -> None:
    texts = [DISGUISES[disguise](written(term)) for term in terms_of(lexicon, {"JP"})]
    assert [text for text in texts if not matcher.passes_gate(Item(id="1", title=text, lang="ru"))] == []


def test_every_declared_term_that_names_japan_is_seen(matcher: LexicalMatcher, declared_terms: list[str]) -> None:
    naming = [term for term in declared_terms if matcher._compiled.japan.any_in(words_of(written(term)))]
    assert len(naming) > len(CENTRAL_ASIA)
    assert [term for term in naming if not matcher.passes_gate(Item(id="1", title=written(term)))] == []


@pytest.mark.parametrize(
    "title",
    [
        "Япо\u00adния и Казахстан подписали соглашение",
        "Japa\u200bn and Kazakhstan sign an agreement",
        "Yaponiya\u200f va Oʻzbekiston",
        "Япoния и Казахстан",
        "Монбукагакусё: стипендии для студентов Кыргызстана",
        "独立行政法人エネルギー・金属鉱物資源機構とカザフスタン",
        "ＪＩＣＡ、ウズベキスタンで署名",
    ],
)
def test_a_name_with_marks_or_letters_of_another_alphabet_inside_passes(matcher: LexicalMatcher, title: str) -> None:
    assert matcher.passes_gate(Item(id="1", title=title, lang="xx"))


@pytest.mark.parametrize("title", ["Казахстан и Китай подписали соглашение", "Japonica rice prices fall", "", "\ud800"])
def test_what_does_not_name_japan_is_turned_away(matcher: LexicalMatcher, title: str) -> None:
    assert not matcher.passes_gate(Item(id="1", title=title, lang="ru"))
