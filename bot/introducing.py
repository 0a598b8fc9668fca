"""The bot's introduction in Telegram: commands and descriptions for everybody, more commands for its staff.

Telegram allows few such changes a day, so it is asked first what it has.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram import BotCommand, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.menu import COMMANDS, duties, profile
from bot.texts import DEFAULT_ZONES, texts_for
from domain.commitment import READER_LANGUAGES
from domain.subscriber import ChannelName

if TYPE_CHECKING:
    from telegram import Bot

    from bot.chats import Asker
    from bot.menu import Command
    from bot.telegram_parts import TelegramParts
    from bot.texts import Texts
    from domain.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

_MENU_DEFAULT = "en"
"""The language of commands and descriptions for whom Telegram has no dedicated ones."""


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

    A failure is only logged: the bot works without.
    """
    try:
        for language in READER_LANGUAGES:
            texts = texts_for(language, DEFAULT_ZONES[language])
            await _introduce_in(bot, "" if language == _MENU_DEFAULT else language, texts)
        for member in await asyncio.to_thread(_staff, parts):
            await _introduce_to(bot, member)
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
    texts = texts_for(member.language, DEFAULT_ZONES[member.language])
    wanted = _in_words((*COMMANDS, *duties(operates=member.operates)), texts)
    try:
        if await bot.get_my_commands(scope=scope) != wanted:
            await bot.set_my_commands(wanted, scope=scope)
    except (BadRequest, Forbidden):
        # Who never wrote to the bot, or blocked it, has no chat with it; their next /start brings the commands.
        log.info("a member of the staff has no chat with the bot yet")


async def _introduce_in(bot: Bot, language_code: str, texts: Texts) -> None:
    wanted = _in_words(COMMANDS, texts)
    if await bot.get_my_commands(language_code=language_code) != wanted:
        await bot.set_my_commands(wanted, language_code=language_code)
    description, short_description = profile(texts)
    if (await bot.get_my_description(language_code)).description != description:
        await bot.set_my_description(description, language_code)
    if (await bot.get_my_short_description(language_code)).short_description != short_description:
        await bot.set_my_short_description(short_description, language_code)


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
