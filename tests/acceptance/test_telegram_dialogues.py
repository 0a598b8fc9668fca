"""Whole dialogues as people have them, through python-telegram-bot, the emulator and a real database."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.invitations import new_code
from domain.alert import DeliveryState
from domain.patience import TRIED_AGAIN_AFTER
from domain.subscriber import Access, SubscriberId, SubscriberState
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.storage.outcomes import a_message, a_report, an_opening, an_outcome
from tests.servers.bot_api import TOKEN, BotApi
from tests.servers.bot_api_faults import Fault, blocked, cannot_parse, hang_up, too_many_requests
from tests.servers.telegram_house import House, running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from domain.outcome import PollOutcome
    from domain.unit_of_work import OpenUnitOfWork

ADMIN = 4242


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork) -> AsyncIterator[House]:
    api.admins |= {(-100500, 1001), (-500, 1001)}
    async with running(api, telegram_parts(opens, admins=frozenset({ADMIN}))) as house:
        yield house


def told(slug: str, *subscribers: str, **over: Any) -> PollOutcome:
    """A poll that opens a development and alerts these chats."""
    found_late = over.pop("found_late", False)
    report = a_report(slug, **over)
    opened = an_opening(report, found_late=found_late)
    messages = tuple(a_message(opened, subscriber_id=SubscriberId(f"telegram:{each}")) for each in subscribers)
    return an_outcome(report, opened=(opened,), messages=messages)


@pytest.mark.parametrize(
    ("code", "language", "zone", "said"),
    [
        ("en", "en", "UTC", "You are subscribed."),
        ("kk", "ru", "Asia/Tashkent", "Вы подписаны."),
        ("ja", "ja", "Asia/Tokyo", "登録しました。"),
    ],
)
async def test_start_subscribes_in_the_language_of_the_reader(
    house: House, code: str, language: str, zone: str, said: str
) -> None:
    house.records(told("grant"))
    reader = house.api.person(1001, language_code=code)
    answer = await house.says(reader, "/start")
    assert said in answer
    assert "/stop" in answer
    subscriber = house.subscriber("1001")
    assert subscriber is not None
    assert (subscriber.language, subscriber.zone, subscriber.state) == (language, zone, SubscriberState.ACTIVE)
    assert not house.api.received(1001)[0].preview


async def test_an_alert_reaches_who_subscribed_once(house: House) -> None:
    reader = house.api.person(1001, language_code="ru")
    await house.says(reader, "/start")
    house.records(told("grant", "1001"))
    assert (await house.delivers()).sent == 1
    assert (await house.delivers()).sent == 0
    alert = house.api.received(1001)[-1]
    assert "пункт 26" in alert.text
    assert "https://kz-steppe.example/grant" in {each.url for each in alert.entities}


async def test_latest_lists_the_newest_first_and_marks_what_was_found_late(house: House) -> None:
    reader = house.api.person(1001)
    assert "No development" in await house.says(reader, "/latest")
    house.records(told("old", hours=-900, found_late=True))
    house.records(told("new", hours=1))
    answer = await house.says(reader, "/latest")
    assert answer.index("порту: new") < answer.index("порту: old") < answer.index("found late")
    assert answer.count("found late") == 1


async def test_a_commitment_shows_promise_developments_and_links(house: House) -> None:
    reader = house.api.person(1001, language_code="ja")
    house.records(told("grant"))
    answer = await house.says(reader, "/commitment 26")
    assert "税関" in answer
    assert "порту: grant" in answer
    page = house.api.received(1001)[-1]
    assert "https://kz-steppe.example/grant" in {each.url for each in page.entities}
    everything = await house.says(reader, "/commitment", replies=1)
    assert "コネクティビティ" in everything


async def test_a_wrong_number_is_answered_with_the_right_ones(house: House) -> None:
    for wanted in ("99", "submarines", "²", "-1", "26 27"):
        assert "from 1 to 53" in await house.says(house.api.person(1001), f"/commitment {wanted}")


async def test_help_about_and_anything_else_are_answered(house: House) -> None:
    reader = house.api.person(1001)
    assert "/commitment" in await house.says(reader, "/help")
    assert "2 sources" in await house.says(reader, "/about")
    assert "/help" in await house.says(reader, "/nonsense")
    assert "/help" in await house.says(reader, "hello <b>")


async def test_language_is_changed_by_a_button_and_alerts_follow(house: House) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/start")
    await house.says(reader, "/language")
    question = house.api.received(1001)[-1]
    assert [label for label, _ in question.buttons] == ["English", "Русский", "日本語"]
    await house.presses(reader, question, "language:ja")
    await house.api.until(lambda: "日本語" in house.api.received(1001)[-1].text)
    subscriber = house.subscriber("1001")
    assert subscriber is not None
    assert (subscriber.language, subscriber.zone) == ("ja", "Asia/Tokyo")
    house.records(told("grant", "1001"))
    await house.delivers()
    assert "第26項" in house.api.received(1001)[-1].text


async def test_forged_buttons_change_nothing(house: House) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/start")
    before = house.subscriber("1001")
    for data in ("language:xx", "language:", "language:ru\n", "nonsense", "again:", "again:nothing"):
        assert await house.presses(reader, house.api.received(1001)[-1], data)
    assert house.subscriber("1001") == before


async def test_a_language_button_without_subscription_asks_to_start(house: House) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/language")
    await house.presses(reader, house.api.received(1001)[-1], "language:ru")
    await house.api.until(lambda: "/start" in house.api.received(1001)[-1].text)
    assert house.subscriber("1001") is None


async def test_stop_ends_alerts_and_start_brings_them_back(house: House) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/start")
    house.records(told("one", "1001"))
    assert "No more alerts" in await house.says(reader, "/stop")
    assert (await house.delivers()).sent == 0
    await house.says(reader, "/start")
    house.records(told("two", "1001"))
    await house.delivers()
    assert "порту: two" in house.api.received(1001)[-1].text
    assert all("порту: one" not in each.text for each in house.api.received(1001)[2:])


async def test_who_cannot_be_reached_for_days_is_paused_and_start_restores(house: House) -> None:
    reader = house.api.person(1001, language_code="ru")
    await house.says(reader, "/start")
    house.api.closed_chats.add(1001)
    house.records(told("grant", "1001"))
    clock = house.parts.clock
    assert isinstance(clock, FixedClock)
    for _ in range(4):
        assert (await house.delivers()).delayed == 1
        clock.time += TRIED_AGAIN_AFTER
    assert (await house.delivers()).gone == 1
    assert house.known("1001").state is SubscriberState.PAUSED
    house.api.closed_chats.discard(1001)
    await house.says(reader, "/start")
    assert house.known("1001").state is SubscriberState.ACTIVE


async def test_start_brings_what_waited_for_a_chat_that_could_not_be_reached(house: House) -> None:
    reader = house.api.person(1001, language_code="ru")
    await house.says(reader, "/start")
    house.api.goes_wrong(1001, blocked())
    house.records(told("grant", "1001"))
    assert (await house.delivers()).delayed == 1
    assert (await house.delivers()).sent == 0
    await house.says(reader, "/start")
    assert (await house.delivers()).sent == 1


async def test_telegrams_own_word_of_a_block_pauses_too_and_unblocking_restores(house: House) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/start")
    reader.blocks_bot()
    await house.api.until(lambda: house.known("1001").state is SubscriberState.PAUSED)
    reader.unblocks_bot()
    await house.api.until(lambda: house.known("1001").state is SubscriberState.ACTIVE)


async def test_a_stopped_chat_that_unblocks_stays_stopped(house: House) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/start")
    await house.says(reader, "/stop")
    reader.blocks_bot()
    reader.unblocks_bot()
    await house.settles()
    assert house.known("1001").state is SubscriberState.STOPPED


async def test_topics_of_a_group_subscribe_each_for_itself_and_pause_together(house: House) -> None:
    reader = house.api.person(1001, language_code="ru")
    await house.says(reader, "/start@cajad_test_bot", chat_id=-100500, thread_id=7)
    await house.says(reader, "/start", chat_id=-100500)
    topic = house.subscriber("-100500/7")
    assert topic is not None
    assert topic.is_group
    reader.removes_bot_from(-100500)
    await house.api.until(lambda: house.known("-100500/7").state is SubscriberState.PAUSED)
    assert house.known("-100500").state is SubscriberState.PAUSED
    reader.adds_bot_to(-100500)
    await house.api.until(lambda: house.known("-100500").state is SubscriberState.ACTIVE)
    assert house.known("-100500/7").state is SubscriberState.ACTIVE


async def test_talk_in_a_group_is_not_answered(house: House) -> None:
    reader = house.api.person(1001)
    reader.says("good morning", chat_id=-100500)
    reader.says("/weather", chat_id=-100500)
    await house.settles()
    assert house.api.received(-100500) == []


async def test_a_group_that_becomes_a_supergroup_keeps_its_settings(house: House) -> None:
    reader = house.api.person(1001, language_code="ja")
    await house.says(reader, "/start", chat_id=-500)
    house.records(told("grant", "-500"))
    house.api.migrates(-500, -100500)
    await house.settles()
    assert house.subscriber("-500") is None
    moved = house.subscriber("-100500")
    assert moved is not None
    assert (moved.language, moved.state) == ("ja", SubscriberState.ACTIVE)
    await house.delivers()
    assert "порту: grant" in house.api.received(-100500)[-1].text


async def test_a_group_that_subscribed_anew_after_moving_is_not_told_twice(house: House) -> None:
    reader = house.api.person(1001)
    await house.says(reader, "/start", chat_id=-500)
    await house.says(reader, "/start", chat_id=-100500)
    house.api.migrates(-500, -100500)
    await house.settles()
    old, new = house.subscriber("-500"), house.subscriber("-100500")
    assert (old and old.state, new and new.state) == (SubscriberState.STOPPED, SubscriberState.ACTIVE)


@pytest.mark.parametrize("form", ["/start {}", "{}", " {} "])
async def test_a_setup_code_makes_its_sender_an_editor_once(house: House, form: str) -> None:
    code = invited(house)
    operator, stranger = house.api.person(1001), house.api.person(1002)
    assert "you are an editor" in await house.says(operator, form.format(code.lower()), replies=2)
    assert house.known("1001").editor
    assert "unknown, used or expired" in await house.says(stranger, code)
    assert house.subscriber("1002") is None


async def test_an_expired_code_makes_nobody_an_editor(house: House) -> None:
    code = invited(house)
    clock = house.parts.clock
    assert isinstance(clock, FixedClock)
    clock.advance(minutes=16)
    answer = await house.says(house.api.person(1001), f"/start {code}", replies=2)
    assert "unknown, used or expired" in answer
    assert not house.known("1001").editor


async def test_a_code_shown_to_a_group_is_not_used_up(house: House) -> None:
    code = invited(house)
    operator = house.api.person(1001)
    await house.says(operator, f"/start {code}", replies=2, chat_id=-100500)
    assert not house.known("-100500").editor
    assert "you are an editor" in await house.says(operator, code, replies=2)


@pytest.mark.parametrize("access", [Access.INVITE, Access.LIST])
async def test_a_closed_bot_lets_in_admins_code_bearers_and_who_was_there(
    api: BotApi, opens: OpenUnitOfWork, access: Access
) -> None:
    async with running(api, telegram_parts(opens)) as house:
        await house.says(api.person(1), "/start")
    async with running(api, telegram_parts(opens, access=access, admins=frozenset({ADMIN}))) as house:
        stranger = api.person(1002)
        api.admins.add((-100500, 1002))
        for wish in ("/start", "/latest", "/commitment 26"):
            said = "listed chats only" if access is Access.LIST else "invited readers only"
            assert said in await house.says(stranger, wish)
        assert house.subscriber("1002") is None
        await house.says(api.person(1), "/start")
        await house.says(api.person(ADMIN), "/start")
        assert house.subscriber(str(ADMIN)) is not None
        await house.says(stranger, invited(house), replies=2)
        assert "Messages come to this chat" in await house.says(stranger, "/start", chat_id=-100500)


async def test_an_uncertain_message_is_shown_again_once_and_only_in_its_own_chat(house: House) -> None:
    reader, other = house.api.person(1001), house.api.person(1002)
    await house.says(reader, "/start")
    await house.says(other, "/start")
    first = told("first", "1001")
    house.records(first)
    message = first.messages[0]
    with house.parts.open_unit_of_work() as work:
        work.outbox.save(replace(message, state=DeliveryState.UNCERTAIN))
        work.commit()
    house.records(told("second", "1001"))
    await house.delivers()
    naming = house.api.received(1001)[-1]
    data = f"again:{message.id}"
    assert data in dict(naming.buttons).values()
    assert "nothing" in await house.presses(other, house.api.received(1002)[-1], data)
    assert "comes again" in await house.presses(reader, naming, data)
    assert "nothing" in await house.presses(reader, naming, data)
    await house.delivers()
    assert "порту: first" in house.api.received(1001)[-1].text
    assert sum("порту: first" in each.text for each in house.api.received(1001)) == 1


@pytest.mark.parametrize(
    ("fault", "logged"),
    [
        (too_many_requests(3), "not delivered or not confirmed (RetryAfter)"),
        (hang_up(accepts=False), "not delivered or not confirmed (NetworkError)"),
        (blocked(), "closed to the bot"),
        (cannot_parse(), "could not be handled"),
    ],
)
async def test_a_failed_reply_does_not_stop_the_bot(
    house: House, caplog: pytest.LogCaptureFixture, fault: Fault, logged: str
) -> None:
    caplog.set_level("INFO", logger="bot")
    reader = house.api.person(1001)
    house.api.goes_wrong(1001, fault)
    reader.says("/help")
    await house.settles()
    assert "/start" in (await house.says(reader, "/help"))
    assert logged in caplog.text
    assert TOKEN not in caplog.text


async def test_a_database_that_fails_is_logged_and_answered_with_regret(
    house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "cajad.sqlite3")) as broken:
        broken.execute("ALTER TABLE subscribers RENAME TO elsewhere")
        broken.commit()
    answer = await house.says(house.api.person(1001, language_code="ja"), "/latest")
    assert "うまくいきませんでした" in answer
    assert "could not be handled" in caplog.text


def invited(house: House) -> str:
    """A code as ``cajad setup`` stores it."""
    code = new_code()
    with house.parts.open_unit_of_work() as work:
        work.invitations.add(code, NOON.replace(minute=15))
        work.commit()
    return code
