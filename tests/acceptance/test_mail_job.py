"""The whole path by mail: an operator invites, the reader agrees, feeds are polled, a digest arrives next morning."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from typing import TYPE_CHECKING

import pytest

from bot.channels.email import EmailChannel, Postman
from bot.deliver import DeliveryParts, DeliverySummary, deliver_due
from bot.letters import Letterhead
from config.mail_server import mail_server
from domain.subscriber import ChannelName
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.acceptance.test_mail_dialogues import ADDRESS, code_in, text_of_last
from tests.fakes import FixedClock
from tests.integration.bot.outbox import DIGESTS, RENDER
from tests.servers.articles import GRANT, VISAS
from tests.servers.installation import Installation
from tests.servers.post_office import PostOffice

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers.newsroom import Newsroom

pytestmark = pytest.mark.slow


def test_news_of_a_day_arrive_next_morning_as_one_mail(tmp_path: Path, newsroom: Newsroom) -> None:
    with PostOffice() as office:
        settings = {"smtp_url": office.url, "mail_from": "Monitor <monitor@example.org>"}
        with Installation.at(tmp_path / "house", newsroom, **settings) as house:
            house.has_tables()
            for command in (("poll", "--all"), ("email", "invite", ADDRESS, "--language", "ru")):
                assert house.cajad(*command).status == 0
            assert house.cajad("email", "confirm", code_in(office)).status == 0
            newsroom.publishes("kz-steppe", GRANT, VISAS)
            assert house.cajad("poll", "kz-steppe").status == 0
            assert house.cajad("deliver").status == 0
            assert len(office.content) == 1

            delivered = asyncio.run(next_day(f"sqlite:///{house.database}", office))
            assert delivered.sent == 1
            assert (office.letters[-1]["To"], len(office.content)) == (ADDRESS, 2)
            for article in (GRANT, VISAS):
                assert article.url in text_of_last(office)


async def next_day(database: str, office: PostOffice) -> DeliverySummary:
    """One round of delivery, a day later."""
    engine = create_engine(database)
    opens = open_unit_of_work(engine)
    clock = FixedClock(datetime.now(UTC) + timedelta(days=1))
    head = Letterhead(Address("Monitor", addr_spec="monitor@example.org"))
    channel = EmailChannel(Postman(mail_server(office.url), head, clock), RENDER, DIGESTS, opens)
    delivered = await deliver_due(DeliveryParts(opens, {ChannelName.EMAIL: channel}, {}, clock))
    engine.dispose()
    return delivered
