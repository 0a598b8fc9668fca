"""Subscribers, messages and replies from before there was patience are as if nothing had ever been waited for."""

from __future__ import annotations

from dataclasses import replace

from domain.alert import DeliveryState
from domain.amendment import WithdrawalReply, WithdrawalReplyId
from domain.review import CorrectionKind
from domain.subscriber import ChannelName
from storage.engine import create_engine
from storage.migrate import downgrade, upgrade
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_source, a_subscriber
from tests.integration.storage.outcomes import a_declaration, a_message, a_told

BEFORE = "20260121_1000"


def test_what_was_stored_before_patience_stays_as_it_is(empty_url: str) -> None:
    engine = create_engine(empty_url)
    upgrade(engine)
    opens = open_unit_of_work(engine)
    told, subscriber = a_told("grant"), a_subscriber()
    message = replace(a_message(told.opened[0]), state=DeliveryState.CANCELLED, detail="muted")
    reply = WithdrawalReply(
        id=WithdrawalReplyId("reply"),
        subscriber_id=subscriber.id,
        development_id=message.development_id,
        channel=ChannelName.TELEGRAM,
        reply_to="7",
        reason="by other donors",
        created_at=NOON,
        due_at=NOON,
    )
    with opens() as work:
        work.seed(a_declaration(), [a_source()])
        work.subscribers.save(subscriber)
        work.record(told, "m1")
        work.outbox.save(message)
        work.amendments.save_reply(reply)
        work.commit()

    downgrade(engine, BEFORE)
    upgrade(engine)

    with opens() as work:
        assert work.subscribers.get(subscriber.id) == subscriber
        assert work.outbox.find(message.id) == message
        assert work.patience.lapse(NOON) == work.patience.revive(NOON) == 0
        assert work.patience.lapsed(NOON.replace(year=2000), NOON.replace(year=2100)) == 0
        ((found, _),) = work.amendments.list_replies(NOON, [ChannelName.TELEGRAM])
        assert (found, found.kind) == (reply, CorrectionKind.WITHDRAWN)
    engine.dispose()
