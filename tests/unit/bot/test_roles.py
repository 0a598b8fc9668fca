"""Leases as the service holds them: taken together, renewed, given back, and lost with a word."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.roles import LEASE_TIME, RENEW_EVERY, Role, held, this_process
from domain.errors import LeaseHeld, StorageError
from storage.engine import create_engine
from storage.leases import is_dead
from storage.unit_of_work import open_unit_of_work

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.unit_of_work import OpenUnitOfWork
    from tests.fakes import FixedClock

ELSEWHERE = "another-host:1:1"


class Turns:
    """A pacer whose sleeps end when the test says so."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self._turn = asyncio.Event()
        self._asked_again = asyncio.Event()

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        self.asked.append(seconds)
        self._asked_again.set()
        await self._turn.wait()
        self._turn.clear()

    async def next(self) -> None:
        """Let a sleep end and wait for the next one to begin."""
        self._asked_again.clear()
        self._turn.set()
        async with asyncio.timeout(5):
            await self._asked_again.wait()


@pytest.fixture
def opens(empty: Path) -> Iterator[OpenUnitOfWork]:
    engine = create_engine(f"sqlite:///{empty}", busy_seconds=0.1)
    yield open_unit_of_work(engine)
    engine.dispose()


def take(opens: OpenUnitOfWork, role: Role, holder: str, clock: FixedClock) -> None:
    with opens() as work:
        work.leases.acquire(role.value, holder, clock.now(), LEASE_TIME)
        work.commit()


async def test_a_role_is_held_for_the_block_and_given_back(opens: OpenUnitOfWork, clock: FixedClock) -> None:
    async with held([Role.POLL, Role.DELIVER], opens, clock, Turns()):
        with pytest.raises(LeaseHeld, match=rf"'poll' is held by another process \({socket.gethostname()}:"):
            take(opens, Role.POLL, ELSEWHERE, clock)
        take(opens, Role.BOT, ELSEWHERE, clock)
    take(opens, Role.POLL, ELSEWHERE, clock)
    take(opens, Role.DELIVER, ELSEWHERE, clock)


async def test_of_several_roles_all_are_taken_or_none(opens: OpenUnitOfWork, clock: FixedClock) -> None:
    take(opens, Role.DELIVER, ELSEWHERE, clock)
    with pytest.raises(LeaseHeld):
        async with held([Role.POLL, Role.DELIVER], opens, clock, Turns()):
            pytest.fail("the block must not run")
    take(opens, Role.POLL, "a-third-host:1:1", clock)


async def test_a_role_is_renewed_while_the_block_runs(opens: OpenUnitOfWork, clock: FixedClock) -> None:
    turns = Turns()
    async with held([Role.POLL], opens, clock, turns):
        await asyncio.sleep(0)
        for _ in range(5):
            clock.advance(seconds=RENEW_EVERY)
            await turns.next()
        with pytest.raises(LeaseHeld):
            take(opens, Role.POLL, ELSEWHERE, clock)
    assert set(turns.asked) == {RENEW_EVERY}


async def test_a_database_in_trouble_is_tried_again(
    opens: OpenUnitOfWork, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    turns, troubled = Turns(), Troubled(opens)
    async with held([Role.POLL], troubled, clock, turns):
        await asyncio.sleep(0)
        troubled.is_full = True
        await turns.next()
        troubled.is_full = False
        clock.advance(seconds=50)
        await turns.next()
        clock.advance(seconds=50)
        with pytest.raises(LeaseHeld):
            take(opens, Role.POLL, ELSEWHERE, clock)
    assert "could not be renewed this time: the disk is full" in caplog.text


async def test_a_role_that_another_took_over_is_said_to_be_lost(
    opens: OpenUnitOfWork, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    turns, lost = Turns(), asyncio.Event()
    async with held([Role.POLL], opens, clock, turns, lost.set):
        await asyncio.sleep(0)
        clock.advance(seconds=LEASE_TIME.total_seconds() + 1)
        take(opens, Role.POLL, ELSEWHERE, clock)
        turns._turn.set()
        async with asyncio.timeout(5):
            await lost.wait()
    assert "a role was lost" in caplog.text
    with pytest.raises(LeaseHeld, match=ELSEWHERE):
        take(opens, Role.POLL, "a-third-host:1:1", clock)


def test_a_process_names_itself_so_that_its_end_can_be_seen() -> None:
    assert this_process() == this_process()
    assert this_process().startswith(f"{socket.gethostname()}:{os.getpid()}:")
    assert not is_dead(this_process())
    code = "from bot.roles import this_process; print(this_process())"
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
    assert is_dead(ended)


def test_two_renewals_may_fail_before_a_role_is_free_for_others() -> None:
    assert timedelta(seconds=RENEW_EVERY) * 3 <= LEASE_TIME


class Troubled:
    """A database whose disk is full at times."""

    def __init__(self, opens: OpenUnitOfWork) -> None:
        self.opens = opens
        self.is_full = False

    def __call__(self, *, writes: bool = True) -> Any:
        if self.is_full:
            raise StorageError("the disk is full")
        return self.opens(writes=writes)


async def test_the_page_only_reads_and_holds_nothing(opens: OpenUnitOfWork, clock: FixedClock) -> None:
    async with held([Role.WEB], opens, clock, Turns()):
        take(opens, Role.WEB, ELSEWHERE, clock)
