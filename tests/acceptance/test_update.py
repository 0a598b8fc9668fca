"""`make update` over real checkouts: the new version runs, or everything is as it was before."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.programs import needed

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).parents[2]
PACKAGES = ("bot", "config", "domain", "matching", "monitors", "reports", "storage", "web")
pytestmark = pytest.mark.slow

SYSTEMCTL = """\
#!/bin/sh
# Starts and stops the one service of this test, as the service manager of a user would.
[ "$1" = --user ] && shift
case "$1" in
is-enabled) exit 0 ;;
stop)
	[ -f "$RUN/pid" ] || exit 0
	kill "$(cat "$RUN/pid")" 2>/dev/null
	tail --pid="$(cat "$RUN/pid")" -f /dev/null
	rm "$RUN/pid"
	;;
start) "$RUN/checkout/.venv/bin/cajad" run >>"$RUN/log" 2>&1 & echo $! >"$RUN/pid" ;;
esac
"""


class Operator:
    """Somebody who runs a checkout of the product as a service, and its publisher."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.published = folder / "published"
        self.checkout = folder / "checkout"
        self._publish_first()
        self._set_up()

    def git(self, *words: str, at: Path | None = None) -> str:
        who = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main")
        done = subprocess.run(
            [needed("git"), *who, *words], cwd=at or self.published, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def cajad(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self._run([".venv/bin/cajad", *words])

    def systemctl(self, word: str) -> None:
        assert self._run(["systemctl", "--user", word, "cajad.service"]).returncode == 0

    def update(self, **more: str) -> subprocess.CompletedProcess[str]:
        return self._run(["make", "update"], **more)

    def publishes(self, file: str, text: str) -> str:
        """Publish a version in which a file has another text; return its commit."""
        (self.published / file).write_text(text, encoding="utf-8")
        self.git("add", "-A")
        self.git("commit", "-qm", f"Change {file}")
        return self.git("rev-parse", "HEAD")

    @property
    def version(self) -> str:
        return self.git("rev-parse", "HEAD", at=self.checkout)

    @property
    def database(self) -> Path:
        return self.checkout / "var" / "cajad.sqlite3"

    def _publish_first(self) -> None:
        for each in PACKAGES:
            ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
            shutil.copytree(REPOSITORY / each, self.published / each, ignore=ignored)
        for each in ("Makefile", "update.sh", "pyproject.toml", "requirements.lock", ".gitignore"):
            shutil.copy(REPOSITORY / each, self.published / each)
        self.git("init", "-q")
        self.git("add", "-A")
        self.git("commit", "-qm", "First version")

    def _set_up(self) -> None:
        self.git("clone", "-q", str(self.published), str(self.checkout), at=self.folder)
        programs = self.checkout / ".venv" / "bin"
        programs.mkdir(parents=True)
        # The libraries of the tests with the program of the checkout, in the place of an installation of its own.
        self._program(
            programs / "cajad", f'#!/bin/sh\nPYTHONPATH={self.checkout} exec {sys.executable} -m bot.cli "$@"\n'
        )
        (programs / "python").symlink_to(sys.executable)
        (self.checkout / ".venv" / ".ready").touch()
        (self.folder / "bin").mkdir()
        self._program(self.folder / "bin" / "systemctl", SYSTEMCTL)
        assert self.cajad("db", "upgrade").returncode == 0

    def _program(self, file: Path, text: str) -> None:
        file.write_text(text, encoding="utf-8")
        file.chmod(0o755)

    def _run(self, command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "RUN": str(self.folder),
            "CAJAD_HOME": str(self.checkout),
            "CAJAD_BUILTIN_SOURCES": "off",
            "START_SECONDS": "25",
            "STEADY_SECONDS": "1",
            **more,
        }
        return subprocess.run(command, cwd=self.checkout, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    needed("git")
    needed("make")
    operator = Operator(tmp_path)
    operator.systemctl("start")
    assert operator.cajad("roles", "--wait", "30").returncode == 0
    yield operator
    operator.systemctl("stop")


def test_an_update_takes_the_new_version_and_the_service_runs_again(operator: Operator) -> None:
    newest = operator.publishes("config/NEWS", "a second version\n")
    done = operator.update()
    assert (done.returncode, operator.version) == (0, newest), done.stderr
    assert operator.cajad("roles").returncode == 0
    [backup] = (operator.checkout / "var" / "backups").iterdir()
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT count(*) FROM commitments").fetchone() == (53,)
    assert not (operator.checkout / ".venv.before").exists()
    assert "this is that version already" in operator.update().stderr


def test_a_version_that_does_not_start_is_taken_back_with_the_database(operator: Operator) -> None:
    before = operator.version
    broken = (operator.published / "bot" / "service.py").read_text(encoding="utf-8")
    operator.publishes(
        "bot/service.py", broken.replace("async with held(roles", "raise SystemExit(1)\n        async with held(roles")
    )
    # What the new version does to the database before it fails: everybody is forgotten.
    seed = (operator.published / "bot" / "commands" / "database.py").read_text(encoding="utf-8")
    dropped = '__import__("sqlite3").connect("var/cajad.sqlite3").executescript("DROP TABLE subscribers")'
    forget = f"app = bootstrap(settings)\n    {dropped}"
    operator.publishes("bot/commands/database.py", seed.replace("app = bootstrap(settings)", forget))
    done = operator.update(START_SECONDS="6")
    assert done.returncode != 0
    assert "going back" in done.stderr
    assert operator.version == before
    assert operator.git("symbolic-ref", "--short", "HEAD", at=operator.checkout) == "main"
    with closing(sqlite3.connect(operator.database)) as database:
        assert database.execute("SELECT count(*) FROM subscribers").fetchone() is not None
    assert operator.cajad("roles", "--wait", "30").returncode == 0


def test_a_version_that_cannot_migrate_is_taken_back(operator: Operator) -> None:
    before = operator.version
    operator.publishes("storage/migrate.py", "raise RuntimeError\n")
    assert operator.update().returncode != 0
    assert operator.version == before
    assert operator.cajad("roles", "--wait", "30").returncode == 0


def test_nothing_is_touched_where_the_operator_changed_the_program(operator: Operator) -> None:
    (operator.checkout / "pyproject.toml").write_text("# mine\n", encoding="utf-8")
    operator.publishes("config/NEWS", "a second version\n")
    done = operator.update()
    assert done.returncode != 0
    assert "commit or discard" in done.stderr
    assert operator.cajad("roles").returncode == 0


def test_another_version_can_be_named_and_an_unknown_one_changes_nothing(operator: Operator) -> None:
    wanted = operator.publishes("config/NEWS", "a second version\n")
    operator.git("tag", "v2")
    operator.publishes("config/NEWS", "a third version\n")
    assert "there is no version «v9»" in operator.update(VERSION="v9").stderr
    done = operator.update(VERSION="v2")
    assert (done.returncode, operator.version) == (0, wanted), done.stderr
