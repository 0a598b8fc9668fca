"""``cajad report``: the commitment match report in every format, and frozen snapshots of it."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.bootstrap import assessing_parts
from bot.clocks import SystemClock
from bot.commands.streams import err
from bot.freezing import freeze as freeze_report
from bot.reporting import read_material, rendered, report_in, reporting_parts, write_file
from config.declarations import load_declaration
from config.settings import Settings
from domain.commitment import CENTRAL_ASIA, READER_LANGUAGES, Pillar
from reports.formats import FORMATS
from reports.material import ReportScope

if TYPE_CHECKING:
    from bot.reporting import ReportingParts

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]

reports = typer.Typer(
    help="Write what happened to each commitment in a period, with evidence and links.", invoke_without_command=True
)


@reports.callback()
def write(  # noqa: PLR0913 - every option of the command is an argument
    context: typer.Context,
    *,
    file_format: Annotated[str, typer.Option("--format", help=", ".join(FORMATS))] = "md",
    language: Annotated[str, typer.Option("--lang", help="en, ru or ja.")] = "en",
    since: Day = None,
    until: Day = None,
    commitment: Annotated[int | None, typer.Option(help="One paragraph.")] = None,
    pillar: Annotated[Pillar | None, typer.Option(help="One pillar.")] = None,
    country: Annotated[str, typer.Option(help="One of KZ, KG, TJ, TM, UZ.")] = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write.")] = None,
) -> None:
    """Write what happened to each commitment in a period, with evidence and links."""
    if context.invoked_subcommand is not None:
        return
    if file_format not in FORMATS:
        raise typer.BadParameter(f"{file_format!r} is none of {', '.join(FORMATS)}")
    if language not in READER_LANGUAGES:
        raise typer.BadParameter(f"{language!r} is none of {', '.join(READER_LANGUAGES)}")
    if country and country not in CENTRAL_ASIA:
        raise typer.BadParameter(f"{country!r} is none of {', '.join(CENTRAL_ASIA)}")
    if output is None and not FORMATS[file_format].is_text and sys.stdout.isatty():
        raise typer.BadParameter(f"{file_format} is no text for a terminal: name a file with -o, or pipe the output on")
    scope = _scope(since, until, commitment, pillar, country)
    parts = _parts(Settings.from_env())
    report = report_in(language, read_material(parts, scope), scope)
    content = rendered(report, [FORMATS[file_format]])[file_format]
    if output is None:
        typer.get_binary_stream("stdout").write(content)
        return
    write_file(output, content)
    err.print(f"Report written to {output}.", markup=False)


@reports.command()
def freeze(
    name: Annotated[str, typer.Argument(help="Letters, digits, - and _; the day is added.")],
    *,
    since: Day = None,
    until: Day = None,
) -> None:
    """Keep a dated snapshot in every format and language that later corrections do not change."""
    scope, settings = _scope(since, until), Settings.from_env()
    folder = freeze_report(_parts(settings), scope, name, settings.reports_dir)
    err.print(f"Report frozen in {folder}.", markup=False)


def _parts(settings: Settings) -> ReportingParts:
    return reporting_parts(assessing_parts(settings), settings.rates_file)


def _scope(
    since: datetime | None,
    until: datetime | None,
    commitment: int | None = None,
    pillar: Pillar | None = None,
    country: str = "",
) -> ReportScope:
    declaration, now = load_declaration(), SystemClock().now()
    scope = ReportScope(
        since=since.date() if since else declaration.adopted,
        until=until.date() if until else now.date(),
        made_at=now,
        commitment=commitment,
        pillar=pillar,
        country=country,
    )
    if scope.since > scope.until:
        raise typer.BadParameter("the period ends before it begins")
    if commitment is not None and commitment not in {each.number for each in declaration.tracked}:
        raise typer.BadParameter(f"{commitment} is not a tracked commitment")
    if not scope.chosen(declaration):
        raise typer.BadParameter("no tracked commitment is left by these choices")
    return scope
