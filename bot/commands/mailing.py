"""``cajad email``: digests by mail, from the operator's side."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from bot.bootstrap import open_database
from bot.clocks import SystemClock
from bot.commands.streams import err, print_table
from bot.mail_desk import Asked, MailDesk, mail_desk
from bot.texts import DEFAULT_ZONES
from config.logs import configure_logs
from config.presets import load_presets
from config.settings import Settings
from domain.facets import EVERYTHING, Preset
from domain.mailing import mail_address
from domain.subscriber import ChannelName, Subscriber, SubscriberId, SubscriberState
from domain.telling import Timing

email = typer.Typer(no_args_is_help=True, help="Digests by e-mail.")

_SAID = {
    Asked.SENT: "A confirmation was sent to {address}. Mail begins once its code comes back: cajad email confirm CODE",
    Asked.ALREADY: "{address} receives digests already.",
    Asked.TOO_SOON: "A confirmation was sent to {address} within the last day.",
    Asked.TOO_MANY: "Too many confirmations were asked for within the last day.",
    Asked.FAILED: "The mail server did not take the confirmation for {address}; the log says why.",
}

Address = Annotated[str, typer.Argument(help="Mail address, e.g. name@example.org.")]


@email.command("invite")
def invite(
    address: Address,
    *,
    language: Annotated[str, typer.Option(help="Language of the digest: en, ru or ja.")] = "en",
    preset: Annotated[Preset | None, typer.Option(help="What comes; everything without.")] = None,
    weekly: Annotated[bool, typer.Option("--weekly", help="Once a week instead of every day.")] = False,
) -> None:
    """Send a confirmation to an address; nothing else goes there until its reader agrees."""
    if language not in DEFAULT_ZONES:
        raise typer.BadParameter(f"{language} is not one of {', '.join(DEFAULT_ZONES)}")
    wanted = Subscriber(
        id=SubscriberId("operator"),
        channel=ChannelName.EMAIL,
        address=_checked(address),
        language=language,
        zone=DEFAULT_ZONES[language],
        state=SubscriberState.STOPPED,
        created_at=SystemClock().now(),
        facets=load_presets()[preset].facets if preset else EVERYTHING,
        timing=Timing(weekly=weekly),
    )
    outcome = asyncio.run(_desk().ask(wanted.address, wanted))
    err.print(_SAID[outcome].format(address=wanted.address), markup=False)
    if outcome not in {Asked.SENT, Asked.ALREADY}:
        raise typer.Exit(1)


@email.command("confirm")
def confirm(code: Annotated[str, typer.Argument(help="The code of the confirmation.")]) -> None:
    """Begin the mail whose code came back."""
    reader = _desk().confirm(code)
    if reader is None:
        err.print("This code is unknown, used or expired.")
        raise typer.Exit(1)
    err.print(f"{reader.address} receives digests now.", markup=False)


@email.command("list")
def list_mailings() -> None:
    """Show who gets digests by mail, and who was asked."""
    table = Table(*(Column(name, overflow="fold") for name in ("Address", "State", "Language", "Digest")), box=None)
    for each in _desk().list_all():
        reader = each.subscriber
        state = reader.state.value if each.consent.confirmed_at else "unconfirmed"
        rhythm = "weekly" if reader.timing.weekly else "daily"
        table.add_row(*(Text(cell) for cell in (reader.address, state, reader.language, rhythm)))
    print_table(table)


@email.command("remove")
def remove(address: Address) -> None:
    """Delete everything that is stored about an address; nothing more goes there."""
    wanted = _checked(address)
    if not _desk().remove(wanted):
        err.print(f"Nothing is stored about {wanted}.", markup=False)
        raise typer.Exit(1)
    err.print(f"Everything about {wanted} is deleted.", markup=False)


def _checked(address: str) -> str:
    try:
        return mail_address(address)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _desk() -> MailDesk:
    settings = Settings.from_env()
    configure_logs(settings.log_level, settings.secrets())
    return mail_desk(settings, open_database(settings), SystemClock())
