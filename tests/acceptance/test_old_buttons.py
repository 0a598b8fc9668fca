"""Buttons of messages whose time is over, or that are gone, and presses that come too late: polite, and done once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.replies.own_data import DELETE, YES
from domain.subscriber import Access, SubscriberState
from tests.acceptance.acts import Sorts
from tests.acceptance.peopled import (
    ADMIN,
    CHANNEL,
    EDITOR,
    FORUM,
    GROUP,
    OTHER,
    OWNER,
    STRANGER,
    Peopled,
    Tap,
    out_of_sight,
    peopled,
)
from tests.acceptance.stored import differing
from tests.servers.bot_api import BOT
from tests.servers.bot_api_faults import blocked, server_error

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.acceptance.peopled import Crowd
    from tests.servers.bot_api import BotApi

STALE = "This button is out of use."
EDITS = ("editMessageText", "editMessageReplyMarkup")


@pytest.fixture
async def there(api: BotApi, crowd: Crowd, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Peopled]:
    async with peopled(api, crowd, tmp_path, caplog) as there:
        yield there


async def test_a_card_that_was_judged_is_not_judged_again_by_its_old_buttons(there: Peopled) -> None:
    """Only an editor's own session remembers that a card was skipped."""
    judged, change = there.ids["person development"][:12], there.ids["change"]
    for data in (f"rv:why:{judged}:0:topic", f"rv:sok:{change}"):
        await there.presses([there.tap(EDITOR, data)])
    before = there.stored()
    old = [each.data for each in Sorts(there).all() if judged in each.data or change in each.data]
    assert len(old) >= 12
    await there.presses([there.tap(EDITOR, data) for data in old])
    assert set(differing(before, there.stored())) <= {"review_seats"}


async def test_what_was_asked_before_a_deletion_stores_nothing_afterwards(there: Peopled) -> None:
    old = [there.tap(OWNER, each.data) for each in Sorts(there).all() if each.who == OWNER and not each.makes_file]
    await there.presses([there.tap(OWNER, f"{DELETE}{YES}")])
    before = there.stored()
    await there.presses(old)
    assert differing(before, there.stored()) == {}
    assert there.house.subscriber(str(OWNER)) is None


async def test_a_button_without_its_message_does_nothing(there: Peopled) -> None:
    before = there.stored()
    taps = [Tap(there.person(each.who), None, each.data) for each in Sorts(there).all()]
    assert set(await there.presses(taps)) == {STALE}
    assert differing(before, there.stored()) == {}


async def test_in_a_forum_a_message_out_of_sight_may_be_of_any_topic(there: Peopled) -> None:
    before = there.stored()
    there.keyboards = {**there.keyboards, FORUM: out_of_sight(there.keyboards[FORUM])}
    taps = [there.tap(ADMIN, each.in_group, FORUM) for each in Sorts(there).all() if each.in_group]
    assert set(await there.presses(taps)) == {STALE}
    assert differing(before, there.stored()) == {}


async def test_elsewhere_a_message_out_of_sight_still_does_what_it_says(there: Peopled) -> None:
    whole, copy = there.stored(), there.saved()
    acts = [each for each in Sorts(there).all() if not each.makes_file]
    there.keyboards = {chat: out_of_sight(message) for chat, message in there.keyboards.items()}
    await there.presses([there.tap(each.who, each.data) for each in acts if each.shows])
    assert differing(whole, there.stored()) == {}
    for act in (each for each in acts if not each.shows):
        await there.presses([there.tap(act.who, act.data)])
        assert there.stored() != whole, act.data
        there.restores(copy)


@pytest.mark.parametrize("chat", [OWNER, GROUP])
async def test_the_screen_of_a_message_that_was_deleted_comes_as_a_new_one(there: Peopled, chat: int) -> None:
    api, keyboard = there.house.api, there.keyboards[chat]
    api.deletes(next(each for each in api.received(chat) if each.message_id == keyboard["message_id"]))
    before = len(api.received(chat))
    await there.presses([there.tap(OWNER if chat == OWNER else ADMIN, "choose:topics", chat)])
    [shown] = api.received(chat)[before:]
    assert "Without a choice every topic comes." in shown.text


