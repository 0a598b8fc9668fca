"""Answers take turns with alerts: within the limits of both together, first in line, and never waited for long."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import RetryAfter, TelegramError

from bot.dialog_pace import COUNTED, CROWD, WAITS, DialogPace
from bot.inbox import WAITING_BEHIND
from bot.pacing import Pace, PaceLimits, Rank
from tests.fakes import JumpingLoop, LoopPacer
from tests.servers import bot_api_limits

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

ALMOST = 1e-6


class Bot:
    """Makes requests through the pace, and knows when each was made."""

    def __init__(self, **limits: int) -> None:
        self.pace = Pace(PaceLimits(**limits), LoopPacer())
        self.limiter = DialogPace(self.pace)
        self.made: defaultdict[str, list[float]] = defaultdict(list)
        self.faults: defaultdict[str, list[TelegramError]] = defaultdict(list)

    async def asks(self, chat: int | str | None, method: str = "sendMessage") -> Any:
        data = {} if chat is None else {"chat_id": chat}
        return await self.limiter.process_request(self._answer, (str(chat),), {}, method, data, None)

    async def alerts(self, chat: int) -> None:
        turn = await self.pace.turn(str(chat), is_group=chat < 0, rank=Rank.ALERT)
        assert turn is not None
        with turn:
            await self._answer(str(chat))

    async def _answer(self, chat: str) -> bool:
        self.made[chat].append(self.pace.now())
        await asyncio.sleep(0.05)
        if self.faults[chat]:
            raise self.faults[chat].pop(0)
        return True


def simulated(run: Callable[[Bot], Coroutine[Any, Any, None]], **limits: int) -> Bot:
    """Run it with a fresh pace on a clock that jumps."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        bot = Bot(**limits)

        async def opened() -> None:
            await bot.limiter.initialize()
            await run(bot)
            await bot.limiter.shutdown()

        runner.run(opened())
    return bot


def keeps(times: list[float], limit: int, window: float) -> bool:
    ordered = sorted(times)
    return all(later - earlier >= window - ALMOST for earlier, later in zip(ordered, ordered[limit:], strict=False))


@given(
    answers=st.lists(st.tuples(st.integers(1, 4), st.floats(0, 5)), max_size=15),
    alerts=st.lists(st.tuples(st.integers(1, 6), st.floats(0, 5)), max_size=15),
    overall=st.integers(1, 4),
)
@settings(deadline=None)
def test_answers_and_alerts_together_break_no_limit(
    answers: list[tuple[int, float]], alerts: list[tuple[int, float]], overall: int
) -> None:
    async def run(bot: Bot) -> None:
        async def later(wait: float, what: Coroutine[Any, Any, Any]) -> Any:
            await asyncio.sleep(wait)
            return await what

        work = [later(wait, bot.asks(chat)) for chat, wait in answers]
        work += [later(wait, bot.alerts(chat)) for chat, wait in alerts]
        done = await asyncio.gather(*work, return_exceptions=True)
        assert all(not isinstance(each, BaseException) or isinstance(each, RetryAfter) for each in done)

    bot = simulated(run, per_second=overall)
    assert keeps([at for times in bot.made.values() for at in times], overall, 1.0)
    assert all(keeps(times, 1, 1.0) for times in bot.made.values())


def test_an_answer_goes_before_alerts_that_wait() -> None:
    async def run(bot: Bot) -> None:
        alerts = [asyncio.create_task(bot.alerts(chat)) for chat in range(100, 140)]
        await asyncio.sleep(2.5)
        await bot.asks(1)
        await asyncio.gather(*alerts)

    bot = simulated(run, per_second=5)
    asked = bot.made["1"][0]
    assert 2.5 <= asked <= 4


