"""One round of delivery: headlines translated before messages are sent, sent messages kept true after them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.channels import open_channels
from bot.channels.parts import ChannelParts
from bot.deliver import DeliveryParts, DeliverySummary
from bot.rounds import rounds_of
from config.settings import Settings
from domain.amendment import AMENDED_EVERY
from domain.telling import USUAL, Urgency
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.bot.outbox import DIGESTS, RENDER, Outbox, a_bot, a_chat
from tests.integration.storage.outcomes import a_confirmation, a_report, an_opening, an_outcome
from tests.servers.translator import TranslatorServer, a_translator

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.servers.bot_api import BotApi

CHAT = 1001
ENGLISH = "Japan to give a grant to the port"


@pytest.fixture
def service() -> Iterator[TranslatorServer]:
    with a_translator({"translatedText": ENGLISH}) as service:
        yield service


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON + timedelta(minutes=1))


@pytest.fixture
async def parts(api: BotApi, outbox: Outbox, clock: FixedClock) -> AsyncIterator[DeliveryParts]:
    async with a_bot(api.url) as bot:
        channels = open_channels(ChannelParts(RENDER, clock, DIGESTS, bot))
        yield DeliveryParts(outbox.open_unit_of_work, channels, {}, clock)


def settings(service: TranslatorServer, tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, translator="libretranslate", translator_url=service.url)


async def test_an_alert_shows_the_headline_in_the_language_of_its_reader(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, service: TranslatorServer, tmp_path: Path
) -> None:
    outbox.alert(a_chat(CHAT), a_chat(1002, language="ru"))

    async with rounds_of(settings(service, tmp_path), parts) as rounds:
        assert await rounds.due() == DeliverySummary(sent=2)

    english, russian = api.received(CHAT)[0], api.received(1002)[0]
    assert f"Machine translation: {ENGLISH}" in english.text
    assert "Машинный перевод" not in russian.text
    assert [body["target"] for _, _, body in service.asked] == ["en"]


async def test_a_digest_shows_translations_too(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock, service: TranslatorServer, tmp_path: Path
) -> None:
    for message in [each for _ in range(2) for each in outbox.alert(a_chat(CHAT, timing=USUAL))]:
        outbox.save(message, urgency=Urgency.DIGEST)
    async with rounds_of(settings(service, tmp_path), parts) as rounds:
        await rounds.due()
        clock.time = NOON + timedelta(hours=21)
        await rounds.all()

    (digest,) = api.received(CHAT)
    assert digest.text.count(f"Machine translation: {ENGLISH}") == 2


async def test_without_a_translator_nothing_is_asked_and_amendments_follow_the_sends(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock, tmp_path: Path
) -> None:
    outbox.alert(a_chat(CHAT))
    async with rounds_of(Settings(home=tmp_path), parts) as rounds:
        await rounds.due()
        report = a_report("further")
        confirmed = (a_confirmation(report, an_opening(a_report("report-1"))),)
        with outbox.open_unit_of_work() as work:
            work.record(replace(an_outcome(report), confirmed=confirmed), "test")
            work.commit()
        outbox.alert(a_chat(CHAT))
        clock.time += AMENDED_EVERY
        assert await rounds.due() == DeliverySummary(sent=1)

    assert [each.method for each in api.calls] == ["sendMessage", "sendMessage", "editMessageText"]
    assert "Machine translation" not in api.received(CHAT)[0].text
