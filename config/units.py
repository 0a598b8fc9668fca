"""Loading the units of a declaration and their codebook: TOML files to domain values, complaints with file and unit.

They lie in the folder ``units`` of their declaration, one file for each section, named like the section's own.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from pydantic import ValidationError

from config.declarations import PACKAGED
from config.problems import problems_from
from config.toml_file import read_toml
from config.unit_tables import UnitFile, UnitTable
from domain.commitment import READER_LANGUAGES
from domain.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from domain.commitment import Declaration, Texts
    from domain.unit import Unit

FOLDER = "units"


def load_units(declaration: Declaration, folder: Path | None = None) -> tuple[Unit, ...]:
    """Return the units of a declaration, by paragraph and letter.

    Args:
        declaration: whose units they are. folder: holds the declarations' folders; the packaged ones unless given.

    Raises:
        ConfigError: something is missing, unknown, doubled or malformed; holds every problem of all files.
    """
    home = (folder or PACKAGED) / declaration.id / FOLDER
    if not home.is_dir():
        raise ConfigError([f"{declaration.id}: there is no folder {FOLDER}"])
    problems: list[str] = []
    units = [unit for path in sorted(home.glob("*.toml")) for unit in _units_of(path, declaration, problems)]
    problems += _doubled(units)
    if problems:
        raise ConfigError(problems)
    return tuple(sorted(units, key=lambda each: (each.number, each.id)))


def missing_units(declaration: Declaration, units: Sequence[Unit]) -> list[str]:
    """Name what the units still lack, a line each: paragraphs without one, shared criteria, unfit days or defaults."""
    numbers = {unit.number for unit in units}
    bare = (
        f"commitment {each.number}: tracked, but without units"
        for each in declaration.tracked
        if each.number not in numbers
    )
    return [*bare, *_strangers(declaration, units), *_unfit(declaration, units), *_shared(units)]


def _units_of(path: Path, declaration: Declaration, problems: list[str]) -> Iterator[Unit]:
    name = f"{declaration.id}/{FOLDER}/{path.name}"
    try:
        tables = UnitFile.model_validate(read_toml(path, name)).unit
    except ConfigError as error:
        problems.extend(error.problems)
        return
    except ValidationError as error:
        problems.extend(problems_from(error, name, ""))
        return
    for position, values in enumerate(tables, start=1):
        label = f"unit {values.get('id', f'number {position}')}"
        try:
            unit = UnitTable.model_validate(values).unit()
        except ValidationError as error:
            problems.extend(problems_from(error, name, label))
            continue
        problems.extend(_misplaced(unit, path, name, declaration))
        yield unit


def _misplaced(unit: Unit, path: Path, name: str, declaration: Declaration) -> Iterator[str]:
    commitment = declaration.find(unit.number)
    if commitment is None:
        yield f"{name}: unit {unit.id}: the declaration has no paragraph {unit.number}"
    elif commitment.pillar.value != path.stem:
        yield f"{name}: unit {unit.id}: its paragraph stands in {commitment.pillar.value}, unlike the file's name"


def _doubled(units: Iterable[Unit]) -> Iterator[str]:
    seen: set[str] = set()
    for unit in units:
        if unit.id in seen:
            yield f"unit {unit.id}: stands twice"
        seen.add(unit.id)


def _strangers(declaration: Declaration, units: Iterable[Unit]) -> Iterator[str]:
    tracked = {each.number for each in declaration.tracked}
    return (f"unit {unit.id}: paragraph {unit.number} is not tracked" for unit in units if unit.number not in tracked)


def _unfit(declaration: Declaration, units: Sequence[Unit]) -> Iterator[str]:
    defaults: defaultdict[int, list[str]] = defaultdict(list)
    for unit in units:
        if unit.assign.default:
            defaults[unit.number].append(unit.id)
        if unit.due is not None and unit.due < declaration.adopted:
            yield f"unit {unit.id}: due {unit.due}, before the declaration was adopted"
        if not unit.assign.default and not unit.assign.is_selective:
            yield f"unit {unit.id}: no development can concern it: neither default nor words, forms or stages"
    for names in defaults.values():
        if len(names) > 1:
            yield f"units {', '.join(names)}: all are the default of one paragraph"


def _shared(units: Iterable[Unit]) -> Iterator[str]:
    """Name the criteria that two codebook entries share; a near miss counts as one."""
    for language in READER_LANGUAGES:
        bearers: defaultdict[str, list[str]] = defaultdict(list)
        for unit in units:
            for text in _criteria(unit):
                bearers[text.in_language(language).casefold()].append(unit.id)
        for names in bearers.values():
            if len(names) > 1:
                yield f"units {', '.join(names)}: one criterion in {language} for all"


def _criteria(unit: Unit) -> Iterable[Texts]:
    book = unit.codebook
    return chain((book.done, book.partly, book.contrary), book.near_misses) if book else ()