async def test_a_press_that_telegram_no_longer_waits_for_is_obeyed_and_shown(there: Peopled) -> None:
    tap = there.tap(OWNER, "choose:countries:KG:1")
    there.sends(tap, "7777777")
    await there.house.settles()
    there.assert_no_error()
    assert "KG" in there.house.known(str(OWNER)).facets.countries
    keyboard = there.keyboards[OWNER]["message_id"]
    [shown] = [each for each in there.house.api.received(OWNER) if each.message_id == keyboard]
    assert "Countries" in shown.text


async def test_below_a_file_nothing_is_edited_and_all_is_answered(there: Peopled) -> None:
    api = there.house.api
    await there.house.says(there.person(OWNER), "/export")
    there.keyboards = {**there.keyboards, OWNER: api.received(OWNER)[-1].as_message(BOT)}
    shown = [
        "search:0",
        "latest:all:0",
        "choose:menu",
        "report:week",
        "alert:wrong:" + there.ids["person"],
        "commitment:list",
    ]
    before = len(api.received(OWNER))
    await there.presses([there.tap(OWNER, data) for data in shown])
    assert len(api.received(OWNER)) - before >= 5


@pytest.mark.parametrize("data", ["choose:topics:connectivity:1", "language:ru", "pause:7", "delete:yes"])
async def test_where_the_bot_may_not_ask_who_is_an_admin_nobody_is_one(there: Peopled, data: str) -> None:
    there.house.api.goes_wrong("getChatMember", blocked())
    before = there.stored()
    [said] = await there.presses([there.tap(ADMIN, data, GROUP)])
    assert said.startswith("Only admins of this chat may")
    assert differing(before, there.stored()) == {}


async def test_readers_of_a_channel_change_nothing_below_its_posts(there: Peopled) -> None:
    """Neither what is stored nor what all others see; what a paragraph is about is told to who asks."""
    api, before = there.house.api, there.stored()
    done, asked = len(api.accepted), sum(map(api.begun, EDITS))
    posts = [each.in_group or each.data for each in Sorts(there).all()]
    queries = {data: there.sends(there.tap(OWNER, data, CHANNEL)) for data in posts}
    await there.house.settles()
    there.assert_no_error()
    said = {each.query_id: each.text for each in api.answers}
    told = {data: said[query] for data, query in queries.items()}
    assert told.pop("commitment:26").startswith("Paragraph 26: ")
    assert set(told.values()) == {STALE, "Only admins of this chat may do this."}
    assert differing(before, there.stored()) == {}
    assert (len(api.accepted), sum(map(api.begun, EDITS))) == (done, asked)
    assert there.house.known(str(CHANNEL)).state is SubscriberState.STOPPED


async def test_a_refusal_that_does_not_arrive_is_one_all_the_same(
    api: BotApi, crowd: Crowd, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The library would let the other handlers have an update after the one that admits has failed."""
    async with peopled(api, crowd, tmp_path, caplog, Access.LIST) as there:
        before = there.stored()
        api.goes_wrong("answerCallbackQuery", *(server_error(502) for _ in range(3)))
        there.sends(there.tap(OTHER, "choose:countries:KG:1", OWNER))
        there.sends(there.tap(STRANGER, "choose:topics"))
        there.sends(Tap(there.person(OWNER), None, "delete:yes"))
        await there.house.settles()
        api.goes_wrong(STRANGER, blocked(), blocked())
        done = len(api.called("sendMessage"))
        there.person(STRANGER).says("/settings")
        await there.house.settles()
        assert len(api.called("sendMessage")) == done + 1
        assert differing(before, there.stored()) == {}
        there.assert_no_error()
