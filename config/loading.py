"""Loading the sources: TOML files to domain values, with file, table and key in every complaint.

A source file holds ``[[source]]`` tables, and ``[[do_not_add]]`` tables for addresses known to be dead. A source
that is enabled at such an address, or at the address of another enabled one, is a doubt, not a problem: it is
logged and polled. Feeds come back to life, and an operator who adds one may know better than the list.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from config.dead_addresses import DeadAddress, address_key
from config.problems import problems_from
from config.source_options import OPTIONS
from config.source_tables import DeadAddressTable, SourceTable
from config.toml_file import read_toml
from domain.errors import ConfigError
from domain.source import FEED_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from domain.source import Source

PACKAGED = Path(__file__).parent / "sources"
"""Where the catalogue that comes with the product lies."""

TABLES = ("source", "do_not_add")

AnyTable = TypeVar("AnyTable", bound=BaseModel)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the source files say.

    Attributes:
        sources: in order of file and table, with the file each stands in.
        dead: addresses not to be added.
        problems: one line each; the catalogue may be used only if there is none.
    """

    sources: list[tuple[Source, str]] = field(default_factory=list)
    dead: list[DeadAddress] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def load_sources(settings_sources_dir: Path | None = None, *, builtin: bool = True) -> tuple[Source, ...]:
    """Return the declared sources, those of the packaged catalogue first; logs what is doubtful.

    Args:
        settings_sources_dir: the operator's folder, or None.
        builtin: whether the packaged catalogue counts.

    Raises:
        ConfigError: every problem of every file.
    """
    catalogue = read_catalogue(settings_sources_dir, builtin=builtin)
    if catalogue.problems:
        raise ConfigError(catalogue.problems)
    for doubt in doubts(catalogue):
        logger.warning("%s", doubt)
    return tuple(source for source, _ in catalogue.sources)


def read_catalogue(settings_sources_dir: Path | None = None, *, builtin: bool = True) -> Catalogue:
    """Read all source files, good or bad; arguments as for ``load_sources``."""
    catalogue = Catalogue()
    if builtin:
        for path in sorted(PACKAGED.glob("*.toml")):
            _add_file(catalogue, path, f"config/sources/{path.name}")
    if settings_sources_dir is not None:
        if not settings_sources_dir.is_dir():
            catalogue.problems.append(f"CAJAD_SOURCES_DIR: {settings_sources_dir} is not a folder")
        for path in sorted(settings_sources_dir.glob("*.toml")):
            _add_file(catalogue, path, str(path))
    catalogue.problems.extend(_doubled(catalogue.sources))
    return catalogue


def doubts(catalogue: Catalogue) -> list[str]:
    """Return a line per enabled source that is likely a mistake."""
    enabled = [(source, file) for source, file in catalogue.sources if source.enabled]
    if not enabled:
        return ["no source is enabled: nothing will be polled"]
    dead = [
        f"{file}: source {source.id}: {address}; it is polled all the same"
        for source, file in enabled
        for address in catalogue.dead
        if address.covers(source.url)
    ]
    return [*dead, *_twins(enabled)]


def _add_file(catalogue: Catalogue, path: Path, name: str) -> None:
    try:
        content = read_toml(path, name)
    except ConfigError as error:
        catalogue.problems.extend(error.problems)
        return
    catalogue.problems.extend(f"{name}: {key}: is not a known table" for key in content if key not in TABLES)
    for label, values in _tables(catalogue, name, content, "source"):
        if table := _checked(SourceTable, values, name, label, catalogue.problems):
            catalogue.sources.append((table.to_source(), name))
            _check_options(table, name, label, catalogue.problems)
    for label, values in _tables(catalogue, name, content, "do_not_add"):
        if dead := _checked(DeadAddressTable, values, name, label, catalogue.problems):
            catalogue.dead.append(DeadAddress(dead.address, dead.reason, dead.measured))


def _tables(catalogue: Catalogue, file: str, content: dict[str, Any], key: str) -> Iterator[tuple[str, Any]]:
    """Yield the tables of one name with what to call each: its id, else its place among them."""
    tables = content.get(key, [])
    if not isinstance(tables, list):
        catalogue.problems.append(f"{file}: {key}: has to be written with two brackets, [[{key}]]")
        return
    for position, values in enumerate(tables, start=1):
        named = values.get("id") if isinstance(values, dict) else None
        yield f"{key} {named if isinstance(named, str) and named else f'number {position}'}", values


def _checked(model: type[AnyTable], values: object, file: str, label: str, problems: list[str]) -> AnyTable | None:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        problems.extend(problems_from(error, file, label))
        return None


def _check_options(table: SourceTable, file: str, label: str, problems: list[str]) -> None:
    """Check what only the source's kind knows; a source that is off may lack it, because nobody knows it yet."""
    model = OPTIONS.get(table.kind)
    if model is not None and (table.enabled or table.options):
        _checked(model, table.options, file, f"{label}: options", problems)


def _doubled(sources: Iterable[tuple[Source, str]]) -> Iterator[str]:
    """Complain of ids that stand twice; the first file keeps the id."""
    first: dict[str, str] = {}
    for source, file in sources:
        if source.id in first:
            yield f"{file}: source {source.id}: id: stands in {first[source.id]} as well"
        first.setdefault(source.id, file)


def _twins(enabled: Sequence[tuple[Source, str]]) -> Iterator[str]:
    """Name feeds that would be asked for twice; other kinds may differ in more than their address."""
    first: dict[str, Source] = {}
    for source, file in enabled:
        if source.kind not in FEED_KINDS:
            continue
        known = first.setdefault(address_key(source.url), source)
        if known is not source:
            yield f"{file}: source {source.id}: has the address of {known.id}, so it is polled twice"
