"""Killed at random moments under load: every chat hears of every development once, or is told that it may not have.

There are alerts, digests, pictures, letters, broadcasts, withdrawals with their edits and replies, and commands.
``CHAOS_KILLS`` says how often (``make chaos``: 200), ``CHAOS_SEED`` repeats the moments of an earlier run. The Bot API
and mail servers live on through the kills and answer late, so that there are always messages on their way.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.messages import AGAIN
from domain.telling import EVERYTHING_AT_ONCE, USUAL, Mode, Timing
from tests.integration.bot.outbox import a_chat
from tests.servers.bot_api import TOKEN
from tests.servers.bot_api_faults import Fault
from tests.servers.chaos import (
    Carried,
    Remains,
    a_stream_of_articles,
    addresses_by_development,
    carried,
    remains,
    time_flies,
)
from tests.servers.chaos_ledger import (
    KINDS,
    VERDICTS,
    Received,
    a_letter_box,
    agrees_to_mail,
    arrived,
    broadcasts,
    counts,
    everything_is_accounted_for,
    readers_of_mail_hear_of_everything,
    received,
    stored,
    withdraws_one,
)
from tests.servers.installation import Installation
from tests.servers.post_office import PostOffice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.subscriber import Subscriber
    from tests.servers.bot_api import BotApi
    from tests.servers.bot_api_chats import Accepted
    from tests.servers.installation import Process
    from tests.servers.newsroom import Article, Newsroom

KILLS = int(os.environ.get("CHAOS_KILLS", "10"))
SEED = int(os.environ.get("CHAOS_SEED", "20251220"))

AT_START, AT_POLL, AT_SEND = "starting", "polling", "sending"
MOMENTS = {AT_START: (2, 3.0), AT_POLL: (3, 0.6), AT_SEND: (5, 1.5)}
"""Of ten kills so many, at most so many seconds after the process was started, asked a feed, or sent its first."""

ANSWERS_AFTER = (0.02, 0.3)
"""Seconds that the server takes for an answer."""

DRAINED_WITHIN = 120 + 10 * KILLS
"""Seconds that the last process has for all that is left."""

IDLE = 15.0
"""Seconds after which a process that sends nothing is killed all the same."""

NEWS = 2
WITHDRAWN_EVERY = 3
ON_THE_PAGE = 40
"""Articles that are new in each life, and that a feed shows: far more than kills in a row can keep from being read."""

_WAITING = """
    SELECT 1 FROM outbox WHERE state IN ('due', 'sending') UNION SELECT 1 FROM digests WHERE state IN ('due', 'sending')
    UNION SELECT 1 FROM operator_messages WHERE state IN ('due', 'sending')
    UNION SELECT 1 FROM withdrawal_replies WHERE state IN ('due', 'sending') AND channel = 'telegram'
"""
"""Letters about withdrawals wait for a full hour."""

SHOWN_EVERY = 20
"""Kills between two lines of progress."""

DIGESTS = Timing(mode=Mode.ALL_IN_DIGEST)
WEEKLY = replace(DIGESTS, weekly=True)
FEW_ALERTS = replace(USUAL, mode=Mode.ALL_AT_ONCE, alerts_a_day=2)

ASKS = 3001
"""A chat that does not subscribe and asks for help in every life."""

AHEAD = timedelta(hours=2)
"""Who was told an hour before a withdrawal gets a reply; the clock of this editor is fast."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300 + 30 * KILLS)]


def subscribers() -> list[Subscriber]:
    """Private chats told in three ways, groups, and topics of one group."""
    ways = (EVERYTHING_AT_ONCE, EVERYTHING_AT_ONCE, DIGESTS, EVERYTHING_AT_ONCE, FEW_ALERTS)
    at_once = replace(EVERYTHING_AT_ONCE, weekly_post=False)
    private = [a_chat(1001 + each, timing=ways[each % len(ways)]) for each in range(17)]
    groups = [a_chat(-100_500 - each, is_group=True, timing=at_once) for each in range(2)]
    topics = [a_chat(-100_600, thread=each, is_group=True, timing=at_once) for each in (7, 8)]
    weekly = a_chat(1020, timing=WEEKLY)
    # Broadcasts are for who reads Russian.
    others = [a_chat(1030 + each, timing=EVERYTHING_AT_ONCE, language="ru") for each in range(2)]
    return [*private, weekly, *others, *groups, *topics]


