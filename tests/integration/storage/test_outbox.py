"""The outbox: each message is had by one sender, and none is forgotten."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from domain.alert import DeliveryState, MessageId, MessageKind, SetAside, UncertainMessage
from domain.digest import DigestId, DigestMessage
from domain.facets import Facets
from domain.subscriber import ChannelName, SubscriberId, SubscriberState
from domain.telling import DigestKind
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_subscriber
from tests.integration.storage.outcomes import a_message, a_report, a_told, an_opening, an_outcome, due_in

if TYPE_CHECKING:
    from domain.alert import OutboxMessage
    from domain.unit_of_work import OpenUnitOfWork

BOTH = (ChannelName.TELEGRAM, ChannelName.CONSOLE)


def put(open_work: OpenUnitOfWork, **over: object) -> OutboxMessage:
    """Record an alert whose fields may be chosen."""
    told = a_told(str(over.pop("slug", "grant")))
    message = a_message(told.opened[0], **over)
    with open_work() as work:
        work.record(replace(told, messages=(message,)), "m1")
        work.commit()
    return message


def test_subscribers_are_due_by_time_and_channel_who_waits_longest_first(open_work: OpenUnitOfWork) -> None:
    telegram, later = a_subscriber(), a_subscriber(id=SubscriberId("later"), address="1002")
    console = a_subscriber(id=SubscriberId("console"), channel=ChannelName.CONSOLE, address="stdout")
    with open_work() as work:
        for each in (later, console):
            work.subscribers.save(each)
        work.commit()
    minute = timedelta(minutes=1)
    put(open_work, slug="one", subscriber_id=later.id, created_at=NOON - 3 * minute, due_at=NOON + minute)
    put(open_work, slug="two", subscriber_id=console.id, created_at=NOON - minute, channel=ChannelName.CONSOLE)
    put(open_work, slug="three", subscriber_id=telegram.id)
    put(open_work, slug="four", subscriber_id=telegram.id, created_at=NOON - 2 * minute)
    put(open_work, slug="sent", subscriber_id=later.id, state=DeliveryState.SENT)
    with open_work(writes=False) as work:
        assert list(work.digests.subscribers_due(NOON, BOTH)) == [telegram.id, console.id]
        assert list(work.digests.subscribers_due(NOON, [ChannelName.TELEGRAM])) == [telegram.id]
        assert list(work.digests.subscribers_due(NOON + minute, BOTH)) == [later.id, telegram.id, console.id]


def test_a_claim_gives_all_that_is_needed_to_write_the_message(open_work: OpenUnitOfWork) -> None:
    message = put(open_work)
    with open_work() as work:
        alert = work.outbox.claim(message.id, NOON)
        work.commit()
        development = work.developments.get(message.development_id)
    assert alert is not None
    assert alert.message == replace(message, state=DeliveryState.SENDING)
    assert alert.subscriber == a_subscriber()
    assert alert.development == development
    assert alert.uncertain == ()


@pytest.mark.parametrize(
    "over",
    [
        pytest.param({"state": DeliveryState.SENDING}, id="somebody is sending it"),
        pytest.param({"state": DeliveryState.SENT}, id="it was sent"),
        pytest.param({"due_at": NOON + timedelta(seconds=1)}, id="its time has not come"),
    ],
)
def test_what_is_not_due_is_not_given(open_work: OpenUnitOfWork, over: dict[str, object]) -> None:
    message = put(open_work, **over)
    with open_work() as work:
        assert work.outbox.claim(message.id, NOON) is None
        assert work.outbox.find(message.id) == message


def test_an_unknown_message_is_not_given(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        assert work.outbox.claim(MessageId("unknown"), NOON) is None
        assert work.outbox.find(MessageId("unknown")) is None


def test_of_two_senders_one_has_the_message(open_work: OpenUnitOfWork, url: str) -> None:
    message = put(open_work)
    claims: list[bool] = []
    start = threading.Barrier(2)

    def send() -> None:
        engine = create_engine(url, busy_seconds=10)
        start.wait(timeout=10)
        with open_unit_of_work(engine)() as work:
            claims.append(work.outbox.claim(message.id, NOON) is not None)
            work.commit()
        engine.dispose()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(claims) == [False, True]


def test_a_claim_names_earlier_messages_that_may_not_have_arrived(open_work: OpenUnitOfWork) -> None:
    second = put(open_work, slug="second", state=DeliveryState.UNCERTAIN, created_at=NOON - timedelta(hours=1))
    first = put(open_work, slug="first", state=DeliveryState.UNCERTAIN, created_at=NOON - timedelta(hours=2))
    put(open_work, slug="named", state=DeliveryState.UNCERTAIN, named=True)
    with open_work() as work:
        work.subscribers.save(a_subscriber(id=SubscriberId("telegram:2"), address="2"))
        work.commit()
    put(open_work, slug="another", state=DeliveryState.UNCERTAIN, subscriber_id="telegram:2")
    message = put(open_work, slug="present")
    with open_work() as work:
        alert = work.outbox.claim(message.id, NOON)
        assert alert is not None
        assert alert.uncertain == tuple(UncertainMessage(each.id, each.created_at) for each in (first, second))
        work.outbox.mark_named([first.id, second.id])
        work.outbox.save(replace(alert.message, state=DeliveryState.DUE))
        again = work.outbox.claim(message.id, NOON)
    assert again is not None
    assert again.uncertain == ()


def test_what_a_dead_sender_left_becomes_uncertain(open_work: OpenUnitOfWork) -> None:
    telegram = put(open_work, slug="telegram", state=DeliveryState.SENDING)
    console = put(open_work, slug="console", state=DeliveryState.SENDING, channel=ChannelName.CONSOLE)
    due = put(open_work, slug="due")
    with open_work() as work:
        assert work.outbox.sending_to_uncertain([ChannelName.TELEGRAM]) == 1
        assert work.outbox.sending_to_uncertain([ChannelName.TELEGRAM]) == 0
        states = [work.outbox.find(message.id) for message in (telegram, console, due)]
        assert [message.state.value for message in states if message] == ["uncertain", "sending", "due"]
        assert work.outbox.count_by_state() == {"uncertain": 1, "sending": 1, "due": 1}
        assert work.outbox.count_by_state()["refused"] == 0


def test_a_message_comes_back_field_by_field(open_work: OpenUnitOfWork) -> None:
    message = put(open_work)
    changed = replace(
        message,
        due_at=NOON + timedelta(minutes=5),
        state=DeliveryState.REFUSED,
        attempts=3,
        remote_id="812",
        detail="the channel refused the markup",
        plain=True,
        named=True,
    )
    with open_work() as work:
        work.outbox.save(changed)
        work.commit()
    with open_work(writes=False) as work:
        assert work.outbox.find(message.id) == changed


@pytest.mark.parametrize("state", [SubscriberState.STOPPED, SubscriberState.PAUSED])
def test_stopping_or_pausing_cancels_what_is_still_due(open_work: OpenUnitOfWork, state: SubscriberState) -> None:
    due = put(open_work, slug="due")
    sending = put(open_work, slug="sending", state=DeliveryState.SENDING)
    with open_work() as work:
        work.subscribers.set_state(a_subscriber().id, state)
        messages = [work.outbox.find(message.id) for message in (due, sending)]
        assert [message.state.value for message in messages if message] == ["cancelled", "sending"]
        assert work.subscribers.get(a_subscriber().id).state is state
        assert list(work.subscribers.list_active()) == []
        work.subscribers.set_state(a_subscriber().id, SubscriberState.ACTIVE)
        assert list(work.subscribers.list_active()) == [a_subscriber()]
        assert work.outbox.count_by_state() == {"cancelled": 1, "sending": 1}


def test_what_is_due_to_somebody_who_rests_waits_and_cannot_be_claimed(open_work: OpenUnitOfWork) -> None:
    due = put(open_work)
    with open_work() as work:
        work.subscribers.rest(a_subscriber().id)
        assert work.outbox.claim(due.id, NOON) is None
        assert work.digests.subscribers_due(NOON, [ChannelName.TELEGRAM]) == []
        assert work.outbox.count_by_state() == {"due": 1}
        work.subscribers.set_state(a_subscriber().id, SubscriberState.ACTIVE)
        assert work.outbox.claim(due.id, NOON) is not None


def test_an_alert_planned_before_the_subscriber_stopped_is_cancelled(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        work.subscribers.set_state(a_subscriber().id, SubscriberState.STOPPED)
        work.commit()
    message = put(open_work)
    with open_work() as work:
        assert work.outbox.claim(message.id, NOON) is None
        assert work.outbox.count_by_state() == {"cancelled": 1}


def test_a_claim_that_is_not_committed_leaves_the_message_due(open_work: OpenUnitOfWork) -> None:
    report = a_report("grant")
    opened = an_opening(report)
    with open_work() as work:
        work.record(an_outcome(report, opened=(opened,), messages=(a_message(opened),)), "m1")
        work.commit()
    with open_work() as work:
        assert work.outbox.claim(a_message(opened).id, NOON) is not None
    with open_work(writes=False) as work:
        assert due_in(work, NOON) == [a_message(opened).id]


def test_a_claim_for_somebody_who_hides_outlets_brings_every_report(open_work: OpenUnitOfWork) -> None:
    message = put(open_work)
    with open_work() as work:
        work.subscribers.save(replace(a_subscriber(), facets=Facets(hidden_outlets=frozenset({"wire.example"}))))
        alert = work.outbox.claim(message.id, NOON)
        told = work.developments.reports(message.development_id)
        work.commit()
    assert alert is not None
    assert alert.reports == tuple(told) != ()


def test_what_was_refused_last_is_named_with_its_headline(open_work: OpenUnitOfWork) -> None:
    older = put(open_work, slug="older", state=DeliveryState.REFUSED, detail="too long")
    newer = put(open_work, slug="newer", state=DeliveryState.REFUSED, detail="no tag", due_at=NOON + timedelta(hours=1))
    put(open_work, slug="sent", state=DeliveryState.SENT)
    digest = DigestMessage(
        id=DigestId("digest"),
        subscriber_id=older.subscriber_id,
        kind=DigestKind.DAILY,
        part=1,
        parts=1,
        channel=ChannelName.TELEGRAM,
        created_at=NOON,
        due_at=NOON + timedelta(hours=2),
        state=DeliveryState.REFUSED,
        detail="empty",
    )
    with open_work() as work:
        work.digests.save(digest)
        work.commit()
    with open_work(writes=False) as work:
        assert work.outbox.list_set_aside(3) == [
            SetAside("digest", digest.subscriber_id, "empty", kind=MessageKind.DIGEST),
            SetAside(newer.id, newer.subscriber_id, "no tag", "Япония выделит грант порту: newer"),
            SetAside(older.id, older.subscriber_id, "too long", "Япония выделит грант порту: older"),
        ]
        assert len(work.outbox.list_set_aside(1)) == 1
