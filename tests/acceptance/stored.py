"""What a database holds, row for row, to be compared before and after."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

Table = dict[str, list[tuple[Any, ...]]]


def rows_of(file: Path) -> Table:
    """Every row of every table."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}  # noqa: S608 - names of our own tables
    return {name: sorted((tuple(map(_unordered, row)) for row in rows[name]), key=repr) for name in names}


def _unordered(value: Any) -> Any:
    """Lists that are kept as JSON in one order: sets have none."""
    if isinstance(value, str) and value[:1] in "{[":
        with contextlib.suppress(ValueError):
            return repr(_sorted(json.loads(value)))
    return value


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(each) for key, each in value.items()}
    return sorted(map(_sorted, value), key=repr) if isinstance(value, list) else value


def differing(before: Table, after: Table) -> dict[str, list[tuple[Any, ...]]]:
    """Rows that are in one of two states only, by table."""
    changed = [name for name in before if before[name] != after[name]]
    return {
        name: [row for row in before[name] + after[name] if row not in before[name] or row not in after[name]]
        for name in changed
    }


def copies(origin: Path, target: Path) -> None:
    """Make a database what another is, while others have it open."""
    with closing(sqlite3.connect(origin)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)
