"""The syntax of terms and where they are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


WORDS = (
    "to",
    "tokyo",
    "to$",
    "to~rail",
    "to tokyo",
    "to~tokyo$",
    "to t",
    "to ra",
    "rail to rail",
    "ra~to t",
    "日~本",
    "日本",
)
texts = st.lists(st.sampled_from(["to", "tokyo", "rail", "road", "日本", "日", "本", "t"]), max_size=12).map(" ".join)


@given(texts)
def test_many_terms_together_find_what_each_finds_alone(text: str) -> None:
    document = words_of(text)
    together = sorted(PatternIndex([(term, term) for term in WORDS]).find(document))
    assert together == sorted(hit for term in WORDS for hit in PatternIndex([(term, term)]).find(document))


def test_terms_of_one_anchor_are_told_in_declared_order() -> None:
    terms = ("flights~tokyo", "flights to tokyo", "flights~to")
    hits = PatternIndex([(term, term) for term in terms]).find(words_of("flights to Tokyo"))
    assert tuple(hit.payload for hit in hits) == terms


def test_a_restricted_index_finds_only_what_is_kept() -> None:
    whole = PatternIndex([("japan", 1), ("japan aid", 2), ("aid", 3)])
    assert [hit.payload for hit in whole.restricted(lambda payload: payload > 1).find(words_of("Japan aid"))] == [2, 3]


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
