"""Reports, catalogue, database and settings: what each command prints where, and its exit status."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from reports.formats import FORMATS
from tests.servers.articles import GRANT
from tests.servers.feeds import Page
from tests.servers.installation import CAJAD, WIDE

if TYPE_CHECKING:
    from tests.servers.installation import Installation
    from tests.servers.newsroom import Newsroom

pytestmark = pytest.mark.slow

SECRET = "7000001:a-token-that-must-not-be-shown"


def test_the_report_goes_to_the_screen_or_into_a_file(house: Installation, newsroom: Newsroom) -> None:
    newsroom.publishes("kz-steppe", GRANT)
    house.cajad("poll", "kz-steppe")
    shown = house.cajad("report", "--lang", "ru")
    assert shown.status == 0
    assert GRANT.url in shown.out
    written = house.cajad("report", "--lang", "ru", "-o", str(house.home / "new" / "report.md"))
    text = (house.home / "new" / "report.md").read_text(encoding="utf-8")
    assert GRANT.url in text
    assert (written.out, "report.md" in written.err) == ("", True)
    for narrower in (["--commitment", "26"], ["--pillar", "connectivity"], ["--country", "KZ"]):
        assert GRANT.url in house.cajad("report", *narrower).out, narrower
    for elsewhere in (["--commitment", "27"], ["--pillar", "green"], ["--country", "UZ"], ["--until", "2025-12-31"]):
        assert GRANT.url not in house.cajad("report", *elsewhere).out, elsewhere


def test_every_format_tells_the_same_report(house: Installation, newsroom: Newsroom) -> None:
    newsroom.publishes("kz-steppe", GRANT)
    house.cajad("poll", "kz-steppe")
    page = house.cajad("report", "--format", "html").out
    assert page.startswith("<!DOCTYPE html>")
    assert f'href="{GRANT.url}"' in page
    data = json.loads(house.cajad("report", "--format", "json").out)
    assert [note["url"] for note in data["footnotes"]] == [GRANT.url]
    for suffix in FORMATS:
        path = house.home / f"report.{suffix}"
        assert house.cajad("report", "--format", suffix, "-o", str(path)).status == 0
        assert path.stat().st_size > 1000


def test_a_frozen_report_is_refused_a_second_time(house: Installation) -> None:
    (first, second) = (house.cajad("report", "freeze", "briefing") for _ in range(2))
    assert (first.status, second.status) == (0, 1)
    (folder,) = (house.home / "var" / "reports").iterdir()
    assert first.lines == [f"Report frozen in {folder}."]
    assert second.lines == [f"{folder}: is there already; a frozen report is never replaced"]
    assert house.cajad("report", "freeze", "../x").status == 1


@pytest.mark.parametrize(
    "options",
    [
        ["--format", "odt"],
        ["--lang", "kk"],
        ["--country", "RU"],
        ["--commitment", "999"],
        ["--pillar", "red"],
        ["--since", "soon"],
        ["--since", "2026-02-01", "--until", "2026-01-01"],
        ["--commitment", "26", "--pillar", "green"],
    ],
)
def test_a_report_that_cannot_be_is_wrong_usage(bare: Installation, options: list[str]) -> None:
    assert bare.cajad("report", *options).status == 2


def written_to(installation: Installation, stdout: int, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own, its output going where we say."""
    return subprocess.run(
        [CAJAD, *arguments],
        env={"PATH": os.environ["PATH"], "COLUMNS": WIDE, **installation.environment},
        cwd=installation.home,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )


def test_what_is_no_text_is_piped_on_but_not_written_to_a_terminal(house: Installation) -> None:
    terminal, inside = os.openpty()
    refused = written_to(house, inside, "report", "--format", "docx")
    os.close(inside)
    os.close(terminal)
    assert refused.returncode == 2
    assert "docx is no text for a terminal: name a file with -o" in refused.stderr.decode()
    piped = written_to(house, subprocess.PIPE, "report", "--format", "xlsx")
    assert (piped.returncode, piped.stdout[:2]) == (0, b"PK")


def test_a_report_that_cannot_be_written_is_named(house: Installation) -> None:
    ran = house.cajad("report", "-o", str(house.home / "sources"))
    assert (ran.status, ran.lines) == (1, [f"{house.home / 'sources'}: Is a directory"])


