"""Updates in hand: a chat in order, chats side by side, confirmed only where nothing before is open."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Chat, Message, Update

from bot.inbox import WAITING_BEHIND, Inbox
from tests.fakes import JumpingLoop

LONG = 1000.0


def said(update_id: int, chat: int) -> Update:
    message = Message(update_id, datetime(2026, 1, 1, tzinfo=UTC), Chat(chat, Chat.PRIVATE))
    return Update(update_id, message=message)


@given(st.lists(st.tuples(st.integers(1, 4), st.floats(0, 3)), max_size=20))
def test_every_chat_is_answered_in_order_and_nothing_open_is_confirmed(traffic: list[tuple[int, float]]) -> None:
    begun: list[tuple[int, int]] = []
    ended: list[int] = []

    async def run() -> None:
        async def handle(update: Update) -> None:
            assert update.effective_chat is not None
            begun.append((update.effective_chat.id, update.update_id))
            await asyncio.sleep(traffic[update.update_id][1])
            assert inbox.offset <= update.update_id
            ended.append(update.update_id)

        inbox = Inbox(handle)
        updates = [said(number, chat) for number, (chat, _) in enumerate(traffic)]
        for each in (updates[:7], updates[3:], updates):
            inbox.take(each)
            await asyncio.sleep(0.1)
            assert {each.update_id for each in updates[: inbox.offset]} <= set(ended)
        while inbox.is_busy:
            await inbox.settle(LONG)
        assert inbox.offset == len(updates)

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(run())
    assert sorted(ended) == list(range(len(traffic)))
    for chat in {chat for chat, _ in begun}:
        numbers = [number for each, number in begun if each == chat]
        assert numbers == sorted(numbers)


def test_a_chat_that_keeps_its_answers_waiting_delays_no_other() -> None:
    ended: list[tuple[int, float]] = []

    async def run() -> None:
        async def handle(update: Update) -> None:
            assert update.effective_chat is not None
            await asyncio.sleep(50 if update.effective_chat.id == 1 else 1)
            ended.append((update.effective_chat.id, asyncio.get_running_loop().time()))

        inbox = Inbox(handle)
        inbox.take([said(0, 1), said(1, 1), said(2, 2), said(3, 2)])
        await inbox.settle(0.5)
        inbox.take([said(1, 1), said(4, 3)])
        while inbox.is_busy:
            await inbox.settle(LONG)

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(run())
    assert [chat for chat, _ in ended] == [2, 3, 2, 1, 1]
    assert [at for _, at in ended] == pytest.approx([1, 1.5, 2, 50, 100])


def test_who_handles_an_update_knows_how_many_wait_behind_it() -> None:
    behind: list[int] = []

    async def run() -> None:
        async def handle(_: Update) -> None:
            behind.append(WAITING_BEHIND.get())

        inbox = Inbox(handle)
        inbox.take([said(0, 1), said(1, 1), said(2, 1)])
        await inbox.settle(LONG)

    asyncio.run(run())
    assert behind == [2, 1, 0]


def test_at_the_end_what_is_in_hand_may_end_and_the_rest_comes_again() -> None:
    ended: list[int] = []

    async def run() -> None:
        async def handle(update: Update) -> None:
            await asyncio.sleep(1 if update.update_id < 2 else 60)
            ended.append(update.update_id)

        inbox = Inbox(handle)
        inbox.take([said(0, 1), said(1, 2), said(2, 3), said(3, 1)])
        await inbox.settle(0.5)
        await inbox.close(2)
        assert inbox.offset == 2

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(run())
    assert sorted(ended) == [0, 1]


def test_what_handling_raises_ends_the_bot() -> None:
    async def run() -> None:
        async def handle(_: Update) -> None:
            raise MemoryError

        inbox = Inbox(handle)
        inbox.take([said(0, 1)])
        await inbox.settle(LONG)

    with pytest.raises(MemoryError):
        asyncio.run(run())
