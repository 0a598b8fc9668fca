"""Leases: one holder per role, and nobody waits for the dead."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from domain.errors import LeaseHeld
from storage.leases import is_dead
from tests.builders import NOON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.unit_of_work import OpenUnitOfWork

TTL = timedelta(minutes=1)
ELSEWHERE = "another-host:1:0"
HERE = socket.gethostname()


def start_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19]


def acquire(open_work: OpenUnitOfWork, holder: str, after: timedelta = timedelta(0), role: str = "poll") -> None:
    with open_work() as work:
        work.leases.acquire(role, holder, NOON + after, TTL)
        work.commit()


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    started = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield started
    started.kill()
    started.wait(timeout=10)


def test_a_second_holder_is_refused_and_the_first_is_named(open_work: OpenUnitOfWork) -> None:
    acquire(open_work, ELSEWHERE)
    with pytest.raises(LeaseHeld, match=re.escape(ELSEWHERE)):
        acquire(open_work, f"{HERE}:{os.getpid()}:0", TTL - timedelta(seconds=1))


def test_roles_are_held_apart(open_work: OpenUnitOfWork) -> None:
    acquire(open_work, ELSEWHERE)
    acquire(open_work, "third-host:1:0", role="deliver")
    with pytest.raises(LeaseHeld):
        acquire(open_work, "third-host:1:0")


def test_holders_are_those_who_live_and_whose_time_is_not_over(
    open_work: OpenUnitOfWork, process: subprocess.Popen[bytes]
) -> None:
    ours = f"{HERE}:{process.pid}:{start_of(process.pid)}"
    acquire(open_work, ELSEWHERE)
    acquire(open_work, ours, role="deliver")
    with open_work(writes=False) as work:
        assert work.leases.holders(NOON) == {"deliver": ours, "poll": ELSEWHERE}
        assert work.leases.holders(NOON + TTL) == {}
    process.kill()
    process.wait(timeout=10)
    with open_work(writes=False) as work:
        assert work.leases.holders(NOON) == {"poll": ELSEWHERE}


def test_the_holder_renews_its_lease(open_work: OpenUnitOfWork) -> None:
    acquire(open_work, ELSEWHERE)
    acquire(open_work, ELSEWHERE, timedelta(seconds=50))
    with pytest.raises(LeaseHeld, match="since 2026-01-15 12:00"):
        acquire(open_work, "third-host:1:0", timedelta(seconds=100))


def test_a_lease_whose_time_is_over_is_taken_over(open_work: OpenUnitOfWork) -> None:
    acquire(open_work, ELSEWHERE)
    acquire(open_work, "third-host:1:0", TTL)
    with pytest.raises(LeaseHeld, match="third-host"):
        acquire(open_work, ELSEWHERE, TTL + timedelta(seconds=1))


def test_a_role_given_back_is_free(open_work: OpenUnitOfWork) -> None:
    acquire(open_work, ELSEWHERE)
    with open_work() as work:
        work.leases.release("poll", "third-host:1:0")
        work.commit()
    with pytest.raises(LeaseHeld):
        acquire(open_work, "third-host:1:0")
    with open_work() as work:
        work.leases.release("poll", ELSEWHERE)
        work.commit()
    acquire(open_work, "third-host:1:0")


def test_a_living_process_keeps_its_role(open_work: OpenUnitOfWork, process: subprocess.Popen[bytes]) -> None:
    acquire(open_work, f"{HERE}:{process.pid}:{start_of(process.pid)}")
    with pytest.raises(LeaseHeld):
        acquire(open_work, f"{HERE}:{os.getpid()}:0", timedelta(seconds=1))


def test_the_role_of_a_process_that_was_killed_is_taken_over(
    open_work: OpenUnitOfWork, process: subprocess.Popen[bytes]
) -> None:
    acquire(open_work, f"{HERE}:{process.pid}:{start_of(process.pid)}")
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=10)
    acquire(open_work, f"{HERE}:{os.getpid()}:0", timedelta(seconds=1))


def test_a_process_that_ended_but_was_not_collected_is_dead(process: subprocess.Popen[bytes]) -> None:
    holder = f"{HERE}:{process.pid}:{start_of(process.pid)}"
    assert not is_dead(holder)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert is_dead(holder)


def test_another_process_under_the_same_number_does_not_keep_the_role() -> None:
    assert is_dead(f"{HERE}:{os.getpid()}:1")
    assert not is_dead(f"{HERE}:{os.getpid()}:{start_of(os.getpid())}")


def test_a_process_whose_start_is_not_known_counts_as_alive() -> None:
    assert not is_dead(f"{HERE}:{os.getpid()}:0")


def test_a_process_on_another_host_is_not_judged() -> None:
    assert not is_dead(ELSEWHERE)


def test_the_first_process_of_the_machine_is_alive_though_it_is_not_ours() -> None:
    assert not is_dead(f"{HERE}:1:0")
