"""When the judgement of two editors counts, and who is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.commitment import CommitmentNumber
from domain.development import DevelopmentId
from domain.panel import Opinion, OpinionId, Seat, Word, agreed, awaits, is_disputed, last_words
from domain.review import ReviewAction
from tests.builders import NOON

RIGHT = Word(ReviewAction.ACCEPT, frozenset({CommitmentNumber(26)}))
WRONG = Word(ReviewAction.REJECT, frozenset({CommitmentNumber(26)}))


def opinion(who: str, word: Word, minute: int = 0) -> Opinion:
    at = NOON + timedelta(minutes=minute)
    return Opinion(OpinionId(f"{who}{minute}"), DevelopmentId("d"), who, at, word)


OPINIONS = st.lists(
    st.builds(opinion, st.sampled_from("abc"), st.sampled_from([RIGHT, WRONG]), st.integers(0, 30)),
    unique_by=lambda each: each.id,
)


def test_one_editor_is_enough_where_one_is_needed() -> None:
    assert agreed([opinion("a", RIGHT)], 1) == (opinion("a", RIGHT),)
    assert agreed([], 1) == ()


def test_two_have_to_say_the_same() -> None:
    hers = opinion("a", RIGHT)
    assert agreed([hers], 2) == ()
    assert agreed([hers, opinion("a", RIGHT, 1)], 2) == ()
    assert agreed([hers, opinion("b", RIGHT, 1)], 2) == (hers, opinion("b", RIGHT, 1))
    assert agreed([hers, opinion("b", WRONG, 1)], 2) == ()


def test_who_differs_is_asked_again_and_may_change_their_mind() -> None:
    differing = [opinion("a", RIGHT), opinion("b", WRONG, 1)]
    assert is_disputed(differing)
    assert awaits(differing, "a")
    assert awaits(differing, "c")
    settled = [*differing, opinion("a", WRONG, 2)]
    assert not is_disputed(settled)
    assert {each.who for each in agreed(settled, 2)} == {"a", "b"}


def test_what_is_closed_says_nothing() -> None:
    closed = replace(opinion("a", RIGHT), closed_at=NOON)
    assert last_words([closed]) == {}
    assert awaits([closed], "a")
    assert not awaits([opinion("a", RIGHT)], "a")


@given(OPINIONS, st.sampled_from([1, 2]))
def test_what_counts_are_equal_words_of_as_many_editors_as_are_needed(opinions: list[Opinion], needed: int) -> None:
    counting = agreed(opinions, needed)
    assert len(counting) in (0, needed)
    assert len({each.who for each in counting}) == len(counting)
    assert len({each.word for each in counting}) <= 1
    assert all(last_words(opinions)[each.who] == each for each in counting)


@given(OPINIONS.flatmap(st.permutations))
def test_the_order_in_which_opinions_are_read_does_not_matter(opinions: list[Opinion]) -> None:
    in_order = sorted(opinions, key=lambda each: (each.at, each.id))
    assert agreed(opinions, 2) == agreed(in_order, 2)
    assert is_disputed(opinions) == is_disputed(in_order)


@given(OPINIONS)
def test_three_editors_between_two_words_always_come_to_a_decision(opinions: list[Opinion]) -> None:
    if len(last_words(opinions)) == 3:
        assert agreed(opinions, 2)


@pytest.mark.parametrize(
    ("languages", "others", "reads"),
    [
        ((), (), True),
        (("kk",), (), True),
        (("ru",), (("kk",),), False),
        (("ru",), ((),), False),
        (("ru",), (("ja",),), True),
    ],
)
def test_cards_in_a_language_go_to_who_reads_it_or_to_all(
    languages: tuple[str, ...], others: tuple[tuple[str, ...], ...], *, reads: bool
) -> None:
    seat = Seat("a", frozenset(languages))
    seats = [seat, *(Seat(f"other{n}", frozenset(each)) for n, each in enumerate(others))]
    assert seat.reads("kk", seats) is reads
