"""What an outcome makes of a message, as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.outcomes import Outcome, Result, after
from domain.alert import Delivered, DeliveryState
from domain.errors import (
    DeliveryDelayed,
    DeliveryError,
    DeliveryUncertain,
    MessageRefused,
    RecipientGone,
    RecipientMoved,
)
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
    assert Result(left, a_subscriber(), outcome).counted_as == counted


def test_plain_text_refused_too_is_set_aside() -> None:
    outcome = MessageRefused("too long")

    left = after(replace(CLAIMED, plain=True), outcome, NOON)

    assert left.state is DeliveryState.REFUSED
    assert Result(left, a_subscriber(), outcome).counted_as == "refused"


def test_only_a_message_refused_for_its_markup_follows_in_plain_text() -> None:
    results = {name: Result(after(CLAIMED, row[0], NOON), a_subscriber(), row[0]) for name, row in TABLE.items()}

    assert [name for name, result in results.items() if result.is_to_be_sent_plain] == [
        "refused markup is due at once as plain text"
    ]
