"""An hour of 40 developments for 1,000 subscribers, through real storage and delivery to a Bot API server that counts.

Limits of pacing and server are scaled alike, and so is the hour: at ``--scale 2`` twice as many messages a second are
allowed and the hour takes half of one. ``--interval`` brings the developments faster than they can be sent, so that
there is a backlog all the time. First all chats want everything at once: people, groups, and topics of one group. Then
they are people with the usual timing: five alerts, and at nine a digest of the rest for all of them. The peer is what a
bot does that sends one after another and sleeps when told to.

    .venv/bin/python benchmarks/bench_delivery.py                    # a tenth of the size, a minute
    .venv/bin/python benchmarks/bench_delivery.py --subscribers 1000 --developments 40 --scale 2 --interval 15
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

sys.path.insert(0, str(Path(__file__).parents[1]))

from telegram import Bot
from telegram.error import RetryAfter

from bot.channels import open_channels
from bot.channels.parts import ChannelParts
from bot.clocks import SystemClock, SystemPacer
from bot.deliver import DeliveryParts
from bot.pacing import Pace, PaceLimits
from bot.rounds import Rounds
from domain.subscriber import ChannelName
from domain.telling import USUAL, next_digest
from storage.engine import create_engine
from storage.migrate import upgrade
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.bot.burst import as_usual, at_once, came_in, share_used, told_in
from tests.integration.bot.outbox import DIGESTS, RENDER, a_bot, an_outbox
from tests.servers.bot_api import BotApi
from tests.servers.bot_api_limits import RateLimits

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Sequence
    from multiprocessing.connection import Connection

    from domain.subscriber import Subscriber
    from tests.integration.bot.outbox import Outbox

T = TypeVar("T")

MEGABYTE = 1024
"""Kilobytes, which is what the system counts memory in."""
OK = 200
TOPICS = 2
"""Of one forum; the limit of a group is that of all its topics."""


class Counted(NamedTuple):
    """What the server saw.

    Attributes:
        arrived: seconds of every request, also a refused one. refused: how many were.
        told: by address, the developments in order. came: by (address, development), when (seconds).
    """

    arrived: list[float]
    refused: int
    told: dict[str, list[int]]
    came: dict[tuple[str, int], float]


def serve(pipe: Connection, limits: PaceLimits) -> None:
    """Be the server, in a process of its own, until told to say what was seen."""
    counting = RateLimits(limits.per_second, limits.chat_per_second, limits.group_per_minute)
    with BotApi(limits=counting) as api:
        pipe.send(api.url)
        pipe.recv()
        pipe.send(Counted(counting.arrived, counting.refused, told_in(api), came_in(api)))


async def ours(
    outbox: Outbox, url: str, limits: PaceLimits, subscribers: list[Subscriber], sizes: Sizes
) -> list[float]:
    """Deliver while developments come; return when each was recorded (monotonic seconds)."""
    clock, recorded = SystemClock(), []
    async with a_bot(url) as bot:
        channels = open_channels(ChannelParts(RENDER, clock, DIGESTS, bot))
        paces = {ChannelName.TELEGRAM: Pace(limits, SystemPacer())}
        rounds = Rounds(DeliveryParts(outbox.open_unit_of_work, channels, paces, clock))

        async def happen() -> None:
            for _ in range(sizes.developments):
                started = time.monotonic()
                age = datetime.now(UTC) - NOON
                await asyncio.to_thread(outbox.alert, *subscribers, after=age)
                recorded.append(time.monotonic())
                await asyncio.sleep(max(0.0, sizes.interval - (time.monotonic() - started)))

        happening = asyncio.create_task(happen())
        while not happening.done() or (await rounds.due()).sent:
            await rounds.due()
            await asyncio.sleep(0.2)
        await happening
    return recorded


async def as_usual_until_nine(
    outbox: Outbox, url: str, limits: PaceLimits, subscribers: list[Subscriber], sizes: Sizes
) -> float:
    """Deliver an hour's alerts, then the digests of the next morning; return when these began (monotonic seconds)."""
    clock = FixedClock(datetime.now(UTC))
    async with a_bot(url) as bot:
        channels = open_channels(ChannelParts(RENDER, clock, DIGESTS, bot))
        paces = {ChannelName.TELEGRAM: Pace(limits, SystemPacer())}
        rounds = Rounds(DeliveryParts(outbox.open_unit_of_work, channels, paces, clock))
        for _ in range(sizes.developments):
            clock.advance(minutes=1)
            await asyncio.to_thread(outbox.alert, *subscribers, after=clock.now() - NOON)
            await rounds.due()
        clock.time = next_digest(clock.now(), USUAL, "UTC")
        nine = time.monotonic()
        while (await rounds.due()).sent:
            pass
    return nine


async def peer(url: str, subscribers: list[Subscriber], developments: int) -> None:
    """Send one after another, and wait as long as the server says where it refuses."""
    async with Bot("7000001:emulated-token-for-tests", base_url=url) as bot:
        for number in range(1, developments + 1):
            for each in subscribers:
                while True:
                    try:
                        await bot.send_message(each.address.partition("/")[0], f"report-{number}")
                        break
                    except RetryAfter as refused:
                        wait = refused.retry_after
                        await asyncio.sleep(wait.total_seconds() if isinstance(wait, timedelta) else wait)


