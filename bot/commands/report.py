"""``cajad report``: the commitment match report."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.bootstrap import open_database
from bot.clocks import SystemClock
from bot.commands.streams import err, out
from bot.reporting import report_text, write_report
from config.declarations import load_declaration
from config.settings import Settings
from domain.commitment import CENTRAL_ASIA, READER_LANGUAGES, Pillar
from reports.match_report import ReportScope

if TYPE_CHECKING:
    from domain.commitment import Declaration

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


def report(  # noqa: PLR0913 - every option of the command is an argument
    *,
    file_format: Annotated[str, typer.Option("--format", help="md")] = "md",
    language: Annotated[str, typer.Option("--lang", help="en, ru or ja.")] = "en",
    since: Day = None,
    until: Day = None,
    commitment: Annotated[int | None, typer.Option(help="One paragraph.")] = None,
    pillar: Annotated[Pillar | None, typer.Option(help="One pillar.")] = None,
    country: Annotated[str, typer.Option(help="One of KZ, KG, TJ, TM, UZ.")] = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write.")] = None,
) -> None:
    """Write what happened to each commitment in a period, with evidence and links."""
    if file_format != "md":
        raise typer.BadParameter(f"this version writes Markdown (md), not {file_format!r}")
    if language not in READER_LANGUAGES:
        raise typer.BadParameter(f"{language!r} is none of {', '.join(READER_LANGUAGES)}")
    if country and country not in CENTRAL_ASIA:
        raise typer.BadParameter(f"{country!r} is none of {', '.join(CENTRAL_ASIA)}")
    declaration, now = load_declaration(), SystemClock().now()
    scope = ReportScope(
        since=since.date() if since else declaration.adopted,
        until=until.date() if until else now.date(),
        made_at=now,
        commitments=_numbers(declaration, commitment, pillar),
        country=country,
    )
    open_unit_of_work = open_database(Settings.from_env())
    if output is None:
        out.file.write(report_text(open_unit_of_work, declaration, scope, language))
        return
    write_report(open_unit_of_work, declaration, scope, language, output)
    err.print(f"Report written to {output}.", markup=False)


def _numbers(declaration: Declaration, commitment: int | None, pillar: Pillar | None) -> tuple[int, ...]:
    tracked = {each.number: each for each in declaration.tracked}
    if commitment is not None and commitment not in tracked:
        raise typer.BadParameter(f"{commitment} is not a tracked commitment")
    if commitment is None and pillar is None:
        return ()
    chosen = [number for number, each in tracked.items() if pillar in (None, each.pillar)]
    return tuple(number for number in chosen if commitment in (None, number))
