"""Buttons pressed by who may not, of other people, and with data that no button of ours says: nothing is changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import pytest
from telegram.ext import CallbackQueryHandler

from bot.handlers import again, alert_buttons, inviting, mailing, operating, placing, reviewing
from bot.replies.alert_buttons import ALERT
from bot.replies.alert_buttons import Act as AlertAct
from bot.telegram_app import handlers
from domain.subscriber import Access
from tests.acceptance.acts import Sorts, offered
from tests.acceptance.peopled import (
    ADMIN,
    EDITOR,
    FOREIGN,
    GROUP,
    MEMBER,
    OPERATOR,
    OTHER,
    OWNER,
    SECOND,
    STRANGER,
    out_of_sight,
    peopled,
)
from tests.acceptance.stored import differing
from tests.servers.bot_api_chats import chat_object

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator
    from functools import partial
    from pathlib import Path

    from tests.acceptance.acts import Act
    from tests.acceptance.peopled import Crowd, Peopled, Tap
    from tests.servers.bot_api import BotApi

pytestmark = pytest.mark.slow

STALE = "This button is out of use."
REFUSALS = {
    STALE,
    "This is for the editors only.",
    "Only admins of this chat may do this.",
    "Only admins of this chat may change its settings.",
    "There is nothing to show again here.",
}

OF_ROWS = (placing, mailing, again, alert_buttons, reviewing, inviting, operating)
"""Handlers of buttons that name something: another's, wherever they are pressed."""


@pytest.fixture
async def there(api: BotApi, crowd: Crowd, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Peopled]:
    async with peopled(api, crowd, tmp_path, caplog) as there:
        yield there


async def nothing_changes(there: Peopled, taps: Iterable[Tap]) -> list[str]:
    """Press, and see the whole database as it was before; return what was answered."""
    before = there.stored()
    said = await there.presses(taps)
    assert differing(before, there.stored()) == {}
    return said


def of_rows(sorts: Sorts) -> Iterator[Act]:
    for handler, make in sorts.makers.items():
        if handler.__module__ in {each.__name__ for each in OF_ROWS}:
            yield from make()


def test_every_pattern_has_its_acts_and_each_act_its_handler(there: Peopled) -> None:
    listed = [each for each in handlers(there.house.parts) if isinstance(each, CallbackQueryHandler)]
    patterns: list[tuple[Any, Any]] = [
        (cast("partial[Any]", each.callback).func, each.pattern) for each in listed if each.pattern
    ]
    sorts = Sorts(there)
    assert set(sorts.makers) == {handler for handler, _ in patterns}
    for handler, make in sorts.makers.items():
        taken_by = {next(found for found, pattern in patterns if pattern.match(act.data)) for act in make()}
        assert taken_by == {handler}


async def test_who_may_is_obeyed_once_however_often_the_press_arrives(there: Peopled) -> None:
    """So the data that the other tests forge from is data that works."""
    whole, copy = there.stored(), there.saved()
    for act in (each for each in Sorts(there).all() if not each.shows):
        tap = there.tap(act.who, act.data)
        query = there.sends(tap)
        await there.house.settles()
        once = there.stored()
        assert once != whole, f"{act.data} changed nothing"
        if act.data.startswith("invite:new"):  # Each press is a wish for one more.
            continue
        there.sends(tap, query)
        await there.presses([tap])
        assert differing(once, there.stored()) == {}, act.data
        there.restores(copy)
    shown = [there.tap(each.who, each.data) for each in Sorts(there).all() if each.shows]
    await nothing_changes(there, shown)


async def test_a_stranger_changes_nothing_in_their_own_chat(there: Peopled) -> None:
    sorts = Sorts(there)
    said = await nothing_changes(there, [there.tap(STRANGER, each.data) for each in of_rows(sorts)])
    assert set(said) <= REFUSALS
    screens = offered(there.house.parts, there.house.known(str(OWNER)))
    own = {each.data for each in sorts.all() if not each.makes_file} | set(screens)
    await nothing_changes(there, [there.tap(STRANGER, data) for data in own])
    assert there.house.subscriber(str(STRANGER)) is None