def letter_boxes() -> list[Subscriber]:
    """Readers of mail, one of whom gets broadcasts too."""
    return [a_letter_box(1), replace(a_letter_box(2), language="ru")]


@dataclass(frozen=True)
class Life:
    """One process, from its start to its end (monotonic seconds), and what it left on its way."""

    began: float
    killed: float
    left: frozenset[str]


@dataclass
class Chaos:
    """Processes that are killed one after another while there is news.

    Attributes:
        published: all that was news so far. lives: of those killed.
    """

    house: Installation
    api: BotApi
    office: PostOffice
    newsroom: Newsroom
    folder: Path
    rng: random.Random
    stream: Iterator[Article] = field(default_factory=a_stream_of_articles)
    published: list[Article] = field(default_factory=list)
    lives: list[Life] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)

    def news(self) -> None:
        """Publish new articles, some of them at both publishers."""
        self.published += [next(self.stream) for _ in range(NEWS)]
        shown = self.published[-ON_THE_PAGE:]
        self.newsroom.publishes("kz-steppe", *shown)
        self.newsroom.publishes("kz-wire", *(replace(each, slug=f"wire-{each.slug}") for each in shown[::3]))

    def kills(self, when: str) -> None:
        """Live one life and end it; the database has to be whole, and is left as it is."""
        self.news()
        began, asked, sent = time.monotonic(), self._polls(), self.api.begun("sendMessage")
        process = self.house.starts("run")
        if when == AT_POLL:
            process.wait_for(lambda: self._polls() > asked)
        elif when == AT_SEND:
            process.wait_for(lambda: self.api.begun("sendMessage") > sent or time.monotonic() > began + IDLE)
        self.events()
        time.sleep(self.rng.uniform(0, MOMENTS[when][1]))
        killed = time.monotonic()
        process.is_killed()
        left = remains(self.house, self.folder)
        assert left.is_whole
        assert "Traceback" not in process.err
        known = frozenset().union(*(life.left for life in self.lives))
        self.lives.append(Life(began, killed, left.sending - known))

    def events(self) -> None:
        """Let people do things while the process works."""
        now = datetime.now(UTC)
        self.api.person(ASKS).says("/help")
        broadcasts(self.house, f"From the operators: {len(self.lives)}", now)
        if len(self.lives) % WITHDRAWN_EVERY == 1 or not self.withdrawn:
            self._withdraws(now)

    def _withdraws(self, now: datetime) -> bool:
        """Withdraw something that all were told of, if there is; return whether that has ever been so."""
        self.withdrawn += filter(None, [withdraws_one(self.house, now + AHEAD)])
        return bool(self.withdrawn)

    def lets_everything_out(self) -> Process:
        """Live a last life, in which all that is left is sent."""
        self.news()
        process = self.house.starts("run")
        process.wait_for(self._has_read_everything)
        process.wait_for(lambda: self.withdrawn or self._withdraws(datetime.now(UTC)), seconds=DRAINED_WITHIN)
        process.wait_for(self._is_all_out, seconds=DRAINED_WITHIN)
        return process

    def _is_all_out(self) -> bool:
        if self.house.rows(_WAITING) or self.api.unconfirmed:
            return False
        told = [each for each in carried(self.house) if each.state == "sent" and not each.in_digest]
        remote = {(each.address, each.remote_id) for each in told if each.development_id in self.withdrawn}
        shown = {(str(each.chat_id), str(each.message_id)): each.text for each in tuple(self.api.accepted)}
        return all(shown[each].startswith(VERDICTS) for each in remote if each in shown)

    def _polls(self) -> int:
        return self.newsroom.server.hits["/kz-steppe"]

    def _has_read_everything(self) -> bool:
        read = {url for (url,) in self.house.rows("SELECT url FROM stories")}
        return read.issuperset(each.url for each in self.published)


