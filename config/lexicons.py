"""Loading the words that matching needs beside the commitments' own terms, with file, table and key in complaints.

Languages, gazetteer and weights lie under ``config``; what belongs to one declaration (the names of its package, which
paragraph yields to which) lies in the folder ``words`` of that declaration.
"""

from __future__ import annotations

import functools
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from config.amounts import AMOUNTS
from config.lexicon_tables import (
    NAMES,
    OBJECTS,
    PACKAGE,
    SUBJECTS,
    UNNAMED,
    WEIGHTS,
    LanguageFile,
    RulesFile,
    form_of,
)
from config.money import RATES
from config.problems import problems_from
from config.toml_file import read_toml
from domain.commitment import LANGUAGES
from domain.errors import ConfigError
from domain.gazetteer import Name, NameKind
from domain.grouping import GroupingNumbers, Places
from domain.lexicon import Lexicon, WordList

if TYPE_CHECKING:
    from config.amounts import AmountsFile
    from config.lexicon_tables import SubjectTable

PACKAGED = Path(__file__).parent

GAZETTEER = {
    "countries.toml": NameKind.COUNTRY,
    "places.toml": NameKind.PLACE,
    "institutions.toml": NameKind.INSTITUTION,
    "companies.toml": NameKind.COMPANY,
    "persons.toml": NameKind.PERSON,
}

T = TypeVar("T")


def load_grouping(folder: Path | None = None) -> GroupingNumbers:
    """Return the numbers by which reports are grouped.

    Args:
        folder: holds ``grouping.toml``, ``gazetteer`` and the files of currencies and rates; the packaged one unless
            given.

    Raises:
        ConfigError: the file or one of its tables is missing or malformed.
    """
    problems: list[str] = []
    home = folder or PACKAGED
    tables = _load(WEIGHTS, home / "grouping.toml", problems) or {}
    rates = _dollars(home / "rates.toml", _load(AMOUNTS, home / "amounts.toml", problems), problems)
    places = _places(home / "gazetteer" / "places.toml", problems)
    if not problems:
        problems += [
            f"grouping.toml: {table}.{key}: is missing"
            for table in ("same", "line")
            for key in ("bias", "threshold")
            if key not in tables.get(table, {})
        ]
    if problems:
        raise ConfigError(problems)
    dollars = {code: float(rate) for code, rate in rates.items()}
    return GroupingNumbers(tables["same"], tables["line"], tables.get("rarity", {}), dollars, places)


def load_language_data(declaration_id: str = "tokyo_2025", folder: Path | None = None) -> Lexicon:
    """Return the word lists, names, package, rules and weights.

    Args:
        declaration_id: folder of the declaration whose package and rules are meant.
        folder: holds ``languages``, ``gazetteer``, ``declarations``, ``weights.toml``; the packaged ones unless given.

    Raises:
        ConfigError: something is missing, unknown or malformed; holds every problem of all files.
    """
    return _packaged(declaration_id) if folder is None else _language_data(declaration_id, folder)


@functools.cache
def _packaged(declaration_id: str) -> Lexicon:
    """Return the product's own, which do not change while a process lives."""
    return _language_data(declaration_id, PACKAGED)


def _language_data(declaration_id: str, home: Path) -> Lexicon:
    problems: list[str] = []
    words = home / "declarations" / declaration_id / "words"
    languages = _languages(home / "languages", problems)
    names = _names(home / "gazetteer", problems)
    package = _load(PACKAGE, words / "package.toml", problems) or {}
    rules = _load(TypeAdapter(RulesFile), words / "precedence.toml", problems)
    objects = _load(OBJECTS, home / "languages" / "objects.toml", problems) or {}
    unnamed = _load(UNNAMED, home / "languages" / "unnamed.toml", problems) or {}
    amounts = _load(AMOUNTS, home / "amounts.toml", problems)
    weights = _load(WEIGHTS, home / "weights.toml", problems) or {}
    dollars = _dollars(home / "rates.toml", amounts, problems)
    if problems or rules is None or amounts is None:
        raise ConfigError(problems)
    return Lexicon(
        languages=languages,
        names=names,
        package=tuple(table.package_name(key) for key, table in package.items()),
        precedences=tuple(rule.precedence() for rule in rules.rule),
        weights=weights,
        amounts=amounts.amount_words(),
        objects={key: tuple(map(form_of, forms)) for key, forms in objects.items()},
        unnamed=tuple(word for words in unnamed.values() for word in words),
        dollars=dollars,
    )


