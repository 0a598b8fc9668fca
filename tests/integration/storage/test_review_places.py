"""What a development may repeat, found around it: the same as looking through all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.commitment import CommitmentNumber
from domain.grouping import StorylineId
from domain.match import Match
from domain.review_queue import likely_repeated
from storage.review_places import near, places
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import NOON, a_judgement, a_source
from tests.integration.storage.outcomes import a_declaration, a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from domain.outcome import OpenedDevelopment

Shape = tuple[int, int, frozenset[int]]
"""Hours of its opening, number of its storyline (0 = none), and its paragraphs."""

SHAPES = st.tuples(st.integers(0, 5), st.integers(0, 2), st.frozensets(st.integers(26, 29), min_size=1, max_size=2))


def opened(place: int, shape: Shape) -> OpenedDevelopment:
    _, line, numbers = shape
    judgement = a_judgement(
        min(numbers), matches=tuple(Match(CommitmentNumber(each), 0.9, "слова") for each in sorted(numbers))
    )
    opening = an_opening(a_report(f"r{place}", judgement=judgement))
    return replace(opening, change=replace(opening.change, storyline_id=StorylineId(f"l{line}") if line else None))


@settings(max_examples=40)
@given(st.lists(SHAPES, min_size=2, max_size=14), st.integers(1, 3))
def test_the_nearest_of_all_are_among_those_around(session_engine: Engine, shapes: list[Shape], limit: int) -> None:
    work = SqlUnitOfWork(session_engine, writes=True)
    with work:
        work.seed(a_declaration(26, 27, 28, 29), [a_source()])
        for place, shape in enumerate(shapes):
            opening = opened(place, shape)
            at = NOON.replace(hour=12 + shape[0])
            work.record(an_outcome(opening.change.report, at=at, opened=(opening,)), "m1")
        everything = places(work._connection, decided=True)
        for subject in everything:
            around = likely_repeated(subject, near(work._connection, subject, limit), limit)
            assert around == likely_repeated(subject, everything, limit)
