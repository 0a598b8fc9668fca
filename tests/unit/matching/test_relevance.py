"""Whether Japan is one of a list of countries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.gazetteer import Name, NameKind
from matching.findings import NameHit
from matching.relevance import NEAR, _all_listed


def hit(country: str, start: int, passage: int = 0) -> NameHit:
    return NameHit(Name(country, NameKind.COUNTRY, country, ()), passage, start, start + 5)


@pytest.mark.parametrize(
    ("others", "listed"),
    [
        ([hit("CN", 80), hit("US", 120)], True),
        ([hit("CN", 80), hit("CN", 120)], False),
        ([hit("CN", 80), hit("US", 120, passage=1)], False),
        ([hit("CN", 0), hit("US", 120)], False),
        ([], False),
    ],
)
def test_two_other_countries_beside_a_name_make_a_list(others: list[NameHit], *, listed: bool) -> None:
    assert _all_listed([hit("JP", 100)], others) is listed


places = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from(["JP", "CN", "US", "KR"])), unique_by=lambda each: each[0]
)


@given(places)
def test_every_name_is_looked_at_with_all_that_is_near(found: list[tuple[int, str]]) -> None:
    names = [hit(country, 6 * place, passage=place // 15) for place, country in sorted(found)]
    japan = [name for name in names if name.name.country == "JP"]
    others = [name for name in names if name.name.country != "JP"]
    near = [
        {
            other.name.country
            for other in others
            if other.passage == each.passage and other.start < each.end + NEAR and other.end > each.start - NEAR
        }
        for each in japan
    ]
    assert _all_listed(japan, others) is all(len(countries) > 1 for countries in near)
