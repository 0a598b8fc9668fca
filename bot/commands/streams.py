"""Where commands print: results to standard output, progress and trouble to standard error."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rich.console import Console

from domain.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def lines_of(file: str) -> Iterator[IO[bytes]]:
    """Open ``file`` for reading lines of bytes; ``-`` is standard input.

    Raises:
        ConfigError: it cannot be read.
    """
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(file).open("rb") as stream:
            yield stream
    except OSError as error:
        raise ConfigError([f"{file}: {error.strerror}"]) from error
