from __future__ import annotations

import asyncio
from itertools import pairwise
from random import SystemRandom
from typing import TYPE_CHECKING, Any

import pytest

from domain.source import Verdict
from monitors.failures import ExchangeFailed
from monitors.hosts import JITTER, LONGEST_CRAWL_DELAY, HostQueues
from monitors.http_dates import LONGEST_WAIT
from tests.fakes import FastPacer

if TYPE_CHECKING:
    from collections.abc import Sequence


def queues(pacer: FastPacer, **over: Any) -> HostQueues:
    values: dict[str, Any] = {"gap": 5.0, "per_host": 1, "overall": 32, "pacer": pacer, "random": SystemRandom()}
    return HostQueues(**{**values, **over})


async def starts(queue: HostQueues, pacer: FastPacer, hosts: Sequence[str]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}

    async def one(host: str) -> None:
        async with queue.turn(host):
            found.setdefault(host, []).append(pacer.monotonic())

    await asyncio.gather(*(one(host) for host in hosts))
    return found


def gaps(times: Sequence[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(sorted(times))]


@pytest.mark.parametrize("per_host", [1, 3])
async def test_requests_to_one_host_start_a_gap_and_some_jitter_apart(per_host: int) -> None:
    pacer = FastPacer()
    found = await starts(queues(pacer, per_host=per_host), pacer, ["a"] * 6)
    assert all(5.0 <= gap <= 5.0 * (1 + JITTER) + 1e-9 for gap in gaps(found["a"]))
    assert len({round(gap, 3) for gap in gaps(found["a"])}) > 1


async def test_the_first_request_to_a_host_does_not_wait_for_other_hosts() -> None:
    pacer = FastPacer()
    found = await starts(queues(pacer), pacer, ["a", "b", "c"])
    assert found == {"a": [0.0], "b": [0.0], "c": [0.0]}
    assert pacer.slept == 0


async def test_without_a_gap_nobody_waits() -> None:
    pacer = FastPacer()
    await starts(queues(pacer, gap=0.0), pacer, ["a"] * 10)
    assert pacer.slept == 0


async def most_at_once(queue: HostQueues, hosts: Sequence[str]) -> int:
    running = most = 0

    async def one(host: str) -> None:
        nonlocal running, most
        async with queue.turn(host):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.001)
            running -= 1

    await asyncio.gather(*(one(host) for host in hosts))
    return most


@pytest.mark.parametrize("per_host", [1, 2])
async def test_one_host_is_asked_by_so_many_at_a_time(per_host: int) -> None:
    assert await most_at_once(queues(FastPacer(), gap=0.0, per_host=per_host), ["a"] * 8) == per_host


async def test_all_hosts_together_are_asked_by_so_many_at_a_time() -> None:
    assert await most_at_once(queues(FastPacer(), overall=3), [f"host-{n}" for n in range(12)]) == 3


async def test_a_host_in_its_gap_takes_no_place_from_others() -> None:
    class StuckPacer(FastPacer):
        async def sleep(self, seconds: float) -> None:
            assert seconds > 0
            await asyncio.Event().wait()

    queue = queues(StuckPacer(), overall=1)
    async with queue.turn("a"):
        pass
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(most_at_once(queue, ["a"]))
        await asyncio.sleep(0.01)
        async with asyncio.timeout(5):
            assert await most_at_once(queue, ["b"]) == 1
        waiting.cancel()


async def test_a_turn_given_up_while_waiting_frees_the_host() -> None:
    queue = queues(FastPacer(), gap=0.0)
    async with queue.turn("a"):
        waiting = asyncio.create_task(most_at_once(queue, ["a"]))
        await asyncio.sleep(0)
        waiting.cancel()
    assert await most_at_once(queue, ["a"]) == 1


async def test_a_failing_request_gives_its_place_back() -> None:
    queue = queues(FastPacer(), overall=1)
    with pytest.raises(LookupError):
        async with queue.turn("a"):
            raise LookupError
    assert await most_at_once(queue, ["b"]) == 1


@pytest.mark.parametrize(
    ("asked", "least"),
    [
        pytest.param(12.0, 12.0, id="a crawl delay above the gap counts"),
        pytest.param(1.0, 5.0, id="one below the gap does not"),
        pytest.param(86_400.0, LONGEST_CRAWL_DELAY, id="one without measure is capped"),
    ],
)
async def test_a_host_may_ask_for_a_longer_gap(asked: float, least: float) -> None:
    pacer = FastPacer()
    queue = queues(pacer)
    queue.slow_down("a", asked)
    found = await starts(queue, pacer, ["a"] * 4)
    assert all(least <= gap <= least * (1 + JITTER) + 1e-9 for gap in gaps(found["a"]))


TOO_MANY = ExchangeFailed(Verdict.BLOCKED, "answered 429 (too many requests)", retry_after=60.0)


async def test_a_host_that_asks_for_time_is_left_alone_until_then_and_no_other_is() -> None:
    pacer = FastPacer()
    queue = queues(pacer, gap=0.0)
    queue.pause("a", 60.0, TOO_MANY)
    pacer.time = 10.0
    with pytest.raises(ExchangeFailed) as caught:
        await starts(queue, pacer, ["a"])
    assert (caught.value.verdict, caught.value.retry_after) == (Verdict.BLOCKED, 50.0)
    assert caught.value.words.startswith("answered 429 (too many requests)")
    assert await starts(queue, pacer, ["b"]) == {"b": [10.0]}
    pacer.time = 60.0
    assert await starts(queue, pacer, ["a"]) == {"a": [60.0]}


async def test_who_waits_in_the_queue_hears_of_the_pause_too() -> None:
    pacer = FastPacer()
    queue = queues(pacer)

    async def first() -> None:
        async with queue.turn("a"):
            await asyncio.sleep(0)
            queue.pause("a", 60.0, TOO_MANY)

    found = await asyncio.gather(first(), *(starts(queue, pacer, ["a"]) for _ in range(3)), return_exceptions=True)
    assert [type(each) for each in found[1:]] == [ExchangeFailed] * 3
    assert pacer.slept == 0


async def test_a_pause_has_a_limit_and_a_shorter_one_does_not_end_it() -> None:
    pacer = FastPacer()
    queue = queues(pacer, gap=0.0)
    queue.pause("a", 1e9, TOO_MANY)
    queue.pause("a", 1.0, TOO_MANY)
    pacer.time = LONGEST_WAIT - 1
    with pytest.raises(ExchangeFailed):
        await starts(queue, pacer, ["a"])
    pacer.time = LONGEST_WAIT
    assert await starts(queue, pacer, ["a"]) == {"a": [LONGEST_WAIT]}