@dataclass(frozen=True)
class Ledger:
    """What the database says that every chat was told, and what the chats say."""

    told: list[Carried]
    chats: dict[str, list[Received]]
    reports: dict[str, set[str]]
    lives: list[Life]

    @classmethod
    def of(cls, chaos: Chaos) -> Ledger:
        return cls(carried(chaos.house), received(chaos.api), addresses_by_development(chaos.house), chaos.lives)

    @property
    def uncertain(self) -> list[Carried]:
        return [each for each in self.told if each.state == "uncertain"]

    def came(self, each: Carried) -> list[Accepted]:
        """Return the messages of the chat that tell of the development."""
        urls = self.reports[each.development_id]
        return [one.message for one in self.chats.get(each.address, ()) if not urls.isdisjoint(one.links)]

    def life_that_left(self, each: Carried) -> Life:
        """Return the life at whose end the message was on its way; there is exactly one."""
        [life] = [life for life in self.lives if each.message_id in life.left]
        return life

    def follows(self, message: Accepted, each: Carried, life: Life) -> list[Accepted]:
        """Return what the chat was told of after a message in the same life: its next waits for a stored result."""
        told = {one.remote_id for one in self.told if one.address == each.address and one.state == "sent"}
        came = (one.message for one in self.chats[each.address] if str(one.message.message_id) in told)
        return [one for one in came if message.at < one.at < life.killed]


def nothing_is_lost(ledger: Ledger, published: list[Article]) -> None:
    """Every article is a report of a development, and every chat has exactly one message of each development."""
    reported = set().union(*ledger.reports.values())
    assert {each.url for each in published} <= reported
    pairs = Counter((each.address, each.development_id) for each in ledger.told)
    assert set(pairs) == {(each.address, development) for each in subscribers() for development in ledger.reports}
    assert set(pairs.values()) == {1}


def everything_came_once_or_was_in_flight_at_a_kill(ledger: Ledger) -> None:
    for each in ledger.told:
        came = ledger.came(each)
        if each.state == "sent":
            assert [str(one.message_id) for one in came] == [each.remote_id], each
            continue
        assert each.state == "uncertain", each
        life = ledger.life_that_left(each)
        assert len(came) <= 1, each
        for one in came:
            assert life.began < one.at, each
            assert ledger.follows(one, each, life) == [], each


def what_is_uncertain_was_named(ledger: Ledger) -> None:
    """A later message to the chat has a button that shows it again."""
    for each in ledger.uncertain:
        assert each.named, each
        offered = [data for one in ledger.chats[each.address] for _, data in one.message.buttons]
        assert f"{AGAIN}{each.message_id}" in offered, each


def shown_again(chaos: Chaos, ledger: Ledger, process: Process) -> None:
    """A reader presses the button of one alert that may not have arrived: it comes, once more than it had."""
    in_doubt = (each for each in ledger.uncertain if not each.in_digest and each.development_id not in chaos.withdrawn)
    # In groups only admins may press.
    alert = next(each for each in in_doubt if not each.address.startswith("-"))
    data = f"{AGAIN}{alert.message_id}"
    chat = ledger.chats[alert.address]
    naming = next(one.message for one in chat if data in [each for _, each in one.message.buttons])
    chaos.api.person(int(alert.address)).sends_callback(naming, data)
    expected = len(ledger.came(alert)) + 1
    process.wait_for(lambda: len(Ledger.of(chaos).came(alert)) == expected)
    process.wait_for(lambda: [each.state for each in carried(chaos.house) if each[:3] == alert[:3]] == ["sent"])


def every_withdrawal_was_told(chaos: Chaos, ledger: Ledger) -> None:
    """Who was told of what was withdrawn has one reply that says so, also where it is not known whether they were."""
    query = "SELECT s.address, r.development_id FROM withdrawal_replies r JOIN subscribers s ON s.id = r.subscriber_id"
    replies = Counter(chaos.house.rows(f"{query} WHERE s.channel = 'telegram'"))
    told = {(each.address, each.development_id) for each in ledger.told if each.development_id in chaos.withdrawn}
    assert set(replies.values()) == {1}
    assert set(replies) <= told
    alone = {(each.address, each.development_id) for each in ledger.told if not each.in_digest}
    assert told & alone <= set(replies)


def commands_were_answered(chaos: Chaos) -> None:
    """At least once each: an answer that was cut off comes again."""
    answers = len(chaos.api.received(ASKS))
    assert len(chaos.lives) <= answers <= 2 * len(chaos.lives)


def kinds_of_kills(rng: random.Random) -> Iterator[str]:
    """Yield in which moment each process is killed; of every ten each kind has its share."""
    while True:
        deck = [when for when, (often, _) in MOMENTS.items() for _ in range(often)]
        rng.shuffle(deck)
        yield from deck


