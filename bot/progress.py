"""Progress bars of long work, on a terminal; elsewhere nothing: the log has a line per poll, results one per source."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from rich.console import Console

    from domain.outcome import PollOutcome
    from domain.past import Backfill
    from monitors.check import Checked


@contextmanager
def cycle_progress(console: Console, total: int) -> Iterator[Callable[[PollOutcome], None]]:
    """Show how many of ``total`` sources a cycle has polled; gives the function to call with each outcome."""
    if not console.is_terminal or total == 0:
        yield lambda _: None
        return
    columns = (TextColumn("Polling"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[source]}"))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total, source="")
        yield lambda outcome: bar.update(task, advance=1, source=outcome.record.source_id)


@contextmanager
def check_progress(console: Console, total: int) -> Iterator[Callable[[Checked], None]]:
    """Show how many of ``total`` sources were checked; gives the function to call with each."""
    if not console.is_terminal or total == 0:
        yield lambda _: None
        return
    columns = (TextColumn("Checking"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[source]}"))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total, source="")
        yield lambda each: bar.update(task, advance=1, source=each.source.id)


@contextmanager
def past_progress(console: Console, now: datetime) -> Iterator[Callable[[Backfill], None]]:
    """Show how far back each source or file is; a bar is full when the day asked for is reached.

    Gives the function to call after each document.
    """
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[said]}"))
    with Progress(*columns, console=console, transient=True) as bar:
        rows: dict[str, TaskID] = {}

        def show(each: Backfill) -> None:
            if each.id not in rows:
                rows[each.id] = bar.add_task(each.what, total=(now - each.since).total_seconds(), said="")
            back = (now - (each.reached_at or now)).total_seconds()
            bar.update(rows[each.id], completed=back, said=f"{each.position} read, {each.relevant} relevant")

        yield show
