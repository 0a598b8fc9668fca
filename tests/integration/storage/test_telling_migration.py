"""Subscribers and messages from before there were digests go on as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from domain.telling import USUAL, Mode, Timing, Urgency
from storage.engine import create_engine
from storage.migrate import downgrade, upgrade
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_source, a_subscriber
from tests.integration.storage.outcomes import a_declaration, a_message, a_told

BEFORE = "20260109_0900"


def test_who_was_there_before_is_told_as_usual_and_what_was_due_stays_an_alert(empty_url: str) -> None:
    engine = create_engine(empty_url)
    upgrade(engine)
    opens = open_unit_of_work(engine)
    told = a_told("grant")
    message = a_message(told.opened[0])
    timing = Timing(digest_at=time(7), paused_until=NOON, weekly=True, mode=Mode.ALL_IN_DIGEST, alerts_a_day=None)
    with opens() as work:
        work.seed(a_declaration(), [a_source()])
        work.subscribers.save(a_subscriber(timing=timing))
        work.record(replace(told, messages=(replace(message, urgency=Urgency.DIGEST),)), "m1")
        work.commit()
    with opens(writes=False) as work:
        assert work.subscribers.get(a_subscriber().id).timing == timing

    downgrade(engine, BEFORE)
    upgrade(engine)

    with opens(writes=False) as work:
        assert work.subscribers.get(a_subscriber().id).timing == USUAL
        assert work.outbox.find(message.id) == message
    engine.dispose()
