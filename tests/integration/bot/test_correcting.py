"""Readers of mail hear of what editors withdrew, took back or moved: one letter for all, once, and threaded."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.amending import recover_replies
from bot.broadcasting import confirm
from bot.correcting import SETTLES, correct_due, letter_due
from bot.deliver import DeliveryParts, deliver_due
from bot.operators import OperatorParts, tell_operators
from config.settings import Settings
from domain.commitment import CommitmentNumber
from domain.notice import NoticeKind, make_notice
from domain.patience import TRIED_AGAIN_AFTER
from domain.review import Correction, CorrectionKind, Decision, DecisionId, ReviewAction
from domain.subscriber import SubscriberState
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.bot.amendments import DAY, HOUR, REASON, development_of, reinstate, withdraw
from tests.integration.bot.mail import a_reader
from tests.servers.post_office import PostOffice

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from email.message import EmailMessage

    from domain.alert import MessageId
    from domain.subscriber import Subscriber
    from tests.integration.bot.outbox import Outbox

Mailed = tuple["Subscriber", DeliveryParts]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


@pytest.fixture
async def mailed(outbox: Outbox, office: PostOffice, clock: FixedClock) -> AsyncIterator[Mailed]:
    async with a_reader(outbox, office, clock) as mailed:
        yield mailed


async def a_digest(outbox: Outbox, mailed: Mailed, clock: FixedClock, items: int = 2) -> list[MessageId]:
    """Let a digest of several developments go out."""
    told = [message for _ in range(items) for message in outbox.alert(mailed[0])]
    clock.time += DAY
    assert (await deliver_due(mailed[1])).sent == 1
    clock.time += HOUR
    return told


async def a_withdrawal(outbox: Outbox, mailed: Mailed, clock: FixedClock) -> MessageId:
    """Let a digest go out, and the first development of it be withdrawn; a letter about that is planned."""
    told = await a_digest(outbox, mailed, clock)
    withdraw(outbox, told[0], clock)
    await correct_due(mailed[1])
    return told[0]


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    content: str = body.get_content()
    return content


async def test_what_is_withdrawn_after_the_digest_comes_as_one_letter_about_all_of_it(
    outbox: Outbox, office: PostOffice, mailed: Mailed, clock: FixedClock
) -> None:
    told = await a_digest(outbox, mailed, clock)
    for each in told:
        withdraw(outbox, each, clock)
        assert await correct_due(mailed[1]) == Counter()
        clock.time += timedelta(minutes=5)
    clock.time += 2 * HOUR
    assert await correct_due(mailed[1]) == {"sent": 2}
    assert await correct_due(mailed[1]) == {}

    digest, letter = office.letters
    text = text_of(letter)
    assert letter["Subject"] == "CA+JAD Monitor: 2 corrections"
    assert text.count(f"Withdrawn by the editors: {REASON}") == 2
    assert "report-1" in text
    assert "report-2" in text
    assert letter["In-Reply-To"] == letter["References"] == digest["Message-ID"]
    assert letter["List-Unsubscribe-Post"]
    assert "/unsubscribe/" in text


async def test_a_slip_that_is_undone_within_the_hour_is_never_written(
    outbox: Outbox, office: PostOffice, mailed: Mailed, clock: FixedClock
) -> None:
    withdrawn = await a_withdrawal(outbox, mailed, clock)
    reinstate(outbox, withdrawn)
    await correct_due(mailed[1])
    clock.time += DAY
    assert await correct_due(mailed[1]) == {}
    assert len(office.letters) == 1

    withdraw(outbox, withdrawn, clock)
    await correct_due(mailed[1])
    clock.time += DAY
    assert await correct_due(mailed[1]) == {"sent": 1}


async def test_a_withdrawal_that_was_written_and_then_taken_back_is_written_too(
    outbox: Outbox, office: PostOffice, mailed: Mailed, clock: FixedClock
) -> None:
    withdrawn = await a_withdrawal(outbox, mailed, clock)
    clock.time += 2 * HOUR
    assert await correct_due(mailed[1]) == {"sent": 1}
    reinstate(outbox, withdrawn)
    for _ in range(2):
        assert await correct_due(mailed[1]) == {}
    clock.time += 2 * HOUR
    assert await correct_due(mailed[1]) == {"sent": 1}
    assert "It stands again" in text_of(office.letters[-1])
    clock.time += DAY
    assert await correct_due(mailed[1]) == {}


async def test_what_was_withdrawn_before_the_digest_is_in_neither(
    outbox: Outbox, office: PostOffice, mailed: Mailed, clock: FixedClock
) -> None:
    told = [message for _ in range(2) for message in outbox.alert(mailed[0])]
    withdraw(outbox, told[0], clock)
    clock.time += DAY
    await deliver_due(mailed[1])
    clock.time += DAY
    assert await correct_due(mailed[1]) == {}
    assert "report-1" not in text_of(office.letters[0])


async def test_a_development_moved_to_another_paragraph_is_corrected(
    outbox: Outbox, office: PostOffice, mailed: Mailed, clock: FixedClock
) -> None:
    told = await a_digest(outbox, mailed, clock)
    moved(outbox, told[0], clock)
    (untold,) = outbox.alert(mailed[0], after=clock.now() - NOON)
    moved(outbox, untold, clock)
    assert await correct_due(mailed[1]) == {}
    clock.time += 2 * HOUR
    assert await correct_due(mailed[1]) == {"sent": 1}
    assert "Corrected by the editors: it bears on paragraph 26." in text_of(office.letters[-1])
    clock.time += HOUR
    assert await correct_due(mailed[1]) == {}


def moved(outbox: Outbox, message_id: MessageId, clock: FixedClock) -> None:
    development, now = development_of(outbox, message_id), clock.now()
    decision = Decision(DecisionId(message_id), "editor", now, development, ReviewAction.ASSIGN)
    numbers = (CommitmentNumber(25),), (CommitmentNumber(26),)
    with outbox.open_unit_of_work() as work:
        work.reviews.add(decision)
        work.reviews.add_correction(
            Correction(message_id, now, decision.id, development, CorrectionKind.MOVED, "", "", *numbers, "", 1)
        )
        work.commit()


async def test_a_letter_that_may_have_arrived_is_not_repeated(
    outbox: Outbox, office: PostOffice, mailed: Mailed, clock: FixedClock
) -> None:
    await a_withdrawal(outbox, mailed, clock)
    clock.time += 2 * HOUR
    office.hangs_up = True
    assert await correct_due(mailed[1]) == {"uncertain": 1}
    clock.time += DAY
    assert await correct_due(mailed[1]) == {}


async def test_a_letter_that_was_not_taken_comes_later_and_one_refused_comes_as_text(
    outbox: Outbox, office: PostOffice, mailed: Mailed, clock: FixedClock
) -> None:
    await a_withdrawal(outbox, mailed, clock)
    clock.time += 2 * HOUR
    office.answers["DATA"] = "451 4.3.0 try later"
    assert await correct_due(mailed[1]) == {"due": 1}
    office.answers["DATA"] = "554 5.6.0 content"
    clock.time += HOUR
    assert await correct_due(mailed[1]) == {"due": 1}
    del office.answers["DATA"]
    assert await correct_due(mailed[1]) == {"sent": 1}
    assert office.letters[-1].get_content_type() == "text/plain"


async def test_a_mailbox_that_is_away_hears_of_it_when_it_is_back(
    outbox: Outbox, office: PostOffice, mailed: Mailed, clock: FixedClock
) -> None:
    await a_withdrawal(outbox, mailed, clock)
    clock.time += 2 * HOUR
    office.answers["RCPT"] = "550 5.1.1 no such mailbox"
    assert await correct_due(mailed[1]) == {"due": 1}
    del office.answers["RCPT"]
    clock.time += TRIED_AGAIN_AFTER
    assert await correct_due(mailed[1]) == {"sent": 1}


async def test_letters_in_flight_when_a_process_died_are_uncertain(
    outbox: Outbox, mailed: Mailed, clock: FixedClock
) -> None:
    await a_withdrawal(outbox, mailed, clock)
    clock.time += 2 * HOUR
    with outbox.open_unit_of_work() as work:
        ((reply, _),) = work.amendments.list_replies(clock.now(), tuple(mailed[1].channels))
        assert work.amendments.claim_reply(reply.id, clock.now())
        work.commit()
    assert recover_replies(mailed[1]) == 1
    assert await correct_due(mailed[1]) == {}


async def test_who_unsubscribed_meanwhile_gets_no_letter(
    outbox: Outbox, office: PostOffice, mailed: Mailed, clock: FixedClock
) -> None:
    await a_withdrawal(outbox, mailed, clock)
    with outbox.open_unit_of_work() as work:
        work.own_data.delete(mailed[0])
        work.commit()
    clock.time += 2 * HOUR
    assert await correct_due(mailed[1]) == {}
    assert len(office.letters) == 1


async def test_who_stopped_meanwhile_gets_no_letter(
    outbox: Outbox, office: PostOffice, mailed: Mailed, clock: FixedClock
) -> None:
    await a_withdrawal(outbox, mailed, clock)
    with outbox.open_unit_of_work() as work:
        work.subscribers.set_state(mailed[0].id, SubscriberState.STOPPED)
        work.commit()
    clock.time += 2 * HOUR
    assert await correct_due(mailed[1]) == {}
    assert len(office.letters) == 1


async def test_a_letter_on_its_way_when_the_process_stops_is_uncertain(
    outbox: Outbox, office: PostOffice, mailed: Mailed, clock: FixedClock
) -> None:
    await a_withdrawal(outbox, mailed, clock)
    clock.time += 2 * HOUR
    office.hangs_at = "DATA"
    sending = asyncio.create_task(correct_due(mailed[1]))
    await asyncio.to_thread(until_none_waits, outbox, mailed[1], clock)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    office.hangs_at = ""
    recover_replies(mailed[1])
    assert await correct_due(mailed[1]) == {}


def until_none_waits(outbox: Outbox, parts: DeliveryParts, clock: FixedClock) -> None:
    """Wait until every correction that is due is on its way."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with outbox.open_unit_of_work(writes=False) as work:
            if not work.amendments.list_replies(clock.now(), tuple(parts.channels)):
                return
        time.sleep(0.01)
    pytest.fail("the letter was never begun")


