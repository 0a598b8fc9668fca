"""``cajad ledger``: the sums of money that reports name, toward the target of paragraph 13."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.bootstrap import open_database
from bot.clocks import SystemClock
from bot.commands.streams import out
from bot.ledger_labels import LedgerLabels
from bot.texts import DEFAULT_ZONES, texts_for
from config.declarations import load_declaration
from config.money import load_ledger_rules, load_rates
from config.settings import Settings
from domain.commitment import READER_LANGUAGES
from domain.ledger import ledger_of
from reports.ledger_table import ledger_lines

if TYPE_CHECKING:
    from datetime import date

    from domain.ledger import Ledger
    from domain.unit_of_work import OpenUnitOfWork


def ledger(
    *,
    language: Annotated[str, typer.Option("--lang", help="en, ru or ja.")] = "en",
) -> None:
    """List the sums that reports name, each deal once, and what counts toward the target of paragraph 13."""
    if language not in READER_LANGUAGES:
        raise typer.BadParameter(f"{language!r} is none of {', '.join(READER_LANGUAGES)}")
    settings = Settings.from_env()
    texts = texts_for(language, DEFAULT_ZONES[language])
    until = SystemClock().now().date()
    found = read_ledger(open_database(settings), settings, load_declaration().adopted, until)
    for line in ledger_lines(found, texts, LedgerLabels(texts)):
        out.file.write(f"{line}\n")


def read_ledger(open_unit_of_work: OpenUnitOfWork, settings: Settings, since: date, until: date) -> Ledger:
    """Return the ledger of a period.

    Args:
        open_unit_of_work: where developments are stored.
        settings: may name a file of exchange rates.
        since, until: days, inclusive.

    Raises:
        ConfigError: the rules or rates cannot be read.
    """
    rules, rates = load_ledger_rules(), load_rates(settings.rates_file)
    with open_unit_of_work(writes=False) as work:
        return ledger_of(work.pages.list_with_sums(since, until), rates, rules)
