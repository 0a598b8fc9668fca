"""What tests of amendments share: a database of their own, a bot, and what happens to developments after an alert."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from domain.development import ChangeKind, DevelopmentChange, Stage
from domain.grouping import Change
from storage.engine import begin, create_engine
from tests.builders import NOON, a_judgement
from tests.integration.bot.outbox import Outbox, a_chat
from tests.integration.storage.outcomes import a_confirmation, a_message, a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from pathlib import Path

    from domain.alert import MessageId
    from domain.development import DevelopmentId
    from domain.subscriber import Subscriber
    from tests.fakes import FixedClock

CHAT, GROUP = 1001, -55
READER = a_chat(CHAT)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
REASON = "by other states or donors"


def development_of(outbox: Outbox, message_id: MessageId) -> DevelopmentId:
    return outbox.message(message_id).development_id


def confirm(outbox: Outbox, number: int, times: int = 1, *, start: int = 0) -> None:
    """Let further reports of the development that ``report-<number>`` opened come in."""
    opened = an_opening(a_report(f"report-{number}"))
    for each in range(start, start + times):
        report = a_report(f"further-{number}-{each}")
        with outbox.open_unit_of_work() as work:
            work.record(an_outcome(report, confirmed=(a_confirmation(report, opened),)), "test")
            work.commit()


def withdraw(outbox: Outbox, message_id: MessageId, clock: FixedClock, reason: str = REASON) -> None:
    with outbox.open_unit_of_work() as work:
        work.reviews.withdraw(development_of(outbox, message_id), reason, clock.now())
        work.commit()


def reinstate(outbox: Outbox, message_id: MessageId) -> None:
    with outbox.open_unit_of_work() as work:
        work.reviews.reinstate(development_of(outbox, message_id))
        work.commit()


def execute(path: Path, statement: str) -> None:
    engine = create_engine(f"sqlite:///{path / 'cajad.sqlite3'}")
    with begin(engine, writes=True) as connection:
        connection.execute(text(statement))
        connection.commit()
    engine.dispose()


def accept(path: Path) -> None:
    execute(path, "UPDATE matches SET state = 'accepted'")


def update(outbox: Outbox, reader: Subscriber, number: int = 1) -> MessageId:
    """Let the development that ``report-<number>`` opened be revised, and the reader be told."""
    opened = an_opening(a_report(f"report-{number}"))
    report = a_report(f"update-{number}", judgement=a_judgement(26, stage=Stage.AGREED))
    change = DevelopmentChange(
        ChangeKind.UPDATED, opened.change.development_id, report, 2, stage=Change(Stage.PLANNED, Stage.AGREED)
    )
    message = replace(
        a_message(opened, revision=2, subscriber_id=reader.id), created_at=NOON + HOUR, due_at=NOON + HOUR
    )
    with outbox.open_unit_of_work() as work:
        work.record(an_outcome(report, confirmed=(change,), messages=(message,)), "test")
        work.commit()
    return message.id
