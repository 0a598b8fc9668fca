"""The e-mail channel before a real SMTP server that fails at every step there is."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from bot.channels import open_channels
from bot.channels.email import GIVEN_UP_AFTER, EmailChannel, Postman
from bot.channels.parts import Attachment, ChannelParts
from bot.deliver import DeliveryParts, deliver_due
from bot.digests import Chart
from bot.letters import Letter
from bot.mail_desk import MailDesk
from bot.markup import RenderedMessage, bold, line
from config.mail_server import mail_server
from config.settings import Settings
from domain.alert import DeliveryState
from domain.errors import (
    DeliveryDelayed,
    DeliveryError,
    DeliveryUncertain,
    MessageRefused,
    RecipientGone,
)
from domain.mailing import mail_timing
from domain.subscriber import ChannelName, SubscriberState
from domain.telling import USUAL, Urgency
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.bot.mail import ADDRESS, HEAD, a_postman, a_reader
from tests.integration.bot.outbox import DIGESTS, RENDER, Outbox, a_chat, an_outbox
from tests.servers.post_office import HOST, PASSWORD, USER, PostOffice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.subscriber import Subscriber

LETTER = Letter("letter", "reader@example.net", "Subject", "en", NOON, ((line(bold("Title")), line("Text")),))


@pytest.fixture
def outbox(seeded: Path, tmp_path: Path) -> Iterator[Outbox]:
    file = tmp_path / "outbox.sqlite3"
    file.write_bytes(seeded.read_bytes())
    with an_outbox(file) as outbox:
        yield outbox


async def failure(office: PostOffice, **over: Any) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await a_postman(office, seconds=over.pop("seconds", 5.0), url=over.pop("url", "")).post(LETTER, **over)
    return caught.value


@pytest.mark.parametrize("encrypted", ["starttls", "from_start"])
async def test_mail_goes_out_encrypted_and_logged_in(encrypted: str) -> None:
    with PostOffice(login=True, **{encrypted: True}) as office:  # type: ignore[arg-type]  # both are flags
        scheme = "smtp" if encrypted == "starttls" else "smtps"
        url = f"{scheme}://{USER}:{quote(PASSWORD, safe='')}@{HOST}:{office.port}"
        delivered = await a_postman(office, url=url).post(LETTER)
        assert delivered.remote_id == "<letter@example.org>"
        assert office.letters[0]["Message-ID"] == "<letter@example.org>"
        assert office.recipients == [ADDRESS]


async def test_a_wrong_password_waits_for_the_operator_and_is_not_repeated_in_the_complaint() -> None:
    with PostOffice(login=True, starttls=True) as office:
        error = await failure(office, url=f"smtp://{USER}:guess-work@{HOST}:{office.port}")
        assert isinstance(error, DeliveryDelayed)
        assert "535" in str(error)
        assert "guess-work" not in str(error)
        assert office.content == []


async def test_nothing_is_said_to_a_server_that_cannot_encrypt() -> None:
    with PostOffice() as office:
        error = await failure(office, url=f"smtp://{HOST}:{office.port}")
        assert isinstance(error, DeliveryDelayed)
        assert office.content == []


async def test_nothing_is_said_to_a_server_whose_certificate_nobody_vouches_for() -> None:
    with PostOffice(starttls=True) as office, PostOffice() as other:
        postman = Postman(mail_server(f"smtp://{HOST}:{office.port}"), HEAD, FixedClock(NOON), other.trust)
        with pytest.raises(DeliveryDelayed):
            await postman.post(LETTER)
        assert office.content == []


async def test_a_server_that_is_not_there_is_tried_again_later_and_later() -> None:
    with PostOffice() as office, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{taken.getsockname()[1]}?tls=none"
        waits = [await failure(office, url=url, attempts=attempts) for attempts in (0, 1, 20)]
    assert [each.retry_at - NOON for each in waits if isinstance(each, DeliveryDelayed)] == [
        timedelta(minutes=5),
        timedelta(minutes=10),
        timedelta(hours=4),
    ]


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
async def test_a_temporary_no_is_tried_again_whenever_it_comes(step: str) -> None:
    with PostOffice(answers={step: "451 4.3.0 try later"}) as office:
        error = await failure(office, since=NOON)
        assert isinstance(error, DeliveryDelayed)
        assert "451" in str(error)


@pytest.mark.parametrize(
    ("answers", "age", "kind"),
    [
        ({"MAIL": "550 5.7.1 not you"}, timedelta(), DeliveryDelayed),
        ({"RCPT": "550 5.1.1 no such mailbox"}, timedelta(), RecipientGone),
        ({"RCPT": "550 5.7.1 policy"}, timedelta(), MessageRefused),
        ({"DATA": "554 5.6.0 content"}, timedelta(), MessageRefused),
        ({"DATA": "452 full"}, GIVEN_UP_AFTER + timedelta(hours=1), MessageRefused),
    ],
)
async def test_a_final_no_means_what_the_step_says(
    answers: dict[str, str], age: timedelta, kind: type[DeliveryError]
) -> None:
    with PostOffice(answers=answers) as office:
        error = await failure(office, since=NOON - age)
        assert type(error) is kind
        assert office.content == []


async def test_a_mailbox_that_is_not_there_is_believed_at_once_for_a_confirmation() -> None:
    with PostOffice(answers={"RCPT": "550 5.1.1 no such mailbox"}) as office:
        assert isinstance(await failure(office), RecipientGone)


@pytest.mark.parametrize(
    ("step", "kind"), [("MAIL", DeliveryDelayed), ("RCPT", DeliveryDelayed), ("DATA", DeliveryUncertain)]
)
async def test_a_server_that_falls_silent_is_not_waited_for_long(step: str, kind: type[DeliveryError]) -> None:
    with PostOffice(hangs_at=step) as office:
        async with asyncio.timeout(4):
            assert type(await failure(office, seconds=0.2)) is kind


async def test_a_connection_lost_after_the_content_leaves_it_open_whether_it_arrived() -> None:
    with PostOffice(hangs_up=True) as office:
        assert isinstance(await failure(office), DeliveryUncertain)
        assert len(office.content) == 1


async def test_what_is_no_digest_goes_as_a_letter_of_its_own(outbox: Outbox, tmp_path: Path) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(b"report")
    with PostOffice() as office:
        said = RenderedMessage((line(bold("Good evening")), line("All is well.")))
        channel = EmailChannel(a_postman(office), RENDER, DIGESTS, outbox.open_unit_of_work)
        with pytest.raises(MessageRefused, match="never agreed"):
            await channel.tell(ADDRESS, said)
        async with a_reader(outbox, office, FixedClock(NOON)):
            await channel.tell(ADDRESS, said)
            await channel.send_file(ADDRESS, Attachment(file, "report.docx", said))
        told, sent = office.letters
        assert told["Subject"] == "CA+JAD Monitor: Good evening"
        assert told["List-Unsubscribe-Post"]
        assert [each.get_content() for each in sent.iter_attachments()] == [b"report"]


def test_there_is_no_channel_without_a_mail_server(outbox: Outbox) -> None:
    parts = ChannelParts(RENDER, FixedClock(NOON), DIGESTS, open_unit_of_work=outbox.open_unit_of_work)
    assert ChannelName.EMAIL not in open_channels(parts)
    assert ChannelName.EMAIL not in open_channels(replace(parts, settings=Settings()))
    settings = Settings.model_validate({"smtp_url": "smtp://127.0.0.1:25?tls=none", "mail_from": "a@example.org"})
    assert open_channels(replace(parts, settings=settings))[ChannelName.EMAIL].name is ChannelName.EMAIL


def tomorrow(clock: FixedClock) -> None:
    clock.advance(days=1)


async def test_everything_of_a_day_comes_as_one_mail_and_nothing_before(outbox: Outbox) -> None:
    clock = FixedClock(NOON)
    with PostOffice() as office:
        async with a_reader(outbox, office, clock) as (reader, delivery):
            outbox.alert(reader)
            outbox.alert(reader)
            assert (await deliver_due(delivery)).sent == 0
            tomorrow(clock)
            assert (await deliver_due(delivery)).sent == 1
            assert (await deliver_due(delivery)).sent == 0
            assert office.letters[0]["Subject"].startswith("CA+JAD Monitor: 2 developments, ")
            assert office.letters[0]["List-Unsubscribe-Post"]


@pytest.mark.parametrize("drawn", [True, False])
async def test_a_weekly_digest_comes_with_its_picture_or_without_where_there_is_none(
    outbox: Outbox,
    drawn: bool,  # noqa: FBT001 - one of two cases
) -> None:
    clock = FixedClock(NOON)
    chart = Chart(b"picture", RenderedMessage((line("Statuses"),)))
    writer = replace(DIGESTS, draw=lambda _language, _zone: chart if drawn else None)
    with PostOffice() as office:
        async with a_reader(outbox, office, clock) as (reader, delivery):
            channel = EmailChannel(a_postman(office, clock), RENDER, writer, outbox.open_unit_of_work)
            with outbox.open_unit_of_work() as work:
                work.subscribers.save(replace(reader, timing=mail_timing(USUAL, weekly=True)))
                work.commit()
            for _ in range(2):
                outbox.save(*outbox.alert(reader), urgency=Urgency.DIGEST)
            clock.advance(days=7)
            assert (await deliver_due(replace(delivery, channels={ChannelName.EMAIL: channel}))).sent == 1
            kinds = [each.get_content_type() for each in office.letters[0].walk()]
            assert ("image/png" in kinds) is drawn


async def test_a_mail_that_may_have_arrived_is_never_repeated_and_named_in_the_next(outbox: Outbox) -> None:
    clock = FixedClock(NOON)
    with PostOffice(hangs_up=True) as office:
        async with a_reader_before(outbox, office, clock) as (reader, delivery):
            outbox.alert(reader)
            tomorrow(clock)
            assert (await deliver_due(delivery)).uncertain == 1
            tomorrow(clock)
            assert (await deliver_due(delivery)).sent == 0
            office.hangs_up = False
            outbox.alert(reader, after=timedelta(days=2))
            tomorrow(clock)
            assert (await deliver_due(delivery)).sent == 1
            text = office.letters[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]  # it has one
            assert "may not have reached you" in text


@asynccontextmanager
async def a_reader_before(outbox: Outbox, office: PostOffice, clock: FixedClock) -> Any:
    """As ``a_reader``, with the server's faults beginning afterwards."""
    office.hangs_up = False
    async with a_reader(outbox, office, clock) as joined:
        office.hangs_up = True
        yield joined