def test_sources_are_listed_with_what_their_last_poll_showed(house: Installation, newsroom: Newsroom) -> None:
    newsroom.serves("kz-wire", Page(status=403))
    house.cajad("poll", "kz-wire")
    (house.home / "sources" / "test.toml").write_text(newsroom.toml().replace('"kz-steppe"', '"kz-other"'), "utf-8")
    house.cajad("db", "upgrade")
    shown = house.cajad("sources", "list")
    assert "blocked" in shown.out
    assert "unverified; never polled" in shown.out
    assert "switched off: no longer declared" in shown.out
    assert "2 of 3 sources are watched." in shown.err
    rows = {row["id"]: row for row in json.loads(house.cajad("sources", "list", "--json").out)}
    assert (rows["kz-wire"]["verdict"], rows["kz-wire"]["failures"]) == ("blocked", 1)
    assert rows["kz-wire"]["last_success_at"].endswith("+00:00")
    assert (rows["kz-other"]["verdict"], rows["kz-other"]["next_poll_at"]) == (None, None)
    assert not rows["kz-steppe"]["enabled"]


def test_a_commitment_is_shown_with_its_terms(bare: Installation) -> None:
    shown = bare.cajad("commitments", "show", "26")
    assert shown.status == 0
    assert shown.out.startswith("26. ")
    assert "таможен" in shown.out
    assert "pillar connectivity" in shown.out
    assert "税関" in bare.cajad("commitments", "show", "26", "--lang", "ja").out
    assert "2030" in bare.cajad("commitments", "show", "13").out


def test_commitments_are_listed_in_every_language_of_the_readers(bare: Installation) -> None:
    for language in ("en", "ru", "ja"):
        listed = bare.cajad("commitments", "list", "--lang", language)
        assert listed.status == 0
        assert len(listed.out.splitlines()) == 54


@pytest.mark.parametrize("arguments", [["show", "54"], ["show", "first"], ["list", "--lang", "kk"]])
def test_a_commitment_that_does_not_exist_is_wrong_usage(bare: Installation, arguments: list[str]) -> None:
    assert bare.cajad("commitments", *arguments).status == 2


def test_the_declaration_is_complete(bare: Installation) -> None:
    ran = bare.cajad("commitments", "check")
    assert (ran.status, ran.err) == (0, "")
    assert len(ran.out.splitlines()) >= 48


def test_settings_are_shown_without_their_secrets(bare: Installation) -> None:
    bare.environment |= {
        "CAJAD_TELEGRAM_TOKEN": SECRET,
        "CAJAD_DATABASE_URL": "postgresql://cajad:pass-word@127.0.0.1/cajad",
    }
    ran = bare.cajad("config", "show")
    assert ran.status == 0
    assert "CAJAD_HOST_GAP" in ran.out
    assert "cajad:***@" in ran.out
    assert SECRET not in ran.out + ran.err
    assert "pass-word" not in ran.out + ran.err


def test_the_database_is_checked_and_copied(house: Installation, newsroom: Newsroom) -> None:
    newsroom.publishes("kz-steppe", GRANT)
    house.cajad("poll", "kz-steppe")
    assert house.cajad("db", "check").err == "The database is sound.\n"
    copy = house.home / "copy.sqlite3"
    assert house.cajad("db", "backup", str(copy)).status == 0
    refused = house.cajad("db", "backup", str(copy))
    assert (refused.status, refused.lines) == (1, [f"{copy} exists already; name another file"])
    house.environment["CAJAD_DATABASE_URL"] = f"sqlite:///{copy}"
    assert GRANT.url in house.cajad("report").out


def test_a_damaged_database_is_said_to_be_damaged(house: Installation) -> None:
    house.database.write_bytes(b"no database at all" * 1000)
    for command in (["db", "check"], ["run", "--once"], ["sources", "list"]):
        ran = house.cajad(*command)
        assert ran.status == 1, command
        assert len(ran.lines) == 1, command
        assert "damaged or no database" in ran.err, command


def test_an_older_schema_is_a_problem_that_the_check_names(bare: Installation) -> None:
    bare.database.parent.mkdir()
    bare.database.touch()
    ran = bare.cajad("db", "check")
    assert ran.status == 1
    assert "run: cajad db upgrade" in ran.err
    assert bare.cajad("db", "upgrade").status == 0
    assert bare.cajad("db", "check").status == 0


def test_no_command_and_an_unknown_one_are_wrong_usage(bare: Installation) -> None:
    assert "Usage: cajad" in bare.cajad("--help").out
    assert bare.cajad("fly").status == 2
    assert bare.cajad().status == 2


@pytest.mark.parametrize("typed", ["", EOFError(), KeyboardInterrupt()], ids=["Enter", "Ctrl-D", "Ctrl-C"])
def test_setup_without_a_token_changes_nothing(
    house: Installation, monkeypatch: pytest.MonkeyPatch, typed: str | BaseException
) -> None:
    def type_it(_: str) -> str:
        if isinstance(typed, BaseException):
            raise typed
        return typed

    monkeypatch.setattr("bot.commands.setup.getpass", type_it)
    ran = house.cajad("setup")
    assert (ran.status, ran.err) == (1, "")
    assert "BotFather" in ran.out
    assert not (house.home / ".env").exists()