async def test_without_a_channel_of_letters_nobody_is_written_to(outbox: Outbox, mailed: Mailed) -> None:
    outbox.alert(mailed[0])
    assert await correct_due(replace(mailed[1], channels={})) == {}


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001 - the rule knows no zone
def test_corrections_go_out_at_full_hours_after_at_least_one_and_less_than_two(now: datetime) -> None:
    due = letter_due(now)
    assert (due.minute, due.second, due.microsecond) == (0, 0, 0)
    assert SETTLES <= due - now < SETTLES + HOUR


async def test_a_broadcast_reaches_readers_of_mail_with_the_way_to_stop(
    outbox: Outbox, office: PostOffice, mailed: Mailed, clock: FixedClock
) -> None:
    parts = mailed[1]
    with outbox.open_unit_of_work() as work:
        notice = make_notice(NoticeKind.BROADCAST, clock.now(), data={"text": "We move.", "language": "en", "by": 1})
        work.notices.add([notice])
        assert confirm(work, notice, clock.now()) == 1
        work.commit()
    telling = OperatorParts(parts.open_unit_of_work, parts.channels, parts.paces, clock, Settings())
    assert [await tell_operators(telling) for _ in range(2)] == [1, 0]
    (letter,) = office.letters
    assert letter["Subject"] == "CA+JAD Monitor: From those who run CA+JAD Monitor"
    assert "We move." in text_of(letter)
    assert letter["List-Unsubscribe-Post"]
    assert "/unsubscribe/" in text_of(letter)
