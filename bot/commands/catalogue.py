"""``cajad commitments``: the declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from bot.commands.codebook import unit_lines
from bot.commands.streams import err, out, print_table
from config.completeness import coverage, missing_pieces
from config.declarations import load_declaration
from config.units import load_units, missing_units
from domain.commitment import LANGUAGES, READER_LANGUAGES

if TYPE_CHECKING:
    from domain.commitment import Commitment, Texts

commitments = typer.Typer(no_args_is_help=True, help="The declaration.")

Language = Annotated[str, typer.Option("--lang", help="en, ru or ja.")]


@commitments.command("list")
def list_commitments(language: Language = "en") -> None:
    """List the paragraphs of the declaration; those not tracked are grey."""
    _known_language(language)
    table = Table("No.", "Pillar", "Kind", "Commitment", "Due", box=None)
    for each in load_declaration().commitments:
        label = Text(each.label.in_language(language), style="" if each.tracked else "dim")
        table.add_row(str(each.number), each.pillar, each.kind, label, str(each.due or ""))
    print_table(table)


@commitments.command("show")
def show_commitment(number: int, language: Language = "en") -> None:
    """Show one paragraph with its terms, its units and their codebook."""
    _known_language(language)
    declaration = load_declaration()
    found = declaration.find(number)
    if found is None:
        raise typer.BadParameter(f"the declaration has no paragraph {number}")
    for line in _commitment_lines(found, language):
        out.print(line, markup=False)
    for unit in load_units(declaration):
        if unit.number == number:
            for line in unit_lines(unit, language):
                out.print(line, markup=False)


@commitments.command("check")
def check_commitments() -> None:
    """Print the coverage matrix commitment by language, and what terms or units lack; exit 1 if anything does."""
    declaration = load_declaration()
    table = Table("No.", *LANGUAGES, box=None)
    for number, counts in coverage(declaration).items():
        table.add_row(str(number), *(str(counts[code]) for code in LANGUAGES))
    print_table(table)
    units = load_units(declaration)
    missing = [*missing_pieces(declaration), *missing_units(declaration, units)]
    verifiable = sum(unit.verifiable for unit in units)
    out.print(f"{len(units)} units, {verifiable} of them verifiable.", markup=False)
    for line in missing:
        err.print(line, markup=False)
    if missing:
        raise typer.Exit(1)


def _known_language(language: str) -> None:
    if language not in READER_LANGUAGES:
        raise typer.BadParameter(f"{language!r} is none of {', '.join(READER_LANGUAGES)}")


def _commitment_lines(each: Commitment, language: str) -> list[str]:
    def said(texts: Texts | None) -> str:
        return texts.in_language(language) if texts else "-"

    lines = [
        f"{each.number}. {said(each.title)}",
        said(each.content),
        f"pillar {each.pillar}, kind {each.kind}, {'tracked' if each.tracked else 'not tracked'}",
        f"actors: {', '.join(each.actors)}",
        f"target: {said(each.target)}",
        f"due: {each.due or '-'} ({said(each.due_note)})",
    ]
    for code, terms in sorted(each.terms.items()):
        lines.append(f"{code}: " + "; ".join(f"{term.text} ({term.role})" for term in terms))
    return lines
