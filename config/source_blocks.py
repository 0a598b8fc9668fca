"""Sources written as the tables of a source file, so that reading them gives the same sources again."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import MISSING, fields
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from config.problems import problems_from
from config.source_options import OPTIONS
from config.source_tables import SourceTable
from domain.errors import ConfigError
from domain.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pydantic import BaseModel

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.toml")
_DELETE = "\x7f"

_DEFAULTS = MappingProxyType({field.name: field.default for field in fields(Source) if field.default is not MISSING})


def declared_keys(source: Source) -> dict[str, Any]:
    """Return what a source's table holds, in the order of its keys; what stays at its default is left out."""
    values = {field.name: getattr(source, field.name) for field in fields(Source)}
    return {name: value for name, value in values.items() if name not in _DEFAULTS or value != _DEFAULTS[name]} | (
        {"options": dict(source.options)} if source.options else {}
    )


def source_block(source: Source, remarks: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the ``[[source]]`` table of a source.

    Args:
        source: what to declare.
        remarks: comments by key, one line each; ``""`` stands for the table itself.
    """
    keys = declared_keys(source)
    options = keys.pop("options", {})
    head = [f"# {_comment(remarks[''])}"] if "" in remarks else []
    lines = [*head, "[[source]]", *(_line(key, value, remarks.get(key, "")) for key, value in keys.items())]
    if options:
        note = f"  # {_comment(remarks['options'])}" if "options" in remarks else ""
        lines += ["", f"[source.options]{note}", *(_line(key, value, "") for key, value in options.items())]
    return "\n".join(lines) + "\n"


def problems_of(source: Source) -> list[str]:
    """Return what a source file would be told is wrong with this source, options included."""
    (table,) = tomllib.loads(source_block(source))["source"]
    found = _problems(SourceTable, table, f"source {source.id}")
    model = OPTIONS.get(source.kind)
    if not found and model is not None:
        found = _problems(model, table.get("options", {}), f"source {source.id}: options")
    return found


def append_blocks(folder: Path | None, name: str, blocks: Iterable[str]) -> Path:
    """Add tables at the end of a file of the operator's folder, which is made if it is not there; all or nothing.

    Args:
        folder: ``CAJAD_SOURCES_DIR``, None = not set.
        name: of the file, without a path.

    Raises:
        ConfigError: there is no such folder, the name is none, or the file cannot be written.
    """
    if folder is None:
        raise ConfigError(["CAJAD_SOURCES_DIR is not set: it names the folder of your own source files"])
    if not folder.is_dir():
        raise ConfigError([f"CAJAD_SOURCES_DIR: {folder} is not a folder"])
    if not _FILE_NAME.fullmatch(name):
        raise ConfigError([f"{name}: has to be the name of a file in {folder}, e.g. own.toml"])
    path = folder / name
    try:
        before = path.read_text(encoding="utf-8").rstrip("\n") if path.exists() else ""
        content = "\n\n".join(part for part in (before, *(block.strip("\n") for block in blocks)) if part) + "\n"
        # No *.toml, so that a poll never reads it half written.
        draft = folder / f".{name}.new"
        draft.write_text(content, encoding="utf-8")
        draft.replace(path)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"{path}: cannot be written: {error}"]) from error
    return path


def _problems(model: type[BaseModel], values: object, label: str) -> list[str]:
    try:
        model.model_validate(values)
    except ValidationError as error:
        return problems_from(error, "", label)
    return []


def _line(key: str, value: object, remark: str) -> str:
    note = f"  # {_comment(remark)}" if remark else ""
    return f"{_key(key)} = {_value(value)}{note}"


def _comment(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _text(key)


def _value(value: object) -> str:
    match value:
        case list() | tuple():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            return "{ " + ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items()) + " }"
        case bool() | int():
            return str(value).lower()
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
    return value.isoformat() if isinstance(value, date) else _text(str(value))


def _text(text: str) -> str:
    """Return a basic string: JSON escapes as TOML does, but for one character that TOML forbids."""
    return json.dumps(text, ensure_ascii=False).replace(_DELETE, "\\u007f")
