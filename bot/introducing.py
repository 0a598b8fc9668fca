"""The bot's introduction in Telegram: commands and descriptions for everybody, more commands for its staff.

Telegram allows few such changes a day, so it is asked first what it has: five questions for each language at a start.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.chats import READS
from bot.menu import COMMANDS, Audience, duties, group_commands, profile
from bot.texts import DEFAULT_ZONES, texts_for
from domain.subscriber import ChannelName

if TYPE_CHECKING:
    from telegram import Bot, BotCommandScope

    from bot.chats import Asker
    from bot.menu import Command
    from bot.telegram_parts import TelegramParts
    from bot.texts import Texts
    from domain.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

REGISTERED = MappingProxyType({"": "en", **READS})
"""Language of commands and descriptions by the language of somebody's Telegram; "" for all that are not listed."""

_MENUS: tuple[tuple[BotCommandScope, tuple[Command, ...]], ...] = (
    (BotCommandScopeDefault(), COMMANDS),
    (BotCommandScopeAllGroupChats(), group_commands(Audience.EVERYBODY)),
    (BotCommandScopeAllChatAdministrators(), group_commands(Audience.EVERYBODY, Audience.ADMINS)),
)
"""Commands of private chats, of the members of a group, and of its admins."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with more commands than readers have.

    Attributes:
        user_id: also the id of their own chat with the bot. language: of their commands.
        operates: one of ``CAJAD_ADMINS``; others are editors only.
    """

    user_id: int
    language: str
    operates: bool


async def introduce(bot: Bot, parts: TelegramParts) -> None:
    """Register commands and descriptions in every language, and the commands of the staff in their chats.

    A failure is only logged: the bot works without, and the next start registers what is missing.
    """
    try:
        for code, language in REGISTERED.items():
            await _register_menus(bot, code, _texts(language))
        for member in await asyncio.to_thread(_staff, parts):
            await _introduce_to(bot, member)
        for code, language in REGISTERED.items():
            await _register_profile(bot, code, _texts(language))
    except TelegramError as error:
        log.warning("commands and descriptions could not be registered (%s)", type(error).__name__)


async def renew_menu(bot: Bot, parts: TelegramParts, asker: Asker) -> None:
    """Bring the commands in the asker's own chat up to date, if they are staff; a failure is only logged."""
    if asker.is_group or asker.user_id is None:
        return
    try:
        if (member := await asyncio.to_thread(_member, parts, asker)) is not None:
            await _introduce_to(bot, member)
    except TelegramError as error:
        log.warning("the commands of a chat could not be registered (%s)", type(error).__name__)


async def withdraw_menu(bot: Bot, parts: TelegramParts, asker: Asker) -> None:
    """Take the commands of the staff out of the asker's own chat, if they are none; a failure is only logged."""
    if asker.is_group or asker.user_id is None:
        return
    scope = BotCommandScopeChat(asker.user_id)
    try:
        is_member = await asyncio.to_thread(_member, parts, asker) is not None
        if not is_member and await bot.get_my_commands(scope=scope):
            await bot.delete_my_commands(scope=scope)
    except TelegramError as error:
        log.warning("the commands of a chat could not be withdrawn (%s)", type(error).__name__)


def duties_of(parts: TelegramParts, asker: Asker) -> tuple[Command, ...]:
    """Return the commands that the asker has beside those of readers: none outside of their own chat."""
    if asker.is_group or asker.user_id is None or (member := _member(parts, asker)) is None:
        return ()
    return duties(operates=member.operates)


async def _introduce_to(bot: Bot, member: Member) -> None:
    scope = BotCommandScopeChat(member.user_id)
    wanted = _in_words((*COMMANDS, *duties(operates=member.operates)), _texts(member.language))
    try:
        if await bot.get_my_commands(scope=scope) != wanted:
            await bot.set_my_commands(wanted, scope=scope)
    except (BadRequest, Forbidden):
        # Who never wrote to the bot, or blocked it, has no chat with it; their next /start brings the commands.
        log.info("a member of the staff has no chat with the bot yet")


async def _register_menus(bot: Bot, language_code: str, texts: Texts) -> None:
    for scope, commands in _MENUS:
        wanted = _in_words(commands, texts)
        if await bot.get_my_commands(scope, language_code) != wanted:
            await bot.set_my_commands(wanted, scope, language_code)


async def _register_profile(bot: Bot, language_code: str, texts: Texts) -> None:
    description, short_description = profile(texts)
    if (await bot.get_my_description(language_code)).description != description:
        await bot.set_my_description(description, language_code)
    if (await bot.get_my_short_description(language_code)).short_description != short_description:
        await bot.set_my_short_description(short_description, language_code)


def _texts(language: str) -> Texts:
    return texts_for(language, DEFAULT_ZONES[language])


def _in_words(commands: tuple[Command, ...], texts: Texts) -> tuple[BotCommand, ...]:
    return tuple(BotCommand(each.name, texts.say(each.explanation)) for each in commands)


def _staff(parts: TelegramParts) -> list[Member]:
    with parts.open_unit_of_work(writes=False) as work:
        active = work.subscribers.list_active()
        editors = {int(each.address) for each in active if each.editor and each.channel is ChannelName.TELEGRAM}
        return [_known(work, parts, each, "en") for each in sorted(parts.admins | editors)]


def _member(parts: TelegramParts, asker: Asker) -> Member | None:
    with parts.open_unit_of_work(writes=False) as work:
        own = work.subscribers.find(ChannelName.TELEGRAM, str(asker.user_id))
        if asker.user_id is None or not (asker.user_id in parts.admins or (own is not None and own.editor)):
            return None
        return _known(work, parts, asker.user_id, asker.language)


def _known(work: UnitOfWork, parts: TelegramParts, user_id: int, language: str) -> Member:
    own = work.subscribers.find(ChannelName.TELEGRAM, str(user_id))
    return Member(user_id, language if own is None else own.language, user_id in parts.admins)
