"""The Telegram channel against a Bot API server: what arrives, and what each wrong answer means."""

from __future__ import annotations

import logging
import socket
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from telegram.error import TelegramError

from bot.channels.telegram import TelegramChannel, meaning_of
from bot.chats import ChatKey
from domain.errors import (
    DeliveryDelayed,
    DeliveryError,
    DeliveryUncertain,
    MessageRefused,
    RecipientGone,
    RecipientMoved,
)
from tests.builders import NOON, a_development, a_message, an_alert
from tests.integration.bot.outbox import DIGESTS, RENDER, a_bot, a_chat
from tests.servers.bot_api import TOKEN, BotApi
from tests.servers.bot_api_faults import (
    Fault,
    blocked,
    cannot_parse,
    hang_up,
    server_error,
    slow_answer,
    too_many_requests,
)

if TYPE_CHECKING:
    from domain.alert import Alert, Delivered
    from tests.fakes import FixedClock


async def send(url: str, clock: FixedClock, alert: Alert, **patience: float) -> Delivered:
    async with a_bot(url, **patience) as bot:
        return await TelegramChannel(bot, RENDER, clock, DIGESTS).send(alert)


async def failure(url: str, clock: FixedClock, alert: Alert, **patience: float) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        await send(url, clock, alert, **patience)
    return raised.value


def telling(chat: str = "1001", **message: object) -> Alert:
    return an_alert(a_development(), a_chat(int(chat)), **message)


async def test_an_alert_arrives_as_rendered_without_a_preview(api: BotApi, clock: FixedClock) -> None:
    alert = telling()

    delivered = await send(api.url, clock, alert)

    (message,) = api.received(1001)
    assert delivered.remote_id == str(message.message_id)
    assert message.markup == RENDER(alert).html
    assert not message.preview
    assert {entity.kind for entity in message.entities} == {"bold", "italic", "text_link"}


async def test_a_message_whose_markup_was_refused_goes_out_as_plain_text(api: BotApi, clock: FixedClock) -> None:
    alert = telling(plain=True)

    await send(api.url, clock, alert)

    (message,) = api.received(1001)
    assert message.text == RENDER(alert).plain
    assert message.entities == ()


async def test_a_forum_topic_gets_its_own_message(api: BotApi, clock: FixedClock) -> None:
    await send(api.url, clock, an_alert(subscriber=a_chat(-100200, thread=7)))

    assert len(api.received(-100200, 7)) == 1


async def test_an_uncertain_message_comes_with_its_button(api: BotApi, clock: FixedClock) -> None:
    lost = a_message(revision=2)

    await send(api.url, clock, an_alert(subscriber=a_chat(1001), uncertain=(lost,)))

    (message,) = api.received(1001)
    assert message.buttons[-1] == ("Show again: 15 Jan 2026, 12:00 (UTC)", f"again:{lost.id}")


FAULTS = {
    "blocked means nobody is there": (blocked(), RecipientGone),
    "a deleted account means nobody is there": (Fault(403, "Forbidden: user is deactivated"), RecipientGone),
    "an unknown chat means nobody is there": (Fault(400, "Bad Request: chat not found"), RecipientGone),
    "a deleted topic means nobody is there": (Fault(400, "Bad Request: message thread not found"), RecipientGone),
    "a right taken away means nobody is there": (
        Fault(400, "Bad Request: not enough rights to send text messages to the chat"),
        RecipientGone,
    ),
    "markup that cannot be read is our fault": (cannot_parse(), MessageRefused),
    "too long is our fault": (Fault(400, "Bad Request: message is too long"), MessageRefused),
    "a flood wait is a delay": (too_many_requests(7), DeliveryDelayed),
    "a flood wait of unknown length is a delay": (Fault(429, "Too Many Requests: retry later"), DeliveryDelayed),
    "a rejected token is a delay": (Fault(401, "Unauthorized"), DeliveryDelayed),
    "an unknown address of the API is a delay": (Fault(404, "Not Found"), DeliveryDelayed),
    "a bad gateway is uncertain": (server_error(502), DeliveryUncertain),
    "an internal error is uncertain": (server_error(500), DeliveryUncertain),
    "an answer that does not come is uncertain": (slow_answer(30), DeliveryUncertain),
    "a connection that breaks off is uncertain": (hang_up(), DeliveryUncertain),
}


@pytest.mark.parametrize(("fault", "meaning"), FAULTS.values(), ids=FAULTS)
async def test_what_a_wrong_answer_means(
    api: BotApi, clock: FixedClock, fault: Fault, meaning: type[DeliveryError]
) -> None:
    api.goes_wrong(1001, fault)

    assert type(await failure(api.url, clock, telling(), read_timeout=4.0)) is meaning
    assert len(api.called("sendMessage")) == 1


async def test_a_flood_wait_is_obeyed_to_the_second(api: BotApi, clock: FixedClock) -> None:
    api.goes_wrong(1001, too_many_requests(43_827))

    error = await failure(api.url, clock, telling())

    assert isinstance(error, DeliveryDelayed)
    assert error.retry_at == clock.now() + timedelta(seconds=43_827)


async def test_a_group_that_became_a_supergroup_is_followed_with_its_topic(api: BotApi, clock: FixedClock) -> None:
    api.migrates(-55, to=-100_55)

    error = await failure(api.url, clock, an_alert(subscriber=a_chat(-55)))

    assert isinstance(error, RecipientMoved)
    assert error.address == "-10055"


async def test_without_a_connection_the_message_surely_did_not_arrive(clock: FixedClock) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    waits = []
    for attempts in (0, 1, 20):
        error = await failure(f"http://127.0.0.1:{port}/bot", clock, telling(attempts=attempts))
        assert isinstance(error, DeliveryDelayed)
        waits.append(error.retry_at - clock.now())

    assert waits == [timedelta(seconds=30), timedelta(seconds=60), timedelta(minutes=10)]


async def test_a_server_that_never_accepts_the_connection_did_not_get_the_message(clock: FixedClock) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        deaf.setblocking(False)  # noqa: FBT003 - the signature of the standard library
        # The queue of a socket that nobody accepts from takes two; the next connection gets no answer.
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)  # noqa: FBT003 - as above
            each.connect_ex(deaf.getsockname())

        error = await failure(f"http://127.0.0.1:{deaf.getsockname()[1]}/bot", clock, telling(), connect_timeout=0.5)

        for each in waiting:
            each.close()
    assert isinstance(error, DeliveryDelayed)


def test_an_error_of_another_kind_may_have_come_after_arrival() -> None:
    assert isinstance(meaning_of(TelegramError("?"), ChatKey(1), NOON, 0), DeliveryUncertain)


@pytest.mark.parametrize("fault", [server_error(500), Fault(401, "Unauthorized"), slow_answer(30)])
async def test_no_error_tells_the_token(
    api: BotApi, clock: FixedClock, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    api.goes_wrong(1001, fault)

    error = await failure(api.url, clock, telling(), read_timeout=4.0)

    assert TOKEN not in f"{error}{error.__cause__!r}{caplog.text}"
