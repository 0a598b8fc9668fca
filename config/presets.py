"""Loading the presets: facets chosen for four sorts of readers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from config.problems import problems_from
from config.toml_file import read_toml
from domain.errors import ConfigError
from domain.facets import Facets, Preset

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGED = Path(__file__).parent / "presets.toml"


def load_presets(path: Path = PACKAGED) -> Mapping[Preset, Facets]:
    """Return the facets of every preset.

    Raises:
        ConfigError: the file is missing or malformed, or lacks a preset; holds every problem.
    """
    values = read_toml(path, path.name)
    tables = [(name, table) for name, table in values.items() if isinstance(table, dict)]
    unknown = [(name, key) for name, table in tables for key in table if key not in _FIELDS]
    missing = [preset for preset in Preset if preset not in values]
    problems = [f"{path.name}: [{name}] has no facet {key!r}" for name, key in unknown]
    problems += [f"{path.name}: [{preset}] is missing" for preset in missing]
    if problems:
        raise ConfigError(problems)
    try:
        return _PRESETS.validate_python(values)
    except ValidationError as error:
        raise ConfigError(problems_from(error, path.name, "")) from error


_FIELDS = frozenset(Facets.__dataclass_fields__)
_PRESETS = TypeAdapter(dict[Preset, Facets])
