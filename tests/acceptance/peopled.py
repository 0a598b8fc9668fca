"""A bot with one of everything that a button can act on, people with and without rights, and its database compared."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.assessing import record_assessments
from bot.mail_desk import MailDesk
from bot.pacing import Pace, PaceLimits
from bot.replies.operating import SEND
from bot.reviewing import Editing
from bot.status_reviewing import StatusEditing
from domain.alert import DeliveryState
from domain.hint import HintReason, missed_link, wrong_match
from domain.mailing import asked, asked_consent, new_code
from domain.place import AdmissionRequest, JoinedChat
from domain.status_review import change_id
from domain.subscriber import Access, SubscriberId, SubscriberState
from domain.telling import USUAL
from tests.acceptance.stored import copies, rows_of
from tests.builders import NOON
from tests.fakes import FastPacer, FixedClock
from tests.integration.bot.test_assessing import MINISTRY, a_grant, advance, tell
from tests.integration.storage.outcomes import a_message, a_report, an_opening, an_outcome
from tests.servers.bot_api import BOT, BotApi, Person
from tests.servers.bot_api_chats import Accepted, chat_object
from tests.servers.telegram_house import House, database, introduced, running, telegram_parts
from tests.unit.bot.test_choosing import CHOSEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from pathlib import Path

    import pytest

    from bot.telegram_parts import TelegramParts
    from domain.unit_of_work import OpenUnitOfWork
    from tests.acceptance.stored import Table

OWNER, OTHER, ADMIN, EDITOR, MEMBER, STRANGER, ASKER = 1001, 1002, 1003, 1004, 1005, 2001, 2002
OPERATOR, SECOND = 4242, 4343
GROUP, FORUM, CHANNEL, FOREIGN = -100500, -100600, -100999500, -100700
"""Where ADMIN may set up what comes; in FOREIGN nobody here may."""
BEHIND = FixedClock(NOON - timedelta(days=1, minutes=1))
FAST = PaceLimits(per_second=100_000, chat_per_second=100_000, group_per_minute=1_000_000)

AT_ONCE = 50
"""Updates that are sent before it is waited for the bot: few enough for any deadline on a busy machine."""


@dataclass(frozen=True)
class Tap:
    """A pressed button: who pressed it, below which message of the bot, and what it says."""

    who: Person
    message: dict[str, Any] | None
    data: str


@dataclass
class Peopled:
    """The bot, its database and what is stored there for buttons to name.

    Attributes:
        keyboards: for each chat a message of the bot with buttons. ids: what buttons name, by what it is.
    """

    house: House
    file: Path
    caplog: pytest.LogCaptureFixture | None = None
    keyboards: dict[int, dict[str, Any]] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)

    def person(self, person_id: int) -> Person:
        return self.house.api.person(person_id)

    def tap(self, who: int, data: str, chat: int | None = None) -> Tap:
        """A press below the message with buttons in a chat, the presser's own by default."""
        return Tap(self.person(who), self.keyboards[chat or who], data)

    def stored(self) -> Table:
        """Every row of every table."""
        return rows_of(self.file)

    def saved(self) -> Path:
        """A copy of the database as it is."""
        copy = self.file.with_suffix(".saved")
        copies(self.file, copy)
        return copy

    def restores(self, copy: Path) -> None:
        """Let the database be as it was when it was copied."""
        copies(copy, self.file)

    async def presses(self, taps: Iterable[Tap]) -> list[str]:
        """Send presses, wait until all are handled, and return what each answer showed; every one has an answer."""
        api, done = self.house.api, len(self.house.api.calls)
        queries = {}
        for place, each in enumerate(taps, start=1):
            queries[self.sends(each)] = each
            if place % AT_ONCE == 0:
                await self.house.settles()
        await self.house.settles()
        said = {each.query_id: each.text for each in api.answers}
        assert [each.data for query, each in queries.items() if query not in said] == []
        silent = [query for query in queries if not said[query]]
        shown = [each for each in api.calls[done:] if each.method.startswith(("send", "edit"))]
        assert len(shown) >= len(silent), "an answer that says nothing goes with a screen"
        self.assert_no_error()
        return [said[query] for query in queries]

    def sends(self, tap: Tap, query_id: str = "") -> str:
        """Send a press, or one of before once more; return the id of its query."""
        api = self.house.api
        if not query_id:
            query_id = str(api.next_id())
            api.open_queries.add(query_id)
        placed = {"message": tap.message} if tap.message else {"inline_message_id": "AAAA"}
        content = {"id": query_id, "from": tap.who.user, "chat_instance": "1", "data": tap.data, **placed}
        api.enqueue("callback_query", content)
        return query_id

    def assert_no_error(self) -> None:
        """Nothing went wrong so far: no traceback, nothing an operator would have to look at."""
        assert self.caplog is not None
        assert [each.getMessage() for each in self.caplog.records if each.levelno >= logging.ERROR] == []


