"""Alerts as people live with them: counted up, withdrawn, reviewed, muted, called wrong; in three languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.replies.alert_buttons import Act, Press, data_of
from bot.reviewing import Editing
from bot.texts import texts_for
from domain.amendment import AMENDED_EVERY, UNREAD_FOR
from domain.commitment import READER_LANGUAGES
from domain.grouping import StorylineId
from domain.hint import HintKind, HintReason
from domain.subscriber import SubscriberId
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.storage.outcomes import a_confirmation, a_message, a_report, an_opening, an_outcome
from tests.servers.telegram_house import running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.alert import MessageId
    from domain.development import DevelopmentId
    from domain.outcome import PollOutcome
    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi
    from tests.servers.bot_api_chats import Accepted
    from tests.servers.telegram_house import House

READER, GROUP, ADMIN, MEMBER = 1001, -55, 2001, 2002
LANGUAGES = pytest.mark.parametrize("language", READER_LANGUAGES)


def said_in(language: str) -> dict[str, str]:
    """What the bot says in a language; the wording itself is held by golden files."""
    texts = texts_for(language, "UTC")
    said = {
        "reviewed": "Reviewed by the editors.",
        "disregard": "Please disregard what this chat was told of it.",
        "mute": "Mute this storyline",
        "muted": "Nothing more of this storyline comes here.",
        "unmute": "Unmute this storyline",
        "unmuted": "What is new in this storyline comes again.",
        "wrong": "Wrong match",
        "duplicate": "told before",
        "thanks": "Thank you, the editors will look at it.",
        "already": "This was reported already; the editors will look at it.",
        "stale": "This button is out of use.",
        "admins": "Only admins of this chat may do this.",
    }
    return {name: texts.say(text) for name, text in said.items()} | {
        "more": texts.count("Also in {n} more report", "Also in {n} more reports", 2),
        "next": texts.say("What usually comes next: {step}", step=""),
        "withdrawn": texts.say("Withdrawn by the editors: {reason}", reason=texts.say("by other states or donors")),
    }


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork, clock: FixedClock) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens, clock=clock)) as house:
        yield house


def told(slug: str, chat: int = READER, *, storyline: str | None = None) -> PollOutcome:
    """A poll that opens a development, of a storyline, and alerts a chat."""
    report = a_report(slug)
    opened = an_opening(report)
    line = StorylineId(storyline) if storyline else None
    opened = replace(opened, change=replace(opened.change, storyline_id=line))
    message = a_message(opened, subscriber_id=SubscriberId(f"telegram:{chat}"))
    return an_outcome(report, opened=(opened,), messages=(message,))


async def alerted(house: House, language: str, slug: str = "grant", *, storyline: str | None = None) -> Accepted:
    """The alert that a reader of this language got."""
    await house.says(house.api.person(READER, language_code=language), "/start")
    house.records(told(slug, storyline=storyline))
    await house.delivers()
    return house.api.received(READER)[-1]


def editing(house: House) -> Editing:
    assessing = house.parts.reporting.assessing
    return Editing(replace(assessing, clock=house.parts.clock), "Aigul")


def development(slug: str = "grant") -> DevelopmentId:
    return an_opening(a_report(slug)).change.development_id


async def pressed(house: House, message: Accepted, label: str, *, by: int = READER) -> str:
    person = house.api.person(by)
    answer = await house.presses(person, message, dict(message.buttons)[label])
    await house.settles()
    return answer


@LANGUAGES
async def test_further_reports_and_a_review_are_shown_by_the_message_itself(
    house: House, clock: FixedClock, language: str
) -> None:
    said, alert = said_in(language), await alerted(house, language)
    assert said["next"] in alert.text
    opened = an_opening(a_report("grant"))
    for number in range(2):
        report = a_report(f"more-{number}")
        house.records(an_outcome(report, confirmed=(a_confirmation(report, opened),)))
    editing(house).accept(development())
    clock.time += AMENDED_EVERY

    assert await house.amends() == {"amended": 1}

    assert said["more"] in alert.text
    assert said["reviewed"] in alert.text
    assert len(alert.edits) == 1


@LANGUAGES
async def test_a_rejection_withdraws_the_alert_and_undoing_it_brings_it_back(
    house: House, clock: FixedClock, language: str
) -> None:
    said, alert = said_in(language), await alerted(house, language)
    before = alert.text
    clock.time += UNREAD_FOR
    editing(house).reject(development(), (), "by other states or donors")
    await house.amends()

    reply = house.api.received(READER)[-1]
    assert alert.text.startswith(said["withdrawn"])
    assert said["disregard"] in reply.text
    assert reply.reply_to == alert.message_id

    clock.time += timedelta(minutes=1)
    editing(house).undo()
    assert await house.amends() == {"amended": 1, "replies sent": 1}
    assert alert.text == before
    back = house.api.received(READER)[-1]
    assert back.reply_to == alert.message_id
    assert said["disregard"] not in back.text


@LANGUAGES
async def test_a_muted_storyline_is_silent_until_it_is_unmuted(house: House, clock: FixedClock, language: str) -> None:
    said, alert = said_in(language), await alerted(house, language, storyline="customs")
    assert await pressed(house, alert, said["mute"]) == said["muted"]
    house.records(told("second", storyline="customs"))
    clock.time += timedelta(minutes=1)
    assert (await house.delivers()).sent == 0

    assert await pressed(house, alert, said["unmute"]) == said["unmuted"]
    house.records(told("third", storyline="customs"))
    assert (await house.delivers()).sent == 1
    assert said["mute"] in dict(alert.buttons)


@LANGUAGES
async def test_a_wrong_match_is_reported_with_its_reason_once(house: House, language: str) -> None:
    said, alert = said_in(language), await alerted(house, language)
    before = list(alert.buttons)
    assert await pressed(house, alert, said["wrong"]) == ""
    assert await pressed(house, alert, said["duplicate"]) == said["thanks"]
    assert alert.buttons == before

    await pressed(house, alert, said["wrong"])
    assert await pressed(house, alert, said["duplicate"]) == said["already"]
    with house.parts.open_unit_of_work(writes=False) as work:
        (hint,) = work.hints.list_open(HintKind.WRONG_MATCH)
    assert (hint.reason, hint.development_id) == (HintReason.DUPLICATE, development())


@LANGUAGES
async def test_forged_or_foreign_callback_data_changes_nothing(house: House, language: str) -> None:
    said, alert = said_in(language), await alerted(house, language)
    stranger = house.api.person(1002, language_code=language)
    await house.says(stranger, "/start")
    message_id = message_id_of(READER)
    for data in ("alert:", f"alert:mute:{message_id}:1", f"alert:why:{message_id}", "alert:mute:" + "0" * 32):
        assert await house.presses(house.api.person(READER), alert, data) == said["stale"]
    theirs = replace(alert, chat_id=1002)
    assert await house.presses(stranger, theirs, data_of(Press(Act.MUTE, message_id))) == said["stale"]
    with house.parts.open_unit_of_work(writes=False) as work:
        assert not work.mutes.covers(SubscriberId(f"telegram:{READER}"), development())


def message_id_of(chat: int, slug: str = "grant") -> MessageId:
    return told(slug, chat).messages[0].id


async def test_the_way_back_from_the_reasons_changes_nothing(house: House) -> None:
    alert = await alerted(house, "en")
    before = list(alert.buttons)
    await pressed(house, alert, "Wrong match")
    assert len(alert.buttons) == 6
    assert await pressed(house, alert, "Back") == ""
    assert alert.buttons == before


async def test_in_a_group_admins_mute_and_anybody_reports(house: House) -> None:
    house.api.admins.add((GROUP, ADMIN))
    await house.says(house.api.person(ADMIN), "/start", chat_id=GROUP)
    house.records(told("grant", GROUP))
    await house.delivers()
    alert = house.api.received(GROUP)[-1]

    assert await pressed(house, alert, "Mute this storyline", by=MEMBER) == said_in("en")["admins"]
    await pressed(house, alert, "Wrong match", by=MEMBER)
    assert await pressed(house, alert, "another reason", by=MEMBER) == said_in("en")["thanks"]
    assert await pressed(house, alert, "Mute this storyline", by=ADMIN) == said_in("en")["muted"]
    assert "Unmute this storyline" in dict(alert.buttons)


async def test_buttons_of_a_withdrawn_message_do_nothing_any_more(house: House, clock: FixedClock) -> None:
    alert = await alerted(house, "en")
    clock.time += timedelta(minutes=1)
    editing(house).reject(development(), (), "")

    assert await pressed(house, alert, "Mute this storyline") == said_in("en")["stale"]


async def test_a_press_under_a_message_deleted_meanwhile_still_does_what_it_says(house: House) -> None:
    alert = await alerted(house, "en")
    house.api.deletes(alert)

    assert await pressed(house, alert, "Mute this storyline") == said_in("en")["muted"]


async def test_the_paragraph_button_shows_the_commitment(house: House) -> None:
    alert = await alerted(house, "en")
    count = len(house.api.received(READER))

    await pressed(house, alert, "Paragraph 26")
    await house.api.until(lambda: len(house.api.received(READER)) > count)
    assert "26" in house.api.received(READER)[count].text
    assert dict(alert.buttons)["Source"] == "https://kz-steppe.example/grant"


async def test_mutes_are_handed_out_and_deleted_with_the_rest(house: House) -> None:
    alert = await alerted(house, "en")
    await pressed(house, alert, "Mute this storyline")
    reader = house.known(str(READER))

    with house.parts.open_unit_of_work() as work:
        assert {"mutes", "amendments"} <= set(work.own_data.collect(reader))
        work.own_data.delete(reader)
        assert work.own_data.collect(reader) == {}
