"""No secret is ever shown: a service at its most talkative, with every service it depends on refusing it."""

from __future__ import annotations

import base64
import contextlib
import signal
import sqlite3
from typing import TYPE_CHECKING, get_args
from urllib.parse import quote, quote_plus

import pytest
from pydantic import SecretStr

from config.settings import SECRETS, Settings
from domain.subscriber import SubscriberId
from tests.builders import a_subscriber
from tests.servers.articles import GRANT, VISAS
from tests.servers.bot_api_faults import Fault, hang_up, server_error, too_many_requests
from tests.servers.installation import Installation
from tests.servers.post_office import PostOffice
from tests.servers.translator import a_translator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers.bot_api import BotApi
    from tests.servers.newsroom import Newsroom

pytestmark = pytest.mark.slow

READER, OPERATOR = 1001, 1002
KEY = "translator-key-0a1b2c3d4e5f"
MAIL_PASSWORD = "mail password/of 24 letters"
LEAST = 12
"""Characters from which on a part of a secret helps whoever reads it."""


@pytest.fixture
def services(api: BotApi) -> Iterator[dict[str, str]]:
    """Settings that hold every secret there is; each service refuses or breaks off."""
    with PostOffice(login=True) as office, a_translator({"error": "no"}) as translator:
        translator.status = 401
        yield {
            "telegram_token": api.token,
            "telegram_api_url": api.url,
            "translator": "deepl",
            "translator_url": translator.url,
            "translator_key": KEY,
            "smtp_url": f"smtp://monitor:{quote(MAIL_PASSWORD, safe='')}@localhost:{office.port}?tls=none",
            "mail_from": "Monitor <monitor@example.org>",
            "admins": str(OPERATOR),
            "log_level": "DEBUG",
        }


@pytest.fixture
def house(services: dict[str, str], newsroom: Newsroom, tmp_path: Path) -> Iterator[Installation]:
    with Installation.at(tmp_path / "house", newsroom, **services) as house:
        for command in (("db", "upgrade"), ("poll", "--all")):
            assert house.cajad(*command).status == 0
        with house.work() as work:
            work.subscribers.save(
                a_subscriber(id=SubscriberId(f"telegram:{READER}"), address=str(READER), language="en")
            )
            work.commit()
        yield house


def parts_of(secret: str) -> set[str]:
    """A secret as it may be written, whole and in parts that would help."""
    plain = secret.encode()
    # Base64 reads three bytes at a time: what stands before a secret shifts its letters, and its ends depend on it.
    encoded = {base64.b64encode(b"\0" * shift + plain).decode()[4:-4] for shift in range(3)}
    forms = {secret, quote(secret, safe=""), quote_plus(secret), *encoded}
    return {form[at : at + LEAST] for form in forms for at in range(max(1, len(form) - LEAST + 1))}


def shown_by(house: Installation, api: BotApi) -> dict[str, str]:
    """Everything that an operator, a reader, or a thief of the database gets to see."""
    with contextlib.closing(sqlite3.connect(house.database)) as connection:
        database = "\n".join(connection.iterdump())
    commands = (("config", "show"), ("status",), ("sources", "list"), ("email", "invite", "reader@example.org"))
    answers = {" ".join(command): house.cajad(*command) for command in commands}
    return {
        "database": database,
        "chats": "\n".join(each.text for each in api.accepted),
        "log": "\n".join(each.out + each.err for each in house.processes),
        **{name: ran.out + ran.err for name, ran in answers.items()},
    }


def test_every_secret_there_is_is_tried(services: dict[str, str]) -> None:
    of_fields = {name for name, each in Settings.model_fields.items() if SecretStr in get_args(each.annotation)}
    assert of_fields | {"database_url"} == set(SECRETS)
    # That a password in the address of a database is masked, tests of the settings and of the engine show.
    assert of_fields <= set(services), "a new secret has to be tried here as well"


def test_no_secret_is_shown_whatever_goes_wrong(
    house: Installation, api: BotApi, newsroom: Newsroom, services: dict[str, str]
) -> None:
    api.goes_wrong("getMe", server_error(502), hang_up(accepts=False))
    api.goes_wrong("getUpdates", too_many_requests(1), hang_up(accepts=False), server_error(500))
    api.goes_wrong(READER, Fault(401, "Unauthorized"), server_error(500), hang_up(), Fault(400, "Bad Request: no"))
    newsroom.publishes("kz-steppe", GRANT, VISAS)
    assert house.cajad("poll", "kz-steppe").status == 0
    service = house.starts("run")
    operator = api.person(OPERATOR)
    for words in ("/start", "/health", "/export", "/email reader@example.org"):
        operator.says(words)
    service.wait_for(lambda: not api.unconfirmed and len(api.received(OPERATOR)) >= 3)
    service.wait_for(lambda: READER in {int(each.fields["chat_id"]) for each in api.called("sendMessage")})
    assert service.ends_on(signal.SIGTERM) == 0
    api.token = "7000001:another-token-than-the-service-has"
    rejected = house.starts("run")
    assert rejected.popen.wait(60) == 1

    shown = shown_by(house, api)
    assert "api.telegram.org" not in shown["log"]
    assert "DEBUG" in shown["log"]
    for secret in {MAIL_PASSWORD, *(services[name] for name in SECRETS if name in services)}:
        found = {place for place, text in shown.items() for part in parts_of(secret) if part in text}
        assert found == set(), f"{secret[:4]}... is shown"
