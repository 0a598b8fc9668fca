"""How alike two groups are, given how alike their reports are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.grouping.linkage import linked


@given(st.lists(st.floats(0, 1), min_size=1))
def test_two_groups_are_as_alike_as_something_between_their_average_and_their_best_pair(scores: list[float]) -> None:
    average = sum(scores) / len(scores)
    assert average - 1e-9 <= linked(scores) <= max(scores) + 1e-9


@given(st.lists(st.floats(0, 1), min_size=1))
def test_the_order_of_the_pairs_does_not_matter(scores: list[float]) -> None:
    assert linked(sorted(scores)) == pytest.approx(linked(scores))


def test_nothing_is_alike_with_no_report() -> None:
    assert linked([]) == 0.0
