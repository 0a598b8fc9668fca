"""Loading a declaration: TOML files to domain values, with file, block and key in every complaint.

A declaration is a folder: ``declaration.toml`` says what it is, every other ``*.toml`` is a section with one
``[[commitment]]`` block per paragraph, named after the pillar of its blocks. To add a declaration is to
add a folder.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from config.declaration_tables import HIGHEST_NUMBER, CommitmentTable, HeadingFile, SectionFile, Table
from config.problems import problems_from
from config.toml_file import read_toml
from domain.commitment import Declaration
from domain.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from domain.commitment import Commitment

PACKAGED = Path(__file__).parent / "declarations"
"""Where the declarations that come with the product lie."""

HEADING = "declaration.toml"

AnyTable = TypeVar("AnyTable", bound=Table)


@dataclass(frozen=True, slots=True)
class _Block:
    """One ``[[commitment]]`` block as read; number is None where the block tells none that can be."""

    file: str
    pillar: str
    position: int
    values: dict[str, Any]

    @property
    def number(self) -> int | None:
        number = self.values.get("number")
        return number if type(number) is int and 1 <= number <= HIGHEST_NUMBER else None

    @property
    def name(self) -> str:
        return f"commitment {self.number}" if self.number is not None else f"commitment block {self.position}"


def load_declaration(declaration_id: str = "tokyo_2025", folder: Path | None = None) -> Declaration:
    """Return a declaration with its paragraphs in order of number.

    Args:
        declaration_id: name of the declaration's folder.
        folder: holds the declarations' folders; the packaged ones unless given.

    Raises:
        ConfigError: something is missing, unknown, doubled or malformed; holds every problem of all its files.
    """
    return _packaged(declaration_id) if folder is None else _load(folder / declaration_id)


@functools.cache
def _packaged(declaration_id: str) -> Declaration:
    """Return a declaration of the product's own, which does not change while a process lives."""
    return _load(PACKAGED / declaration_id)


def _load(home: Path) -> Declaration:
    declaration_id = home.name
    if not home.is_dir():
        raise ConfigError([f"{declaration_id}: there is no such declaration folder"])
    problems: list[str] = []
    unread: list[str] = []
    heading = _heading(home, problems)
    blocks = _blocks(home, unread)
    problems += [*unread, *_doubled(blocks)]
    if not unread:
        problems += _gaps(declaration_id, blocks)
    commitments = [each for block in blocks if (each := _commitment(block, problems))]
    if heading is None or problems:
        raise ConfigError(problems)
    return _declaration(heading, commitments)


def _declaration(heading: HeadingFile, commitments: Iterable[Commitment]) -> Declaration:
    return Declaration(
        id=heading.id,
        name=heading.name.texts(),
        short_name=heading.short_name.texts(),
        adopted=heading.adopted,
        url=heading.url,
        commitments=tuple(sorted(commitments, key=lambda each: each.number)),
    )


def _heading(home: Path, problems: list[str]) -> HeadingFile | None:
    name = f"{home.name}/{HEADING}"
    heading = _read(HeadingFile, home / HEADING, name, problems)
    if heading is not None and heading.id != home.name:
        problems.append(f"{name}: id: is {heading.id!r}, but the folder is {home.name!r}")
    return heading


def _blocks(home: Path, problems: list[str]) -> list[_Block]:
    blocks: list[_Block] = []
    for path in sorted(home.glob("*.toml")):
        if path.name == HEADING:
            continue
        name = f"{home.name}/{path.name}"
        section = _read(SectionFile, path, name, problems)
        if section is not None:
            numbered = enumerate(section.commitment, start=1)
            blocks += [_Block(name, path.stem, position, values) for position, values in numbered]
    return blocks


def _read(shape: type[AnyTable], path: Path, name: str, problems: list[str]) -> AnyTable | None:
    try:
        values = read_toml(path, name)
    except ConfigError as error:
        problems.extend(error.problems)
        return None
    return _check(shape, values, name, "", problems)


def _check(
    shape: type[AnyTable], values: dict[str, Any], file: str, table: str, problems: list[str]
) -> AnyTable | None:
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        problems.extend(problems_from(error, file, table))
        return None


def _commitment(block: _Block, problems: list[str]) -> Commitment | None:
    table = _check(CommitmentTable, block.values, block.file, block.name, problems)
    if table is None:
        return None
    if table.pillar != block.pillar:
        problems.append(f"{block.file}: {block.name}: pillar: is {table.pillar.value!r}, unlike the file's name")
    return table.commitment()


def _doubled(blocks: Iterable[_Block]) -> Iterator[str]:
    first: dict[int, _Block] = {}
    for block in blocks:
        if block.number is None:
            continue
        earlier = first.setdefault(block.number, block)
        if earlier is not block:
            yield f"{block.file}: {block.name}: number: stands already in {earlier.file}, block {earlier.position}"


def _gaps(declaration_id: str, blocks: list[_Block]) -> list[str]:
    """Return a line for each number left out; none while a block hides its number, which may be the one missing."""
    numbers = {block.number for block in blocks if block.number is not None}
    if not blocks:
        return [f"{declaration_id}: there are no commitments"]
    if any(block.number is None for block in blocks):
        return []
    return [
        f"{declaration_id}: there is no commitment {number}, although numbers run from 1 without gaps"
        for number in range(1, max(numbers))
        if number not in numbers
    ]
