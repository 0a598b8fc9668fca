"""A real SMTP server on loopback, in a thread of its own, that keeps what it takes and fails as it is told to."""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.policy
import ssl
import threading
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import trustme
from aiosmtpd.smtp import SMTP, AuthResult

if TYPE_CHECKING:
    from email.message import EmailMessage

USER, PASSWORD = "monitor", "p@ss word/1"
HOST = "localhost"


@dataclass
class PostOffice:
    """An SMTP server.

    Attributes:
        answers: to ``MAIL``, ``RCPT`` or ``DATA``, in place of yes. hangs_at: never answers there.
        seconds: from taking the content to saying so.
        hangs_up: takes the content and closes the connection without a word.
        starttls: nothing is taken before the connection is encrypted. from_start: it is encrypted from the start.
        login: only who logs in may send.
        content: every letter as it came over the wire; recipients: for each.
    """

    answers: dict[str, str] = field(default_factory=dict)
    hangs_at: str = ""
    seconds: float = 0.0
    hangs_up: bool = False
    starttls: bool = False
    from_start: bool = False
    login: bool = False
    content: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self.authority = trustme.CA()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def trust(self) -> ssl.SSLContext:
        """Certificates that a client has to believe to speak with this server."""
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return context

    @property
    def letters(self) -> list[EmailMessage]:
        """What was taken, parsed as a mail program does."""
        return [email.message_from_bytes(each, policy=email.policy.default) for each in self.content]

    @property
    def url(self) -> str:
        """What an operator would set, without encryption."""
        return f"smtp://{HOST}:{self.port}?tls=none"

    def __enter__(self) -> Self:
        self._thread.start()
        self.port = asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(5)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - named by aiosmtpd
        await self._wait("MAIL")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - named by aiosmtpd
        await self._wait("RCPT")
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - named by aiosmtpd
        await self._wait("DATA")
        if "DATA" not in self.answers:
            self.content.append(envelope.original_content)
            self.recipients += envelope.rcpt_tos
            await asyncio.sleep(self.seconds)
        if self.hangs_up:
            server.transport.abort()
        return self.answers.get("DATA", "250 taken")

    async def _wait(self, step: str) -> None:
        if self.hangs_at == step:
            await asyncio.sleep(60)

    async def _open(self) -> int:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(HOST).configure_cert(context)
        encrypted = self.starttls or self.from_start

        def session() -> SMTP:
            # It warns of passwords in the clear, and does not know that the connection is encrypted from the start.
            with warnings.catch_warnings(action="ignore"):
                return made()

        def made() -> SMTP:
            return SMTP(
                self,
                hostname=HOST,
                tls_context=context if self.starttls else None,
                require_starttls=self.starttls,
                authenticator=_authenticate if self.login else None,
                auth_required=self.login,
                auth_require_tls=encrypted and not self.from_start,
                loop=self._loop,
            )

        self._server = await self._loop.create_server(session, "127.0.0.1", 0, ssl=context if self.from_start else None)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def _close(self) -> None:
        self._server.close()
        tasks = [each for each in asyncio.all_tasks() if each is not asyncio.current_task()]
        for each in tasks:
            each.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)


def _authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)
