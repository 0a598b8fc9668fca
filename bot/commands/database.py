"""``cajad db`` and ``cajad config``: the operator's ground."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from bot.bootstrap import bootstrap, migrate_database, open_database, prepare
from bot.commands.streams import err, print_table
from config.loading import load_sources
from config.settings import Settings
from storage import migrate

database = typer.Typer(no_args_is_help=True, help="The database.")
configuration = typer.Typer(no_args_is_help=True, help="The settings in force.")


@database.command("upgrade")
def upgrade() -> None:
    """Bring the database to this version's tables and put commitments and sources into it; harmless to repeat."""
    settings = Settings.from_env()
    load_sources(settings.sources_dir, builtin=settings.builtin_sources)
    migrate_database(settings)
    app = bootstrap(settings)
    prepare(app)
    with app.open_unit_of_work() as work:
        work.search.complete()
        work.commit()
    err.print("The database is up to date.")


@database.command("reindex")
def reindex() -> None:
    """Make the words of the search anew from what is stored; works beside the service."""
    with open_database(Settings.from_env())() as work:
        reports = work.search.rebuild()
        work.commit()
    err.print(f"{reports} reports indexed.")


@database.command("backup")
def backup(target: Annotated[Path, typer.Argument(help="The file to write; must not exist.")]) -> None:
    """Write a consistent copy of the database while the service runs."""
    migrate.backup(Settings.from_env().database_url, target)
    err.print(f"Backup written to {target}.", markup=False)


@database.command("restore")
def restore(source: Annotated[Path, typer.Argument(help="A file that `cajad db backup` wrote.")]) -> None:
    """Put a backup in the place of the database; stop the service first. What was stored since is gone."""
    migrate.restore(Settings.from_env().database_url, source)
    err.print(f"The database is again as in {source}.", markup=False)


@database.command("check")
def check() -> None:
    """Check the database file and its tables; exit 1 with what is wrong."""
    problems = migrate.check(Settings.from_env().database_url)
    for problem in problems:
        err.print(problem, markup=False)
    if problems:
        raise typer.Exit(1)
    err.print("The database is sound.")


@configuration.command("show")
def show() -> None:
    """Print every setting with its value; secrets are never shown."""
    table = Table(*(Column(name, overflow="fold") for name in ("Setting", "Value", "Default", "Meaning")), box=None)
    for row in Settings.from_env().shown():
        table.add_row(*(Text(str(cell)) for cell in row))
    print_table(table)
