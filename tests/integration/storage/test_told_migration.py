"""Messages folded into digests from before what they told was exact: what was withdrawn in time was left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.alert import DeliveryState
from domain.digest import DigestId, DigestMessage, DigestPart
from domain.subscriber import ChannelName
from domain.telling import DigestKind
from storage.engine import create_engine
from storage.migrate import downgrade, upgrade
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_source, a_subscriber
from tests.integration.storage.outcomes import a_declaration, a_message, a_told

BEFORE = "20260121_1200"
HOUR = timedelta(hours=1)


def test_only_what_was_withdrawn_before_its_digest_went_out_counts_as_left_out(empty_url: str) -> None:
    engine = create_engine(empty_url)
    upgrade(engine)
    opens = open_unit_of_work(engine)
    withdrawn = {"sent-after": NOON, "sent-before": NOON + 2 * HOUR, "doubt-after": NOON, "doubt-before": NOON + HOUR}
    messages = {}
    with opens() as work:
        work.seed(a_declaration(), [a_source()])
        work.subscribers.save(a_subscriber())
        for slug, at in withdrawn.items():
            told = a_told(slug)
            messages[slug] = message = a_message(told.opened[0])
            work.record(replace(told, messages=(message,)), "m1")
            work.digests.add([DigestPart(a_part(slug), (message.id,))])
            work.reviews.withdraw(message.development_id, "by other donors", at)
        work.commit()

    downgrade(engine, BEFORE)
    upgrade(engine)

    with opens() as work:
        found = {slug: work.outbox.find(message.id) for slug, message in messages.items()}
        states = {slug: (each.state, each.digest_id is None) for slug, each in found.items() if each}
        assert states == {
            "sent-after": (DeliveryState.CANCELLED, True),
            "sent-before": (DeliveryState.FOLDED, False),
            "doubt-after": (DeliveryState.CANCELLED, True),
            "doubt-before": (DeliveryState.FOLDED, False),
        }
        assert work.amendments.plan_replies(NOON + 3 * HOUR, [ChannelName.TELEGRAM]) == 2
    engine.dispose()


def a_part(slug: str) -> DigestMessage:
    """A part of a digest that was due, and sent if it is not in doubt, an hour after noon."""
    is_sent = slug.startswith("sent")
    return DigestMessage(
        id=DigestId(slug),
        subscriber_id=a_subscriber().id,
        channel=ChannelName.TELEGRAM,
        kind=DigestKind.DAILY,
        part=1,
        parts=1,
        created_at=NOON,
        due_at=NOON + HOUR,
        state=DeliveryState.SENT if is_sent else DeliveryState.UNCERTAIN,
        sent_at=NOON + HOUR if is_sent else None,
        remote_id="7" if is_sent else None,
    )
