"""``cajad rematch``: stored entries judged again by the present matcher."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.bootstrap import bootstrap
from bot.commands.streams import err, out
from config.settings import Settings
from monitors.rematch import Difference, Rematched, RematchParts, count_outdated
from monitors.rematch import rematch as judge_again

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from domain.match import Judgement

HEADING = ("Difference", "Published", "Before", "Now", "Source: headline")
WIDTHS = (18, 10, 22, 22)
"""Characters of the columns before the last; rows go out as they come, whatever their number."""


def rematch(
    *,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only what was published from this day on (UTC).")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the difference; write nothing.")] = False,
) -> None:
    """Judge stored entries again with the present matcher and show what differs; alerts nobody, overrides no editor."""
    parts = RematchParts(bootstrap(Settings.from_env()).judging, write=not dry_run)
    start = since.replace(tzinfo=UTC) if since else None
    counted: Counter[str] = Counter()
    with _progress(count_outdated(parts, start)) as advance:
        for batch in judge_again(parts, start):
            for each in batch:
                _count(each, counted)
                if each.difference is not Difference.NONE:
                    if counted["shown"] == 0:
                        _print_row(HEADING)
                    counted["shown"] += 1
                    _print_row(_cells(each))
            advance(len(batch))
    for line in _summary(counted, dry_run=dry_run):
        err.print(line, markup=False)


def _count(each: Rematched, counted: Counter[str]) -> None:
    counted["judged"] += 1
    counted[each.difference] += 1
    if each.difference is not Difference.NONE and each.kept:
        counted[each.kept] += 1


def _cells(each: Rematched) -> tuple[str, ...]:
    story = each.stored.story
    kept = f" (kept: {each.kept})" if each.kept else ""
    return (
        each.difference.value,
        f"{story.published.at:%Y-%m-%d}",
        _said(each.stored.judgement),
        _said(each.judgement),
        f"{story.source_name}: {story.title}{kept}",
    )


def _said(judgement: Judgement) -> str:
    """Return a judgement in few characters: commitments with the primary first, stage, countries."""
    if not judgement.relevant:
        return "-"
    numbers = sorted((match.number for match in judgement.matches), key=lambda each: each != judgement.primary)
    return f"{','.join(map(str, numbers))} {judgement.stage} {'/'.join(judgement.countries)}".rstrip()


def _print_row(cells: tuple[str, ...]) -> None:
    padded = [cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=False)]
    out.print("  ".join([*padded, cells[-1]]), markup=False)


def _summary(counted: Counter[str], *, dry_run: bool) -> Iterator[str]:
    parts = [f"{counted[kind]} {kind}" for kind in Difference if kind is not Difference.NONE and counted[kind]]
    yield f"{counted['judged']} stories judged again: {', '.join(parts) or 'nothing differs'}."
    for reason in ("decided by an editor", "told already"):
        if counted[reason]:
            yield f"{counted[reason]} of them keep their judgement: {reason}."
    if dry_run:
        yield "Nothing was written."


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """Show on a terminal how many stories were judged."""
    if not err.is_terminal or total == 0:
        yield lambda _: None
        return
    columns = (TextColumn("Judging again"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda count: bar.update(task, advance=count)