def _load(shape: TypeAdapter[T], path: Path, problems: list[str]) -> T | None:
    """Return a checked file, or None after adding what is wrong with it to ``problems``."""
    name = f"{path.parent.name}/{path.name}"
    try:
        values: dict[str, Any] = read_toml(path, name)
        return shape.validate_python(values)
    except ConfigError as error:
        problems.extend(error.problems)
    except ValidationError as error:
        problems.extend(problems_from(error, name, ""))
    return None


def _dollars(path: Path, amounts: AmountsFile | None, problems: list[str]) -> dict[str, Decimal]:
    """Return dollars for one unit of each currency that is read, at the packaged rates of the oldest day.

    The oldest, so that newer rates in the file do not change what the trained numbers were fitted to.
    """
    days = _load(RATES, path, problems)
    if days is None or amounts is None:
        return {}
    yen = {**days[min(days)], "JPY": Decimal(1)}
    missing = sorted({*amounts.currencies, "USD"} - set(yen))
    problems += [f"{path.parent.name}/{path.name}: {min(days)}: {code}: is missing" for code in missing]
    return {} if missing else {code: yen[code] / yen["USD"] for code in sorted(amounts.currencies)}


def _places(path: Path, problems: list[str]) -> Places:
    """Return which places lie within others, and which are capitals."""
    tables = _load(NAMES, path, problems) or {}
    within = {key: table.within for key, table in tables.items() if table.within}
    name = f"{path.parent.name}/{path.name}"
    problems += [
        f"{name}: {key}: within: there is no {place!r}" for key, place in within.items() if place not in tables
    ]
    return Places(
        within={f"{NameKind.PLACE}:{key}": f"{NameKind.PLACE}:{place}" for key, place in within.items()},
        capitals=frozenset(f"{NameKind.PLACE}:{key}" for key, table in tables.items() if table.capital),
    )


def _languages(folder: Path, problems: list[str]) -> dict[str, WordList]:
    subjects = _load(SUBJECTS, folder / "subjects.toml", problems) or {}
    lists: dict[str, WordList] = {}
    for code in LANGUAGES:
        file = _load(TypeAdapter(LanguageFile), folder / f"{code}.toml", problems)
        if file is not None and not (complaints := _language_problems(file, code, subjects)):
            lists[code] = file.word_list(subjects)
        elif file is not None:
            problems.extend(complaints)
    return lists


def _language_problems(file: LanguageFile, code: str, subjects: dict[str, SubjectTable]) -> list[str]:
    name = f"languages/{code}.toml"
    complaints = [
        f"{name}: exclusions.{key}: stands not in subjects.toml" for key in file.exclusions if key not in subjects
    ]
    if file.code != code:
        complaints.append(f"{name}: code: is {file.code!r}, unlike the file's name")
    return complaints


def _names(folder: Path, problems: list[str]) -> tuple[Name, ...]:
    names: list[Name] = []
    seen: dict[str, str] = {}
    for file, kind in GAZETTEER.items():
        for key, table in (_load(NAMES, folder / file, problems) or {}).items():
            if key in seen:
                problems.append(f"gazetteer/{file}: {key}: stands already in {seen[key]}")
            if kind is NameKind.PLACE and table.name is None:
                problems.append(f"gazetteer/{file}: {key}: name: is missing")
            seen[key] = file
            names.extend(table.names_of(key, kind))
    return tuple(names)
