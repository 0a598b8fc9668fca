"""``cajad sources`` and ``cajad commitments``: what is declared, and what polling has shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Column, Table
from rich.text import Text

from bot.bootstrap import open_database
from bot.commands.streams import err, out, print_table
from config.completeness import coverage, missing_pieces
from config.declarations import load_declaration
from config.settings import Settings
from domain.commitment import LANGUAGES, READER_LANGUAGES

if TYPE_CHECKING:
    from domain.commitment import Commitment, Texts
    from domain.source import WatchedSource

sources = typer.Typer(no_args_is_help=True, help="The catalogue of sources and its health.")
commitments = typer.Typer(no_args_is_help=True, help="The declaration.")

AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
Language = Annotated[str, typer.Option("--lang", help="en, ru or ja.")]


@sources.command("list")
def list_sources(*, as_json: AsJson = False) -> None:
    """List every source with what its last poll showed."""
    with open_database(Settings.from_env())(writes=False) as work:
        watched = work.sources.list_all()
    if as_json:
        out.print_json(json.dumps([_row(each) for each in watched], ensure_ascii=False))
        return
    table = Table(Column("Source", no_wrap=True), "Country", "Kind", "Languages", "Success (UTC)", "State", box=None)
    for each in watched:
        source = each.source
        cells = (source.id, source.country, source.kind, " ".join(source.languages), _success(each), _state(each))
        table.add_row(*(Text(cell) for cell in cells))
    print_table(table)
    enabled = sum(each.source.enabled for each in watched)
    err.print(f"{enabled} of {len(watched)} sources are watched.")


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
    """Show one paragraph with its terms."""
    _known_language(language)
    found = load_declaration().find(number)
    if found is None:
        raise typer.BadParameter(f"the declaration has no paragraph {number}")
    for line in _commitment_lines(found, language):
        out.print(line, markup=False)


@commitments.command("check")
def check_commitments() -> None:
    """Print the coverage matrix commitment by language, and every missing piece; exit 1 if there is one."""
    declaration = load_declaration()
    table = Table("No.", *LANGUAGES, box=None)
    for number, counts in coverage(declaration).items():
        table.add_row(str(number), *(str(counts[code]) for code in LANGUAGES))
    print_table(table)
    missing = missing_pieces(declaration)
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


def _state(each: WatchedSource) -> str:
    if not each.source.enabled:
        return f"off: {each.source.reason}"
    if each.state.verdict is None:
        return "not polled yet"
    detail = f": {each.state.detail}" if each.state.detail else ""
    return f"{each.state.verdict}{detail}"


def _success(each: WatchedSource) -> str:
    at = each.state.last_success_at
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def _row(each: WatchedSource) -> dict[str, Any]:
    source, state = each.source, each.state
    return {
        "id": source.id,
        "name": source.name,
        "kind": source.kind,
        "url": source.url,
        "country": source.country,
        "languages": source.languages,
        "tier": source.tier,
        "enabled": source.enabled,
        "reason": source.reason,
        "verified": source.verified.isoformat() if source.verified else None,
        "verdict": state.verdict,
        "detail": state.detail,
        "failures": state.failures,
        "last_success_at": state.last_success_at.isoformat() if state.last_success_at else None,
        "next_poll_at": state.next_poll_at.isoformat() if state.next_poll_at else None,
    }
