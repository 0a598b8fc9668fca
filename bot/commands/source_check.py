"""``cajad sources check``: sources polled without recording anything."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Column, Table
from rich.text import Text

from bot.bootstrap import load_matcher, open_fetcher
from bot.clocks import SystemClock
from bot.commands.streams import AsJson, err, print_table
from bot.progress import check_progress
from bot.source_rows import span
from config.loading import load_sources
from config.logs import configure_logs
from config.settings import Settings
from config.source_blocks import problems_of
from domain.errors import ConfigError
from domain.moment import Precision
from matching.exchange import item_of
from monitors.check import CheckParts, check_sources
from monitors.parsers import PARSERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.moment import Moment
    from domain.source import Source
    from monitors.check import Checked

NAMED = 3
"""Matched items that a row of the table names."""


def check(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="Default: every enabled source.")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Those that are switched off too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Poll sources without recording anything: what each shows now. Needs no database; exit 1 if all fail."""
    settings = Settings.from_env()
    configure_logs(settings.log_level, settings.secrets())
    declared = load_sources(settings.sources_dir, builtin=settings.builtin_sources)
    chosen = _chosen(declared, ids or [], everything=everything)
    checked = asyncio.run(_checked(settings, chosen))
    now = SystemClock().now()
    if as_json:
        for each in checked:
            sys.stdout.write(json.dumps(_data(each, now), ensure_ascii=False) + "\n")
    else:
        print_table(_table(checked, now))
    answered = sum(each.verdict.is_success for each in checked)
    err.print(f"{answered} of {len(checked)} sources answer as they should.")
    if checked and not answered:
        raise typer.Exit(1)


async def _checked(settings: Settings, chosen: Sequence[Source]) -> list[Checked]:
    async with open_fetcher(settings) as fetcher:
        parts = CheckParts(fetcher, SystemClock(), load_matcher(), item_of)
        with check_progress(err, len(chosen)) as done:
            return await check_sources(parts, chosen, done)


def _chosen(declared: Sequence[Source], ids: Sequence[str], *, everything: bool) -> list[Source]:
    """Return the sources to check; one that is off may be named, if it says how it would be read."""
    by_id = {str(source.id): source for source in declared}
    unknown = [f"{each}: there is no such source; see `cajad sources list`" for each in ids if each not in by_id]
    if unknown:
        raise ConfigError(unknown)
    named = [by_id[each] for each in dict.fromkeys(ids)]
    if problems := [line for source in named for line in _unreadable(source)]:
        raise ConfigError(problems)
    if named:
        return named
    ready = [source for source in declared if source.enabled or (everything and not _unreadable(source))]
    passed = len(declared) - len(ready) if everything else 0
    if passed:
        err.print(f"{passed} sources that are switched off do not say how they would be read.")
    return ready


def _unreadable(source: Source) -> list[str]:
    if source.kind not in PARSERS:
        return [f"source {source.id}: kind {source.kind} cannot be read yet"]
    return problems_of(source)


def _data(each: Checked, now: datetime) -> dict[str, Any]:
    return {
        "id": each.source.id,
        "name": each.source.name,
        "kind": each.source.kind,
        "url": each.source.url,
        "verdict": each.verdict,
        "answers": each.verdict.is_success,
        "detail": each.detail,
        "items": each.items,
        "newest": _date(each.newest) or None,
        "newest_age_hours": round((now - each.newest.at).total_seconds() / 3600, 1) if each.newest else None,
        "titles": list(each.titles),
        "matched": [
            {"title": item.title, "url": item.url, "commitments": list(item.commitments)} for item in each.matched
        ],
    }


def _table(checked: Sequence[Checked], now: datetime) -> Table:
    source, items, matched = (
        Column("Source", no_wrap=True),
        Column("Items", justify="right"),
        Column("Matched", justify="right"),
    )
    table = Table(source, "Verdict", items, "Newest (UTC)", matched, "First titles; * = matched", box=None)
    for each in checked:
        newest = f"{_date(each.newest)} ({span(now - each.newest.at)})" if each.newest else "-"
        verdict = "ok" if each.verdict.is_success else each.verdict.value
        row = (each.source.id, verdict, str(each.items), newest, str(len(each.matched)), _titles(each))
        table.add_row(*(Text(cell) for cell in row))
    return table


def _titles(each: Checked) -> str:
    if not each.verdict.is_success:
        return each.detail
    matched = [f"* {list(item.commitments)} {item.title}" for item in each.matched[:NAMED]]
    return "\n".join([*([each.detail] if each.detail else []), *each.titles, *matched])


def _date(moment: Moment | None) -> str:
    if moment is None:
        return ""
    return f"{moment.at:%Y-%m-%d}" if moment.precision is Precision.DAY else f"{moment.at:%Y-%m-%dT%H:%M}Z"
