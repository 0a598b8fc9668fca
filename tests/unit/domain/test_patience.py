"""How long is waited: for editors, who are reminded in time, and for readers, of whom one refusal says nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.facets import Facets
from domain.patience import (
    NOTHING_AWAITED,
    REMINDED_EVERY,
    REMINDED_FROM,
    REVIEW_AWAITED_FOR,
    UNREACHED_FOR,
    UNREACHED_TIMES,
    Awaited,
    Unreached,
    is_time_to_remind,
    once_more,
)
from domain.telling import USUAL, Timing
from tests.builders import NOON, a_subscriber

MINUTE = timedelta(minutes=1)


def test_editors_are_reminded_while_there_is_time_to_look() -> None:
    assert REMINDED_FROM < REVIEW_AWAITED_FOR
    awaited = Awaited(2, 1, NOON)
    assert not is_time_to_remind(awaited, None, NOON + REMINDED_FROM - MINUTE)
    assert is_time_to_remind(awaited, None, NOON + REMINDED_FROM)
    assert not is_time_to_remind(awaited, NOON + REMINDED_FROM, NOON + REMINDED_FROM + REMINDED_EVERY - MINUTE)
    assert is_time_to_remind(awaited, NOON + REMINDED_FROM, NOON + REMINDED_FROM + REMINDED_EVERY)


def test_nobody_is_reminded_of_nothing() -> None:
    assert not is_time_to_remind(NOTHING_AWAITED, None, NOON)


@given(st.integers(1, 9), st.timedeltas(timedelta(), timedelta(days=9)))
def test_refusals_are_believed_when_they_are_several_and_go_over_days(times: int, long: timedelta) -> None:
    unreached = Unreached(times, NOON)
    assert unreached.is_believed(NOON + long) is (times >= UNREACHED_TIMES and long >= UNREACHED_FOR)


def test_one_more_refusal_keeps_when_they_began() -> None:
    first = once_more(None, NOON)
    assert first == (1, NOON)
    assert once_more(first, NOON + MINUTE) == (2, NOON)


@pytest.mark.parametrize(
    ("timing", "facets", "waits"),
    [
        (USUAL, Facets(), False),
        (Timing(hold_until_reviewed=True), Facets(), True),
        (USUAL, Facets(reviewed_only=True), True),
    ],
)
def test_either_choice_of_reviewed_messages_holds_back_the_others(
    timing: Timing, facets: Facets, *, waits: bool
) -> None:
    subscriber = a_subscriber(timing=timing, facets=facets)
    assert subscriber.awaits_review is waits
    assert subscriber.told_by.hold_until_reviewed is waits
    assert subscriber.told_by.digest_at == timing.digest_at
