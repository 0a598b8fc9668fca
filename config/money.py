"""Loading what the ledger goes by: the rules of the target, and dated rates.

Annotations are evaluated here (no ``from __future__``), because pydantic builds its checks from them.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from config.declaration_tables import Table, Text
from config.problems import problems_from
from config.toml_file import read_toml
from domain.errors import ConfigError
from domain.ledger import LedgerRules, Rates
from domain.match import Instrument

PACKAGED = Path(__file__).parent

T = TypeVar("T")

Rate = Annotated[Decimal, Field(gt=0)]
Code = Annotated[str, Field(pattern="^[A-Z]{3}$")]


class RulesTable(Table):
    """``ledger.toml``."""

    target: Annotated[Decimal, Field(gt=0)]
    absurd: Annotated[Decimal, Field(gt=0)]
    public_finance: Annotated[tuple[Text, ...], Field(min_length=1)]
    aid: Annotated[tuple[Instrument, ...], Field(min_length=1)]
    paid: Annotated[tuple[Instrument, ...], Field(min_length=1)]


RATES = TypeAdapter(Annotated[dict[date, Annotated[dict[Code, Rate], Field(min_length=1)]], Field(min_length=1)])


def load_ledger_rules(path: Path = PACKAGED / "ledger.toml") -> LedgerRules:
    """Return what counts toward the target.

    Raises:
        ConfigError: the file is missing or malformed; holds every problem.
    """
    table = _checked(TypeAdapter(RulesTable), path)
    return LedgerRules(
        target=table.target,
        absurd=table.absurd,
        public_finance=frozenset(table.public_finance),
        aid=frozenset(table.aid),
        paid=frozenset(table.paid),
    )


def load_rates(path: Path | None = None) -> Rates:
    """Return the dated rates: an operator's file, or the packaged one.

    Raises:
        ConfigError: the file is missing or malformed; holds every problem.
    """
    yen = _checked(RATES, path or PACKAGED / "rates.toml")
    return Rates(tuple(sorted(yen)), yen)


def _checked(shape: TypeAdapter[T], path: Path) -> T:
    values: dict[str, Any] = read_toml(path, path.name)
    try:
        return shape.validate_python(values)
    except ValidationError as error:
        raise ConfigError(problems_from(error, path.name, "")) from error
