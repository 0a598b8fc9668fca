"""What an outcome makes of a message, as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outcomes import Outcome, Result, after, patient
from domain.alert import Delivered, DeliveryState
from domain.errors import (
    DeliveryDelayed,
    DeliveryError,
    DeliveryUncertain,
    MessageRefused,
    RecipientAway,
    RecipientGone,
    RecipientMoved,
)
from domain.patience import TRIED_AGAIN_AFTER, UNREACHED_FOR, UNREACHED_TIMES, Unreached
from tests.builders import NOON, a_subscriber
from tests.builders import a_message as any_message

LATER = NOON + timedelta(minutes=7)
CLAIMED = any_message(state=DeliveryState.SENDING, attempts=1)

TABLE = {
    "accepted is sent": (
        Delivered("77"),
        {"state": DeliveryState.SENT, "remote_id": "77", "detail": "", "sent_at": NOON},
        "sent",
    ),
    "delayed is due again at the time asked for": (
        DeliveryDelayed("wait", LATER),
        {"state": DeliveryState.DUE, "due_at": LATER, "detail": "wait"},
        "delayed",
    ),
    "refused markup is due at once as plain text": (
        MessageRefused("can't parse"),
        {"state": DeliveryState.DUE, "due_at": NOON, "plain": True, "detail": "can't parse"},
        "",
    ),
    "uncertain is never due again": (
        DeliveryUncertain("read timeout"),
        {"state": DeliveryState.UNCERTAIN, "detail": "read timeout"},
        "uncertain",
    ),
    "to who refuses waits": (
        RecipientAway("blocked", Unreached(1, NOON), NOON + timedelta(hours=12)),
        {"state": DeliveryState.DUE, "due_at": NOON + timedelta(hours=12), "detail": "blocked"},
        "delayed",
    ),
    "to nobody is cancelled": (
        RecipientGone("blocked"),
        {"state": DeliveryState.CANCELLED, "detail": "blocked"},
        "gone",
    ),
    "to a moved recipient is due at once": (
        RecipientMoved("supergroup", "-1002"),
        {"state": DeliveryState.DUE, "due_at": NOON, "detail": "supergroup"},
        "moved",
    ),
    "an unknown delivery error may have come after arrival": (
        DeliveryError("?"),
        {"state": DeliveryState.UNCERTAIN, "detail": "?"},
        "uncertain",
    ),
}


@pytest.mark.parametrize(("outcome", "changes", "counted"), TABLE.values(), ids=TABLE)
def test_a_message_is_left_as_its_outcome_says(outcome: Outcome, changes: dict[str, object], counted: str) -> None:
    left = after(CLAIMED, outcome, NOON)

    assert left == replace(CLAIMED, attempts=2, **changes)
    assert Result(left, a_subscriber(), outcome, NOON).counted_as == counted


def test_plain_text_refused_too_is_set_aside() -> None:
    outcome = MessageRefused("too long")

    left = after(replace(CLAIMED, plain=True), outcome, NOON)

    assert left.state is DeliveryState.REFUSED
    assert Result(left, a_subscriber(), outcome, NOON).counted_as == "refused"


def test_only_a_message_refused_for_its_markup_follows_in_plain_text() -> None:
    results = {name: Result(after(CLAIMED, row[0], NOON), a_subscriber(), row[0], NOON) for name, row in TABLE.items()}

    assert [name for name, result in results.items() if result.is_to_be_sent_plain] == [
        "refused markup is due at once as plain text"
    ]


@given(st.lists(st.timedeltas(timedelta(), timedelta(days=1)), min_size=1, max_size=12))
def test_who_refuses_is_given_up_after_days_and_several_times_and_not_before(waits: list[timedelta]) -> None:
    now, unreached = NOON, None
    for times, wait in enumerate(waits, 1):
        outcome = patient(RecipientGone("blocked"), unreached, now)
        long = times >= UNREACHED_TIMES and now - NOON >= UNREACHED_FOR
        assert isinstance(outcome, RecipientGone) is long
        if not isinstance(outcome, RecipientAway):
            return
        assert outcome.unreached == (times, NOON)
        assert outcome.retry_at - now == TRIED_AGAIN_AFTER
        unreached, now = outcome.unreached, now + wait


def test_patience_changes_no_other_outcome() -> None:
    for outcome in (Delivered("1"), MessageRefused("too long"), DeliveryUncertain("read timeout")):
        assert patient(outcome, Unreached(9, NOON - timedelta(days=9)), NOON) is outcome
