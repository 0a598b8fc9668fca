"""What channels are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console
    from telegram import Bot

    from bot.markup import RenderedMessage
    from domain.alert import Alert
    from domain.ports import Clock

    Render: TypeAlias = Callable[[Alert], RenderedMessage]


@dataclass(frozen=True, slots=True)
class ChannelParts:
    """The parts that channels may need.

    Attributes:
        render: alert to message; ``bot.messages.alert_parts`` with its declaration and places.
        bot: initialised, or None without a token. console: standard output, or None where nobody reads it.
    """

    render: Render
    clock: Clock
    bot: Bot | None = None
    console: Console | None = None