def say(text: str) -> None:
    """Show it where output is shown: by `make chaos`, and of a test that fails."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def summary(ledger: Ledger, api: BotApi, kills: Counter[str]) -> str:
    """Return the counts in words."""
    messages = {each.message_id: each for each in ledger.told}.values()
    states = Counter(each.state for each in messages)
    doubtful = {each.message_id: each for each in ledger.uncertain}.values()
    arrived = [(ledger.life_that_left(each), one) for each in doubtful for one in ledger.came(each)[:1]]
    unanswered = sum(api.answered.get(one.message_id, life.killed) >= life.killed for life, one in arrived)
    return (
        f"{kills.total()} kills ({', '.join(f'{kills[when]} {when}' for when in MOMENTS)}), seed {SEED}: "
        f"{len(ledger.reports)} developments for {len(subscribers())} chats in {len(messages)} messages "
        f"({len({each.message_id for each in messages if each.in_digest})} digests), "
        f"{states['sent']} sent, {states['uncertain']} uncertain; {sum(map(len, ledger.chats.values()))} accepted, "
        f"of the uncertain {len(arrived)} ({unanswered} killed before the answer, {len(arrived) - unanswered} before "
        f"it was stored)"
    )


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice(seconds=0.4) as office:
        yield office


@pytest.fixture
def chaos(api: BotApi, office: PostOffice, newsroom: Newsroom, tmp_path: Path) -> Iterator[Chaos]:
    rates = {"rate_chat": "30", "rate_global": "300", "rate_group": "1000"}
    settings = {"telegram_token": TOKEN, "telegram_api_url": api.url, **rates}
    settings |= {"smtp_url": office.url, "mail_from": "Monitor <monitor@example.org>"}
    rng = random.Random(SEED)  # noqa: S311 - moments, no secrets
    with Installation.at(tmp_path / "house", newsroom, **settings) as house:
        house.has_tables()
        assert house.cajad("poll", "--all").status == 0
        with house.work() as work:
            for each in subscribers():
                work.subscribers.save(each)
            for each in letter_boxes():
                agrees_to_mail(work, each)
            work.commit()
        time_flies(house)
        for method in ("sendMessage", "sendPhoto", "editMessageText"):
            api.goes_wrong(method, *(Fault(delay=rng.uniform(*ANSWERS_AFTER)) for _ in range(KILLS * 200)))
        yield Chaos(house, api, office, newsroom, tmp_path / "copy", rng)


def test_killed_at_random_moments_nothing_is_lost_and_nothing_comes_twice(chaos: Chaos, api: BotApi) -> None:
    say(f"CHAOS_SEED={SEED}")
    kills: Counter[str] = Counter()
    for when in itertools.islice(kinds_of_kills(chaos.rng), KILLS):
        chaos.kills(when)
        kills[when] += 1
        if kills.total() % SHOWN_EVERY == 0:
            say(f"{kills.total()} kills, {len(chaos.published)} articles, {len(api.accepted)} messages accepted")
    process = chaos.lets_everything_out()
    ledger = Ledger.of(chaos)
    say(summary(ledger, api, kills))
    told, left = stored(chaos.house), frozenset().union(*(life.left for life in chaos.lives))
    edits = sum(len(each.edits) for each in api.accepted)
    say(f"{counts(told)}; {edits} edits, {len(api.received(ASKS))} answers to {len(chaos.lives)} commands")
    everything_is_accounted_for(told, arrived(api, chaos.office, [ASKS]), left)
    assert {each.kind for each in told} == set(KINDS)
    readers_of_mail_hear_of_everything(chaos.house, len(letter_boxes()))
    every_withdrawal_was_told(chaos, ledger)
    commands_were_answered(chaos)
    nothing_is_lost(ledger, chaos.published)
    everything_came_once_or_was_in_flight_at_a_kill(ledger)
    assert ledger.uncertain, "no kill met a message on its way: this has shown nothing"
    what_is_uncertain_was_named(ledger)
    shown_again(chaos, ledger, process)
    assert process.ends_on(signal.SIGTERM) == 0
    assert "Traceback" not in process.err
    assert chaos.house.leases() == []
    assert remains(chaos.house, chaos.folder) == Remains(frozenset(), is_whole=True)
