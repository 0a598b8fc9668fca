"""What operators are told of the installation itself, each thing once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.condition import ASKS_ON, DISK_ENOUGH, DISK_LOW, FIRST_LOOK, IS_NEW, NAMED_MOST, Condition, notices_of
from domain.alert import MessageKind, SetAside
from domain.notice import NoticeKind, make_notice
from domain.place import AdmissionRequest
from domain.subscriber import SubscriberId
from tests.builders import NOON, a_watched_source

if TYPE_CHECKING:
    from datetime import datetime

    from domain.notice import Notice
    from domain.source import WatchedSource

HOUR = timedelta(hours=1)


def a_source(polled: datetime | None, baseline: datetime | None) -> WatchedSource:
    watched = a_watched_source()
    return replace(watched, state=replace(watched.state, last_polled_at=polled, baseline_at=baseline))


OLD = a_source(NOON, NOON - timedelta(days=300))
ANSWERS, FAILS, UNASKED = a_source(NOON, NOON), a_source(NOON, None), a_source(None, None)


def a_condition(*notices: Notice, **over: Any) -> Condition:
    values: dict[str, Any] = {"watched": [OLD], "messages": {}, "free": DISK_ENOUGH}
    return Condition(**{**values, **over}, last={each.kind: each for each in notices})


def kinds(condition: Condition, now: datetime = NOON) -> list[NoticeKind]:
    return [each.kind for each in notices_of(condition, now)]


def test_of_an_installation_that_works_nothing_is_told() -> None:
    assert notices_of(a_condition(), NOON) == []


@pytest.mark.parametrize(
    ("watched", "after", "told"),
    [
        ([ANSWERS, FAILS], timedelta(), True),
        ([ANSWERS, UNASKED], HOUR, False),
        ([ANSWERS, UNASKED], FIRST_LOOK, True),
        ([UNASKED, FAILS], FIRST_LOOK, False),
        ([ANSWERS], IS_NEW + HOUR, False),
    ],
    ids=["every source asked", "not yet", "after two hours", "none answered", "an old installation"],
)
def test_a_new_installation_says_once_that_it_works(
    watched: list[WatchedSource], after: timedelta, *, told: bool
) -> None:
    notices = notices_of(a_condition(watched=watched), NOON + after)
    assert [each.kind for each in notices] == [NoticeKind.FIRST_DAY] * told
    if told:
        assert notices[0].data == {"answering": 1, "sources": len(watched)}
        assert kinds(a_condition(*notices, watched=watched), NOON + after + HOUR) == []


def test_messages_that_failed_are_told_as_they_come() -> None:
    [first] = notices_of(a_condition(messages={"refused": 1, "uncertain": 2, "sent": 90}), NOON)
    assert first.data == {"refused": 1, "uncertain": 2, "refused_in_all": 1, "uncertain_in_all": 2}
    assert kinds(a_condition(first, messages={"refused": 1, "uncertain": 2})) == []
    [second] = notices_of(a_condition(first, messages={"refused": 1, "uncertain": 5}), NOON + HOUR)
    assert (second.data["refused"], second.data["uncertain"]) == (0, 3)


def test_of_the_messages_that_were_refused_since_the_last_notice_some_are_named() -> None:
    refused = [
        SetAside(f"{n:032x}", SubscriberId("telegram:1"), "too long", f"Headline {n}") for n in range(NAMED_MOST)
    ]
    [one] = notices_of(a_condition(messages={"refused": 1}, set_aside=refused), NOON)
    assert one.data["set_aside"] == [
        {
            "message_id": "0" * 32,
            "subscriber_id": "telegram:1",
            "reason": "too long",
            "headline": "Headline 0",
            "kind": "alert",
        }
    ]
    [many] = notices_of(a_condition(one, messages={"refused": 90}, set_aside=refused), NOON + HOUR)
    assert len(cast("list[object]", many.data["set_aside"])) == NAMED_MOST
    [uncertain] = notices_of(a_condition(one, messages={"refused": 1, "uncertain": 1}, set_aside=refused), NOON + HOUR)
    assert "set_aside" not in uncertain.data


def test_of_the_messages_that_may_not_have_arrived_since_the_last_notice_some_are_named() -> None:
    doubted = [
        SetAside(f"{n:032x}", SubscriberId("telegram:1"), "", kind=MessageKind.BROADCAST) for n in range(NAMED_MOST)
    ]
    [two] = notices_of(a_condition(messages={"uncertain": 2}, in_doubt=doubted), NOON)
    assert [each["message_id"] for each in cast("list[dict[str, str]]", two.data["in_doubt"])] == [
        "0" * 32,
        f"{1:032x}",
    ]
    [refused] = notices_of(a_condition(two, messages={"refused": 1, "uncertain": 2}, in_doubt=doubted), NOON + HOUR)
    assert "in_doubt" not in refused.data


def test_after_failed_messages_were_deleted_a_further_failure_is_told_all_the_same() -> None:
    [first] = notices_of(a_condition(messages={"uncertain": 5}), NOON)
    told = replace(first, delivered_at=NOON + HOUR)
    [corrected] = notices_of(a_condition(told, messages={"uncertain": 2}), NOON + 2 * HOUR)
    # Nobody is told of it: it counts as delivered with the one that it corrects.
    assert (corrected.delivered_at, corrected.data["uncertain"]) == (told.delivered_at, 0)
    assert notices_of(a_condition(corrected, messages={"uncertain": 2}), NOON + 3 * HOUR) == []
    [further] = notices_of(a_condition(corrected, messages={"uncertain": 3}), NOON + 3 * HOUR)
    assert (further.delivered_at, further.data["uncertain"]) == (None, 1)


def asking(*chats: int, at: datetime = NOON) -> list[AdmissionRequest]:
    return [AdmissionRequest(str(each), "en", is_group=False, asked_at=at) for each in chats]


def test_chats_that_ask_to_be_admitted_are_told_once_and_so_is_each_further_one() -> None:
    [first] = notices_of(a_condition(asking=asking(1001)), NOON)
    assert (first.kind, first.kind.is_urgent, first.data["waiting"]) == (NoticeKind.ADMISSION, False, 1)
    assert kinds(a_condition(first, asking=asking(1001, at=NOON + HOUR)), NOON + HOUR) == []
    assert kinds(a_condition(first), NOON + HOUR) == []
    [second] = notices_of(a_condition(first, asking=asking(1001, 1002)), NOON + HOUR)
    assert second.data["waiting"] == 2
    assert kinds(a_condition(second, asking=asking(1002, 1001)), NOON + 2 * HOUR) == []


def test_a_chat_that_still_asks_after_a_week_is_told_of_again() -> None:
    [first] = notices_of(a_condition(asking=asking(1001)), NOON)
    patient = asking(1001, at=NOON + ASKS_ON - HOUR)
    assert kinds(a_condition(first, asking=patient), NOON + ASKS_ON) == []
    assert kinds(a_condition(first, asking=asking(1001, at=NOON + ASKS_ON)), NOON + ASKS_ON) == [NoticeKind.ADMISSION]


def test_what_is_noted_of_who_asks_is_not_the_number_of_the_chat() -> None:
    [notice] = notices_of(a_condition(asking=asking(1234567890)), NOON)
    assert "1234567890" not in str(notice.data)


def test_messages_deleted_by_their_reader_are_no_news() -> None:
    [first] = notices_of(a_condition(messages={"uncertain": 5}), NOON)
    assert kinds(a_condition(first, messages={"uncertain": 2})) == []


def test_a_full_disk_is_told_once_and_once_when_there_is_room() -> None:
    [low] = notices_of(a_condition(free=DISK_LOW - 1), NOON)
    assert low.kind is NoticeKind.DISK_LOW
    assert low.kind.is_urgent
    assert kinds(a_condition(low, free=DISK_LOW - 1)) == []
    assert kinds(a_condition(low, free=DISK_ENOUGH - 1)) == []
    [back] = notices_of(a_condition(low, free=DISK_ENOUGH), NOON + HOUR)
    assert back.kind is NoticeKind.DISK_BACK
    assert kinds(a_condition(low, back)) == []
    again = make_notice(NoticeKind.DISK_LOW, NOON + 2 * HOUR, data={"free": 1})
    assert kinds(a_condition(low, back, free=DISK_LOW - 1), NOON + 2 * HOUR) == [again.kind]
