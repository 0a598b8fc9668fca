"""Writes of many tasks in shared transactions of a real database."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from bot.group_commit import GroupCommit
from domain.errors import DatabaseBusy, StorageError
from domain.subscriber import ChannelName, SubscriberId
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.builders import a_subscriber

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from domain.subscriber import Subscriber
    from domain.unit_of_work import OpenUnitOfWork, UnitOfWork


class Transactions:
    """Opens units of work over one file and counts those that write."""

    def __init__(self, opens: OpenUnitOfWork) -> None:
        self._opens = opens
        self.written = 0

    @contextmanager
    def __call__(self, *, writes: bool = True) -> Iterator[UnitOfWork]:
        self.written += writes
        with self._opens(writes=writes) as work:
            yield work

    def stored(self) -> set[str]:
        with self._opens(writes=False) as work:
            return {each.address for each in work.subscribers.list_active()}


@pytest.fixture
def transactions(empty: Path) -> Iterator[Transactions]:
    engine = create_engine(f"sqlite:///{empty}", busy_seconds=0.2)
    yield Transactions(open_unit_of_work(engine))
    engine.dispose()


def saving(number: int) -> Callable[[UnitOfWork], int]:
    def write(work: UnitOfWork) -> int:
        work.subscribers.save(reader(number))
        return number

    return write


def reader(number: int) -> Subscriber:
    return a_subscriber(id=SubscriberId(f"telegram:{number}"), address=str(number))


def poison(work: UnitOfWork) -> None:
    saving(13)(work)
    raise LookupError("a fault of ours")


async def test_writes_that_come_together_share_one_transaction_and_each_gets_its_own_result(
    transactions: Transactions,
) -> None:
    commits = GroupCommit(transactions)
    assert await asyncio.gather(*(commits.write(saving(number)) for number in range(20))) == list(range(20))
    assert transactions.written == 1
    assert transactions.stored() == {str(number) for number in range(20)}


async def test_who_comes_during_a_commit_shares_the_next_one(transactions: Transactions) -> None:
    commits = GroupCommit(transactions)

    async def chain(number: int) -> None:
        await commits.write(saving(number))
        await commits.write(saving(number + 100))

    await asyncio.gather(*(chain(number) for number in range(20)))
    assert len(transactions.stored()) == 40
    assert 2 <= transactions.written < 10


async def test_nobody_goes_on_before_what_they_wrote_is_stored(transactions: Transactions) -> None:
    commits = GroupCommit(transactions)

    async def written(number: int) -> bool:
        await commits.write(saving(number))
        return str(number) in transactions.stored()

    assert all(await asyncio.gather(*(written(number) for number in range(12))))


async def test_a_write_that_fails_takes_no_other_along_and_stores_nothing(transactions: Transactions) -> None:
    commits = GroupCommit(transactions)
    writes: list[Callable[[UnitOfWork], Any]] = [saving(1), poison, saving(2)]
    done = await asyncio.gather(*map(commits.write, writes), return_exceptions=True)
    assert (done[0], done[2]) == (1, 2)
    assert isinstance(done[1], LookupError)
    assert transactions.stored() == {"1", "2"}


async def test_a_write_that_fails_alone_is_not_made_twice(transactions: Transactions) -> None:
    with pytest.raises(LookupError, match="a fault of ours"):
        await GroupCommit(transactions).write(poison)
    assert transactions.written == 1
    assert transactions.stored() == set()


async def test_what_the_database_refuses_of_one_is_stored_of_the_others(transactions: Transactions) -> None:
    commits = GroupCommit(transactions)

    def twice_one_address(work: UnitOfWork) -> None:
        work.subscribers.save(a_subscriber(id=SubscriberId("telegram:other"), address="1"))

    done = await asyncio.gather(commits.write(saving(1)), commits.write(twice_one_address), return_exceptions=True)
    assert done[0] == 1
    assert isinstance(done[1], StorageError)
    assert transactions.stored() == {"1"}


async def test_while_another_process_writes_all_are_told_so_after_one_wait(
    transactions: Transactions, empty: Path
) -> None:
    commits = GroupCommit(transactions)
    engine = create_engine(f"sqlite:///{empty}")
    with open_unit_of_work(engine)():
        done = await asyncio.gather(*(commits.write(saving(number)) for number in range(5)), return_exceptions=True)
    engine.dispose()
    assert [type(each) for each in done] == [DatabaseBusy] * 5
    assert transactions.written == 1
    assert await commits.write(saving(1)) == 1


async def test_who_is_told_to_stop_leaves_the_transaction_to_the_others(transactions: Transactions) -> None:
    commits = GroupCommit(transactions)
    tasks = [asyncio.create_task(commits.write(saving(number))) for number in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert (done[0], done[2]) == (0, 2)
    assert isinstance(done[1], asyncio.CancelledError)
    assert transactions.stored() == {"0", "1", "2"}


async def test_a_later_write_sees_what_an_earlier_one_of_its_lot_wrote(transactions: Transactions) -> None:
    commits = GroupCommit(transactions)

    def finding(work: UnitOfWork) -> bool:
        return work.subscribers.find(ChannelName.TELEGRAM, "1") is not None

    assert await asyncio.gather(commits.write(saving(1)), commits.write(finding)) == [1, True]
