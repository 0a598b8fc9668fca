"""Digests by e-mail as a person orders, confirms, changes and ends them: in the chat, on the page, by commands."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.headerregistry import Address
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from typer.testing import CliRunner

from bot.bootstrap import bootstrap, migrate_database, prepare
from bot.channels.email import Postman
from bot.cli import app as commands
from bot.letters import Letterhead
from bot.mail_desk import MailDesk
from bot.serving import web_parts
from config.mail_server import mail_server
from config.settings import Settings
from domain.errors import StorageError
from domain.facets import Facets
from domain.mailing import ASKED_MOST
from domain.subscriber import ChannelName, Subscriber, SubscriberId, SubscriberState
from domain.telling import Mode
from tests.acceptance.test_lookup_dialogues import last, presses, tells
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.servers.post_office import PostOffice
from tests.servers.telegram_house import House, running, telegram_parts
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from domain.ports import Clock
    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi

ADDRESS = "reader@example.net"
PAGE = "https://monitor.example.org"
HEAD = Letterhead(Address("CA+JAD Monitor", addr_spec="monitor@example.org"), PAGE)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


def a_desk(opens: OpenUnitOfWork, clock: Clock, office: PostOffice) -> MailDesk:
    return MailDesk(opens, clock, Postman(mail_server(office.url), HEAD, clock, office.trust, 5.0))


@dataclass
class Mailed:
    """A chat whose bot sends mail."""

    house: House
    office: PostOffice
    clock: FixedClock
    desk: MailDesk

    def reader(self, address: str = ADDRESS) -> Subscriber | None:
        with self.desk.open_unit_of_work(writes=False) as work:
            return work.subscribers.find(ChannelName.EMAIL, address)

    async def orders(self, person: Any) -> Subscriber:
        await self.house.says(person, "/start")
        await self.house.says(person, f"/email {ADDRESS}")
        await self.house.says(person, f"/email {code_in(self.office)}")
        self.office.content.clear()
        reader = self.reader()
        assert reader is not None
        return reader


@pytest.fixture
async def mailed(api: BotApi, opens: OpenUnitOfWork, office: PostOffice) -> AsyncIterator[Mailed]:
    clock = FixedClock(NOON)
    desk = a_desk(opens, clock, office)
    async with running(api, telegram_parts(opens, clock=clock, mail=desk)) as house:
        yield Mailed(house, office, clock, desk)


def text_of_last(office: PostOffice) -> str:
    body = office.letters[-1].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def code_in(office: PostOffice) -> str:
    words = text_of_last(office).split()
    return words[words.index("/email") + 1]


async def test_mail_begins_once_the_code_comes_back(mailed: Mailed) -> None:
    house, reader = mailed.house, mailed.house.api.person(1001)
    assert "None is ordered" not in await house.says(reader, "/email")
    await house.says(reader, "/start")
    assert "None is ordered" in await house.says(reader, "/email")
    assert "neither a mail address" in await house.says(reader, "/email nobody")
    assert "on its way to reader@example.net" in await house.says(reader, "/email Reader@Example.net")
    assert len(mailed.office.content) == 1
    assert mailed.office.letters[0]["List-Unsubscribe"] is None
    assert "waits for its code" in await house.says(reader, "/email")
    known = mailed.reader()
    assert known is not None
    assert known.state is SubscriberState.STOPPED
    assert "unknown, used or expired" in await house.says(reader, "/email ABCD-EFGH-JKLM-NPQR")
    code = code_in(mailed.office).lower()
    assert "every day at 09:00" in await house.says(reader, f"/email {code}")
    assert "every day at 09:00" in await house.says(reader, f"/email {code}"), "sent twice it does no harm"
    known = mailed.reader()
    assert known is not None
    assert (known.state, known.timing.mode) == (SubscriberState.ACTIVE, Mode.ALL_IN_DIGEST)
    assert "receives digests already" in await house.says(reader, f"/email {ADDRESS}")
    assert len(mailed.office.content) == 1


async def test_one_confirmation_a_day_goes_to_an_address_whoever_asks_and_whatever_was_deleted(mailed: Mailed) -> None:
    house, reader, other = mailed.house, mailed.house.api.person(1001), mailed.house.api.person(1002)
    for person in (reader, other):
        await house.says(person, "/start")
    await house.says(reader, f"/email {ADDRESS}")
    assert "within the last day" in await house.says(reader, f"/email {ADDRESS}")
    assert "within the last day" in await house.says(other, f"/email {ADDRESS}")
    await house.says(reader, "/delete")
    await presses(house, reader, last(house, 1001), "Delete everything")
    await house.settles()
    assert mailed.reader() is None
    await house.says(reader, "/start")
    assert "within the last day" in await house.says(reader, f"/email {ADDRESS}")
    mailed.clock.advance(days=1)
    assert "on its way" in await house.says(reader, f"/email {ADDRESS}")
    assert len(mailed.office.content) == 2


async def test_one_chat_cannot_send_codes_to_everybody(mailed: Mailed) -> None:
    house, reader = mailed.house, mailed.house.api.person(1001)
    await house.says(reader, "/start")
    for number in range(ASKED_MOST):
        assert "on its way" in await house.says(reader, f"/email reader{number}@example.net")
    assert "try again tomorrow" in await house.says(reader, "/email one.more@example.net")
    assert len(mailed.office.content) == ASKED_MOST


async def test_a_code_works_in_its_own_chat_and_for_two_days(mailed: Mailed) -> None:
    house, reader, other = mailed.house, mailed.house.api.person(1001), mailed.house.api.person(1002)
    for person in (reader, other):
        await house.says(person, "/start")
    await house.says(reader, f"/email {ADDRESS}")
    code = code_in(mailed.office)
    assert "unknown, used or expired" in await house.says(other, f"/email {code}")
    mailed.clock.advance(hours=48)
    assert "unknown, used or expired" in await house.says(reader, f"/email {code}")
    with mailed.desk.open_unit_of_work() as work:
        work.tidy(mailed.clock.now())
        work.commit()
    assert mailed.reader() is None


async def test_a_confirmation_that_was_not_sent_may_be_asked_for_again(mailed: Mailed) -> None:
    house, reader = mailed.house, mailed.house.api.person(1001)
    await house.says(reader, "/start")
    mailed.office.answers["RCPT"] = "550 5.1.1 no such mailbox"
    assert "could not be sent" in await house.says(reader, f"/email {ADDRESS}")
    mailed.office.answers.clear()
    assert "on its way" in await house.says(reader, f"/email {ADDRESS}")


async def test_a_confirmation_that_may_have_arrived_is_not_sent_twice(mailed: Mailed) -> None:
    house, reader = mailed.house, mailed.house.api.person(1001)
    await house.says(reader, "/start")
    mailed.office.hangs_up = True
    assert "on its way" in await house.says(reader, f"/email {ADDRESS}")
    assert "within the last day" in await house.says(reader, f"/email {ADDRESS}")


async def test_buttons_change_the_rhythm_take_over_the_choice_and_end_it(mailed: Mailed) -> None:
    house, reader = mailed.house, mailed.house.api.person(1001)
    await mailed.orders(reader)
    await house.says(reader, "/email")
    shown = last(house, 1001)
    await presses(house, reader, shown, "Once a week")
    assert "every Monday at 09:00" in shown.text
    await presses(house, reader, shown, "Every day")
    assert "every day" in shown.text
    with house.parts.open_unit_of_work() as work:
        work.subscribers.save(replace(house.known("1001"), language="ru", facets=Facets(countries=frozenset({"UZ"}))))
        work.commit()
    await presses(house, reader, shown, "Take over")
    known = mailed.reader()
    assert known is not None
    assert (known.language, known.facets.countries) == ("ru", frozenset({"UZ"}))
    await presses(house, reader, shown, "Остановить")
    known = mailed.reader()
    assert known is not None
    assert known.state is SubscriberState.STOPPED
    assert "остановлено" in shown.text


async def test_buttons_of_other_chats_change_nothing(mailed: Mailed) -> None:
    house, stranger = mailed.house, mailed.house.api.person(1002)
    reader = await mailed.orders(house.api.person(1001))
    await house.says(stranger, "/start")
    message = last(house, 1002)
    for act in ("stop", "take", "weekly", "daily"):
        data = f"mail:{act}:{reader.id.partition(':')[2]}"
        assert "out of use" in await house.presses(stranger, message, data)
    assert mailed.reader() == reader


async def test_a_bot_without_a_mail_server_says_so(api: BotApi, opens: OpenUnitOfWork) -> None:
    async with running(api, telegram_parts(opens)) as house:
        assert "no mail server" in await house.says(api.person(1001), "/email")


async def test_what_is_stored_goes_with_the_chat_when_it_is_exported_or_deleted(mailed: Mailed) -> None:
    house, reader = mailed.house, mailed.house.api.person(1001)
    mail = await mailed.orders(reader)
    tells(house, "grant", to=("1001",))
    await house.says(reader, "/export")
    file = last(house, 1001).media
    assert file is not None
    stored = json.loads(file.data)["stored"]
    assert {each["address"] for each in stored["subscribers"]} == {"1001", ADDRESS}
    assert stored["mail_consents"][0]["subscriber_id"] == mail.id
    await house.says(reader, "/delete")
    await presses(house, reader, last(house, 1001), "Delete everything")
    await house.settles()
    assert mailed.reader() is None
    assert mailed.desk.list_all() == []


def a_home(folder: Path, office: PostOffice) -> Settings:
    values = {"home": folder, "smtp_url": office.url, "mail_from": "Monitor <monitor@example.org>", "web_url": PAGE}
    settings = Settings.model_validate(values)
    migrate_database(settings)
    return settings


async def test_links_in_mails_begin_and_end_it_on_the_page(tmp_path: Path, office: PostOffice) -> None:
    app = bootstrap(a_home(tmp_path, office), clock=FixedClock(datetime.now(UTC)))
    prepare(app)
    desk = a_desk(app.open_unit_of_work, app.clock, office)
    wanted = Subscriber(SubscriberId("x"), ChannelName.EMAIL, ADDRESS, "ru", "UTC", SubscriberState.STOPPED, NOON)
    await desk.ask(ADDRESS, wanted)
    transport = httpx.ASGITransport(create_app(web_parts(app)))
    async with httpx.AsyncClient(transport=transport, base_url=PAGE) as client:
        confirm = f"/confirm/{code_in(office)}"
        shown = await client.get(confirm)
        assert "Подтвердите адрес" in shown.text
        assert (shown.headers["cache-control"], shown.headers["referrer-policy"]) == ("no-store", "no-referrer")
        assert "form-action 'self'" in shown.headers["content-security-policy"]
        assert desk.list_all()[0].consent.confirmed_at is None
        assert "Адрес подтверждён" in (await client.post(confirm)).text
        (mailing,) = desk.list_all()
        assert mailing.subscriber.state is SubscriberState.ACTIVE
        link = f"/unsubscribe/{mailing.consent.stop_token}"
        assert 'method="post"' in (await client.get(link)).text
        assert (await client.head(link)).status_code == 200
        assert desk.list_all()[0].subscriber.state is SubscriberState.ACTIVE
        for _ in range(2):
            done = await client.post(link, data={"List-Unsubscribe": "One-Click"})
            assert done.status_code == 200
            assert "больше не отправляются" in done.text
        assert desk.list_all()[0].subscriber.state is SubscriberState.STOPPED
        assert "больше не отправляются" in (await client.get(link)).text
        assert "method=" not in (await client.get(link)).text.partition("<main")[2], "nothing is left to be asked"
        assert (await client.delete(link)).status_code == 405


async def test_a_page_that_cannot_write_asks_to_try_again_and_keeps_the_link_out_of_the_log(
    tmp_path: Path, office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    parts = web_parts(bootstrap(a_home(tmp_path, office)))

    def away(*, writes: bool = True) -> Any:
        raise StorageError(f"the disk is full, {writes}")

    failing = create_app(replace(parts, mail=MailDesk(away, FixedClock(NOON))))
    token = f"{'0' * 16}-{'a' * 32}"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(failing), base_url=PAGE) as client:
        assert (await client.post(f"/unsubscribe/{token}")).status_code == 503
    assert "/unsubscribe/…" in caplog.text
    assert token not in caplog.text
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(replace(parts, mail=None))), base_url=PAGE
    ) as client:
        assert (await client.post(f"/unsubscribe/{token}")).status_code == 404


def test_an_operator_invites_confirms_lists_and_removes(
    tmp_path: Path, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = a_home(tmp_path, office)
    monkeypatch.setenv("CAJAD_HOME", str(settings.home))
    runner = CliRunner()
    assert runner.invoke(commands, ["email", "invite", ADDRESS]).exit_code == 1
    monkeypatch.setenv("CAJAD_SMTP_URL", office.url)
    monkeypatch.setenv("CAJAD_MAIL_FROM", "monitor@example.org")
    wish = ["email", "invite", ADDRESS, "--language", "ru", "--preset", "news", "--weekly"]
    assert runner.invoke(commands, wish).exit_code == 0
    assert "Подтвердите адрес" in office.letters[0]["Subject"]
    assert runner.invoke(commands, wish).exit_code == 1
    assert "unconfirmed" in runner.invoke(commands, ["email", "list"]).output
    assert runner.invoke(commands, ["email", "confirm", "x"]).exit_code == 1
    assert runner.invoke(commands, ["email", "confirm", code_in(office)]).exit_code == 0
    listed = runner.invoke(commands, ["email", "list"]).output
    assert "active" in listed
    assert "weekly" in listed
    assert runner.invoke(commands, wish).exit_code == 0
    assert runner.invoke(commands, ["email", "remove", ADDRESS]).exit_code == 0
    assert runner.invoke(commands, ["email", "remove", ADDRESS]).exit_code == 1
    assert len(office.content) == 1


@pytest.mark.parametrize("arguments", [["invite", "nobody"], ["invite", ADDRESS, "--language", "xx"], ["remove", "x"]])
def test_what_is_no_address_or_language_is_refused(arguments: list[str]) -> None:
    assert CliRunner().invoke(commands, ["email", *arguments]).exit_code == 2
