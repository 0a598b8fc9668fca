"""Certificates that servers leave out of their chains, by host; whether they can be used is judged when fetching.

Packaged ones stand in ``config/intermediates/index.toml`` with fingerprint, origin and last day; an operator puts a
file ``HOST.pem`` into a folder of theirs, which wins.

Annotations are evaluated here (no ``from __future__``), because pydantic builds its checks from them.
"""

import hashlib
import ssl
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError

from config.problems import problems_from
from config.toml_file import read_toml
from domain.errors import ConfigError

PACKAGED = Path(__file__).parent / "intermediates"

_HOST = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"


class IntermediateTable(BaseModel):
    """One ``[[intermediate]]`` table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: Annotated[StrictStr, Field(pattern=rf"^{_HOST}$", max_length=253)]
    file: Annotated[StrictStr, Field(pattern=r"^[a-z0-9][a-z0-9.-]*\.pem$")]
    sha256: Annotated[StrictStr, Field(pattern=r"^[0-9a-f]{64}$")]
    source: Annotated[StrictStr, Field(pattern=r"^https?://\S+$")]
    expires: date


class _Index(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    intermediate: tuple[IntermediateTable, ...] = ()


def load_intermediates(operators: Path | None = None, *, packaged: Path = PACKAGED) -> Mapping[str, str]:
    """Return PEM text by host name in lower case.

    Args:
        operators: the operator's folder, or None.
        packaged: the folder of ``index.toml``.

    Raises:
        ConfigError: the index or a file cannot be read, or a certificate is not the one of the index.
    """
    found = {table.host: _checked(packaged / table.file, table) for table in _index(packaged)}
    if operators is None:
        return found
    if not operators.is_dir():
        raise ConfigError([f"CAJAD_INTERMEDIATES_DIR: {operators} is not a folder"])
    return found | {path.stem.lower(): _text(path) for path in sorted(operators.glob("*.pem"))}


def _index(folder: Path) -> tuple[IntermediateTable, ...]:
    name = f"config/{folder.name}/index.toml"
    try:
        return _Index.model_validate(read_toml(folder / "index.toml", name)).intermediate
    except ValidationError as error:
        raise ConfigError(list(problems_from(error, name, "intermediate"))) from error


def _checked(path: Path, table: IntermediateTable) -> str:
    text = _text(path)
    try:
        fingerprint = hashlib.sha256(ssl.PEM_cert_to_DER_cert(text.strip())).hexdigest()
    except ValueError as error:
        raise ConfigError(
            [f"intermediate of {table.host}: {path.name} is no single certificate in PEM form"]
        ) from error
    if fingerprint != table.sha256:
        raise ConfigError([f"intermediate of {table.host}: {path.name} has the fingerprint {fingerprint}"])
    return text


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"intermediate: {path.name} cannot be read as text"]) from error
