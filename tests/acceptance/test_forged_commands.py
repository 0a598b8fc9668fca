"""Every command by who may not give it, with every sort of words behind it: nothing is changed, nothing goes wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from telegram.ext import CommandHandler

from bot.invitations import new_code
from bot.replies.choices import prompt
from bot.screens import Screen
from bot.telegram_app import handlers
from bot.texts import texts_for
from domain.subscriber import Access
from tests.acceptance.peopled import (
    ADMIN,
    AT_ONCE,
    EDITOR,
    FOREIGN,
    FORUM,
    GROUP,
    MEMBER,
    OPERATOR,
    OTHER,
    STRANGER,
    Peopled,
    peopled,
)
from tests.acceptance.stored import differing
from tests.builders import NOON
from tests.servers.bot_api_chats import Accepted

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from pathlib import Path
    from typing import Any

    from tests.acceptance.peopled import Crowd
    from tests.acceptance.stored import Table
    from tests.servers.bot_api import BotApi

pytestmark = pytest.mark.slow

LOOKS = frozenset({"language", "settings", "latest", "search", "status", "calendar", "report", "why", "privacy"})
LOOKS |= {"commitment", "about", "help", "channels"}
"""Commands that show something, to anybody; but see WHY."""
CHANGES = frozenset({"start", "stop", "pause", "export", "delete", "email"})
"""Commands about the chat itself: in groups of its admins."""
EDITS = frozenset({"review", "figures"})
OPERATES = frozenset({"health", "sources", "broadcast", "invite", "admit"})
DRAWN = frozenset({"status", "calendar"})
"""What is drawn and written to files takes a while; words behind these only narrow what is shown."""

WORDS = (
    "",
    "26",
    "-1",
    "９９",
    "9" * 400,
    "off",
    "2026-13-45",
    f"{STRANGER}",
    f"{GROUP}",
    "reader@example.net",
    "ABCD-EFGH-JKLM-NPQR",
    "ABCDEF-GHJKMN",
    "<b>&amp;",
    "ё" * 1000,
    "ru text",
    "ja",
    "week KZ",
    "\x00",
    "a\nb",
)
WHY = "https://steppe.example/never-read"


@pytest.fixture
async def there(api: BotApi, crowd: Crowd, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Peopled]:
    async with peopled(api, crowd, tmp_path, caplog) as there:
        yield there


def lines(commands: Iterable[str], words: Iterable[str] = WORDS) -> list[str]:
    return [f"/{name} {each}".strip() for name in sorted(commands) for each in (("",) if name in DRAWN else words)]


async def after(there: Peopled, who: int, said: Iterable[str], **where: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Say all this; return what is stored otherwise then."""
    before: Table = there.stored()
    for place, text in enumerate(said, start=1):
        there.person(who).says(text, **where)
        if place % AT_ONCE == 0:
            await there.house.settles()
    await there.house.settles()
    there.assert_no_error()
    return differing(before, there.stored())


def test_every_command_stands_in_the_tables(there: Peopled) -> None:
    listed = [each for each in handlers(there.house.parts) if isinstance(each, CommandHandler)]
    assert {name for each in listed for name in each.commands} == LOOKS | CHANGES | EDITS | OPERATES


async def test_a_stranger_changes_nothing_but_that_start_subscribes(there: Peopled) -> None:
    said = lines((LOOKS | CHANGES | EDITS | OPERATES) - {"start"})
    before = len(there.house.api.received(STRANGER))
    assert await after(there, STRANGER, [*said, f"/why {WHY}", *WORDS]) == {}
    assert len(there.house.api.received(STRANGER)) - before >= len(said), "each is answered"
    assert set(await after(there, STRANGER, ["/start"])) == {"subscribers"}


async def test_a_reader_does_nothing_of_editors_and_operators(there: Peopled) -> None:
    assert await after(there, OTHER, lines(EDITS | OPERATES)) == {}
    assert await after(there, EDITOR, lines(OPERATES)) == {}
    assert await after(there, ADMIN, lines(EDITS | OPERATES)) == {}


async def test_editors_and_operators_do_nothing_of_that_in_groups(there: Peopled) -> None:
    for who in (EDITOR, OPERATOR):
        assert await after(there, who, lines(EDITS | OPERATES), chat_id=GROUP) == {}
        assert await after(there, who, lines(EDITS | OPERATES), chat_id=FORUM, thread_id=7) == {}


