"""Reading one TOML file; the only place where declared data meets the disk and the TOML parser."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from domain.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


def read_toml(path: Path, name: str) -> dict[str, Any]:
    """Return the content of a TOML file; what it must hold is for others to check.

    Args:
        path: where the file lies.
        name: how complaints call it, e.g. ``tokyo_2025/green.toml``.

    Raises:
        ConfigError: it cannot be read, is not UTF-8 or not TOML; the complaint names the line.
    """
    text = _text(path, name)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        last = text.rstrip("\n").count("\n") + 1
        complaint = str(error).replace("at end of document", f"at the end, line {last}")
        raise ConfigError([f"{name}: is not valid TOML: {complaint}"]) from error


def _text(path: Path, name: str) -> str:
    try:
        return path.read_bytes().decode()
    except OSError as error:
        raise ConfigError([f"{name}: cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError([f"{name}: line {line}: is not UTF-8 text"]) from error
