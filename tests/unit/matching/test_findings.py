"""What is found in an item, and which of overlapping words stand."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from domain.gazetteer import Name, NameKind
from domain.lexicon import TermRole
from matching.findings import RANK, ConceptHit, NameHit, WordHit, _apart, _longest, _longest_first

hits = st.lists(
    st.builds(
        lambda role, weight, start, length: ConceptHit(1, f"{start}", role, weight, 0, start, start + length),
        st.sampled_from(TermRole),
        st.sampled_from([0.5, 1.0]),
        st.integers(0, 30),
        st.integers(1, 8),
    ),
    min_size=1,
    max_size=20,
)


@given(hits)
def test_of_overlapping_terms_the_weightier_stand(found: list[ConceptHit]) -> None:
    kept: list[ConceptHit] = []
    for hit in sorted(found, key=lambda each: (RANK[each.role], -each.weight, each.start - each.end, each.start)):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    assert _apart(found) == kept


def test_a_term_said_ten_thousand_times_is_parted_quickly() -> None:
    found = [ConceptHit(1, "港", TermRole.NAMING, 1.0, 0, at, at + 1) for at in range(10_000)]
    start = time.process_time()
    assert len(_apart(found)) == len(found)
    assert time.process_time() - start < 1


def test_a_name_within_a_longer_one_stands_only_where_the_word_names_both_sides() -> None:
    both = _named("both", "JP", 0, 6), _named("kazakhstan", "KZ", 1, 6)
    sea = _named("sea", "", 10, 16), _named("japan", "JP", 12, 16)
    assert _longest([*both, *sea]) == [*both, sea[0]]


def _named(key: str, country: str, start: int, end: int) -> NameHit:
    return NameHit(Name(key, NameKind.COUNTRY, country, ()), 0, start, end)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)), max_size=20))
def test_of_overlapping_stage_words_none_is_left_beside_a_longer_one(places: list[tuple[int, int]]) -> None:
    found = [WordHit("said", f"{start}", 0, start, start + length) for start, length in places]
    kept = _longest_first(found)
    for hit in found:
        over = [other for other in kept if hit.start < other.end and other.start < hit.end]
        assert over
        assert max(other.end - other.start for other in over) >= hit.end - hit.start
    assert all(a.end <= b.start or b.end <= a.start for a in kept for b in kept if a is not b)
