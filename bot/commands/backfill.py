"""``cajad backfill``: the past, from archives, sitemaps, paged lists and channels; alerts nobody."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.bootstrap import bootstrap, prepare
from bot.commands.streams import err, lines_of, out
from bot.progress import past_progress
from config.logs import configure_logs
from config.settings import Settings
from domain.errors import ConfigError
from domain.source import SourceId
from matching.exchange import UnreadableItem, read_item
from monitors.archive import sites_of
from monitors.archive_reading import LOT, ArchiveParts, begin, take_in
from monitors.backfill import MOST_DOCUMENTS, PastParts, forget, read_past
from monitors.backfill_plan import beginning, leads_back
from monitors.plan import TOKYO

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.bootstrap import App
    from domain.match import Item
    from domain.past import Backfill
    from domain.source import WatchedSource

BLOCK = 1 << 20


def backfill(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH", help="JSON lines, as for match.")] = None,
    *,
    sources: Annotated[list[str] | None, typer.Option("--source", metavar="ID", help="A source; repeatable.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every enabled source that shows its past.")] = False,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Default: the day of the declaration.")
    ] = None,
    most: Annotated[int, typer.Option("--documents", min=1, help="Most of one source in one run.")] = MOST_DOCUMENTS,
    again: Annotated[bool, typer.Option("--again", help="Begin anew instead of going on.")] = False,
) -> None:
    """Read the past: files, or sources back to the day of the declaration. Evidence found late; nobody is alerted."""
    if not paths and not sources and not everything:
        raise typer.BadParameter("name a file, a --source, or --all")
    settings = Settings.from_env()
    configure_logs(settings.log_level, settings.secrets())
    app = bootstrap(settings)
    prepare(app)
    start = _start(app, since)
    _check_files(paths or [])
    is_whole = sum(not _read_file(app, path, start, again=again) for path in paths or []) == 0
    watched = _chosen(app, sources or [], everything=everything)
    if watched:
        is_whole = asyncio.run(_read_sources(app, watched, start, most, again=again)) and is_whole
    if not is_whole:
        raise typer.Exit(1)


def _start(app: App, since: datetime | None) -> datetime:
    adopted = app.declaration.adopted
    day = since.date() if since else adopted
    if day < adopted:
        raise typer.BadParameter(f"nothing before {adopted.isoformat()} counts", param_hint="--since")
    return beginning(day).astimezone(UTC)


def _check_files(paths: Sequence[Path]) -> None:
    """Complain of every file at once, before anything is read."""
    missing = [f"{path}: there is no such file" for path in paths if not path.is_file()]
    if missing:
        raise ConfigError(missing)


def _chosen(app: App, names: Sequence[str], *, everything: bool) -> list[WatchedSource]:
    with app.open_unit_of_work(writes=False) as work:
        named = [(name, work.sources.find(SourceId(name))) for name in names]
        others = [each for each in work.sources.list_all() if each.source.enabled] if everything else []
    problems = [f"{name}: there is no such source; see `cajad sources list`" for name, each in named if each is None]
    problems += [f"{name}: is switched off" for name, each in named if each and not each.source.enabled]
    if problems:
        raise ConfigError(problems)
    chosen = {each.source.id: each for _, each in named if each is not None}
    return [*chosen.values(), *(each for each in others if leads_back(each.source) and each.source.id not in chosen)]


async def _read_sources(app: App, watched: Sequence[WatchedSource], start: datetime, most: int, *, again: bool) -> bool:
    """Read the past of sources; return whether each came to its end."""
    async with app.fetcher() as fetcher:
        parts = PastParts(fetcher, app.judging, start, most)
        if again:
            forget(parts, [each.source for each in watched])
        with past_progress(err, app.clock.now()) as done:
            read = await read_past(parts, watched, done)
    for each in read:
        out.print(_line(each, "document", "documents"), markup=False)
    return all(each.done_at for each in read)


def _read_file(app: App, path: Path, start: datetime, *, again: bool) -> bool:
    """Read an archive; return whether every line of it could be read."""
    with app.open_unit_of_work(writes=False) as work:
        sites = sites_of(each.source for each in work.sources.list_all())
    parts = ArchiveParts(app.judging, sites, start)
    progress = begin(parts, path.name, _hash_of(path), again=again)
    unreadable = 0
    with past_progress(err, app.clock.now()) as done:
        for items, lines, bad in _lots(path, progress.position) if progress.done_at is None else ():
            unreadable += bad
            progress = take_in(parts, items, progress, lines=lines, is_last=lines < LOT)
            done(progress)
    out.print(_line(progress, "line", "lines"), markup=False)
    return unreadable == 0


def _hash_of(path: Path) -> str:
    digest = hashlib.blake2b(digest_size=16)
    with lines_of(str(path)) as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _lots(path: Path, position: int) -> Iterator[tuple[list[Item], int, int]]:
    """Yield the items of the next lines, how many lines these are, and how many of them cannot be read.

    The last lot has fewer lines than the others, perhaps none.
    """
    with lines_of(str(path)) as stream:
        numbered = islice(enumerate(stream, start=1), position, None)
        while True:
            lot = list(islice(numbered, LOT))
            items = [item for number, raw in lot if (item := _item(path, number, raw))]
            filled = sum(bool(raw.strip()) for _, raw in lot)
            yield items, len(lot), filled - len(items)
            if len(lot) < LOT:
                return


def _item(path: Path, number: int, raw: bytes) -> Item | None:
    """Return the item of a line; None for an empty line and for one that cannot be read, which is named."""
    try:
        return read_item(raw.decode("utf-8"), number) if raw.strip() else None
    except (UnreadableItem, UnicodeDecodeError) as error:
        said = "not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        err.print(f"{path}, line {number}: {said}", style="red", markup=False)
        return None


def _line(each: Backfill, one: str, many: str) -> str:
    read = f"{each.position} {one if each.position == 1 else many}"
    found = f"{each.stories} new stories, {each.relevant} of them relevant"
    undated = f"; left out for want of a day: {each.undated}" if each.undated else ""
    reached = f", back to {each.reached_at.astimezone(TOKYO):%Y-%m-%d}" if each.reached_at else ""
    return f"{each.what}: {read}{reached}: {found}{undated}{_ending(each)}"


def _ending(each: Backfill) -> str:
    if each.done_at is not None:
        return ""
    why = f": {each.detail}" if each.detail else ""
    return f"; not at its end yet{why}. Run the same command again to go on"
