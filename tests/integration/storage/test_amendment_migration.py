"""Messages from before there were amendments are taken to show what is known, and are amended from then on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.alert import DeliveryState
from domain.subscriber import ChannelName
from storage.engine import create_engine
from storage.migrate import downgrade, upgrade
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_source, a_subscriber
from tests.integration.storage.outcomes import (
    a_confirmation,
    a_declaration,
    a_message,
    a_report,
    a_told,
    an_opening,
    an_outcome,
)

BEFORE = "20260110_0900"
CHANNELS = (ChannelName.TELEGRAM,)


def test_old_messages_are_amended_when_something_changes_and_not_before(empty_url: str) -> None:
    engine = create_engine(empty_url)
    upgrade(engine)
    opens = open_unit_of_work(engine)
    told = a_told("grant")
    sent = replace(a_message(told.opened[0]), state=DeliveryState.SENT, sent_at=NOON, remote_id="7")
    with opens() as work:
        work.seed(a_declaration(), [a_source()])
        work.subscribers.save(a_subscriber())
        work.record(told, "m1")
        work.outbox.save(sent)
        work.commit()

    downgrade(engine, BEFORE)
    upgrade(engine)

    later = NOON + timedelta(minutes=10)
    with opens(writes=False) as work:
        assert work.amendments.list_stale(later, CHANNELS, 10) == []
    report = a_report("further")
    with opens() as work:
        work.record(an_outcome(report, confirmed=(a_confirmation(report, an_opening(a_report("grant"))),)), "m1")
        work.commit()
    with opens(writes=False) as work:
        (amendment,) = work.amendments.list_stale(later, CHANNELS, 10)
        assert (amendment.remote_id, amendment.shown) == ("7", (2, False))
    engine.dispose()
