"""Channels: ways to reach subscribers. Another one is one file here and one line in ``CHANNELS``."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.channels.console import console_channel
from bot.channels.email import email_channel
from bot.channels.telegram import telegram_channel
from domain.subscriber import ChannelName

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.channels.parts import ChannelParts, TellingChannel

CHANNELS: Mapping[ChannelName, Callable[[ChannelParts], TellingChannel | None]] = MappingProxyType(
    {
        ChannelName.CONSOLE: console_channel,
        ChannelName.TELEGRAM: telegram_channel,
        ChannelName.EMAIL: email_channel,
    }
)
"""What makes each channel; None where its parts are not there (no bot token, no console, no mail server)."""


def open_channels(parts: ChannelParts) -> dict[ChannelName, TellingChannel]:
    """Return the channels that can be used with these parts."""
    made = ((name, make(parts)) for name, make in CHANNELS.items())
    return {name: channel for name, channel in made if channel is not None}