async def test_members_of_a_group_change_nothing_there(there: Peopled) -> None:
    """But say that a match is wrong: anybody may, and editors look at it."""
    screens = offered(there.house.parts, there.house.known(str(GROUP)))
    own = [each.in_group or each.data for each in Sorts(there).all() if not each.makes_file]
    reported = [data for data in own if data.startswith(f"{ALERT}{AlertAct.REASON}:")]
    for who in (MEMBER, EDITOR, OPERATOR):
        await nothing_changes(there, [there.tap(who, data, GROUP) for data in own if data not in reported])
    await nothing_changes(there, [there.tap(MEMBER, data, GROUP) for data in screens])
    before = there.stored()
    await there.presses([there.tap(MEMBER, data, GROUP) for data in reported])
    assert set(differing(before, there.stored())) == {"hints"}


async def test_a_button_of_somebody_else_does_nothing_in_ones_own_chat(there: Peopled) -> None:
    rows = list(of_rows(Sorts(there)))
    said = await nothing_changes(there, [there.tap(OTHER, each.data) for each in rows])
    assert set(said) <= REFUSALS
    broadcasts = [there.tap(SECOND, each.data) for each in Sorts(there).makers[operating.decide_broadcast]()]
    assert set(await nothing_changes(there, broadcasts)) == {STALE}
    groups = [there.tap(ADMIN, each.in_group) for each in rows if each.in_group]
    assert set(await nothing_changes(there, groups)) <= REFUSALS


@pytest.mark.parametrize("who", [STRANGER, OTHER, ADMIN, EDITOR, OPERATOR])
async def test_below_the_messages_of_a_private_chat_nobody_else_presses(there: Peopled, who: int) -> None:
    taps = [there.tap(who, each.data, OWNER) for each in Sorts(there).all()]
    assert set(await nothing_changes(there, taps)) == {STALE}


WRONG = ("", "-1", "999", "9" * 24, "9" * 400, "nope", "f" * 32, "ё", "٣", "\x00")


def forged(act: Act, *, everywhere: bool) -> set[str]:
    """Data that is nearly that of a button: with something else in its last part, or in each; with more or less."""
    parts = act.data.split(":")
    found = {":".join((*parts[:-1], "f" * len(parts[-1]))), ":".join(parts[:-1]), f"{act.data}:1", f"{act.data}:"}
    found |= {re.sub("[0-9]", digit, act.data) for digit in ("٣", "９")} | {f"{act.data}\n", act.data.upper()}
    places = range(1, len(parts)) if everywhere else ()
    return found | {":".join((*parts[:place], each, *parts[place + 1 :])) for place in places for each in WRONG}


async def test_forged_data_changes_nothing_even_from_who_may(there: Peopled) -> None:
    """Whatever happens to be the data of another button is left to the other tests."""
    acts = Sorts(there).all()
    real = {each.data for each in acts} | set(offered(there.house.parts, there.house.known(str(OWNER))))
    shapes = {(each.data.partition(":")[0], each.data.count(":")): each for each in acts}
    by_person: dict[int, set[str]] = {}
    for act in acts:
        everywhere = act in shapes.values()
        by_person.setdefault(act.who, set()).update(forged(act, everywhere=everywhere) - real)
    for who, data in by_person.items():
        await nothing_changes(there, [there.tap(who, each) for each in sorted(data)])


@pytest.mark.parametrize("access", [Access.INVITE, Access.LIST])
async def test_a_chat_that_is_not_let_in_presses_in_vain(
    api: BotApi, crowd: Crowd, tmp_path: Path, caplog: pytest.LogCaptureFixture, access: Access
) -> None:
    async with peopled(api, crowd, tmp_path, caplog, access) as there:
        own = there.keyboards[STRANGER]
        elsewhere = there.keyboards[GROUP] | {"chat": chat_object(FOREIGN)}
        for message in (own, out_of_sight(own), elsewhere, out_of_sight(elsewhere)):
            there.keyboards[STRANGER] = message
            taps = [there.tap(STRANGER, each.data) for each in Sorts(there).all()]
            assert set(await nothing_changes(there, taps)) == {STALE}