async def test_unsubscribing_takes_back_what_is_due(outbox: Outbox) -> None:
    clock = FixedClock(NOON)
    with PostOffice() as office:
        async with a_reader(outbox, office, clock) as (reader, delivery):
            (alert,) = outbox.alert(reader)
            desk = MailDesk(outbox.open_unit_of_work, clock)
            token = desk.list_all()[0].consent.stop_token
            for _ in range(2):
                stopped = desk.unsubscribe(token)
                assert stopped is not None
                assert stopped.id == reader.id
            tomorrow(clock)
            assert (await deliver_due(delivery)).sent == 0
            assert outbox.states(alert) == [DeliveryState.CANCELLED]
            assert office.content == []


async def test_a_mailbox_that_stays_away_for_days_pauses_its_subscriber(outbox: Outbox) -> None:
    clock = FixedClock(NOON)
    with PostOffice() as office:
        async with a_reader(outbox, office, clock) as (reader, delivery):
            outbox.alert(reader)
            office.answers["RCPT"] = "550 5.1.1 no such mailbox"
            tomorrow(clock)
            assert (await deliver_due(delivery)).delayed == 1
            assert outbox.subscriber(reader).state is SubscriberState.ACTIVE
            for _ in range(2):
                tomorrow(clock)
                summary = await deliver_due(delivery)
            assert summary.gone == 1
            assert outbox.subscriber(reader).state is SubscriberState.PAUSED


async def test_nothing_goes_to_a_subscriber_nobody_ever_asked(outbox: Outbox) -> None:
    clock = FixedClock(NOON)
    stranger = a_stranger()
    with PostOffice() as office:
        channel = EmailChannel(a_postman(office, clock), RENDER, DIGESTS, outbox.open_unit_of_work)
        delivery = DeliveryParts(outbox.open_unit_of_work, {ChannelName.EMAIL: channel}, {}, clock)
        (alone,) = outbox.alert(stranger)
        tomorrow(clock)
        assert (await deliver_due(delivery)).refused == 1
        outbox.alert(stranger, after=timedelta(days=2))
        outbox.alert(stranger, after=timedelta(days=2))
        clock.advance(days=3)
        assert (await deliver_due(delivery)).refused == 1
        assert outbox.states(alone) == [DeliveryState.REFUSED]
        assert office.content == []


def a_stranger() -> Subscriber:
    return a_chat(7, channel=ChannelName.EMAIL, address="stranger@example.net", timing=mail_timing(USUAL))
