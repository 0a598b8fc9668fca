"""A message that Telegram refuses twice is set aside and reported to the operators; everybody else goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.broadcasting import messages_for
from bot.condition import note_condition
from bot.operators import SETTLE, OperatorParts, tell_operators
from bot.pacing import Pace, PaceLimits
from bot.texts import texts_for
from config.settings import Settings
from domain.alert import DeliveryState
from domain.commitment import READER_LANGUAGES
from domain.notice import NoticeKind, make_notice
from domain.subscriber import ChannelName, SubscriberId
from domain.telling import EVERYTHING_AT_ONCE
from tests.builders import NOON, a_subscriber
from tests.fakes import FastPacer, FixedClock
from tests.integration.storage.outcomes import a_message, a_report, an_opening, an_outcome
from tests.servers.bot_api import TOKEN
from tests.servers.bot_api_faults import Fault, server_error
from tests.servers.telegram_house import House, running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from domain.alert import MessageId
    from domain.notice import OperatorMessageId
    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi

ADMIN, OTHER_ADMIN, UNLUCKY, LUCKY = 4242, 4343, 1001, 1002
REFUSALS = (
    Fault(400, 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0'),
    Fault(400, "Bad Request: <b>MESSAGE</b> & MEDIA_INVALID"),
)
STEPS = {
    "en": ("1 message was refused and set aside.", "What to do: these messages are not sent again"),
    "ru": ("1 сообщение отклонено и отложено.", "Что делать: эти сообщения повторно не отправляются"),
    "ja": ("1件のメッセージが受け付けられず、保留されました。", "対応：これらのメッセージは再送されません"),
}


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork, tmp_path: Path) -> AsyncIterator[House]:
    parts = telegram_parts(opens, admins=frozenset({ADMIN, OTHER_ADMIN}), home=tmp_path, clock=FixedClock(NOON))
    async with running(api, parts) as house:
        yield house


def tells_two_readers(house: House, slug: str, *chats: int) -> MessageId:
    """Record a development that chats are to be told of at once; return the id of the first message."""
    report = a_report(slug)
    opened = an_opening(report)
    with house.parts.open_unit_of_work() as work:
        for chat in chats:
            reader = a_subscriber(
                id=SubscriberId(f"telegram:{chat}"),
                address=str(chat),
                language="en",
                zone="UTC",
                timing=EVERYTHING_AT_ONCE,
            )
            work.subscribers.save(reader)
        messages = tuple(a_message(opened, subscriber_id=f"telegram:{chat}") for chat in chats)
        work.record(an_outcome(report, opened=(opened,), messages=messages), "test")
        work.commit()
    return messages[0].id


def passes(house: House, time: timedelta) -> None:
    clock = house.parts.clock
    assert isinstance(clock, FixedClock)
    clock.time += time


def state_of(house: House, message_id: MessageId) -> DeliveryState:
    with house.parts.open_unit_of_work(writes=False) as work:
        [found] = work.outbox.list_by_ids([message_id])
    return found.state


def notes(house: House, chat: int, kind: NoticeKind, data: dict[str, object]) -> OperatorMessageId:
    """Store what is to be said to one chat; return the id of its message."""
    now = house.parts.clock.now()
    notice = replace(make_notice(kind, now, data=data), delivered_at=now)
    [message] = messages_for(notice.id, [house.known(str(chat))], now)
    with house.parts.open_unit_of_work() as work:
        work.notices.add([notice])
        work.notices.save_message(message)
        work.commit()
    passes(house, timedelta(minutes=1))
    return message.id


async def tells_operators(house: House, language: str, tmp_path: Path) -> int:
    """Note how the installation stands, let that settle, and tell the operators."""
    note_condition(house.parts.open_unit_of_work, house.parts.clock, tmp_path)
    passes(house, SETTLE)
    return await tells(house, language)


async def tells(house: House, language: str) -> int:
    """One round of messages that are no alerts."""
    settings = Settings(telegram_token=TOKEN, admins=(ADMIN, OTHER_ADMIN), console_language=language)
    paces = {ChannelName.TELEGRAM: Pace(PaceLimits(), FastPacer())}
    opens, clock = house.parts.open_unit_of_work, house.parts.clock
    return await tell_operators(OperatorParts(opens, {ChannelName.TELEGRAM: house.channel}, paces, clock, settings))


@pytest.mark.parametrize("language", READER_LANGUAGES)
async def test_a_message_refused_twice_is_set_aside_and_reported_to_every_operator(
    house: House, tmp_path: Path, language: str
) -> None:
    house.api.goes_wrong(UNLUCKY, *REFUSALS)
    message_id = tells_two_readers(house, "first", UNLUCKY, LUCKY)
    delivered = await house.delivers()
    assert (delivered.refused, delivered.sent) == (1, 1)
    assert state_of(house, message_id) is DeliveryState.REFUSED
    tries = [each for each in house.api.called("sendMessage") if each.fields["chat_id"] == str(UNLUCKY)]
    assert [each.fields.get("parse_mode") for each in tries] == ["HTML", None]

    assert await tells_operators(house, language, tmp_path) == 2
    for admin in (ADMIN, OTHER_ADMIN):
        [told] = house.api.received(admin)
        for words in STEPS[language]:
            assert words in told.text
        assert f"• {message_id[:12]} → telegram:{UNLUCKY} · Япония выделит грант порту: first" in told.text
        assert "<b>message</b> & media_invalid" in told.text.casefold()
        assert TOKEN not in told.markup
        assert {entity.kind for entity in told.entities} == {"bold", "code", "italic"}


@pytest.mark.parametrize("language", READER_LANGUAGES)
async def test_a_broadcast_refused_and_one_in_doubt_are_reported_to_every_operator(
    house: House, tmp_path: Path, language: str
) -> None:
    tells_two_readers(house, "first", UNLUCKY, LUCKY)
    await house.delivers()
    broadcast = notes(house, UNLUCKY, NoticeKind.BROADCAST, {"text": "We move.", "language": "", "by": ADMIN})
    house.api.goes_wrong(UNLUCKY, *REFUSALS)
    assert await tells(house, language) == 0
    assert await tells(house, language) == 0
    doubted = notes(house, LUCKY, NoticeKind.BROADCAST, {"text": "We moved.", "language": "", "by": ADMIN})
    house.api.goes_wrong(LUCKY, server_error(502))
    assert await tells(house, language) == 0

    assert await tells_operators(house, language, tmp_path) == 2
    texts = texts_for(language, "UTC")
    kind, unknown = (
        texts.say("a broadcast"),
        texts.count(
            "{n} message may not have arrived; its reader can show it again.",
            "{n} messages may not have arrived; their readers can show them again.",
            1,
        ),
    )
    for admin in (ADMIN, OTHER_ADMIN):
        [told] = house.api.received(admin)
        assert f"• {broadcast[:12]} → telegram:{UNLUCKY} · {kind} · " in told.text
        assert f"• {doubted[:12]} → telegram:{LUCKY} · {kind} · " in told.text
        assert unknown in told.text
        assert "/broadcast" in told.text
        assert TOKEN not in told.markup
    passes(house, timedelta(days=2))
    assert await tells_operators(house, language, tmp_path) == 0


async def test_after_a_refusal_nothing_is_sent_or_told_twice_and_all_chats_go_on(house: House, tmp_path: Path) -> None:
    house.api.goes_wrong(UNLUCKY, *REFUSALS)
    refused = tells_two_readers(house, "first", UNLUCKY, LUCKY)
    await house.delivers()
    assert await tells_operators(house, "en", tmp_path) == 2
    passes(house, timedelta(days=2))
    tells_two_readers(house, "second", UNLUCKY, LUCKY)
    assert (await house.delivers()).sent == 2
    assert await tells_operators(house, "en", tmp_path) == 0
    assert (await house.delivers()).sent == 0
    assert state_of(house, refused) is DeliveryState.REFUSED
    assert [sum("first" in each.text for each in house.api.received(chat)) for chat in (UNLUCKY, LUCKY)] == [0, 1]
    assert [sum("second" in each.text for each in house.api.received(chat)) for chat in (UNLUCKY, LUCKY)] == [1, 1]


async def test_who_was_not_told_finds_it_where_the_operators_were_told_it_stands(house: House) -> None:
    house.api.goes_wrong(UNLUCKY, *REFUSALS)
    tells_two_readers(house, "first", UNLUCKY)
    await house.delivers()
    assert "Япония выделит грант порту: first" in await house.says(house.api.person(UNLUCKY), "/latest")


async def test_a_message_whose_source_button_was_refused_arrives_without_it(house: House) -> None:
    house.api.goes_wrong(UNLUCKY, Fault(400, "Bad Request: inline keyboard button URL 'x' is invalid: Wrong HTTP URL"))
    tells_two_readers(house, "first", UNLUCKY)
    assert (await house.delivers()).sent == 1
    [arrived] = house.api.received(UNLUCKY)
    assert "https://kz-steppe.example/first" in arrived.text
    assert [data for _, data in arrived.buttons if data.startswith("http")] == []
    assert [data.partition(":")[0] for _, data in arrived.buttons] == ["commitment", "alert", "alert"]
