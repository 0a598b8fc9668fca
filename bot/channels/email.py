"""E-mail channel: digests by SMTP, and what a server's answers mean for a delivery; the only door to aiosmtplib.

A server takes a letter over when it answers to its content. Until then nothing was sent; from then on, without that
answer, it may have been.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponseException

from bot.digests import drawn
from bot.letters import POLICY, Letter, Letterhead, composed, correction_letter, digest_letter, for_reader, subject_of
from bot.markup import clean, clip
from bot.texts import texts_for
from config.mail_server import Tls, mail_server, sender
from domain.alert import Delivered
from domain.errors import DeliveryDelayed, DeliveryError, DeliveryUncertain, MessageRefused, RecipientGone
from domain.identity import stable_id
from domain.subscriber import ChannelName
from domain.telling import DigestKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from email.message import EmailMessage

    from bot.channels.parts import Attachment, ChannelParts, Render
    from bot.digests import Chart, DigestWriter
    from bot.markup import RenderedMessage
    from config.mail_server import MailServer
    from config.settings import Settings
    from domain.alert import Alert
    from domain.amendment import ClaimedReply
    from domain.digest import Digest, DigestItem
    from domain.ports import Clock
    from domain.subscriber import Subscriber
    from domain.unit_of_work import OpenUnitOfWork

ANSWER_SECONDS = 30.0
"""How long any one answer of a server may take."""
_LEAVE_SECONDS = 2.0

_FIRST_WAIT = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(hours=4)
GIVEN_UP_AFTER = timedelta(days=5)
"""As mail servers do themselves (RFC 5321, 4.5.4.1)."""

_ATTEMPTS_MOST = 35
"""As many as these waits leave room for in that time."""

_ANSWER_LIMIT = 200
_TEMPORARY, _FINAL = range(400, 500), range(500, 600)
_AGAINST_RULES = "5.7."
"""Enhanced status of what is refused for its sender or content, not for want of a mailbox (RFC 3463)."""


class Step(IntEnum):
    """How far the handing in had come."""

    CONNECT = 1
    SENDER = 2
    RECIPIENT = 3
    CONTENT = 4


class Postman:
    """Hands letters in at a mail server, each over a connection of its own.

    Args:
        server: where. head: what all letters share. clock: for the times of further attempts.
        trust: certificates that are believed, None = those of the system. seconds: an answer may take.
    """

    def __init__(
        self,
        server: MailServer,
        head: Letterhead,
        clock: Clock,
        trust: ssl.SSLContext | None = None,
        seconds: float = ANSWER_SECONDS,
    ) -> None:
        self.head = head
        self.clock = clock
        self._server = server
        self._trust = trust or ssl.create_default_context()
        self._seconds = seconds

    async def post(self, letter: Letter, *, attempts: int = 0, since: datetime | None = None) -> Delivered:
        """Hand a letter in.

        Args:
            attempts: how often that was tried before. since: when it was written; None = not known.

        Raises:
            DeliveryError: one of its kinds, as ``meaning_of`` tells.
        """
        return await self.hand_in(composed(letter, self.head), letter.to, attempts=attempts, since=since)

    async def hand_in(
        self, message: EmailMessage, to: str, *, attempts: int = 0, since: datetime | None = None
    ) -> Delivered:
        """Hand a composed message in; as ``post``."""
        content = message.as_bytes(policy=POLICY)
        client, step = self._client(), Step.CONNECT
        try:
            await client.connect()
            step = Step.SENDER
            await client.mail(self.head.sender.addr_spec)
            step = Step.RECIPIENT
            await client.rcpt(to)
            step = Step.CONTENT
            await client.data(content)
        except (SMTPException, OSError) as error:
            raise meaning_of(error, step, self.clock.now(), attempts, since) from error
        finally:
            with suppress(SMTPException, OSError):
                await client.quit(timeout=_LEAVE_SECONDS)
            client.close()
        return Delivered(str(message["Message-ID"]))

    def _client(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            # The library would else ask the resolver for a name of this machine, which is nobody's business.
            local_hostname=self.head.sender.domain,
            timeout=self._seconds,
            use_tls=server.tls is Tls.FROM_START,
            start_tls=server.tls is Tls.STARTTLS,
            tls_context=self._trust,
        )


class EmailChannel:
    """Sends digests by mail; what else there is to say goes as a letter of its own.

    Args:
        postman: hands letters in. render: alert to message. digests: makes digests into text.
        open_unit_of_work: knows the links to unsubscribe.
    """

    name = ChannelName.EMAIL
    shows_charts = False

    def __init__(
        self, postman: Postman, render: Render, digests: DigestWriter, open_unit_of_work: OpenUnitOfWork
    ) -> None:
        self._postman = postman
        self._render = render
        self._digests = digests
        self._open_unit_of_work = open_unit_of_work

    def divide(self, digest: Digest) -> tuple[Sequence[Sequence[DigestItem]], Sequence[DigestItem]]:
        """Return everything as one letter: mail takes any length."""
        return (digest.items,), ()

    async def send_digest(self, digest: Digest) -> Delivered:
        """Send a digest, a weekly one with its picture.

        Raises:
            DeliveryError: one of its kinds, as ``meaning_of`` tells.
        """
        _, token = await asyncio.to_thread(self._agreed, digest.subscriber.address)
        chart = await asyncio.to_thread(self._chart, digest)
        letter = digest_letter(digest, self._digests, self._postman.head, token, chart)
        message = digest.message
        return await self._postman.post(letter, attempts=message.attempts, since=message.created_at)

    async def send(self, alert: Alert) -> Delivered:
        """Send one alert as a letter: subscribers by mail are told by digests, but nothing that is due is held back.

        Raises:
            DeliveryError: one of its kinds, as ``meaning_of`` tells.
        """
        message = alert.message
        letter = await self._letter(alert.subscriber.address, self._render(alert), message.id, plain=message.plain)
        return await self._postman.post(letter, attempts=message.attempts, since=message.created_at)

    async def correct(self, corrections: Sequence[ClaimedReply]) -> Delivered:
        """Send one letter about everything that is to be corrected for a reader.

        Raises:
            DeliveryError: one of its kinds, as ``meaning_of`` tells.
        """
        first = corrections[0]
        _, token = await asyncio.to_thread(self._agreed, first.subscriber.address)
        letter = correction_letter(corrections, self._postman.head, token)
        return await self._postman.post(letter, attempts=first.message.attempts, since=first.message.created_at)

    async def tell(
        self, address: str, message: RenderedMessage, *, plain: bool = False, attempts: int = 0
    ) -> Delivered:
        """Send a message that is rendered already; its first line is the subject.

        Raises:
            DeliveryError: one of its kinds, as ``meaning_of`` tells.
        """
        letter = await self._letter(address, message, self._new_id(address), plain=plain)
        return await self._postman.post(letter, attempts=attempts)

    async def send_file(
        self, address: str, attachment: Attachment, *, plain: bool = False, attempts: int = 0
    ) -> Delivered:
        """Send a file as an attachment.

        Raises:
            DeliveryError: one of its kinds, as ``meaning_of`` tells.
        """
        content = await asyncio.to_thread(attachment.path.read_bytes)
        letter = await self._letter(address, attachment.caption, self._new_id(address), plain=plain)
        message = composed(letter, self._postman.head)
        message.add_attachment(content, "application", "octet-stream", filename=attachment.name)
        return await self._postman.hand_in(message, address, attempts=attempts)

    def _new_id(self, address: str) -> str:
        return stable_id("letter", address, self._postman.clock.now().isoformat())

    async def _letter(self, address: str, message: RenderedMessage, letter_id: str, *, plain: bool) -> Letter:
        reader, token = await asyncio.to_thread(self._agreed, address)
        texts = texts_for(reader.language, reader.zone)
        subject = subject_of(clip(message.lines[0].text, _ANSWER_LIMIT), texts)
        now = self._postman.clock.now()
        letter = Letter(letter_id, address, subject, reader.language, now, (message.lines,), plain=plain)
        return for_reader(letter, token, self._postman.head, texts)

    def _agreed(self, address: str) -> tuple[Subscriber, str]:
        """Return who reads an address and the token that ends their mail.

        Raises:
            MessageRefused: nobody there agreed to mail.
        """
        with self._open_unit_of_work(writes=False) as work:
            reader = work.subscribers.find(self.name, address)
            consent = work.mail.find(reader.id) if reader else None
        if reader is None or consent is None or consent.confirmed_at is None:
            raise MessageRefused("the reader of this address never agreed to mail")
        return reader, consent.stop_token

    def _chart(self, digest: Digest) -> Chart | None:
        if digest.message.kind is not DigestKind.WEEKLY or digest.message.plain:
            return None
        with suppress(MessageRefused):
            # A week without a picture is still told.
            return drawn(self._digests, digest)
        return None


def email_channel(parts: ChannelParts) -> EmailChannel | None:
    """Return the e-mail channel if there is a mail server."""
    if parts.settings is None or parts.open_unit_of_work is None:
        return None
    postman = postman_of(parts.settings, parts.clock)
    return EmailChannel(postman, parts.render, parts.digests, parts.open_unit_of_work) if postman else None


def postman_of(settings: Settings, clock: Clock) -> Postman | None:
    """Return what hands letters in at the configured server, None without one."""
    if settings.smtp_url is None or settings.mail_from is None:
        return None
    head = Letterhead(sender(settings.mail_from), settings.web_url or "")
    return Postman(mail_server(settings.smtp_url.get_secret_value()), head, clock)


def meaning_of(
    error: SMTPException | OSError, step: Step, now: datetime, attempts: int, since: datetime | None
) -> DeliveryError:
    """Return what a server's answer, or the lack of one, means for the letter.

    Args:
        error: what aiosmtplib raised. step: what was being done. now: from which a wait counts.
        attempts: how often it was tried before; lengthens the wait. since: when the letter was written, None = not
            known, and the attempts say how long it was tried.
    """
    code = error.code if isinstance(error, SMTPResponseException) else 0
    said = _said(error, step)
    if step is Step.CONTENT and code not in _TEMPORARY and code not in _FINAL:
        return DeliveryUncertain(said)
    if code in _FINAL and step is Step.CONTENT:
        return MessageRefused(said)
    if code in _FINAL and step is Step.RECIPIENT:
        against_rules = isinstance(error, SMTPResponseException) and str(error.message).startswith(_AGAINST_RULES)
        return MessageRefused(said) if against_rules else RecipientGone(said)
    is_old = attempts >= _ATTEMPTS_MOST if since is None else now - since > GIVEN_UP_AFTER
    if is_old:
        return MessageRefused(f"given up after {GIVEN_UP_AFTER.days} days: {said}")
    doubled: int = 2 ** min(attempts, 10)
    return DeliveryDelayed(said, now + min(_FIRST_WAIT * doubled, _LONGEST_WAIT))


def _said(error: SMTPException | OSError, step: Step) -> str:
    """Return the failure in one line; what we said to the server, password included, never stands in it."""
    where = f"mail server, {step.name.lower()}"
    if isinstance(error, SMTPResponseException):
        return f"{where}: {error.code} {clip(clean(str(error.message)), _ANSWER_LIMIT)}"
    return f"{where}: {type(error).__name__}"
