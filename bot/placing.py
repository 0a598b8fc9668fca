"""Placing: setting up another chat from a private one; whose buttons name that chat, as do the questions asked for it.

The chat stands in the callback data, so nothing is remembered between two taps, and who taps is asked for their rights
in that chat each time. Pure.
"""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.chats import ChatKey
from bot.markup import RenderedMessage, line

if TYPE_CHECKING:
    from bot.chats import Asker

AT = "at:"
"""Opens the callback data of buttons that are about another chat; its number and the data proper follow."""

SETUP = "setup:"
"""Opens the data of the set-up's own buttons; an act follows."""


class SetupAct(StrEnum):
    """What a button of the set-up does."""

    MENU = "menu"
    ON = "on"
    """Messages begin to come."""
    OFF = "off"
    HOLD = "hold"
    FREE = "free"
    """What no editor has accepted comes too."""


_ADDRESS = r"-\d{1,16}"
_PLACED = re.compile(rf"{AT}({_ADDRESS}):(.+)", re.ASCII | re.DOTALL)


def at(address: str, data: str) -> str:
    """Return callback data for a button that is about the chat of this address."""
    return f"{AT}{address}:{data}"


def placed(data: str) -> tuple[str, str] | None:
    """Read callback data that is about another chat: its address, and the data proper; None for anything else."""
    found = _PLACED.fullmatch(data)
    return (found[1], found[2]) if found else None


def placed_asker(asker: Asker, address: str) -> Asker | None:
    """Return the person as somebody who speaks in another chat; None where they may not speak for it from here.

    Args:
        asker: the person in their own chat with the bot. address: of a group or channel.
    """
    if asker.is_group or asker.user_id is None or not re.fullmatch(_ADDRESS, address, re.ASCII):
        return None
    return replace(asker, chat=ChatKey.of(address), is_group=True, is_chat=False)


def for_chat(message: RenderedMessage, address: str) -> RenderedMessage:
    """Return a message whose buttons are about another chat."""
    buttons = (replace(each, data=at(address, each.data)) if each.data else each for each in message.buttons)
    return RenderedMessage(message.lines, tuple(buttons))


def about_chat(question: RenderedMessage, address: str) -> RenderedMessage:
    """Return a question that names the chat it is asked for on a line of its own, which the reply brings back."""
    return RenderedMessage((*question.lines, line(address)))