def test_presses_in_one_chat_delay_alerts_of_others_by_one_place_in_a_second_at_most() -> None:
    async def run(bot: Bot) -> None:
        presses = [asyncio.create_task(bot.asks(1, "editMessageText")) for _ in range(10)]
        await asyncio.gather(*(bot.alerts(chat) for chat in range(100, 190)))
        await asyncio.gather(*presses, return_exceptions=True)

    bot = simulated(run, per_second=30)
    last = max(at for chat, times in bot.made.items() if chat != "1" for at in times)
    assert last <= 3 * 1.05 + ALMOST


@pytest.mark.parametrize("method", ["answerCallbackQuery", "getChatMember", "setMyCommands", "deleteMessage"])
def test_what_telegram_does_not_count_waits_for_nothing(method: str) -> None:
    async def run(bot: Bot) -> None:
        for _ in range(5):
            assert await bot.asks(1, method)
        assert await bot.asks(None)

    assert simulated(run).made["1"][-1] == pytest.approx(0.2)


def test_the_emulator_counts_the_same_methods() -> None:
    assert set(bot_api_limits.COUNTED) == COUNTED


def test_the_wait_that_telegram_asks_for_holds_for_that_chat_alone_and_the_answer_comes_then() -> None:
    async def run(bot: Bot) -> None:
        bot.faults["1"].append(RetryAfter(timedelta(seconds=4)))
        assert list(await asyncio.gather(bot.asks(1), bot.asks(2))) == [True, True]
        await bot.alerts(1)

    bot = simulated(run)
    assert bot.made["2"] == [0.0]
    assert bot.made["1"] == pytest.approx([0.0, 4.05, 5.1])


def test_a_longer_wait_gives_the_answer_up_and_is_kept_to() -> None:
    async def run(bot: Bot) -> None:
        bot.faults["1"].append(RetryAfter(timedelta(seconds=60)))
        for _ in range(2):
            with pytest.raises(RetryAfter):
                await bot.asks(1)
        assert bot.pace.is_held("1")
        await asyncio.sleep(61)
        assert await bot.asks(1)

    assert len(simulated(run).made["1"]) == 2


def test_a_hold_that_the_server_asked_for_holds_answers_and_one_of_our_own_does_not() -> None:
    async def run(bot: Bot) -> None:
        bot.pace.hold("1", 600)
        bot.pace.hold("2", 600, asked=True)
        assert await bot.asks(1)
        with pytest.raises(RetryAfter):
            await bot.asks(2)

    assert simulated(run).made["1"] == [0.0]


def test_other_errors_are_passed_on_and_end_the_turn() -> None:
    async def run(bot: Bot) -> None:
        bot.faults["1"].append(TelegramError("no"))
        with pytest.raises(TelegramError, match="no"):
            await bot.asks(1)
        assert await bot.asks(1)

    assert len(simulated(run).made["1"]) == 2


def test_a_group_keeps_its_minute_and_answers_there_are_given_up_when_it_is_full() -> None:
    async def run(bot: Bot) -> None:
        for chat in (-5, "@newsroom"):
            for _ in range(3):
                assert await bot.asks(chat)
            began = bot.pace.now()
            with pytest.raises(RetryAfter):
                await bot.asks(chat)
            assert bot.pace.now() - began <= WAITS + 1

    made = simulated(run, group_per_minute=3).made
    assert [len(times) for times in made.values()] == [3, 3]


def test_in_a_crowd_only_the_last_edits_wait_for_a_turn() -> None:
    async def run(bot: Bot) -> None:
        for behind in range(9, -1, -1):
            WAITING_BEHIND.set(behind)
            if behind >= CROWD and behind != 9:
                with pytest.raises(RetryAfter):
                    await bot.asks(1, "editMessageText")
            else:
                assert await bot.asks(1, "editMessageText")

    assert len(simulated(run).made["1"]) == 1 + CROWD


def test_what_nothing_else_will_say_waits_for_its_turn_in_a_crowd_too() -> None:
    async def run(bot: Bot) -> None:
        WAITING_BEHIND.set(9)
        assert await bot.asks(1)
        assert await bot.asks(1, "sendDocument")

    assert len(simulated(run).made["1"]) == 2
