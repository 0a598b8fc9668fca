"""No secret is ever shown: a service at its most talkative, with every service it depends on refusing it."""

from __future__ import annotations

import base64
import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, get_args
from urllib.parse import quote, quote_plus

import pytest
from pydantic import SecretStr

from config.settings import SECRETS, Settings
from domain.subscriber import SubscriberId
from tests.builders import a_subscriber
from tests.servers.articles import GRANT, VISAS
from tests.servers.bot_api_faults import GARBAGE, Fault, garbage, hang_up, server_error, too_many_requests
from tests.servers.installation import CAJAD, Installation
from tests.servers.post_office import PostOffice
from tests.servers.translator import a_translator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.servers.bot_api import BotApi
    from tests.servers.newsroom import Newsroom

pytestmark = pytest.mark.slow

READER, OPERATOR = 1001, 1002
KEY = "translator-key-0a1b2c3d4e5f"
MAIL_PASSWORD = "mail password/of 24 letters"
DATABASE_PASSWORD = "database/password of 31 letters"
PROXY_PASSWORD = "proxy password/of 25 letters"
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
        house.has_tables()
        assert house.cajad("poll", "--all").status == 0
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
    assert_hidden(services, shown)


def assert_hidden(services: Mapping[str, str], shown: Mapping[str, str]) -> None:
    """No secret of these services stands in any of the texts, whole or in part."""
    secrets = {services[name] for name in SECRETS if name in services}
    for secret in {MAIL_PASSWORD, DATABASE_PASSWORD, PROXY_PASSWORD, *secrets}:
        found = {place for place, text in shown.items() for part in parts_of(secret) if part in text}
        assert found == set(), f"{secret[:4]}... is shown"


def written_by(house: Installation) -> dict[str, str]:
    return {f"process {number}": each.out + each.err for number, each in enumerate(house.processes)}


def test_no_secret_is_shown_when_a_handler_crashes_on_words_that_hold_it(
    house: Installation, api: BotApi, services: dict[str, str]
) -> None:
    service, operator = house.starts("run"), api.person(OPERATOR)
    operator.says("/start")
    service.wait_for(lambda: api.received(OPERATOR))
    # Every column that a search looks into is gone: the complaint of the database repeats what it was asked.
    house.executes("ALTER TABLE developments RENAME TO gone")
    for secret in (KEY, MAIL_PASSWORD, quote(MAIL_PASSWORD, safe=""), base64.b64encode(KEY.encode()).decode()):
        operator.says(f"/search {secret}")
        operator.says(f"/commitment {secret}")
    operator.says("/latest")
    service.wait_for(lambda: not api.unconfirmed and "a Telegram update could not be handled" in service.err)
    service.wait_for(lambda: any("did not work" in each.text for each in api.received(OPERATOR)))
    assert service.ends_on(signal.SIGTERM) == 0
    assert "Traceback" in service.err
    assert_hidden(services, written_by(house))


def test_no_secret_is_shown_when_the_bot_api_answers_with_garbage_and_the_service_lives_on(
    house: Installation, api: BotApi, newsroom: Newsroom, services: dict[str, str]
) -> None:
    faults = [garbage(body, status) for body in GARBAGE for status in (200, 502)]
    for method in ("getMe", "getUpdates"):
        api.goes_wrong(method, faults[0])
    api.goes_wrong(READER, *faults)
    newsroom.publishes("kz-steppe", GRANT, VISAS)
    assert house.cajad("poll", "kz-steppe").status == 0
    house.environment |= {"HTTPS_PROXY": f"http://monitor:{quote(PROXY_PASSWORD, safe='')}@127.0.0.1:9"}
    service, operator = house.starts("run"), api.person(OPERATOR)
    operator.says("/start")
    service.wait_for(lambda: api.received(OPERATOR))
    service.wait_for(lambda: any(each.fields["chat_id"] == str(READER) for each in api.called("sendMessage")))
    assert service.ends_on(signal.SIGTERM) == 0
    assert_hidden(services, written_by(house) | {"database": shown_by(house, api)["database"]})


def test_a_token_that_telegram_does_not_know_ends_the_service_and_is_not_shown(
    house: Installation, api: BotApi, services: dict[str, str]
) -> None:
    # Of another token 401 is said, which the first test has; of one of another form, 404.
    api.goes_wrong("getMe", *[Fault(404, "Not Found")] * 9)
    service = house.starts("run")
    assert service.popen.wait(60) == 1
    assert "CAJAD_TELEGRAM_TOKEN: Telegram rejects this token" in service.err
    assert_hidden(services, written_by(house))


def test_a_bot_that_is_forbidden_waits_and_shows_nothing(
    house: Installation, api: BotApi, services: dict[str, str]
) -> None:
    api.goes_wrong("getMe", *[Fault(403, "Forbidden: user is deactivated")] * 99)
    service = house.starts("run")
    service.wait_for(lambda: "Telegram answers with an error (Forbidden)" in service.err)
    assert service.ends_on(signal.SIGTERM) == 0
    assert_hidden(services, written_by(house))


def nobody_there() -> int:
    """A port of this machine on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@pytest.mark.parametrize("option", [False, True], ids=["before the host", "as an option"])
def test_the_password_of_a_database_that_cannot_be_reached_is_not_shown(
    bare: Installation, services: dict[str, str], *, option: bool
) -> None:
    password, place = quote(DATABASE_PASSWORD, safe=""), f"127.0.0.1:{nobody_there()}/cajad"
    address = f"cajad@{place}?password={password}" if option else f"cajad:{password}@{place}"
    bare.environment |= {"CAJAD_DATABASE_URL": f"postgresql+psycopg://{address}", "CAJAD_LOG_LEVEL": "DEBUG"}
    commands = ("config show", "db upgrade", "db check", "status", "calendar", "review list", "sources list", "poll")
    ran = {command: bare.cajad(*command.split()) for command in (*commands, "deliver", "roles", "report", "ledger")}
    assert {command for command, each in ran.items() if each.status == 0} == {"config show"}
    service = bare.starts("run")
    assert service.popen.wait(60) == 1
    assert "Connection refused" in service.err
    assert_hidden(services, {name: each.out + each.err for name, each in ran.items()} | written_by(bare))


def test_a_command_without_a_log_of_its_own_masks_what_it_warns_of(
    house: Installation, services: dict[str, str]
) -> None:
    declared = house.home / "sources" / "test.toml"
    twin = declared.read_text(encoding="utf-8").replace('id = "', 'id = "twin-')
    # The warning that each source is polled twice names the file.
    declared.with_name(f"{KEY}.toml").write_text(twin, encoding="utf-8")
    ran = house.cajad("db", "upgrade")
    assert "WARNING" in ran.err
    assert "***" in ran.err
    assert_hidden(services, {"db upgrade": ran.out + ran.err})


def test_a_crash_of_a_command_is_told_by_the_log(house: Installation, services: dict[str, str]) -> None:
    environment = {"PATH": os.environ["PATH"], **house.environment}
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [CAJAD, "config", "show"], env=environment, stdout=full, stderr=subprocess.PIPE, check=False
        )
    text = ran.stderr.decode()
    assert ran.returncode == 1
    assert "CRITICAL config.logs: a fault of ours ended the work" in text
    assert "No space left on device" in text
    assert_hidden(services, {"config show": text})
