"""``cajad run``, ``poll``, ``deliver`` and ``demo``: the main job and its parts by hand."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.bootstrap import bootstrap, prepare
from bot.commands.streams import err, out
from bot.demo.run import run_demo
from bot.roles import Role
from bot.service import CONSOLE_NOTICE, Service, stop_on_signals
from bot.summary import CycleSummary, summarise, summary_table
from config.logs import configure_logs
from config.settings import Settings
from domain.errors import ConfigError
from domain.source import SourceId
from monitors.leads import LeadOutcome, read_leads
from monitors.poll import poll_sources

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.bootstrap import App
    from domain.outcome import PollOutcome
    from domain.source import WatchedSource

TRY_THE_DEMO = "No source answered. To see the product at work without a network, run: make demo"


def run(
    *,
    once: Annotated[bool, typer.Option("--once", help="One cycle, deliver, summary, exit.")] = False,
    roles: Annotated[str, typer.Option(help="Comma-separated: poll, deliver, bot, web.")] = "poll,deliver,bot",
) -> None:
    """Do the main job: poll what is due, match, group, record, deliver, again and again until Ctrl-C."""
    chosen = _roles(roles)
    app = _ready()
    on_console = app.settings.telegram_token is None and Role.DELIVER in chosen
    service = Service(app, out, err, CONSOLE_NOTICE if on_console else "")
    if out.is_terminal:
        # The progress bar says the same as the line per poll.
        logging.getLogger("monitors.poll").setLevel(logging.WARNING)
    if once:
        _exit_as(asyncio.run(_once(service, chosen - {Role.BOT, Role.WEB})))
    asyncio.run(_until_stopped(service, chosen))


def poll(
    sources: Annotated[list[str] | None, typer.Argument(metavar="SOURCE", help="Default: what is due.")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Every enabled source, due or not.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change; write nothing.")] = False,
) -> None:
    """Poll sources by hand; works beside the service."""
    app = _ready(seeds=not dry_run)
    watched = _chosen(app, sources or [], everything=everything)
    outcomes, leads = asyncio.run(_poll_by_hand(app, watched, dry_run=dry_run))
    for outcome in outcomes if dry_run else ():
        _print_outcome(outcome)
    summary = summarise(outcomes, leads)
    err.print(summary_table(summary))
    if summary.all_failed:
        raise typer.Exit(1)


def deliver() -> None:
    """Send what is due in the outbox."""
    app = _ready()
    summary = asyncio.run(Service(app, out, err).deliver_once())
    err.print(
        f"{summary.sent} delivered, {summary.delayed} delayed, {summary.refused} refused, "
        f"{summary.uncertain} uncertain, {summary.gone} not reachable"
    )


def demo(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Folder; default var/demo.")] = None,
) -> None:
    """Do the main job on packaged feeds over loopback, on the morning after the summit; the same output each time."""
    run_demo(output or Settings.from_env().home / "var" / "demo", out, err)


def _ready(*, seeds: bool = True) -> App:
    settings = Settings.from_env()
    configure_logs(settings.log_level, settings.secrets())
    app = bootstrap(settings)
    if seeds:
        prepare(app)
    return app


def _roles(text: str) -> set[Role]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = sorted(set(names) - set(Role))
    if unknown or not names:
        raise typer.BadParameter(f"{', '.join(unknown) or 'nothing'} is no role; there are {', '.join(Role)}")
    return {Role(name) for name in names}


async def _once(service: Service, roles: Collection[Role]) -> CycleSummary | None:
    """Run one cycle; None if it was stopped."""
    stop = asyncio.Event()
    stop_on_signals(stop)
    work = asyncio.create_task(service.run_once(roles))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait((work, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if work.done():
        return work.result()
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    return None


async def _until_stopped(service: Service, roles: Collection[Role]) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    await service.run_until(stop, roles)


def _exit_as(summary: CycleSummary | None) -> None:
    if summary is None:
        raise typer.Exit(1)
    if summary.all_failed:
        err.print(TRY_THE_DEMO, markup=False)
        raise typer.Exit(1)
    raise typer.Exit(0)


async def _poll_by_hand(
    app: App, watched: Sequence[WatchedSource], *, dry_run: bool
) -> tuple[list[PollOutcome], list[LeadOutcome]]:
    """Poll the sources, and read the leads that their stories wait for."""
    async with app.fetcher() as fetcher:
        outcomes = await poll_sources(app.poll_parts(fetcher, dry_run=dry_run), watched)
        if dry_run:
            return outcomes, []
        return outcomes, await read_leads(app.lead_parts(fetcher), {each.source.id for each in watched})


def _chosen(app: App, names: Sequence[str], *, everything: bool) -> list[WatchedSource]:
    with app.open_unit_of_work(writes=False) as work:
        if everything:
            return [each for each in work.sources.list_all() if each.source.enabled]
        if not names:
            return list(work.sources.list_due(app.clock.now()))
        found = [(name, work.sources.find(SourceId(name))) for name in names]
    unknown = [f"{name}: there is no such source; see `cajad sources list`" for name, each in found if each is None]
    if unknown:
        raise ConfigError(unknown)
    return [each for _, each in found if each is not None]


def _print_outcome(outcome: PollOutcome) -> None:
    record = outcome.record
    out.print(f"{record.source_id}: {record.verdict}, {record.entries} entries, {record.new_entries} new", markup=False)
    for judged in outcome.judged:
        if judged.judgement.relevant:
            numbers = ", ".join(str(match.number) for match in judged.judgement.matches)
            out.print(f"  [{numbers}] {judged.judgement.stage}: {judged.story.title}", markup=False)
    out.print(f"  would open {len(outcome.opened)} developments, alert {len(outcome.messages)} times", markup=False)
