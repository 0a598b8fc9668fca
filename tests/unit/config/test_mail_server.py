"""The address of a mail server and the sender, as an operator sets them; a password is never repeated."""

from __future__ import annotations

import pytest

from config.mail_server import MailServer, Tls, mail_server, sender
from config.settings import Settings
from domain.errors import ConfigError

URL = "smtp://monitor:s%40cret@mail.example.org"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (URL, MailServer("mail.example.org", 587, Tls.STARTTLS, "monitor", "s@cret")),
        ("smtps://mail.example.org", MailServer("mail.example.org", 465, Tls.FROM_START)),
        ("smtps://u:p@mail.example.org:2465/", MailServer("mail.example.org", 2465, Tls.FROM_START, "u", "p")),
        ("smtp://127.0.0.1:25?tls=none", MailServer("127.0.0.1", 25, Tls.NONE)),
    ],
)
def test_an_address_says_where_and_how_encrypted(url: str, server: MailServer) -> None:
    assert mail_server(url) == server
    assert "s@cret" not in repr(server)


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example.org",
        "smtp://",
        "smtp://user:secret@host:99999",
        "smtp://user:secret@[host",
        "smtp://user:secret@host/path",
        "smtp://user:secret@host?tls=off",
        "smtps://user:secret@host?tls=none",
        "smtp://user@host",
        "smtp://user:secret@host#x",
        "smtp://user:secret@ho st",
    ],
)
def test_what_is_no_address_of_a_mail_server_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match=r"address like|knows one|needs user") as caught:
        mail_server(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "name"),
    [("monitor@example.org", ""), ("CA+JAD Monitor <monitor@example.org>", "CA+JAD Monitor"), ("Бот <a@b.kz>", "Бот")],
)
def test_a_sender_is_an_address_with_or_without_a_name(text: str, name: str) -> None:
    assert sender(text).display_name == name
    assert sender(str(sender(text))) == sender(text)


@pytest.mark.parametrize(
    "text", ["", "Monitor", "a@example.org, b@example.org", "a@example.org\r\nBcc: b@c.org", "<a@b>"]
)
def test_what_is_no_sender_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="has to be"):
        sender(text)


def test_the_password_stays_out_of_what_is_shown_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAJAD_SMTP_URL", URL)
    monkeypatch.setenv("CAJAD_MAIL_FROM", "monitor@example.org")
    settings = Settings.from_env()
    assert {URL, "s@cret", "s%40cret"} <= set(settings.secrets())
    assert "cret@" not in repr(settings)
    assert not any("cret" in cell and "s%40" in cell for row in settings.shown() for cell in row)
    monkeypatch.setenv("CAJAD_SMTP_URL", "smtp://monitor:s%40cret@host/path")
    with pytest.raises(ConfigError, match="CAJAD_SMTP_URL") as caught:
        Settings.from_env()
    assert "s%40cret" not in str(caught.value)


def test_a_server_needs_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAJAD_SMTP_URL", "smtp://127.0.0.1:25?tls=none")
    with pytest.raises(ConfigError, match="CAJAD_MAIL_FROM"):
        Settings.from_env()
    monkeypatch.setenv("CAJAD_MAIL_FROM", "nobody")
    with pytest.raises(ConfigError, match="CAJAD_MAIL_FROM"):
        Settings.from_env()
