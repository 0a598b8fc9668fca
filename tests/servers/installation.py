"""An installation of the product in a folder of its own: its settings, its commands and its processes.

Commands that end by themselves run in the test's process, through the same entry as ``.venv/bin/cajad``; a process
that is to be signalled or killed is a real one.
"""

from __future__ import annotations

import contextlib
import functools
import io
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest

from bot.cli import main
from config.declarations import load_declaration
from config.lexicons import load_language_data
from matching.matcher import build_matcher
from storage.engine import create_engine
from storage.migrate import upgrade
from storage.unit_of_work import open_unit_of_work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from domain.unit_of_work import UnitOfWork
    from matching.matcher import LexicalMatcher
    from tests.servers.newsroom import Newsroom

CAJAD = Path(sys.executable).with_name("cajad")
WIDE = "200"


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """What it said of its troubles, line by line."""
        return self.err.splitlines()


@dataclass
class Process:
    """A command in a process of its own; what it writes goes to files."""

    popen: subprocess.Popen[bytes]
    out_file: Path
    err_file: Path

    @property
    def out(self) -> str:
        return self.out_file.read_text(encoding="utf-8")

    @property
    def err(self) -> str:
        return self.err_file.read_text(encoding="utf-8")

    def wait_for(self, condition: Callable[[], object], seconds: float = 60.0) -> None:
        """Wait until ``condition`` holds; it has to, while the process lives."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert self.popen.poll() is None, f"the process ended:\n{self.err}"
            assert time.monotonic() < deadline, f"did not happen within {seconds} s; the process says:\n{self.err}"
            time.sleep(0.02)

    def ends_on(self, number: signal.Signals, *, within: float = 20.0) -> int:
        """Send a signal; return the exit status, which has to come in time: within 5 s, on a busy machine within 20."""
        self.popen.send_signal(number)
        return self.popen.wait(within)

    def is_killed(self) -> None:
        """Die at once, whatever it is doing."""
        assert self.ends_on(signal.SIGKILL) == -signal.SIGKILL


@dataclass
class Installation:
    """A home folder with a database and a source file.

    Attributes:
        environment: the settings; a test may change them between commands.
    """

    home: Path
    environment: dict[str, str]
    processes: list[Process] = field(default_factory=list)

    @classmethod
    def at(cls, home: Path, newsroom: Newsroom | None = None, **settings: str) -> Installation:
        """Return an installation that watches these publishers and nothing else."""
        (home / "sources").mkdir(parents=True)
        if newsroom is not None:
            (home / "sources" / "test.toml").write_text(newsroom.toml(), encoding="utf-8")
        usual = {
            "home": str(home),
            "sources_dir": "sources",
            "builtin_sources": "off",
            "private_hosts": "127.0.0.1",
            "host_gap": "0",
        }
        return cls(home, {f"CAJAD_{name.upper()}": value for name, value in (usual | settings).items()})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for each in self.processes:
            if each.popen.poll() is None:
                each.is_killed()
            self.keeps_its_secret(each.out + each.err)

    @property
    def database(self) -> Path:
        return self.home / "var" / "cajad.sqlite3"

    def has_tables(self) -> None:
        """Have the tables that ``cajad db upgrade`` makes, without waiting for it."""
        self.database.parent.mkdir(parents=True, exist_ok=True)
        self.database.write_bytes(newest_tables())

    def cajad(self, *arguments: str, stdin: bytes = b"") -> Ran:
        """Run a command here, from its arguments to its exit status."""
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with (
            pytest.MonkeyPatch.context() as patch,
            own_logging(),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            patch.setattr("bot.bootstrap.build_matcher", lambda *_: compiled_once())
            for name, value in ({"COLUMNS": WIDE} | self.environment).items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["cajad", *arguments])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            with pytest.raises(SystemExit) as ended:
                main()
        ran = Ran(int(ended.value.code or 0), _written(out), _written(err))
        self.keeps_its_secret(ran.out + ran.err)
        return ran

    def starts(self, *arguments: str) -> Process:
        """Run a command in a process of its own."""
        number = len(self.processes)
        out, err = self.home / f"{number}.out", self.home / f"{number}.err"
        with out.open("wb") as out_stream, err.open("wb") as err_stream:
            popen = subprocess.Popen(
                [CAJAD, *arguments],
                env={"PATH": os.environ["PATH"], "COLUMNS": WIDE, **self.environment},
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=out_stream,
                stderr=err_stream,
            )
        self.processes.append(Process(popen, out, err))
        return self.processes[-1]

    @contextlib.contextmanager
    def work(self) -> Iterator[UnitOfWork]:
        """One transaction on the database."""
        engine = create_engine(f"sqlite:///{self.database}")
        with open_unit_of_work(engine)() as work:
            yield work
        engine.dispose()

    def keeps_its_secret(self, output: str) -> None:
        """The token must never be seen, whatever is run and however it ends."""
        token = self.environment.get("CAJAD_TELEGRAM_TOKEN")
        assert token is None or token not in output

    def rows(self, query: str, *values: str) -> list[tuple[object, ...]]:
        """Look into the database, as anybody may beside the service."""
        with contextlib.closing(sqlite3.connect(self.database, timeout=10)) as connection:
            return connection.execute(query, values).fetchall()

    def executes(self, statement: str) -> None:
        """Change the database, as no product would: time passes, for instance."""
        with contextlib.closing(sqlite3.connect(self.database, timeout=10)) as connection:
            connection.execute(statement)
            connection.commit()

    def outbox(self) -> list[str]:
        """The states of all messages, oldest first."""
        return [str(state) for (state,) in self.rows("SELECT state FROM outbox ORDER BY created_at, id")]

    def leases(self) -> list[str]:
        return [str(role) for (role,) in self.rows("SELECT role FROM leases ORDER BY role")]


@functools.cache
def compiled_once() -> LexicalMatcher:
    """The packaged matcher: every command of one test run compiles the same words."""
    return build_matcher(load_declaration(), load_language_data())


@functools.cache
def newest_tables() -> bytes:
    """A database file with all tables and nothing in them."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tables.sqlite3"
        engine = create_engine(f"sqlite:///{file}")
        upgrade(engine)
        engine.dispose()
        return file.read_bytes()


@contextlib.contextmanager
def own_logging() -> Iterator[None]:
    """Give the log, and what tells of crashes, back as it was: a command sets it up for a process of its own."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
        logging.captureWarnings(capture=False)
        root.handlers[:] = handlers
        root.setLevel(level)


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()
