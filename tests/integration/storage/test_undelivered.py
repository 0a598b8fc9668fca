"""What was refused, or may not have arrived, is found whatever kind of message it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from domain.alert import DeliveryState, MessageKind, SetAside, UncertainMessage
from domain.amendment import WithdrawalReply, WithdrawalReplyId
from domain.digest import DigestId, DigestMessage
from domain.notice import Notice, NoticeId, NoticeKind, OperatorMessage, OperatorMessageId
from domain.subscriber import ChannelName, SubscriberId
from domain.telling import DigestKind
from storage.engine import create_engine
from storage.migrate import downgrade, upgrade
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_source, a_subscriber
from tests.integration.storage.outcomes import a_declaration, a_message, a_told

if TYPE_CHECKING:
    from domain.alert import OutboxMessage
    from domain.unit_of_work import OpenUnitOfWork, UnitOfWork

BEFORE = "20260122_0900"
HOUR = timedelta(hours=1)
READER = a_subscriber()
MAILED = a_subscriber(id=SubscriberId("email:00ff"), channel=ChannelName.EMAIL, address="reader@example.net")
STRANGER = SubscriberId("telegram:4242")
HEADLINE = "Япония выделит грант порту: grant"


def a_notice_message(name: str, notice_id: str = "notice", **over: object) -> OperatorMessage:
    values = {"address": READER.address, "channel": READER.channel, "created_at": NOON, "due_at": NOON, **over}
    return OperatorMessage(id=OperatorMessageId(name), notice_ids=(NoticeId(notice_id),), **values)


def a_reply(alert: OutboxMessage, **over: object) -> WithdrawalReply:
    values = {"subscriber_id": READER.id, "channel": READER.channel, "created_at": NOON, "due_at": NOON, **over}
    reply_id = WithdrawalReplyId("reply")
    return WithdrawalReply(
        id=reply_id, development_id=alert.development_id, reply_to="7", reason="by other donors", **values
    )


def a_part(name: str, **over: object) -> DigestMessage:
    values = {"subscriber_id": READER.id, "channel": READER.channel, "created_at": NOON, "due_at": NOON, **over}
    return DigestMessage(id=DigestId(name), kind=DigestKind.DAILY, part=1, parts=1, **values)


def of_every_kind(work: UnitOfWork, state: DeliveryState) -> list[SetAside]:
    """Store a message of every kind, each due an hour after the one before; return how they are named."""
    told = a_told("grant")
    work.subscribers.save(MAILED)
    alert = replace(a_message(told.opened[0]), state=state, detail="a")
    work.record(replace(told, messages=(alert,)), "m1")
    found = [SetAside(alert.id, READER.id, "a", HEADLINE)]
    hours = iter(range(1, 20))

    def after(detail: str) -> dict[str, object]:
        return {"state": state, "detail": detail, "due_at": NOON + next(hours) * HOUR}

    work.digests.save(a_part("part", **after("d")))
    found.append(SetAside("part", READER.id, "d", kind=MessageKind.DIGEST))
    work.digests.save(a_part("letter", subscriber_id=MAILED.id, channel=MAILED.channel, **after("l")))
    found.append(SetAside("letter", MAILED.id, "l", kind=MessageKind.LETTER))
    work.amendments.save_reply(a_reply(alert, **after("c")))
    found.append(SetAside("reply", READER.id, "c", HEADLINE, MessageKind.CORRECTION))
    for kind in (NoticeKind.BROADCAST, NoticeKind.WEEKLY_POST, NoticeKind.PARCEL, NoticeKind.REVIEW_WAITING):
        work.notices.add([Notice(NoticeId(kind.value), NOON, kind)])
        work.notices.save_message(a_notice_message(kind.value, kind.value, **after(kind.value)))
        found.append(SetAside(kind.value, READER.id, kind.value, kind=kind.message_kind))
    return found


@pytest.mark.parametrize("state", [DeliveryState.REFUSED, DeliveryState.UNCERTAIN])
def test_messages_of_every_kind_are_counted_and_named_newest_first(
    open_work: OpenUnitOfWork, state: DeliveryState
) -> None:
    with open_work() as work:
        told = of_every_kind(work, state)
        assert work.outbox.count_by_state() == {state.value: len(told)}
        assert work.outbox.list_set_aside(99, state) == told[::-1]
        assert work.outbox.list_set_aside(2, state) == told[:-3:-1]
        other = DeliveryState.UNCERTAIN if state is DeliveryState.REFUSED else DeliveryState.REFUSED
        assert work.outbox.list_set_aside(99, other) == []
    assert {each.kind for each in told} == set(MessageKind) - {MessageKind.OPERATORS}


def test_of_who_does_not_subscribe_operators_see_the_chat_and_never_an_address_of_mail(
    open_work: OpenUnitOfWork,
) -> None:
    refused = {"state": DeliveryState.REFUSED, "detail": "x"}
    gone = {"channel": ChannelName.EMAIL, "address": "gone@example.net"}
    with open_work() as work:
        work.notices.save_message(a_notice_message("operators", "deleted", address="4242", **refused))
        work.notices.save_message(a_notice_message("mailed", due_at=NOON - HOUR, **gone, **refused))
        found = work.outbox.list_set_aside(3)
    assert found == [
        SetAside("operators", STRANGER, "x", kind=MessageKind.OPERATORS),
        SetAside("mailed", SubscriberId("email"), "x", kind=MessageKind.OPERATORS),
    ]


def test_an_alert_names_what_is_in_doubt_of_every_kind_to_its_reader_alone_and_once(
    open_work: OpenUnitOfWork,
) -> None:
    doubt = {"state": DeliveryState.UNCERTAIN}
    with open_work() as work:
        told = a_told("grant")
        alert = a_message(told.opened[0])
        work.record(replace(told, messages=(alert,)), "m1")
        work.subscribers.save(MAILED)
        work.notices.save_message(a_notice_message("post", created_at=NOON - 3 * HOUR, **doubt))
        work.amendments.save_reply(a_reply(alert, created_at=NOON - 2 * HOUR, **doubt))
        work.digests.save(a_part("part", created_at=NOON - HOUR, **doubt))
        work.notices.save_message(a_notice_message("another's", address="4242", **doubt))
        mailed = {"address": MAILED.address, "channel": MAILED.channel}
        work.notices.save_message(a_notice_message("mailed", **mailed, **doubt))
        work.notices.save_message(a_notice_message("sent", state=DeliveryState.SENT))
        claimed = work.outbox.claim(alert.id, NOON)
        assert claimed is not None
        assert claimed.uncertain == (
            UncertainMessage("post", NOON - 3 * HOUR),
            UncertainMessage("reply", NOON - 2 * HOUR),
            UncertainMessage("part", NOON - HOUR),
        )
        shown = work.amendments.find(alert.id)
        assert shown is not None
        assert shown.uncertain == claimed.uncertain
        work.outbox.mark_named([each.id for each in claimed.uncertain])
        work.outbox.save(replace(alert, state=DeliveryState.DUE))
        again = work.outbox.claim(alert.id, NOON)
        post, reply = (
            work.notices.find_message(OperatorMessageId("post")),
            work.amendments.find_reply(a_reply(alert).id),
        )
        other = work.notices.find_message(OperatorMessageId("mailed"))
    assert again is not None
    assert again.uncertain == ()
    assert post is not None
    assert reply is not None
    assert other is not None
    assert (post.named, reply.named, other.named) == (True, True, False)


def test_what_was_sent_before_it_could_be_named_counts_as_not_named(empty_url: str) -> None:
    engine = create_engine(empty_url)
    upgrade(engine)
    opens = open_unit_of_work(engine)
    told = a_told("grant")
    message = a_notice_message("post", state=DeliveryState.UNCERTAIN)
    reply = a_reply(told.messages[0], state=DeliveryState.UNCERTAIN)
    with opens() as work:
        work.seed(a_declaration(), [a_source()])
        work.subscribers.save(READER)
        work.record(told, "m1")
        work.notices.save_message(replace(message, named=True))
        work.amendments.save_reply(replace(reply, named=True))
        work.commit()

    downgrade(engine, BEFORE)
    upgrade(engine)

    with opens(writes=False) as work:
        assert work.notices.find_message(message.id) == message
        assert work.amendments.find_reply(reply.id) == reply
    engine.dispose()
