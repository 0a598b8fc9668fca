"""Loading the presets: what comes, and where they promise it when, for four sorts of readers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from config.problems import problems_from
from config.toml_file import read_toml
from domain.errors import ConfigError
from domain.facets import Facets, Preset
from domain.subscriber import ReadyMade

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGED = Path(__file__).parent / "presets.toml"


def load_presets(path: Path = PACKAGED) -> Mapping[Preset, ReadyMade]:
    """Return what every preset chooses.

    Raises:
        ConfigError: the file is missing or malformed, or lacks a preset; holds every problem.
    """
    values = read_toml(path, path.name)
    tables = [(name, table) for name, table in values.items() if isinstance(table, dict)]
    unknown = [(name, key) for name, table in tables for key in table if key not in _FACETS | {_MODE}]
    missing = [preset for preset in Preset if preset not in values]
    problems = [f"{path.name}: [{name}] has no facet {key!r}" for name, key in unknown]
    problems += [f"{path.name}: [{preset}] is missing" for preset in missing]
    if problems:
        raise ConfigError(problems)
    try:
        return _PRESETS.validate_python({name: _parted(table) for name, table in values.items()})
    except ValidationError as error:
        raise ConfigError(problems_from(error, path.name, "")) from error


def _parted(table: object) -> object:
    """Return a table of the file as the fields of ``ReadyMade``; what is no table is left to be complained about."""
    if not isinstance(table, dict):
        return table
    facets = {key: value for key, value in table.items() if key in _FACETS}
    return {"facets": facets, **{key: value for key, value in table.items() if key == _MODE}}


_FACETS = frozenset(Facets.__dataclass_fields__)
_MODE = "mode"
_PRESETS = TypeAdapter(dict[Preset, ReadyMade])
