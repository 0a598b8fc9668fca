"""What channels are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from domain.ports import Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from rich.console import Console
    from telegram import Bot

    from bot.digests import DigestWriter
    from bot.markup import RenderedMessage
    from config.settings import Settings
    from domain.alert import Alert, Delivered
    from domain.amendment import Amendment, ClaimedReply
    from domain.digest import Digest, DigestItem
    from domain.ports import Clock
    from domain.unit_of_work import OpenUnitOfWork

    Render: TypeAlias = Callable[[Alert], RenderedMessage]


@dataclass(frozen=True, slots=True)
class ChannelParts:
    """The parts that channels may need.

    Attributes:
        render: alert to message; ``bot.messages.alert_parts`` with its declaration and places.
        digests: makes digests into text.
        bot: initialised, or None without a token. console: standard output, or None where nobody reads it.
        settings: what an operator has set, for a channel with settings of its own; None where it is not to be used.
        open_unit_of_work: for a channel that keeps something of its readers.
    """

    render: Render
    clock: Clock
    digests: DigestWriter
    bot: Bot | None = None
    console: Console | None = None
    settings: Settings | None = None
    open_unit_of_work: OpenUnitOfWork | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file with a few words, for a reader.

    Attributes:
        path: where it stands. name: under which the reader gets it. caption: without buttons, within a caption's limit.
    """

    path: Path
    name: str
    caption: RenderedMessage


class TellingChannel(Channel, Protocol):
    """A channel that also takes what is no alert: digests, and what operators are told.

    Attributes:
        shows_charts: whether a weekly digest opens with a picture, which is a message of its own.
    """

    shows_charts: bool

    def divide(self, digest: Digest) -> tuple[Sequence[Sequence[DigestItem]], Sequence[DigestItem]]:
        """Return the developments for each message that a whole digest becomes here, and those only counted."""
        ...

    async def send_digest(self, digest: Digest) -> Delivered:
        """Send one part of a digest.

        Raises:
            DeliveryError: one of its kinds, as for alerts.
        """
        ...

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

    async def send_file(
        self, address: str, attachment: Attachment, *, plain: bool = False, attempts: int = 0
    ) -> Delivered:
        """Send a file with its caption; a channel without files says where it stands.

        Args:
            address: within the channel. attachment: the file is there.
            plain: without markup. attempts: how often it was tried before.

        Raises:
            DeliveryError: one of its kinds, as for alerts.
        """
        ...


@runtime_checkable
class AmendingChannel(TellingChannel, Protocol):
    """A channel whose messages can be written anew and replied to; what others delivered stays as it is."""

    async def amend(self, amendment: Amendment) -> None:
        """Write a delivered message anew; doing so twice changes nothing.

        Raises:
            DeliveryError: one of its kinds, as for alerts.
        """
        ...

    async def tell(
        self, address: str, message: RenderedMessage, *, plain: bool = False, attempts: int = 0, reply_to: str = ""
    ) -> Delivered:
        """Send a message that is rendered already.

        Args:
            address, plain, attempts: as for any channel.
            reply_to: the channel's identifier of the message that this answers, empty = of none.

        Raises:
            DeliveryError: one of its kinds, as for alerts.
        """
        ...


@runtime_checkable
class CorrectingChannel(TellingChannel, Protocol):
    """A channel whose messages stay as they are; what was told wrongly by several is corrected by one."""

    async def correct(self, corrections: Sequence[ClaimedReply]) -> Delivered:
        """Tell one subscriber of corrections.

        Args:
            corrections: at least one, all of the same subscriber.

        Raises:
            DeliveryError: one of its kinds, as for alerts.
        """
        ...
