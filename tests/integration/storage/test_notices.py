"""Notices: written with the poll that brings them, told once, each message claimed by one sender."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.alert import DeliveryState
from domain.notice import Notice, NoticeId, NoticeKind, OperatorMessage, OperatorMessageId, make_notice
from domain.rhythm import Rhythm
from domain.source import SourceState, Trouble
from domain.subscriber import ChannelName
from tests.builders import NOON
from tests.integration.storage.outcomes import OTHER_SOURCE, SOURCE, an_outcome

if TYPE_CHECKING:
    from domain.unit_of_work import OpenUnitOfWork

HOUR = timedelta(hours=1)
FAILING = make_notice(NoticeKind.SOURCE_FAILING, NOON, SOURCE.id, {"name": "Степь", "failures": 5})
DOWN = make_notice(NoticeKind.NETWORK_DOWN, NOON + HOUR, data={"asked": 9, "unreached": 8})
MESSAGE = OperatorMessage(
    OperatorMessageId("m1"),
    "1001",
    (FAILING.id, DOWN.id),
    channel=ChannelName.TELEGRAM,
    created_at=NOON + HOUR,
    due_at=NOON + HOUR,
)
TELEGRAM = (ChannelName.TELEGRAM,)


def waiting(open_work: OpenUnitOfWork) -> list[Notice]:
    with open_work(writes=False) as work:
        return list(work.notices.list_waiting())


def test_a_poll_writes_its_notices_once_and_withdraws_what_was_not_told(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        work.record(an_outcome(notices=(FAILING,)), "m1")
        work.record(an_outcome(notices=(replace(FAILING, data={}),)), "m1")
        work.commit()
    assert waiting(open_work) == [FAILING]
    with open_work() as work:
        work.record(an_outcome(withdrawn=(FAILING.id,)), "m1")
        work.commit()
    assert waiting(open_work) == []


def test_what_was_told_is_not_withdrawn_and_waits_no_more(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        work.notices.add([DOWN, FAILING])
        assert work.notices.list_waiting() == [FAILING, DOWN]
        work.notices.mark_delivered([FAILING.id], NOON)
        work.record(an_outcome(withdrawn=(FAILING.id, DOWN.id)), "m1")
        work.commit()
    with open_work(writes=False) as work:
        assert work.notices.list_waiting() == []
        found = work.notices.find_last([NoticeKind.SOURCE_FAILING])
        assert found == replace(FAILING, delivered_at=NOON)
        assert work.notices.find_last([NoticeKind.NETWORK_DOWN]) is None


def test_the_last_notice_of_a_kind_is_the_newest(open_work: OpenUnitOfWork) -> None:
    back = make_notice(NoticeKind.NETWORK_BACK, NOON + 2 * HOUR, data={})
    with open_work() as work:
        work.notices.add([back, DOWN, FAILING])
        assert work.notices.find_last([NoticeKind.NETWORK_DOWN, NoticeKind.NETWORK_BACK]) == back


def test_a_message_is_claimed_by_one_sender(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        work.notices.add([FAILING, DOWN])
        work.notices.save_message(MESSAGE)
        assert work.notices.list_due(NOON, TELEGRAM) == []
        assert work.notices.list_due(NOON + HOUR, [ChannelName.CONSOLE]) == []
        assert work.notices.list_due(NOON + HOUR, TELEGRAM) == [MESSAGE.id]
        assert work.notices.claim(MESSAGE.id, NOON) is None
        claimed = work.notices.claim(MESSAGE.id, NOON + HOUR)
        assert claimed == (replace(MESSAGE, state=DeliveryState.SENDING), [FAILING, DOWN])
        assert work.notices.claim(MESSAGE.id, NOON + HOUR) is None
        work.commit()


def test_the_last_message_to_operators_is_that_of_the_newest_notice_told(open_work: OpenUnitOfWork) -> None:
    said = make_notice(NoticeKind.BROADCAST, NOON, data={"text": "We move.", "language": "", "by": 1})
    with open_work() as work:
        work.notices.add([FAILING, DOWN, said])
        assert work.notices.last_message_at() is None
        work.notices.mark_delivered([FAILING.id], NOON + HOUR)
        work.notices.mark_delivered([said.id], NOON + 3 * HOUR)
        assert work.notices.last_message_at() == NOON + HOUR
        assert work.notices.list_waiting() == [DOWN]
        assert work.notices.find(said.id) == replace(said, delivered_at=NOON + 3 * HOUR)


def test_what_a_dead_process_left_in_flight_is_uncertain(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        work.notices.save_message(replace(MESSAGE, state=DeliveryState.SENDING))
        assert work.notices.sending_to_uncertain([ChannelName.CONSOLE]) == 0
        assert work.notices.sending_to_uncertain(TELEGRAM) == 1
        found = work.notices.find_message(MESSAGE.id)
        assert found == replace(MESSAGE, state=DeliveryState.UNCERTAIN)
        assert work.notices.find_message(OperatorMessageId("unknown")) is None


def test_a_sent_message_comes_back_field_by_field(open_work: OpenUnitOfWork) -> None:
    sent = replace(
        MESSAGE,
        notice_ids=(NoticeId("a"),),
        state=DeliveryState.SENT,
        attempts=2,
        remote_id="77",
        detail="x",
        plain=True,
        sent_at=NOON,
    )
    with open_work() as work:
        work.notices.save_message(MESSAGE)
        work.notices.save_message(sent)
        assert work.notices.find_message(MESSAGE.id) == sent


def test_what_is_known_of_rhythm_and_trouble_comes_back(open_work: OpenUnitOfWork) -> None:
    state = SourceState(
        SOURCE.id,
        rhythm=Rhythm(timedelta(hours=5), timedelta(hours=6, microseconds=1), timedelta(minutes=90)),
        failing_since=NOON,
        told=Trouble.SILENT,
    )
    with open_work() as work:
        work.record(replace(an_outcome(), state=state), "m1")
        work.commit()
    with open_work(writes=False) as work:
        found = work.sources.find(SOURCE.id)
    assert found is not None
    assert found.state == state


def test_a_host_that_asks_to_wait_holds_its_other_sources_and_makes_none_earlier(open_work: OpenUnitOfWork) -> None:
    late = SourceState(SOURCE.id, next_poll_at=NOON + 9 * HOUR)

    def held(until: int) -> object:
        with open_work() as work:
            outcome = an_outcome(host_held=(OTHER_SOURCE.id,), held_until=NOON + until * HOUR)
            work.record(replace(outcome, state=late), "m1")
            work.commit()
        with open_work(writes=False) as work:
            found = work.sources.find(OTHER_SOURCE.id)
        assert found is not None
        return found.state.next_poll_at

    assert held(2) == NOON + 2 * HOUR
    assert held(1) == NOON + 2 * HOUR
    assert held(3) == NOON + 3 * HOUR
