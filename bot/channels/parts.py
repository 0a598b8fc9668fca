"""What channels are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from domain.ports import Channel

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console
    from telegram import Bot

    from bot.markup import RenderedMessage
    from domain.alert import Alert, Delivered
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


class TellingChannel(Channel, Protocol):
    """A channel that also takes what is no alert: what operators are told."""

    async def tell(
        self, address: str, message: RenderedMessage, *, plain: bool = False, attempts: int = 0
    ) -> Delivered:
        """Send a message that is rendered already.

        Args:
            address: within the channel. plain: without markup. attempts: how often it was tried before.

        Raises:
            DeliveryError: one of its kinds, as for alerts.
        """
        ...
