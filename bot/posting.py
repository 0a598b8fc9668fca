"""Posting: whether the bot may write in a channel or group, asked of Telegram before it is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import Bot, ChatMember, ChatMemberAdministrator, ChatMemberRestricted
from telegram.error import TelegramError

from bot.polling import CheckedRequest
from domain.errors import ConfigError

_CHAT = re.compile(r"@\w{4,32}|-\d{1,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PostingPlace:
    """A chat the bot may post in. Attributes: title: as Telegram shows it."""

    chat_id: int
    title: str


async def find_place(token: str, base_url: str, chat: str) -> PostingPlace:
    """Ask Telegram which chat this is and whether the bot may post there.

    Args:
        token: of the bot. base_url: of bot methods. chat: ``@name``, or the number of a group or channel.

    Raises:
        ConfigError: it is no such chat, Telegram does not know it, or the bot may not post there.
    """
    if not _CHAT.fullmatch(chat):
        raise ConfigError([f"{chat} is neither @name nor the negative number of a group or channel"])
    try:
        async with Bot(token, base_url=base_url, request=CheckedRequest()) as bot:
            found = await bot.get_chat(chat)
            member = await bot.get_chat_member(found.id, bot.id)
    except TelegramError as error:
        # The text of a network error may hold the address, and with it the token.
        raise ConfigError(
            [f"Telegram does not show {chat} to the bot ({type(error).__name__}); is it a member?"]
        ) from None
    if found.type == found.PRIVATE:
        raise ConfigError([f"{chat} is a person, not a channel or group"])
    if not may_post(member, is_channel=found.type == found.CHANNEL):
        raise ConfigError([f"the bot may not post in {chat}: make it an admin that may post messages"])
    return PostingPlace(found.id, found.title or chat)


def may_post(member: ChatMember, *, is_channel: bool) -> bool:
    """Tell whether a member may post: in channels only admins that have the right, in groups all who are not muted."""
    if isinstance(member, ChatMemberAdministrator):
        return bool(member.can_post_messages) or not is_channel
    if isinstance(member, ChatMemberRestricted):
        return member.can_send_messages and not is_channel
    return member.status == ChatMember.OWNER or (member.status == ChatMember.MEMBER and not is_channel)
