"""Mail server: what ``CAJAD_SMTP_URL`` says, and the sender's address."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlsplit

from domain.mailing import mail_address

_PORTS = {"smtp": 587, "smtps": 465}


class Tls(StrEnum):
    """How the connection is encrypted."""

    STARTTLS = "starttls"
    """It begins in the clear and nothing is said before it is encrypted; a server without it is not used."""
    FROM_START = "from_start"
    NONE = "none"
    """For a server on the same machine."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in; user and password are empty where the server asks for none."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)


def mail_server(url: str) -> MailServer:
    """Read the address of a mail server.

    Args:
        url: ``smtp://user:password@host:587`` (STARTTLS; ``?tls=none`` without) or ``smtps://host:465``.

    Raises:
        ValueError: it is none; the message repeats nothing of it, as it may hold a password.
    """
    complaint = "has to be an address like smtp://user:password@host:587 or smtps://user:password@host:465"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(complaint) from None
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    is_address = parts.scheme in _PORTS and bool(parts.hostname) and parts.path in ("", "/") and not parts.fragment
    if not is_address or any(letter.isspace() or not letter.isprintable() for letter in url):
        raise ValueError(complaint)
    if options not in ({}, {"tls": Tls.NONE.value}) or (options and parts.scheme == "smtps"):
        raise ValueError("knows one option behind the question mark: tls=none, for smtp:// only")
    if bool(parts.username) != bool(parts.password):
        raise ValueError("needs user and password, or neither")
    tls = Tls.FROM_START if parts.scheme == "smtps" else Tls.NONE if options else Tls.STARTTLS
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname or "", port or _PORTS[parts.scheme], tls, user, password)


def sender(text: str) -> Address:
    """Read the sender: ``name@example.org`` or ``Name <name@example.org>``.

    Raises:
        ValueError: it is neither.
    """
    name, address = parseaddr(text)
    if not text.isprintable() or not address or not (text.strip() == address or text.rstrip().endswith(f"<{address}>")):
        raise ValueError("has to be name@example.org or Name <name@example.org>")
    mail_address(address)
    return Address(display_name=name, addr_spec=address)