def out_of_sight(message: dict[str, Any]) -> dict[str, Any]:
    """A message that Telegram shows the bot no more."""
    return {"chat": message["chat"], "message_id": message["message_id"], "date": 0}


@dataclass(frozen=True)
class Crowd:
    """What ``gathered`` left behind, for bots of single tests to start from.

    Attributes:
        accepted: what the chats had received. last_id: the last number that was given to a message or update.
    """

    file: Path
    keyboards: dict[int, dict[str, Any]]
    ids: dict[str, Any]
    accepted: tuple[Accepted, ...]
    last_id: int


def gathered(seeded: Path, folder: Path) -> Crowd:
    """Let everything happen once that the tests need."""
    return asyncio.run(_gathered(seeded, folder))


async def _gathered(seeded: Path, folder: Path) -> Crowd:
    with BotApi() as api, database(seeded, folder) as opens:
        clock = replace(BEHIND)
        parts = _parts(opens, clock, Access.OPEN)
        _admits(api)
        with opens() as work:
            work.seed(parts.declaration, [MINISTRY])
            work.commit()
        async with running(api, parts, pace=Pace(FAST, FastPacer())) as house:
            there = Peopled(house, folder / "cajad.sqlite3")
            _moves(there)
            await _introduces(there)
            await _tells(there)
            _stores(there)
    saved = there.saved()
    return Crowd(saved, there.keyboards, there.ids, tuple(api.accepted), api.next_id())


@contextlib.asynccontextmanager
async def peopled(
    api: BotApi, crowd: Crowd, folder: Path, caplog: pytest.LogCaptureFixture, access: Access = Access.OPEN
) -> AsyncIterator[Peopled]:
    """Run a bot with one of everything."""
    api.accepted += [replace(each, edits=[]) for each in crowd.accepted]
    while api.next_id() < crowd.last_id:
        pass
    _admits(api)
    with database(crowd.file, folder) as opens:
        async with running(api, _parts(opens, FixedClock(NOON), access), pace=Pace(FAST, FastPacer())) as house:
            await introduced(api)
            await house.settles()
            yield Peopled(house, folder / "cajad.sqlite3", caplog, crowd.keyboards, crowd.ids)


def _parts(opens: OpenUnitOfWork, clock: FixedClock, access: Access) -> TelegramParts:
    admins = frozenset({OPERATOR, SECOND})
    return telegram_parts(opens, admins=admins, clock=clock, mail=MailDesk(opens, clock), access=access)


def _admits(api: BotApi) -> None:
    api.admins |= {(chat, ADMIN) for chat in (GROUP, FORUM, CHANNEL)} | {(CHANNEL, int(str(BOT["id"])))}


def _moves(there: Peopled) -> None:
    """A day later the machine moves a unit, so that editors have a change of status before them."""
    assessing = there.house.parts.reporting.assessing
    tell(assessing, assessing.clock.now())
    record_assessments(assessing)
    advance(assessing, days=1)
    tell(assessing, assessing.clock.now(), a_grant())
    record_assessments(assessing)
    advance(assessing, minutes=1)
    [change] = StatusEditing(assessing, "somebody").waiting()
    there.ids["change"] = change_id(change)[:12]


