"""``cajad channel`` and ``cajad invite``: which channels and groups receive messages, and who may use the bot."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from bot.bootstrap import open_database
from bot.channel_options import Given, changes, is_place_zone, with_options
from bot.chats import ChatKey
from bot.clocks import SystemClock
from bot.commands.streams import err, out, print_table
from bot.invitations import new_code
from bot.posting import PostingPlace, find_place
from bot.recipients import let_back
from bot.telegram_app import api_base
from bot.texts import DEFAULT_ZONES
from config.logs import configure_logs
from config.presets import load_presets
from config.settings import Settings
from domain.errors import ConfigError
from domain.facets import Preset
from domain.subscriber import ChannelName, Subscriber, SubscriberId, SubscriberState

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.unit_of_work import UnitOfWork

channel = typer.Typer(no_args_is_help=True, help="Channels and groups that receive messages.")

Chat = Annotated[str, typer.Argument(help="@name or number of the chat, e.g. -1001234567890; a topic as number/topic.")]


@channel.command("add")
def add(  # noqa: PLR0913 - each argument is an option of the command line
    chat: Annotated[str, typer.Argument(help="@name or number of the chat; a negative number after --.")],
    *,
    language: Annotated[str | None, typer.Option(help="Language of messages: en, ru or ja; en without.")] = None,
    zone: Annotated[str | None, typer.Option(help="Time zone, e.g. Europe/Berlin; by the language without.")] = None,
    preset: Annotated[Preset | None, typer.Option(help="What comes; everything without.")] = None,
    thread: Annotated[int | None, typer.Option(help="Topic of a forum.", min=1)] = None,
    hold: Annotated[
        bool | None, typer.Option("--hold/--no-hold", help="Send only what an editor has accepted.")
    ] = None,
    weekly: Annotated[
        bool | None, typer.Option("--weekly/--no-weekly", help="The digest once a week, with a chart.")
    ] = None,
    post: Annotated[
        bool | None, typer.Option("--post/--no-post", help="On Mondays what moved, what is due and what is silent.")
    ] = None,
) -> None:
    """Let a channel or group receive messages; the bot has to be allowed to post there.

    A chat that is known keeps its settings, but for the options that are given.
    """
    if language is not None and language not in DEFAULT_ZONES:
        raise typer.BadParameter(f"{language} is not one of {', '.join(DEFAULT_ZONES)}")
    if zone is not None and not is_place_zone(zone):
        raise typer.BadParameter(f"{zone} is not a time zone of the IANA list, e.g. Europe/Berlin")
    settings = _settings()
    place = _place(settings, chat)
    address = ChatKey(place.chat_id, thread).address
    given = Given(language, zone, load_presets()[preset] if preset else None, hold, weekly, post)
    with open_database(settings)() as work:
        known = work.subscribers.find(ChannelName.TELEGRAM, address)
        told = _let_in(work, known or _new(address), given)
        work.commit()
    state = "receives messages now" if known is None else f"receives messages {told}"
    err.print(f"{place.title} ({address}) {state}.", markup=False)


@channel.command("list")
def list_channels() -> None:
    """Show the channels, groups and topics that are known."""
    names = ("Chat", "State", "Language", "Held until reviewed", "Digest", "Weekly post")
    table = Table(*(Column(name, overflow="fold") for name in names), box=None)
    with open_database(_settings())(writes=False) as work:
        known = [each for each in work.subscribers.list_all() if _is_place(each)]
    for each in known:
        held = "yes" if each.timing.hold_until_reviewed else "no"
        rhythm = "weekly" if each.timing.weekly else "daily"
        post = "yes" if each.gets_weekly_post else "no"
        cells = (each.address, each.state.value, each.language, held, rhythm, post)
        table.add_row(*(Text(cell) for cell in cells))
    print_table(table)


@channel.command("remove")
def remove(chat: Chat) -> None:
    """Delete a chat with everything that is stored about it."""
    settings = _settings()
    address = _address(settings, chat)
    with open_database(settings)() as work:
        work.own_data.delete(_known(work, address))
        work.commit()
    err.print(f"Everything about {address} is deleted.", markup=False)


@channel.command("pause")
def pause(chat: Chat) -> None:
    """Send nothing to a chat until it is resumed; its settings stay."""
    _change(chat, lambda known, work: work.subscribers.set_state(known.id, SubscriberState.STOPPED))


@channel.command("resume")
def resume(chat: Chat) -> None:
    """Send to a chat again."""
    _change(chat, lambda known, work: let_back(known, work, SystemClock().now()))


def invite(
    days: Annotated[int, typer.Option(help="Days for which the code is good.", min=1, max=365)] = 7,
    *,
    editor: Annotated[bool, typer.Option("--editor", help="The code makes its sender an editor.")] = False,
    uses: Annotated[int, typer.Option(help="How many may use the code; one where it makes an editor.", min=1)] = 1,
) -> None:
    """Print a code that lets somebody use the bot, once unless said otherwise."""
    if editor and uses > 1:
        raise typer.BadParameter("a code that makes an editor is good for one")
    code = new_code()
    with open_database(_settings())() as work:
        work.invitations.add(code, SystemClock().now() + timedelta(days=days), editor=editor, uses=uses)
        work.commit()
    out.print(code, markup=False)


def _settings() -> Settings:
    settings = Settings.from_env()
    configure_logs(settings.log_level, settings.secrets())
    return settings


def _new(address: str) -> Subscriber:
    return Subscriber(
        id=SubscriberId(f"{ChannelName.TELEGRAM}:{address}"),
        channel=ChannelName.TELEGRAM,
        address=address,
        language="en",
        zone=DEFAULT_ZONES["en"],
        state=SubscriberState.ACTIVE,
        created_at=SystemClock().now(),
        is_group=True,
    )


def _let_in(work: UnitOfWork, chat: Subscriber, given: Given) -> str:
    """Store a chat as it is to be; return what that means for one that was known."""
    wanted = replace(with_options(chat, given), state=SubscriberState.ACTIVE)
    work.subscribers.save(wanted)
    let_back(chat, work, SystemClock().now())
    if (wanted.timing, wanted.zone) != (chat.timing, chat.zone):
        work.digests.look_again(wanted.id, SystemClock().now())
    again = "already" if chat.state is SubscriberState.ACTIVE else "again"
    changed = changes(chat, wanted)
    return f"{again}, with the settings it had" + (f" but for these: {'; '.join(changed)}" if changed else "")


def _place(settings: Settings, chat: str) -> PostingPlace:
    if not settings.telegram_token:
        raise ConfigError(["CAJAD_TELEGRAM_TOKEN is not set: Telegram cannot be asked about the chat"])
    return asyncio.run(
        find_place(settings.telegram_token.get_secret_value(), api_base(settings.telegram_api_url), chat)
    )


def _address(settings: Settings, chat: str) -> str:
    """Return the address under which a chat is stored; only names have to be asked for."""
    return str(_place(settings, chat).chat_id) if chat.startswith("@") else chat


def _known(work: UnitOfWork, address: str) -> Subscriber:
    known = work.subscribers.find(ChannelName.TELEGRAM, address)
    if known is None or not _is_place(known):
        raise ConfigError([f"{address} is no channel or group that receives messages"])
    return known


def _is_place(subscriber: Subscriber) -> bool:
    return subscriber.channel is ChannelName.TELEGRAM and subscriber.is_group


def _change(chat: str, change: Callable[[Subscriber, UnitOfWork], None]) -> None:
    settings = _settings()
    address = _address(settings, chat)
    with open_database(settings)() as work:
        known = _known(work, address)
        change(known, work)
        state = work.subscribers.get(known.id).state
        work.commit()
    err.print(f"{address}: {state.value}", markup=False)
