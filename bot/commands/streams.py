"""Where commands print: results to standard output, progress and trouble to standard error."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from domain.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]

_WITHOUT_BOUND = 10_000
"""Columns wide enough for any row, for readers that have no width."""


def print_table(table: Table) -> None:
    """Print a table of results: on a terminal within its width, elsewhere each row on one line and nothing cut."""
    screen = out if out.is_terminal else Console(file=out.file, highlight=False, width=_WITHOUT_BOUND)
    screen.print(table)


@contextmanager
def lines_of(file: str) -> Iterator[IO[bytes]]:
    """Open ``file`` for reading lines of bytes; ``-`` is standard input.

    Raises:
        ConfigError: it cannot be read.
    """
    if file == "-":
        yield sys.stdin.buffer
        return
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(Path(file).open("rb"))
        except OSError as error:
            raise ConfigError([f"{file}: {error.strerror}"]) from error
        yield stream
