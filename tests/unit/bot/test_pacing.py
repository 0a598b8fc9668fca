"""Whose turn it is: limits that hold at the server whatever the network does, and that are used to the full."""

from __future__ import annotations

import asyncio
import math
import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pacing import Pace, PaceLimits, Rank
from tests.fakes import JumpingLoop, LoopPacer

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Sequence

HOUR = 3600.0
ALMOST = 1e-6
"""Clocks are read in floating point."""


@dataclass
class Server:
    """Sends through a pace, and knows when each message arrived."""

    pace: Pace
    arrivals: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    async def sends(
        self, chat: str, *, latency: float = 0.0, arrives: float = 0.0, rank: Rank = Rank.ALERT, until: float = math.inf
    ) -> bool:
        """Send one message that arrives within its latency at a fraction of it; tell whether there was a turn."""
        turn = await self.pace.turn(chat, is_group=chat.startswith("-"), rank=rank, until=until)
        if turn is None:
            return False
        with turn:
            await asyncio.sleep(latency * arrives)
            self.arrivals[chat].append(self.pace.now())
            await asyncio.sleep(latency * (1 - arrives))
        return True

    @property
    def all_arrivals(self) -> list[float]:
        return sorted(at for times in self.arrivals.values() for at in times)


def simulated(run: Callable[[Server], Coroutine[Any, Any, None]], **limits: int) -> Server:
    """Run it with a fresh pace on a clock that jumps."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        server = Server(Pace(PaceLimits(**limits), LoopPacer()))
        runner.run(run(server))
    return server


def keeps(times: Iterable[float], limit: int, window: float) -> bool:
    ordered = sorted(times)
    return all(later - earlier >= window - ALMOST for earlier, later in zip(ordered, ordered[limit:], strict=False))


message = st.tuples(st.floats(0, 3), st.floats(0, 1), st.sampled_from(Rank))
chats = st.dictionaries(st.sampled_from(["1", "2", "3", "4", "-5", "-6"]), st.lists(message, min_size=1, max_size=9))


@given(
    traffic=chats,
    overall=st.integers(1, 5),
    alone=st.integers(1, 2),
    grouped=st.integers(1, 4),
    side_by_side=st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_no_limit_is_ever_broken_at_the_server(
    traffic: dict[str, list[tuple[float, float, Rank]]], overall: int, alone: int, grouped: int, *, side_by_side: bool
) -> None:
    async def run(server: Server) -> None:
        async def chat(name: str, messages: Sequence[tuple[float, float, Rank]]) -> None:
            sending = (server.sends(name, latency=took, arrives=at, rank=rank) for took, at, rank in messages)
            if side_by_side:
                await asyncio.gather(*sending)
            else:
                for each in sending:
                    await each

        await asyncio.gather(*(chat(name, messages) for name, messages in traffic.items()))

    server = simulated(run, per_second=overall, chat_per_second=alone, group_per_minute=grouped)
    assert len(server.all_arrivals) == sum(map(len, traffic.values()))
    assert keeps(server.all_arrivals, overall, 1.0)
    for chat, times in server.arrivals.items():
        assert keeps(times, alone, 1.0)
        assert not chat.startswith("-") or keeps(times, grouped, 60.0)


@given(st.integers(1, 40), st.integers(1, 400))
@settings(max_examples=40, deadline=None)
def test_while_there_is_a_backlog_every_message_allowed_is_sent(overall: int, count: int) -> None:
    async def run(server: Server) -> None:
        await asyncio.gather(*(server.sends(str(chat)) for chat in range(count)))

    server = simulated(run, per_second=overall)
    assert server.all_arrivals[-1] == pytest.approx(math.ceil(count / overall) - 1, abs=1e-3)


@given(st.floats(0.01, 0.5))
@settings(max_examples=20, deadline=None)
def test_answers_that_take_time_cost_no_more_than_their_time_for_each_window(latency: float) -> None:
    async def run(server: Server) -> None:
        await asyncio.gather(*(server.sends(str(chat), latency=latency) for chat in range(300)))

    server = simulated(run, per_second=30)
    assert server.all_arrivals[-1] == pytest.approx(9 * (1 + latency), abs=1e-3)


def test_a_thousand_subscribers_hear_of_a_development_within_forty_seconds_at_the_limits_of_telegram() -> None:
    """The figures that docs/how-to/deploy.md states, at a tenth of a second for each answer."""

    async def run(server: Server) -> None:
        sends = []
        for _ in range(3):
            began.append(server.pace.now())
            sends += [asyncio.create_task(server.sends(str(chat), latency=0.1, arrives=1.0)) for chat in range(1000)]
            await asyncio.sleep(HOUR / 40)
        await asyncio.gather(*sends)

    began: list[float] = []
    server = simulated(run, per_second=30)
    delays = sorted(at - begun for times in server.arrivals.values() for at, begun in zip(times, began, strict=True))
    assert delays[len(delays) // 2] == pytest.approx(17.7, abs=0.1)
    assert delays[-1] == pytest.approx(36.4, abs=0.1)


@given(st.integers(40, 300), st.integers(0, 1000))
@settings(max_examples=8, deadline=None)
def test_with_answers_within_fifty_milliseconds_a_backlog_uses_95_per_cent_of_what_is_allowed(
    chats: int, seed: int
) -> None:
    each, latencies = math.ceil(1200 / chats), random.Random(seed)  # noqa: S311 - latencies, no secrets

    async def run(server: Server) -> None:
        async def chat(name: str) -> None:
            for _ in range(each):
                await server.sends(name, latency=latencies.uniform(0.03, 0.05), arrives=latencies.random())

        await asyncio.gather(*(chat(str(number)) for number in range(chats)))

    server = simulated(run, per_second=30)
    # At the end fewer chats have something left than the limit over all would take.
    arrived = server.all_arrivals[: chats * (each - 1)]
    assert math.ceil(len(arrived) / 30) / (arrived[-1] - arrived[0]) >= 0.95


@given(st.integers(1, 30), st.integers(0, 60), st.integers(1, 60))
@settings(max_examples=40, deadline=None)
def test_a_burst_for_one_chat_delays_no_other(overall: int, burst: int, others: int) -> None:
    async def run(server: Server) -> None:
        busy = [asyncio.create_task(server.sends("busy")) for _ in range(burst)]
        await asyncio.gather(*(server.sends(str(chat)) for chat in range(others)))
        await asyncio.gather(*busy)

    server = simulated(run, per_second=overall)
    last = max(times[0] for chat, times in server.arrivals.items() if chat != "busy")
    # What came before the others is one message, since a second one would be too soon; then all take turns.
    assert last <= math.ceil((others + 1) / overall) + ALMOST


def test_a_group_that_had_its_messages_of_the_minute_holds_up_nobody() -> None:
    async def run(server: Server) -> None:
        group = asyncio.gather(*(server.sends("-1") for _ in range(7)))
        await asyncio.gather(*(server.sends("1") for _ in range(10)))
        await group

    server = simulated(run, group_per_minute=3)
    assert server.arrivals["-1"] == pytest.approx([0, 1, 2, 60, 61, 62, 120])
    assert server.arrivals["1"] == pytest.approx(range(10))


def test_replies_go_before_alerts_these_before_digests_and_these_before_amendments() -> None:
    async def run(server: Server) -> None:
        await asyncio.gather(*(server.sends(f"{rank.name} {each}", rank=rank) for each in range(3) for rank in Rank))

    server = simulated(run, per_second=1)
    order = sorted(server.arrivals, key=lambda chat: server.arrivals[chat])
    assert [name.split()[0] for name in order[1:]] == [
        *["REPLY"] * 2,
        *["ALERT"] * 3,
        *["DIGEST"] * 3,
        *["AMENDMENT"] * 3,
    ]


def test_a_hold_concerns_one_chat_alone_also_who_waits_already_and_ends() -> None:
    async def run(server: Server) -> None:
        waiting = asyncio.gather(server.sends("1"), server.sends("1"), server.sends("2"))
        await asyncio.sleep(0.5)
        server.pace.hold("1", 300)
        server.pace.hold("1", 10)
        assert server.pace.is_held("1")
        assert not server.pace.is_held("2")
        await waiting
        assert not server.pace.is_held("1")

    server = simulated(run)
    assert server.arrivals == {"1": pytest.approx([0.0, 300.5]), "2": pytest.approx([0.0])}


def test_a_turn_that_is_too_far_away_is_given_up_at_once() -> None:
    async def run(server: Server) -> None:
        server.pace.hold("1", 300)
        assert not await server.sends("1", until=299)
        assert server.pace.now() == pytest.approx(0, abs=ALMOST)
        assert await server.sends("1", until=301)

    assert simulated(run).arrivals["1"] == pytest.approx([300])


def test_where_all_wait_for_the_overall_limit_who_may_wait_no_longer_gives_up() -> None:
    async def run(server: Server) -> None:
        had = await asyncio.gather(*(server.sends(str(chat), until=2.5) for chat in range(10)))
        assert sum(had) == 6
        assert server.pace.now() == pytest.approx(3, abs=ALMOST)

    assert len(simulated(run, per_second=2).all_arrivals) == 6


def test_who_is_told_to_stop_takes_no_turn_from_others() -> None:
    async def run(server: Server) -> None:
        first = [asyncio.create_task(server.sends(str(chat), latency=0.5)) for chat in range(2)]
        await asyncio.sleep(0)
        # Both have been given their turns, and neither knows yet.
        first[0].cancel()
        first[1].cancel()
        waiting = [asyncio.create_task(server.sends("late")), asyncio.create_task(server.sends("later"))]
        await asyncio.sleep(0.1)
        waiting[0].cancel()
        await asyncio.gather(*first, *waiting, return_exceptions=True)

    assert set(simulated(run, per_second=1).arrivals) == {"later"}


def test_chats_not_written_to_for_a_minute_are_forgotten() -> None:
    async def run(server: Server) -> None:
        server.pace.hold("-1", 10)
        for wave in range(5):
            await asyncio.gather(*(server.sends(f"-{wave}{chat:04}") for chat in range(1000)))
            await asyncio.sleep(61)
            assert len(server.pace._chats) <= 2001
        assert server.pace._held_until == {}

    simulated(run, per_second=5000)


def test_ending_a_turn_twice_counts_once() -> None:
    async def run(server: Server) -> None:
        turn = await server.pace.turn("1", is_group=False)
        assert turn is not None
        turn.end()
        turn.end()
        await server.sends("2")
        await server.sends("3")
        assert server.pace.now() == pytest.approx(1, abs=ALMOST)

    simulated(run, per_second=2)
