"""What is found in an item, and which of overlapping words stand."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from domain.lexicon import TermRole
from matching.findings import RANK, ConceptHit, _apart

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
