"""The syntax of terms and where they are found."""

from __future__ import annotations

import pytest

from matching.languages.folding import words_of
from matching.patterns import PatternIndex, QuickLook


def found(term: str, text: str) -> bool:
    return PatternIndex([(term, "x")]).any_in(words_of(text))


@pytest.mark.parametrize(
    ("term", "text", "is_found"),
    [
        ("таможен", "Таможенное оборудование", True),
        ("ai$", "training of ambassadors", False),
        ("ai$", "AI in Japan", True),
        ("assad", "the ambassador", False),
        ("средн коридор", "по Среднему коридору", True),
        ("средн коридор", "средний и длинный коридор", False),
        ("портфел~проект", "портфель крупных новых японских проектов", True),
        ("портфел~проект", "портфель раз два три четыре проектов", False),
        ("порт$ актау", "порт Актау", True),
        ("порт$ актау", "порты Актау", False),
        ("jica", "とJICAが", True),
        ("重要鉱物", "日本の重要鉱物支援", True),
        ("会談$", "首脳会談", True),
        ("会談$", "会談を行った", False),
        ("ai協力", "AI協力を進める", True),
        ("首脳会合~延期", "首脳会合の開催を延期", True),
        ("首脳会合~延期", "首脳会合は予定通りに開かれるが別の行事は延期", False),
    ],
)
def test_a_term_is_found_as_its_syntax_says(term: str, text: str, *, is_found: bool) -> None:
    assert found(term, text) is is_found


def test_terms_never_reach_over_a_line() -> None:
    assert not PatternIndex([("средн коридор", 1)]).any_in(" средн \n коридор ")


def test_every_occurrence_is_told_with_its_place() -> None:
    document = words_of("Japan and Japanese firms")
    hits = list(PatternIndex([("japan", "stem"), ("japanese firms", "phrase")]).find(document))
    assert [(hit.payload, document[hit.start : hit.end].strip()) for hit in hits] == [
        ("stem", "japan"),
        ("stem", "japan"),
        ("phrase", "japanese firms"),
    ]


@pytest.mark.parametrize("term", ["", "…", "~"])
def test_a_term_without_words_is_refused(term: str) -> None:
    with pytest.raises(ValueError, match="without words"):
        PatternIndex([(term, 1)])


def test_the_quick_look_lets_through_more_but_never_less() -> None:
    quick = QuickLook(["japan", "外務省"])
    assert quick.may_hold("sino-japanese")
    assert quick.may_hold("日本外務省")
    assert not quick.may_hold("kazakhstan")
