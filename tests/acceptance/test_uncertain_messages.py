"""A broadcast, weekly post or correction that may not have arrived: the next message names it, and shows it once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.markup import RenderedMessage, line
from bot.messages import AGAIN
from bot.replies.weekly_post import post_data
from bot.texts import texts_for
from domain.alert import DeliveryState
from domain.amendment import UNREAD_FOR
from domain.commitment import READER_LANGUAGES
from domain.development import DevelopmentId
from domain.identity import stable_id
from domain.notice import NoticeId, NoticeKind, OperatorMessageId
from domain.telling import Urgency
from tests.acceptance import test_digest_dialogues as digests
from tests.acceptance import test_refused_messages as operators
from tests.acceptance.test_digest_dialogues import READER, STRANGER, again
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.storage.outcomes import a_report
from tests.servers.bot_api_faults import hang_up, server_error
from tests.servers.telegram_house import House, running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi
    from tests.servers.bot_api_chats import Accepted

TEXT = "We move <soon>."
BROADCAST: dict[str, object] = {"text": TEXT, "language": "", "by": 4242}
WEEK = "What moved in the week"
POST = post_data(RenderedMessage((line(WEEK),)))
COMES, NOTHING = "The message comes again in a moment.", "There is nothing to show again here."
LANGUAGES = pytest.mark.parametrize("language", READER_LANGUAGES)


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens, clock=FixedClock(NOON))) as house:
        yield house


async def alerted(house: House, slug: str = "grant") -> Accepted:
    """Let the reader be told of a development; return the message."""
    digests.tells(house, slug, Urgency.AT_ONCE)
    assert (await house.delivers()).sent == 1
    return house.api.received(READER)[-1]


async def a_broadcast_in_doubt(house: House, language: str = "en") -> OperatorMessageId:
    """Say something to a reader behind a failing network."""
    await house.says(house.api.person(READER, language_code=language), "/start")
    lost = operators.notes(house, READER, NoticeKind.BROADCAST, BROADCAST)
    house.api.goes_wrong(READER, server_error(502))
    assert await operators.tells(house, "en") == 0
    assert state_of(house, lost) is DeliveryState.UNCERTAIN
    return lost


def state_of(house: House, message_id: OperatorMessageId) -> DeliveryState:
    with house.parts.open_unit_of_work(writes=False) as work:
        found = work.notices.find_message(message_id)
    assert found is not None
    return found.state


def shown(house: House, words: str) -> int:
    return sum(words in each.text for each in house.api.received(READER))


@LANGUAGES
async def test_a_broadcast_in_doubt_is_named_once_and_comes_again_when_its_reader_asks(
    house: House, language: str
) -> None:
    lost = await a_broadcast_in_doubt(house, language)
    assert await operators.tells(house, "en") == 0
    texts = texts_for(language, house.known(str(READER)).zone)
    alert = await alerted(house)
    label, data = again(alert)
    assert data == f"{AGAIN}{lost}"
    assert label == texts.say("Show again: {when}", when=texts.time(NOON))
    assert (
        texts.count("An earlier message of {when} may not have reached you.", "", 1, when=texts.time(NOON))
        in alert.text
    )
    assert AGAIN not in str((await alerted(house, "water")).buttons)

    assert shown(house, TEXT) == 0
    assert await house.presses(house.api.person(READER), alert, data) == texts.say(COMES)
    assert await house.presses(house.api.person(READER), alert, data) == texts.say(NOTHING)
    assert await operators.tells(house, "en") == 1
    assert await operators.tells(house, "en") == 0
    assert shown(house, TEXT) == 1
    assert state_of(house, lost) is DeliveryState.SENT


async def test_a_broadcast_of_another_chat_is_shown_to_nobody_by_a_forged_button(house: House) -> None:
    lost = await a_broadcast_in_doubt(house)
    await alerted(house)
    stranger = house.api.person(STRANGER)
    await house.says(stranger, "/start")
    assert await house.presses(stranger, house.api.received(STRANGER)[-1], f"{AGAIN}{lost}") == NOTHING
    assert state_of(house, lost) is DeliveryState.UNCERTAIN


async def test_a_broadcast_whose_words_are_not_kept_any_more_is_not_shown_as_an_empty_one(house: House) -> None:
    lost = await a_broadcast_in_doubt(house)
    alert = await alerted(house)
    with house.parts.open_unit_of_work() as work:
        found = work.notices.find_message(lost)
        assert found is not None
        work.notices.save_message(replace(found, notice_ids=(*found.notice_ids, NoticeId("gone"))))
        work.commit()
    assert await house.presses(house.api.person(READER), alert, again(alert)[1]) == NOTHING
    assert state_of(house, lost) is DeliveryState.UNCERTAIN


async def test_a_broadcast_in_doubt_waits_where_its_reader_has_stopped(house: House) -> None:
    lost = await a_broadcast_in_doubt(house)
    alert = await alerted(house)
    assert await house.presses(house.api.person(READER), alert, again(alert)[1]) == COMES
    await house.says(house.api.person(READER), "/stop")
    assert await operators.tells(house, "en") == 0
    assert state_of(house, lost) is DeliveryState.CANCELLED


async def test_a_weekly_post_that_a_dead_process_left_comes_again_also_on_another_day(house: House) -> None:
    await house.says(house.api.person(READER, language_code="en"), "/start")
    post = operators.notes(house, READER, NoticeKind.WEEKLY_POST, POST)
    with house.parts.open_unit_of_work() as work:
        assert work.notices.claim(post, house.parts.clock.now()) is not None
        work.commit()
    with house.parts.open_unit_of_work() as work:
        assert work.notices.sending_to_uncertain([house.known(str(READER)).channel]) == 1
        work.commit()
    operators.passes(house, timedelta(days=2))
    alert = await alerted(house)
    assert await house.presses(house.api.person(READER), alert, again(alert)[1]) == COMES
    assert await operators.tells(house, "en") == 1
    assert shown(house, WEEK) == 1


@LANGUAGES
@pytest.mark.parametrize("taken_back", [False, True], ids=["stands", "taken back"])
async def test_a_correction_in_doubt_is_named_and_comes_again_while_it_is_so(
    house: House, language: str, *, taken_back: bool
) -> None:
    await house.says(house.api.person(READER, language_code=language), "/start")
    await alerted(house, "first")
    operators.passes(house, UNREAD_FOR)
    development = DevelopmentId(stable_id("development", a_report("first").story.id))
    with house.parts.open_unit_of_work() as work:
        work.reviews.withdraw(development, "by other donors", house.parts.clock.now())
        work.commit()
    house.api.goes_wrong("sendMessage", hang_up(accepts=False))
    assert await house.amends() == {"amended": 1, "replies uncertain": 1}
    texts = texts_for(language, house.known(str(READER)).zone)
    alert = await alerted(house, "second")
    told = len(house.api.received(READER))
    if taken_back:
        with house.parts.open_unit_of_work() as work:
            work.reviews.reinstate(development)
            work.commit()
    assert await house.presses(house.api.person(READER), alert, again(alert)[1]) == texts.say(COMES)
    operators.passes(house, timedelta(minutes=2))
    await house.amends()
    assert (await house.amends())["replies sent"] == 0
    came = house.api.received(READER)[told:]
    assert ["by other donors" in each.text for each in came] == ([] if taken_back else [True])
    assert await house.presses(house.api.person(READER), alert, again(alert)[1]) == texts.say(NOTHING)
