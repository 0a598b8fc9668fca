"""An outbox on a real database, and a real bot before the emulator, for the tests of delivery."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.digests import DigestWriter
from bot.messages import alert_parts
from domain.alert import MessageId
from domain.identity import stable_id
from domain.subscriber import ChannelName, Subscriber, SubscriberId
from domain.telling import EVERYTHING_AT_ONCE
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.builders import a_commitment, a_declaration, a_source, a_subscriber
from tests.integration.storage.outcomes import a_message, a_report, an_opening, an_outcome
from tests.servers.bot_api import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from domain.alert import DeliveryState, OutboxMessage
    from domain.unit_of_work import OpenUnitOfWork

DECLARATION = a_declaration(a_commitment(26))
RENDER = partial(alert_parts, declaration=DECLARATION, places={})
DIGESTS = DigestWriter(DECLARATION, {}, lambda _language, _zone: None)


@asynccontextmanager
async def a_bot(api_url: str, *, read_timeout: float = 30.0, connect_timeout: float = 30.0) -> AsyncIterator[Bot]:
    """A bot that talks to the server at ``api_url``, with more patience than a busy machine needs unless told."""
    request = HTTPXRequest(read_timeout=read_timeout, connect_timeout=connect_timeout, pool_timeout=30.0)
    bot = Bot(TOKEN, base_url=api_url, request=request)
    await request.initialize()
    try:
        yield bot
    finally:
        await request.shutdown()


def a_chat(number: int, *, thread: int | None = None, **over: Any) -> Subscriber:
    address = str(number) if thread is None else f"{number}/{thread}"
    values = {
        "id": SubscriberId(f"telegram:{address}"),
        "address": address,
        "language": "en",
        "zone": "UTC",
        "timing": EVERYTHING_AT_ONCE,
    }
    return a_subscriber(**{**values, **over})


def the_console() -> Subscriber:
    return a_subscriber(
        id=SubscriberId("console"),
        channel=ChannelName.CONSOLE,
        address="stdout",
        language="en",
        zone="UTC",
        timing=EVERYTHING_AT_ONCE,
    )


@dataclass
class Outbox:
    """Puts messages into a real outbox and looks at what became of them."""

    open_unit_of_work: OpenUnitOfWork
    recorded: int = 0

    def alert(self, *subscribers: Subscriber, after: timedelta | None = None) -> list[MessageId]:
        """Record one development that is to be told to these subscribers, ``after`` noon or in order of calls."""
        self.recorded += 1
        age = timedelta(seconds=self.recorded) if after is None else after
        report = a_report(f"report-{self.recorded}")
        opened = an_opening(report)
        messages = tuple(_message_for(subscriber, a_message(opened), age) for subscriber in subscribers)
        with self.open_unit_of_work() as work:
            for subscriber in subscribers:
                if work.subscribers.find(subscriber.channel, subscriber.address) is None:
                    work.subscribers.save(subscriber)
            work.record(an_outcome(report, opened=(opened,), messages=messages), "test")
            work.commit()
        return [message.id for message in messages]

    def message(self, message_id: MessageId) -> OutboxMessage:
        with self.open_unit_of_work(writes=False) as work:
            found = work.outbox.find(message_id)
        assert found is not None
        return found

    def states(self, *message_ids: MessageId) -> list[DeliveryState]:
        return [self.message(message_id).state for message_id in message_ids]

    def subscriber(self, subscriber: Subscriber) -> Subscriber:
        with self.open_unit_of_work(writes=False) as work:
            return work.subscribers.get(subscriber.id)

    def save(self, message_id: MessageId, **changes: Any) -> None:
        with self.open_unit_of_work() as work:
            work.outbox.save(replace(self.message(message_id), **changes))
            work.commit()


def _message_for(subscriber: Subscriber, message: OutboxMessage, age: timedelta) -> OutboxMessage:
    return replace(
        message,
        id=MessageId(stable_id("message", message.development_id, subscriber.id)),
        subscriber_id=subscriber.id,
        channel=subscriber.channel,
        created_at=message.created_at + age,
        due_at=message.due_at + age,
    )


@contextmanager
def an_outbox(file: Path, *, busy_seconds: float = 5.0) -> Iterator[Outbox]:
    """An outbox in an SQLite file that has its tables."""
    engine = create_engine(f"sqlite:///{file}", busy_seconds=busy_seconds)
    opens = open_unit_of_work(engine)
    with opens() as work:
        work.seed(DECLARATION, [a_source()])
        work.commit()
    yield Outbox(opens)
    engine.dispose()