class Sizes(NamedTuple):
    """How much happens: developments, and seconds between two of them."""

    developments: int
    interval: float


def measured(run: Callable[[str], Coroutine[None, None, T]], limits: PaceLimits) -> tuple[T, Counted, float]:
    """Run something against a server of its own; return its result, what the server saw and seconds of CPU."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=serve, args=(there, limits), daemon=True)
    server.start()
    url = here.recv()
    cpu = time.process_time()
    result = asyncio.run(run(url))
    cpu = time.process_time() - cpu
    here.send("done")
    counted = here.recv()
    server.join()
    return result, counted, cpu


def in_table(seen: Counted, recorded: Sequence[float], limits: PaceLimits) -> dict[str, str]:
    """Return the figures by name."""
    waits = sorted(when - recorded[number - 1] for (_, number), when in seen.came.items())
    middle, most, longest = statistics.median(waits), waits[int(len(waits) * 0.95)], waits[-1]
    return {
        "messages": f"{len(seen.arrived):,}",
        "allowed a second": f"{limits.per_second}",
        "share used while there was more": f"{share_of_backlog(seen, limits):.1%}",
        "refused by the server": f"{seen.refused}",
        "delay: median, 95 %, longest": f"{middle:.1f}, {most:.1f}, {longest:.1f} s",
    }


def share_of_backlog(seen: Counted, limits: PaceLimits, since: float = 0.0) -> float:
    """Return the share of the allowed rate that was used while as many chats had something left as a second takes."""
    last: defaultdict[str, float] = defaultdict(float)
    for (address, _), at in seen.came.items():
        last[address] = max(last[address], at)
    ends = sorted(last.values())[-limits.per_second :][0]
    return share_used([at for at in seen.arrived if since <= at <= ends], limits.per_second)


def usual_table(seen: Counted, nine: float, limits: PaceLimits) -> dict[str, str]:
    """Return the figures of the usual timing by name."""
    digests = [at for at in seen.arrived if at >= nine]
    return {
        "as usual: messages": f"{len(seen.arrived):,}",
        "as usual: refused by the server": f"{seen.refused}",
        "as usual: first digest after": f"{digests[0] - nine:.1f} s",
        "as usual: last digest after": f"{digests[-1] - nine:.1f} s",
        "as usual: share used at nine": f"{share_of_backlog(seen, limits, nine):.1%}",
    }


@contextmanager
def emptied() -> Iterator[Outbox]:
    """Open an outbox in a file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cajad.sqlite3"
        engine = create_engine(f"sqlite:///{file}")
        upgrade(engine)
        engine.dispose()
        with an_outbox(file) as outbox:
            yield outbox


def peak() -> float:
    """Return the most memory that this process has used, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


def arguments() -> argparse.Namespace:
    """Read the command line."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--subscribers", type=int, default=100)
    given.add_argument("--developments", type=int, default=10)
    given.add_argument("--scale", type=float, default=1.0, help="of limits; Telegram's are 30, 1 and 20")
    given.add_argument("--interval", type=float, default=1.0, help="seconds between two developments")
    return given.parse_args()


def main() -> None:
    """Measure and print."""
    asked = arguments()
    limits = PaceLimits(round(30 * asked.scale), max(1, round(asked.scale)), round(20 * asked.scale))
    few, sizes = asked.subscribers // 20, Sizes(asked.developments, asked.interval)
    subscribers = at_once(asked.subscribers - few - TOPICS, groups=few, topics=TOPICS)
    wanted = {each.address: list(range(1, asked.developments + 1)) for each in subscribers}
    before = peak()
    with emptied() as outbox:
        recorded, seen, cpu = measured(lambda url: ours(outbox, url, limits, subscribers, sizes), limits)
    table = in_table(seen, recorded, limits)
    table["all told once and in order"] = "yes" if seen.told == wanted else "NO"
    table["memory grown by"] = f"{peak() - before:.0f} MB"
    table["CPU a message"] = f"{1000 * cpu / len(seen.arrived):.1f} ms"
    people = as_usual(asked.subscribers)
    with emptied() as outbox:
        nine, usual, _ = measured(lambda url: as_usual_until_nine(outbox, url, limits, people, sizes), limits)
    heard = {each.address: wanted[subscribers[0].address] for each in people}
    told = {address: sorted(numbers) for address, numbers in usual.told.items()}
    table |= usual_table(usual, nine, limits)
    table["as usual: all told once"] = "yes" if told == heard else "NO"
    table["as usual: memory grown by"] = f"{peak() - before:.0f} MB"
    _, theirs, _ = measured(lambda url: peer(url, subscribers[:60], 3), limits)
    table["one after another: share used"] = f"{share_used(theirs.arrived, limits.per_second):.1%}"
    table["one after another: refused"] = f"{theirs.refused} of {len(theirs.arrived)}"
    for name, value in table.items():
        sys.stdout.write(f"{name:32} {value}\n")
    sys.exit(seen.told != wanted or told != heard or seen.refused + usual.refused > 0)


if __name__ == "__main__":
    main()
