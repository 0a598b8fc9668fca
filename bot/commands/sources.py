"""``cajad sources``: the group, and its commands ``list`` and ``show``: what is declared, what polling has shown."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from bot.bootstrap import open_database
from bot.clocks import SystemClock
from bot.commands import source_adding, source_check
from bot.commands.streams import AsJson, err, out, print_table
from bot.labels import tier_name
from bot.replies.health import health_line, poll_line
from bot.source_rows import STATES, Choice, Order, cells, chosen, data, poll_data, rows_of, span
from bot.texts import texts_for
from config.settings import Settings
from config.source_blocks import source_block
from domain.errors import ConfigError
from domain.source import SourceId, SourceKind, Tier
from reports.coverage import MEASURED_OVER, delay_lines, tier_delays

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.source_rows import SourceRow
    from bot.texts import Texts
    from domain.coverage import AlertDelay

sources = typer.Typer(no_args_is_help=True, help="The catalogue of sources and its health.")

sources.command("check")(source_check.check)
sources.command("add")(source_adding.add)
sources.command("import")(source_adding.import_list)
sources.command("export")(source_adding.export)

HEADINGS = ("Country", "Kind", "Tier", "Languages", "Newest (UTC)", "Answered", "Verified", "State")


@sources.command("list")
def list_sources(
    *,
    order: Annotated[Order, typer.Option("--sort", help="By what to order.")] = Order.ID,
    country: Annotated[str, typer.Option(help="ISO 3166 code, or INT.")] = "",
    kind: Annotated[SourceKind | None, typer.Option(help="Only this kind.")] = None,
    tier: Annotated[Tier | None, typer.Option(help="Only this tier.")] = None,
    state: Annotated[str, typer.Option(help=f"One of {', '.join(STATES)}.")] = "",
    language: Annotated[str, typer.Option(help="ISO 639-1 code.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the sources with what their last polls showed, and how soon their reports reach alerts."""
    if state and state not in STATES:
        raise typer.BadParameter(f"{state!r} is none of {', '.join(STATES)}", param_hint="--state")
    now = SystemClock().now()
    with open_database(Settings.from_env())(writes=False) as work:
        everything = rows_of(work.watch.health_of_all(), now)
        delays = work.watch.delays(now - MEASURED_OVER, now)
    rows = chosen(everything, Choice(country, kind or "", tier or "", state, language), order)
    if as_json:
        out.print_json(json.dumps([data(row) for row in rows], ensure_ascii=False))
        return
    texts = texts_for("en", "UTC")
    table = Table(Column("Source", no_wrap=True), *HEADINGS, box=None)
    for row in rows:
        table.add_row(*(Text(cell) for cell in cells(row, texts)))
    print_table(table)
    for line in _delays(delays, texts):
        out.print(line, markup=False)
    enabled = sum(row.source.enabled for row in everything)
    shown = f" {len(rows)} shown." if len(rows) < len(everything) else ""
    err.print(f"{enabled} of {len(everything)} sources are watched.{shown}")


@sources.command("show")
def show_source(source_id: Annotated[str, typer.Argument(metavar="ID")], *, as_json: AsJson = False) -> None:
    """Show one source: what is declared, how it stands, its last polls, its rhythm and when it is next due."""
    now = SystemClock().now()
    with open_database(Settings.from_env())(writes=False) as work:
        history = work.watch.history_of(SourceId(source_id))
        if history is None:
            raise ConfigError([f"{source_id}: there is no such source; see `cajad sources list`"])
        tier = history.watched.source.tier
        delays = [each for each in work.watch.delays(now - MEASURED_OVER, now) if each.tier is tier]
    (row,) = rows_of([history], now)
    if as_json:
        (delay,) = tier_delays(delays) or (None,)
        figures = {"alerts": delay.alerts, "minutes": delay.minutes, "in_time": delay.in_time} if delay else None
        shown = data(row) | {"history": poll_data(history.polls), "delay_of_tier": figures}
        out.print_json(json.dumps(shown, ensure_ascii=False))
        return
    for line in _lines(row, delays, texts_for("en", "UTC")):
        out.print(line, markup=False)


def _lines(row: SourceRow, delays: Sequence[AlertDelay], texts: Texts) -> Iterator[str]:
    """Yield what there is to say of one source; what is declared as its file has it."""
    yield f"{row.source.id}: {row.source.name}"
    yield health_line(row.health, texts)
    if row.state.detail:
        yield row.state.detail
    yield from (f"  {line}" if line else "" for line in source_block(row.source).splitlines())
    yield f"Rhythm: {_rhythm(row)}"
    due = row.state.next_poll_at
    yield (
        f"Next poll: {texts.time(due) if due else 'as soon as polls run'}" if row.source.enabled else "Next poll: none"
    )
    yield from _delays(delays, texts)
    yield f"Last {len(row.history.polls)} polls, newest first:" if row.history.polls else "No poll yet."
    for poll in row.history.polls:
        detail = f" ({poll.detail})" if poll.detail else ""
        yield f"  {poll_line(poll, texts)}, {poll.duration:.1f} s{detail}"


def _rhythm(row: SourceRow) -> str:
    rhythm = row.state.rhythm
    gap = rhythm.gap or timedelta(hours=row.source.gap_hours)
    parts = [f"usually {span(gap)} between two items ({'shown' if rhythm.gap else 'declared'})"]
    parts += [f"a busy document is replaced within {span(rhythm.window)}"] if rhythm.window else []
    parts += [f"asks for {span(rhythm.asked)} between two polls"] if rhythm.asked else []
    return "; ".join([*parts, f"silence is usual for {span(row.health.patience)}"])


def _delays(delays: Sequence[AlertDelay], texts: Texts) -> list[str]:
    return delay_lines(tier_delays(delays), texts, lambda tier: tier_name(tier, texts))
