"""The progress bar of a cycle, on a terminal; elsewhere nothing, the log has a line per poll."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from domain.outcome import PollOutcome


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
