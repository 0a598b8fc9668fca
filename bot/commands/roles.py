"""``cajad roles``: who does what, for people and for scripts that ask whether the product runs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from bot.bootstrap import open_database
from bot.clocks import SystemClock
from bot.commands.streams import out
from bot.roles import Role
from config.settings import Settings

if TYPE_CHECKING:
    from domain.unit_of_work import OpenUnitOfWork

LOOK_EVERY = 0.5
"""Seconds between two looks while waiting."""


def roles(
    wait: Annotated[float, typer.Option(help="Seconds to wait until all of them are held.", min=0)] = 0.0,
) -> None:
    """Show which process polls, delivers and answers; exit 1 unless each of the three has one."""
    opens = open_database(Settings.from_env())
    wanted = [role.value for role in Role if role.is_held]
    until = time.monotonic() + wait
    while not (held := _holders(opens)).keys() >= set(wanted) and time.monotonic() < until:
        time.sleep(LOOK_EVERY)
    for role in wanted:
        out.print(f"{role}: {held.get(role, 'nobody')}", markup=False)
    if not held.keys() >= set(wanted):
        raise typer.Exit(1)


def _holders(opens: OpenUnitOfWork) -> dict[str, str]:
    with opens(writes=False) as work:
        return work.leases.holders(SystemClock().now())
