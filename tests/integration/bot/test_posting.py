"""Whether the bot may post in a chat, asked of the emulator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.posting import find_place
from domain.errors import ConfigError
from tests.servers.bot_api import TOKEN

if TYPE_CHECKING:
    from tests.servers.bot_api import BotApi

CHANNEL, GROUP, BOT_ID = -100999500, -100500, 7000001


async def test_a_channel_takes_posts_once_the_bot_is_an_admin_there(api: BotApi) -> None:
    with pytest.raises(ConfigError, match="may not post"):
        await find_place(TOKEN, api.url, str(CHANNEL))
    api.admins.add((CHANNEL, BOT_ID))
    place = await find_place(TOKEN, api.url, str(CHANNEL))
    assert (place.chat_id, place.title) == (CHANNEL, f"Channel {CHANNEL}")


async def test_in_a_group_a_member_may_write(api: BotApi) -> None:
    assert (await find_place(TOKEN, api.url, str(GROUP))).chat_id == GROUP


@pytest.mark.parametrize("chat", ["1001", "newsroom", "@x", "-1 ", "https://t.me/newsroom"])
async def test_what_names_no_chat_is_refused_without_asking(api: BotApi, chat: str) -> None:
    with pytest.raises(ConfigError, match="neither"):
        await find_place(TOKEN, api.url, chat)
    assert api.calls == []


async def test_trouble_with_telegram_is_told_without_the_token(api: BotApi) -> None:
    api.closed_chats.add(GROUP)
    with pytest.raises(ConfigError, match="does not show") as raised:
        await find_place(TOKEN, api.url, str(GROUP))
    assert TOKEN not in str(raised.value)
