"""Whose turn it is, on a clock whose sleeps take no time."""

from __future__ import annotations

import pytest

from bot.pacing import Pace, PaceLimits
from tests.fakes import FastPacer


@pytest.fixture
def pacer() -> FastPacer:
    return FastPacer()


async def test_the_first_message_to_a_chat_waits_for_nothing(pacer: FastPacer) -> None:
    await Pace(PaceLimits(), pacer).turn("1", is_group=False)

    assert pacer.slept == 0


async def test_a_chat_gets_one_message_a_second(pacer: FastPacer) -> None:
    pace = Pace(PaceLimits(), pacer)

    for _ in range(5):
        await pace.turn("1", is_group=False)

    assert pacer.monotonic() == pytest.approx(4.0)


async def test_a_group_gets_no_more_than_its_messages_a_minute(pacer: FastPacer) -> None:
    pace = Pace(PaceLimits(group_per_minute=3), pacer)
    times = []
    for _ in range(7):
        await pace.turn("-100", is_group=True)
        times.append(pacer.monotonic())

    assert times == pytest.approx([0, 1, 2, 60, 61, 62, 120])


async def test_all_chats_together_keep_the_overall_limit(pacer: FastPacer) -> None:
    pace = Pace(PaceLimits(per_second=30), pacer)
    times = []
    for chat in range(90):
        await pace.turn(str(chat), is_group=False)
        times.append(pacer.monotonic())

    assert times == pytest.approx([0.0] * 30 + [1.0] * 30 + [2.0] * 30)


async def test_a_chat_with_a_backlog_does_not_hold_up_another(pacer: FastPacer) -> None:
    pace = Pace(PaceLimits(), pacer)
    for _ in range(3):
        await pace.turn("busy", is_group=True)

    assert pace.wait("busy", is_group=True) == pytest.approx(1.0)
    assert pace.wait("other", is_group=True) == 0


async def test_a_hold_concerns_one_chat_alone(pacer: FastPacer) -> None:
    pace = Pace(PaceLimits(), pacer)

    pace.hold("1", 300)

    assert pace.is_held("1")
    assert pace.wait("1", is_group=False) == pytest.approx(300)
    assert not pace.is_held("2")
    assert pace.wait("2", is_group=False) == 0


async def test_a_hold_ends(pacer: FastPacer) -> None:
    pace = Pace(PaceLimits(), pacer)
    pace.hold("1", 300)

    await pacer.sleep(300)

    assert not pace.is_held("1")
    assert pace.wait("1", is_group=False) == 0


async def test_chats_not_written_to_for_a_minute_are_forgotten(pacer: FastPacer) -> None:
    pace = Pace(PaceLimits(per_second=5000), pacer)
    for chat in range(1500):
        await pace.turn(str(chat), is_group=False)
    pace.hold("1", 10)
    await pacer.sleep(61)

    await pace.turn("new", is_group=False)

    assert set(pace._sent_to) == {"new"}
    assert pace._held_until == {}
