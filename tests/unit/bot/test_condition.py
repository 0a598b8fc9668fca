"""What operators are told of the installation itself, each thing once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.condition import DISK_ENOUGH, DISK_LOW, FIRST_LOOK, IS_NEW, NAMED_MOST, Condition, notices_of
from domain.alert import SetAside
from domain.notice import NoticeKind, make_notice
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
        {"message_id": "0" * 32, "subscriber_id": "telegram:1", "reason": "too long", "headline": "Headline 0"}
    ]
    [many] = notices_of(a_condition(one, messages={"refused": 90}, set_aside=refused), NOON + HOUR)
    assert len(cast("list[object]", many.data["set_aside"])) == NAMED_MOST
    [uncertain] = notices_of(a_condition(one, messages={"refused": 1, "uncertain": 1}, set_aside=refused), NOON + HOUR)
    assert "set_aside" not in uncertain.data


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
