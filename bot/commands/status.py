"""``cajad status``: how far each unit of the declaration has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from bot.assessing import assessed_units, record_assessments, told_units
from bot.bootstrap import assessing_parts
from bot.commands.streams import err, out, print_table
from bot.status_words import Words
from bot.texts import DEFAULT_ZONES, texts_for
from config.settings import Settings
from domain.commitment import READER_LANGUAGES
from reports.status_table import evidence_lines, status_heads, status_rows, status_summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.texts import Texts
    from domain.status import Assessment
    from domain.unit import Unit


def status(
    *,
    commitment: Annotated[int | None, typer.Option(help="One paragraph, with its evidence.")] = None,
    language: Annotated[str, typer.Option("--lang", help="en, ru or ja.")] = "en",
    record: Annotated[bool, typer.Option("--record", help="Store it and log what changed, as every night.")] = False,
) -> None:
    """Show how far each unit has come by the evidence found, as of now."""
    if language not in READER_LANGUAGES:
        raise typer.BadParameter(f"{language!r} is none of {', '.join(READER_LANGUAGES)}")
    parts = assessing_parts(Settings.from_env())
    units = [unit for unit in parts.units if commitment in (None, unit.number)]
    if not units:
        raise typer.BadParameter(f"paragraph {commitment} has no units")
    if record:
        summary = record_assessments(parts)
        counts = f"{summary.assessed} units assessed, {len(summary.changed)} changed"
        err.print(f"{counts}, {len(summary.noticed)} days noticed that passed without a report.", markup=False)
    chosen = {unit.id for unit in units}
    assessed = assessed_units(parts) if commitment is None else told_units(parts, commitment)
    found = [each for each in assessed if each.unit_id in chosen]
    texts = texts_for(language, DEFAULT_ZONES[language])
    _print_rows(units, found, texts)
    if commitment is not None:
        _print_evidence(found, texts)
    out.print(status_summary(found, texts), markup=False)


def _print_rows(units: Sequence[Unit], found: Sequence[Assessment], texts: Texts) -> None:
    table = Table(*(Column(head, no_wrap=place == 0) for place, head in enumerate(status_heads(texts))), box=None)
    for row in status_rows(units, found, texts, Words(texts)):
        cells = (row.unit_id, row.title, row.status, row.newest, row.moving, row.same_topic, row.notes)
        table.add_row(*(Text(str(cell)) for cell in cells))
    print_table(table)


def _print_evidence(found: Sequence[Assessment], texts: Texts) -> None:
    for each in found:
        for line in evidence_lines(each, texts, Words(texts)):
            out.print(f"{each.unit_id} · {line}", markup=False)
