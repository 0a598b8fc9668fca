"""``cajad run``, ``poll`` and ``deliver`` by hand, and what they say when they cannot start."""

from __future__ import annotations

import os
import signal
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from tests.servers.articles import GRANT
from tests.servers.feeds import Fault, Page
from tests.servers.installation import Installation
from tests.servers.newsroom import Newsroom

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "7000001:a-token-that-must-not-be-shown"


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_run_once_tells_the_console_and_says_how_to_use_telegram(house: Installation, newsroom: Newsroom) -> None:
    newsroom.publishes("kz-steppe", GRANT)
    house.cajad("poll", "kz-steppe")
    ran = house.cajad("run", "--once")
    assert ran.status == 0
    assert "Customs training and equipment" in ran.out
    assert f"{GRANT.title}\n{GRANT.url}" in ran.out
    assert "CAJAD_TELEGRAM_TOKEN" in ran.lines[0]
    assert "Alerts" in ran.lines[-1]
    assert "1 delivered" in ran.lines[-1]
    assert house.cajad("run", "--once").out == ""
    assert house.leases() == []


def test_run_once_polls_what_is_due(house: Installation, newsroom: Newsroom) -> None:
    before = sum(newsroom.server.hits.values())
    assert house.cajad("run", "--once").status == 0
    assert sum(newsroom.server.hits.values()) == before
    newsroom.publishes("kz-wire", GRANT)
    ran = house.cajad("poll", "--all")
    assert "1 new, 1 unchanged, 0 failed" in ran.err


def test_the_console_s_backlog_never_goes_to_telegram(house: Installation, newsroom: Newsroom) -> None:
    newsroom.publishes("kz-steppe", GRANT)
    house.cajad("poll", "kz-steppe")
    assert house.outbox() == ["due"]
    house.environment |= {"CAJAD_TELEGRAM_TOKEN": SECRET, "CAJAD_TELEGRAM_API_URL": f"http://127.0.0.1:{closed_port()}"}
    ran = house.cajad("deliver")
    assert (ran.status, ran.out) == (0, "")
    assert "0 delivered" in ran.err
    assert house.outbox() in (["due"], ["cancelled"])


def test_without_a_network_every_source_fails_with_its_reason_and_the_demo_is_named(tmp_path: Path) -> None:
    newsroom = Newsroom.of("kz-steppe", "kz-wire", url=f"http://127.0.0.1:{closed_port()}/rss")
    house = Installation.at(tmp_path / "house", newsroom)
    house.cajad("db", "upgrade")
    ran = house.cajad("run", "--once")
    assert ran.status == 1
    assert "no connection: kz-steppe, kz-wire" in ran.err
    assert ran.lines[-1] == "No source answered. To see the product at work without a network, run: make demo"
    assert house.cajad("poll", "--all").status == 1
    assert house.cajad("poll").status == 0, "nothing is due"


def test_one_source_that_answers_makes_a_good_cycle(house: Installation, newsroom: Newsroom) -> None:
    newsroom.serves("kz-wire", Page(status=500))
    ran = house.cajad("poll", "--all")
    assert ran.status == 0
    assert "0 new, 1 unchanged, 1 failed" in ran.err
    assert "the server answers with an error: kz-wire" in ran.err


def test_a_dry_run_shows_what_would_change_and_changes_nothing(house: Installation, newsroom: Newsroom) -> None:
    newsroom.publishes("kz-steppe", GRANT)
    polls = house.rows("SELECT count(*) FROM polls")
    ran = house.cajad("poll", "kz-steppe", "--dry-run")
    assert ran.status == 0
    assert "kz-steppe: new, 2 entries, 1 new" in ran.out
    assert f"agreed: {GRANT.title}" in ran.out
    assert "would open 1 developments, alert 1 times" in ran.out
    assert house.rows("SELECT count(*) FROM polls") == polls
    assert house.outbox() == []


def test_sources_that_are_not_there_are_named_all_at_once(house: Installation) -> None:
    ran = house.cajad("poll", "kz-steppe", "nobody", "no-one")
    assert ran.status == 1
    assert [line.partition(":")[0] for line in ran.lines] == ["nobody", "no-one"]


@pytest.mark.parametrize(
    "command", [["run"], ["run", "--once"], ["poll"], ["deliver"], ["sources", "list"], ["report"]]
)
def test_a_database_without_tables_names_the_command_that_makes_them(bare: Installation, command: list[str]) -> None:
    ran = bare.cajad(*command)
    assert ran.status == 1
    assert ran.lines == ["the database has not the tables of this version; run: cajad db upgrade"]


@pytest.mark.parametrize("roles", ["poll,clean", "", "sing"])
def test_a_role_that_does_not_exist_is_wrong_usage(bare: Installation, roles: str) -> None:
    ran = bare.cajad("run", "--roles", roles)
    assert ran.status == 2
    assert "is no role; there are poll, deliver, bot" in ran.err


def test_wrong_settings_are_named_all_at_once_and_nothing_starts(bare: Installation) -> None:
    bare.environment |= {
        "CAJAD_HOST_GAP": "often",
        "CAJAD_ACCESS": "everybody",
        "CAJAD_TELEGRAM_TOKEN": "no token at all",
        "CAJAD_TELGRAM_API_URL": "http://127.0.0.1",
    }
    ran = bare.cajad("run", "--once")
    assert ran.status == 1
    names = {line.partition(":")[0] for line in ran.lines}
    assert names == {"CAJAD_HOST_GAP", "CAJAD_ACCESS", "CAJAD_TELEGRAM_TOKEN", "CAJAD_TELGRAM_API_URL"}
    assert len(ran.lines) == 4
    assert "no token at all" not in ran.err
    assert not bare.database.exists()


def test_broken_source_files_are_named_all_at_once_and_nothing_starts(house: Installation, newsroom: Newsroom) -> None:
    (house.home / "sources" / "broken.toml").write_text('[[source]]\nid = "x\n', encoding="utf-8")
    (house.home / "sources" / "wrong.toml").write_text(
        '[[source]]\nid = "Uz Orchard"\nname = "Orchard"\nkind = "rsss"\nurl = "ftp://orchard.example"\n'
        'country = "UZ"\nlanguages = ["ru"]\ncolour = "green"\n',
        encoding="utf-8",
    )
    before = sum(newsroom.server.hits.values())
    ran = house.cajad("run", "--once")
    assert ran.status == 1
    assert sum("broken.toml" in line for line in ran.lines) == 1
    wrong = [line for line in ran.lines if "wrong.toml" in line]
    for key in ("id", "kind", "url", "colour"):
        assert any(f": {key}: " in line for line in wrong), (key, wrong)
    assert len(ran.lines) == 5
    assert sum(newsroom.server.hits.values()) == before


def test_a_cycle_that_is_stopped_gives_its_roles_back(house: Installation, newsroom: Newsroom) -> None:
    newsroom.serves("kz-wire", Page(fault=Fault.HANG))
    house.executes("UPDATE sources SET next_poll_at = last_polled_at")
    hits = newsroom.server.hits["/kz-wire"]

    def press_ctrl_c() -> None:
        newsroom.server.wait_for("/kz-wire", hits + 1)
        os.kill(os.getpid(), signal.SIGINT)

    person = threading.Thread(target=press_ctrl_c)
    person.start()
    ran = house.cajad("run", "--once")
    person.join()
    assert ran.status == 1
    assert "Traceback" not in ran.err
    assert house.leases() == []
