"""``cajad sources add``, ``import`` and ``export``: tables of source files, made of addresses and lists."""

from __future__ import annotations

import asyncio
import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.bootstrap import open_fetcher
from bot.clocks import SystemClock
from bot.commands.streams import AsJson, err, out
from bot.proposals import listed_proposal, proposal_of
from bot.source_rows import declaration
from config.codes import LANGUAGES
from config.dead_addresses import address_key
from config.loading import read_catalogue
from config.logs import configure_logs
from config.opml import read_opml, write_opml
from config.settings import Settings
from config.source_blocks import append_blocks, problems_of, source_block
from domain.errors import ConfigError, SourceError
from matching.languages.identification import identify
from monitors.adding import look_at
from monitors.discovery import channel_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.proposals import Proposal
    from config.loading import Catalogue
    from domain.source import Source
    from monitors.adding import Looked

Write = Annotated[str, typer.Option("--write", metavar="FILE", help="Add to this file of CAJAD_SOURCES_DIR.")]


class ListFormat(StrEnum):
    """What ``export`` writes."""

    OPML = "opml"
    TOML = "toml"


def add(
    address: Annotated[str, typer.Argument(metavar="URL", help="A feed, a page, a sitemap, a Telegram channel.")],
    *,
    write: Write = "",
    as_json: AsJson = False,
) -> None:
    """Find out what an address is and propose a source for it; writes nothing unless told where."""
    settings, catalogue = _ready()
    address = _whole(address)
    if known := _known(catalogue, address):
        raise ConfigError([f"{address}: is declared already, as {known}"])
    _warn_of_dead(catalogue, address)
    try:
        looked = asyncio.run(_looked(settings, address))
    except SourceError as error:
        raise ConfigError([f"{address}: {error.detail}"]) from error
    for url, reason in looked.refused:
        err.print(f"{url}: {reason}", markup=False)
    proposals = _proposals(looked, catalogue)
    if not proposals:
        raise ConfigError([f"{address}: nothing here that could be watched without a description by hand"])
    for other in proposals[1:]:
        err.print(f"also possible: {other.source.kind} {other.source.url}", markup=False)
    _hand_out(settings, proposals[:1], write, as_json=as_json)


def import_list(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="OPML, as feed readers export it.")],
    *,
    write: Write = "",
    as_json: AsJson = False,
) -> None:
    """Turn a list of feeds into tables of a source file; asks no server, writes nothing unless told where."""
    settings, catalogue = _ready()
    taken = {str(source.id) for source, _ in catalogue.sources}
    proposals: list[Proposal] = []
    for feed in read_opml(file):
        proposal = listed_proposal(feed, taken)
        if reason := _refusal(catalogue, proposal):
            err.print(f"left out: {feed.url}: {reason}", markup=False)
            continue
        taken.add(proposal.source.id)
        proposals.append(proposal)
    if not proposals:
        raise ConfigError([f"{file}: holds no feed that could be added"])
    _hand_out(settings, proposals, write, as_json=as_json)
    err.print("Nothing was asked for yet; try them: cajad sources check ID ...")


def export(
    *,
    form: Annotated[ListFormat, typer.Option("--format", help="opml holds feeds only.")] = ListFormat.OPML,
    as_json: AsJson = False,
) -> None:
    """Write the declared sources to standard output, for a feed reader or as a source file."""
    _, catalogue = _ready()
    declared = [source for source, _ in catalogue.sources]
    if as_json:
        out.print_json(json.dumps([declaration(source) for source in declared], ensure_ascii=False))
        return
    if form is ListFormat.TOML:
        typer.echo("\n".join(source_block(source) for source in declared), nl=False)
        return
    listed = write_opml(declared, SystemClock().now())
    typer.echo(listed.text, nl=False)
    off = sum(not source.enabled for source in listed.left_out)
    others = len(listed.left_out) - off
    err.print(f"{len(declared) - len(listed.left_out)} feeds; left out: {others} sources that are no feeds, {off} off.")


def _ready() -> tuple[Settings, Catalogue]:
    settings = Settings.from_env()
    configure_logs(settings.log_level, settings.secrets())
    catalogue = read_catalogue(settings.sources_dir, builtin=settings.builtin_sources)
    if catalogue.problems:
        raise ConfigError(catalogue.problems)
    return settings, catalogue


def _whole(address: str) -> str:
    """Return an address with its scheme, as people leave it out."""
    address = channel_address(address) or address.strip()
    return address if "://" in address else f"https://{address}"


async def _looked(settings: Settings, address: str) -> Looked:
    async with open_fetcher(settings) as fetcher:
        return await look_at(fetcher, SystemClock(), address, sorted(LANGUAGES))


def _proposals(looked: Looked, catalogue: Catalogue) -> list[Proposal]:
    """Return what could be declared; what is declared already, or cannot be, is named."""
    taken, now = {str(source.id) for source, _ in catalogue.sources}, SystemClock().now()
    found: list[Proposal] = []
    for sighting in looked.sightings:
        proposal = proposal_of(sighting, identify, taken, now)
        if known := _known(catalogue, sighting.url):
            err.print(f"{sighting.url}: is declared already, as {known}", markup=False)
        elif problems := problems_of(proposal.source):
            err.print(f"{sighting.url}: {problems[0]}", markup=False)
        else:
            _warn_of_dead(catalogue, sighting.url)
            found.append(proposal)
    return found


def _refusal(catalogue: Catalogue, proposal: Proposal) -> str:
    """Return why a feed of a list is not taken over; empty where it is."""
    url = proposal.source.url
    if known := _known(catalogue, url):
        return f"is declared already, as {known}"
    if dead := [each for each in catalogue.dead if each.covers(url)]:
        return f"not to be added: {dead[0]}"
    return next(iter(problems_of(proposal.source)), "")


def _known(catalogue: Catalogue, url: str) -> str:
    key = address_key(url)
    return next((source.id for source, _ in catalogue.sources if address_key(source.url) == key), "")


def _warn_of_dead(catalogue: Catalogue, url: str) -> None:
    for dead in catalogue.dead:
        if dead.covers(url):
            err.print(f"{url} is on the list of addresses not to be added: {dead}", style="yellow", markup=False)


def _hand_out(settings: Settings, proposals: Sequence[Proposal], write: str, *, as_json: bool) -> None:
    blocks = [source_block(each.source, each.remarks) for each in proposals]
    if write:
        path = append_blocks(settings.sources_dir, write, blocks)
        err.print(f"written to {path}: {_ids([each.source for each in proposals])}", markup=False)
    elif not as_json:
        typer.echo("\n".join(blocks), nl=False)
    if as_json:
        shown = [declaration(each.source) | {"remarks": dict(each.remarks)} for each in proposals]
        out.print_json(json.dumps(shown, ensure_ascii=False))


def _ids(added: Sequence[Source]) -> str:
    return ", ".join(source.id for source in added)