async def _introduces(there: Peopled) -> None:
    """People subscribe; a message of the bot stands in every chat."""
    house = there.house
    for who in (OWNER, OTHER, ADMIN, EDITOR, OPERATOR, SECOND):
        await house.says(there.person(who), "/start")
    await house.says(there.person(ADMIN), "/start", chat_id=GROUP)
    await house.says(there.person(ADMIN), "/start", chat_id=FORUM, thread_id=7)
    for who in (STRANGER, MEMBER, ASKER):
        await house.says(there.person(who), "/settings")
    await house.settles()
    for chat in (OWNER, OTHER, ADMIN, EDITOR, OPERATOR, SECOND, STRANGER, MEMBER, GROUP):
        there.keyboards[chat] = house.api.received(chat)[-1].as_message(BOT)
    in_topic = house.api.received(FORUM, 7)[-1].as_message(BOT)
    there.keyboards[FORUM] = in_topic | {"chat": chat_object(FORUM) | {"is_forum": True}}
    posted = Accepted(CHANNEL, None, house.api.next_id(), "A post", (), "A post", None, time.monotonic())
    house.api.accepted.append(posted)
    there.keyboards[CHANNEL] = posted.as_message(BOT)


async def _tells(there: Peopled) -> None:
    """Alerts come to a person and a group; of another it is uncertain whether it came."""
    house, now = there.house, there.house.parts.clock.now()
    told = {"person": OWNER, "muted": OWNER, "again": OWNER, "group": GROUP, "group-muted": GROUP, "group-again": GROUP}
    for name, chat in told.items():
        report = a_report(name)
        opened = an_opening(report)
        to = SubscriberId(f"telegram:{chat}")
        message = a_message(opened, subscriber_id=to, created_at=now, due_at=now)
        house.records(an_outcome(report, opened=(opened,), messages=(message,)))
        there.ids |= {name: message.id, f"{name} development": opened.change.development_id}
    uncertain = there.ids["again"], there.ids["group-again"]
    with house.parts.open_unit_of_work() as work:
        for each in uncertain:
            found = work.outbox.find(each)
            assert found is not None
            work.outbox.save(replace(found, state=DeliveryState.UNCERTAIN))
        for name, chat in (("muted", OWNER), ("group-muted", GROUP)):
            work.mutes.set(SubscriberId(f"telegram:{chat}"), there.ids[f"{name} development"], now)
        work.commit()
    await house.delivers()
    await house.says(there.person(OPERATOR), "/broadcast We move to another server.")
    [(_, send), _] = house.api.received(OPERATOR)[-1].buttons
    there.ids["broadcast"] = send.removeprefix(SEND)


def _stores(there: Peopled) -> None:
    """What else buttons name: mail, invitations, wishes to be admitted, a broadcast, hints, judgements."""
    house, ids, now = there.house, there.ids, there.house.parts.clock.now()
    owner = house.known(str(OWNER))
    with house.parts.open_unit_of_work() as work:
        mailed, code = asked(None, "reader@example.net", owner, now), new_code()
        consent = asked_consent(None, mailed.id, code, owner.id, now)
        work.subscribers.save(mailed)
        work.mail.save(consent)
        work.commit()
    assert house.parts.mail is not None
    assert house.parts.mail.confirm(code, owner.id) is not None
    with house.parts.open_unit_of_work() as work:
        for address in (GROUP, CHANNEL, FORUM):
            work.joined_chats.save(JoinedChat(str(address), "Newsroom", now))
        work.admissions.save(AdmissionRequest(str(ASKER), "en", is_group=False, asked_at=now))
        work.invitations.add(new_code(), now + timedelta(days=7))
        [invitation] = work.invitations.list_open(now)
        missed = missed_link(owner.id, "https://steppe.example/missed", now)
        work.hints.add(missed)
        work.hints.add(wrong_match(owner.id, ids["muted development"], HintReason.OTHER, now))
        held = replace(house.known(str(GROUP)), timing=replace(USUAL, hold_until_reviewed=True))
        work.subscribers.save(held)
        channel = replace(held, id=SubscriberId(f"telegram:{CHANNEL}"), address=str(CHANNEL), timing=USUAL)
        work.subscribers.save(replace(channel, state=SubscriberState.STOPPED))
        work.subscribers.save(replace(house.known(str(EDITOR)), editor=True))
        paused = replace(USUAL, paused_until=now + timedelta(days=30))
        work.subscribers.save(replace(owner, facets=CHOSEN, timing=paused))
        work.commit()
    editing = Editing(house.parts.reporting.assessing, f"telegram:{EDITOR}")
    editing.accept(ids["muted development"])
    ids |= {"mail": consent.reference, "invitation": invitation.id, "missed": missed.id[:12]}
