"""Loading the organisations that readers can follow: ``organisations.toml`` to domain values."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from config.problems import problems_from
from config.toml_file import read_toml
from domain.commitment import Texts
from domain.errors import ConfigError
from domain.organisation import Organisation, Sector

PACKAGED = Path(__file__).parent / "organisations.toml"


def load_organisations(path: Path = PACKAGED) -> tuple[Organisation, ...]:
    """Return the organisations in the order of the lists, sector by sector.

    Raises:
        ConfigError: the file is missing or malformed, or names a sector that does not exist.
    """
    try:
        tables = _TABLES.validate_python(read_toml(path, path.name))
    except ValidationError as error:
        raise ConfigError(problems_from(error, path.name, "")) from error
    return tuple(Organisation(key, sector, label) for sector in Sector for key, label in tables.get(sector, {}).items())


_TABLES = TypeAdapter(dict[Sector, dict[str, Texts]])