@pytest.mark.parametrize("where", [{"chat_id": GROUP}, {"chat_id": FORUM, "thread_id": 7}, {"chat_id": FOREIGN}])
async def test_members_of_a_group_change_nothing(there: Peopled, where: dict[str, int]) -> None:
    """But name a report that was missed: anybody may in a chat that is subscribed, and editors look at it."""
    assert await after(there, MEMBER, lines((LOOKS | CHANGES) - DRAWN), **where) == {}
    is_subscribed = where["chat_id"] != FOREIGN
    assert set(await after(there, MEMBER, [f"/why {WHY}"], **where)) == ({"hints"} if is_subscribed else set())


async def test_a_reply_to_a_question_about_another_chat_needs_rights_there(there: Peopled) -> None:
    api = there.house.api
    for screen in (Screen.OUTLETS, Screen.PHRASES, Screen.NAMES):
        question = prompt(screen, texts_for("en", "UTC")).plain
        for who, address in ((STRANGER, GROUP), (OTHER, FORUM), (ADMIN, FOREIGN), (OTHER, OTHER), (OTHER, "x")):
            text = f"{question}\n{address}"
            asked = Accepted(who, None, api.next_id(), text, (), text, None, 0.0)
            assert await after(there, who, ["steppe.example"], replying_to=asked) == {}
        in_group = Accepted(GROUP, None, api.next_id(), question, (), question, None, 0.0)
        assert await after(there, MEMBER, ["steppe.example"], chat_id=GROUP, replying_to=in_group) == {}


async def test_a_reply_to_a_card_is_of_no_use_to_who_is_no_editor(there: Peopled) -> None:
    there.person(EDITOR).says("/review")
    await there.house.settles()
    card = there.house.api.received(EDITOR)[-1]
    words = ["12", there.ids["group development"], "not about this", WHY]
    for who in (STRANGER, OTHER, ADMIN):
        assert await after(there, who, words, replying_to=card) == {}
    assert await after(there, EDITOR, words, chat_id=GROUP, replying_to=card) == {}


@pytest.mark.parametrize("access", [Access.INVITE, Access.LIST])
async def test_a_chat_that_is_not_let_in_changes_nothing_by_commands(
    api: BotApi, crowd: Crowd, tmp_path: Path, caplog: pytest.LogCaptureFixture, access: Access
) -> None:
    """But that operators see who asked, where they list the chats."""
    asked = {"admission_requests"} if access is Access.LIST else set()
    async with peopled(api, crowd, tmp_path, caplog, access) as there:
        said = lines(LOOKS | CHANGES | EDITS | OPERATES, ("", "26", "ABCDEF-GHJKMN"))
        places: list[dict[str, int]] = [{}, {"chat_id": FOREIGN}, {"chat_id": FOREIGN, "thread_id": 7}]
        for where in places:
            assert set(await after(there, STRANGER, [*said, f"/why {WHY}", "good morning", *WORDS], **where)) == asked
        before = there.stored()
        for post in ("/start", "/start@cajad_test_bot", "/stop", "/settings"):
            there.person(ADMIN).posts(post, -100999700)
        await there.house.settles()
        there.assert_no_error()
        assert differing(before, there.stored()) == {}
        assert there.house.subscriber(str(STRANGER)) is None
        assert there.house.subscriber(str(FOREIGN)) is None


@pytest.mark.parametrize("access", [Access.INVITE, Access.LIST])
async def test_codes_that_are_used_up_expired_or_withdrawn_let_nobody_in(
    api: BotApi, crowd: Crowd, tmp_path: Path, caplog: pytest.LogCaptureFixture, access: Access
) -> None:
    async with peopled(api, crowd, tmp_path, caplog, access) as there:
        used, expired, withdrawn = (new_code() for _ in range(3))
        with there.house.parts.open_unit_of_work() as work:
            for code, until in ((used, NOON + timedelta(days=1)), (expired, NOON - timedelta(days=1))):
                work.invitations.add(code, until)
            before = {each.id for each in work.invitations.list_open(NOON)}
            work.invitations.add(withdrawn, NOON + timedelta(days=1))
            [ended] = {each.id for each in work.invitations.list_open(NOON)} - before
            work.invitations.revoke(ended)
            work.invitations.redeem(used, NOON)
            work.commit()
        for code in (used, expired, withdrawn):
            assert await after(there, STRANGER, [code, code.lower()]) == {}
            assert set(await after(there, STRANGER, [f"/start {code}"])) <= {"admission_requests"}
            assert await after(there, STRANGER, [code], chat_id=FOREIGN) == {}
        assert there.house.subscriber(str(STRANGER)) is None
