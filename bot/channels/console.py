"""Console channel: alerts on standard output, as Telegram would show them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from bot.markup import Line, RenderedMessage, Style, line
from domain.alert import Delivered
from domain.subscriber import ChannelName

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from bot.channels.parts import Attachment, ChannelParts, Render
    from bot.digests import DigestWriter
    from domain.alert import Alert
    from domain.digest import Digest, DigestItem

_LOOKS = {Style.PLAIN: "", Style.BOLD: "bold", Style.ITALIC: "italic", Style.CODE: "cyan"}


class ConsoleChannel:
    """Prints alerts.

    Args:
        console: where to print. render: alert to message. digests: makes digests into text.
    """

    name = ChannelName.CONSOLE
    shows_charts = False

    def __init__(self, console: Console, render: Render, digests: DigestWriter) -> None:
        self._console = console
        self._render = render
        self._digests = digests

    async def send(self, alert: Alert) -> Delivered:
        """Print one alert, with a rule above it."""
        self._print(self._render(alert))
        return Delivered(alert.message.id)

    def divide(self, digest: Digest) -> tuple[Sequence[Sequence[DigestItem]], Sequence[DigestItem]]:
        """Return everything as one message: a console takes any length."""
        return (digest.items,), ()

    async def send_digest(self, digest: Digest) -> Delivered:
        """Print a digest, with a rule above it."""
        self._print(self._digests.message(digest))
        return Delivered(digest.message.id)

    async def tell(
        self,
        address: str,
        message: RenderedMessage,
        *,
        plain: bool = False,  # noqa: ARG002 - a console takes every form
        attempts: int = 0,  # noqa: ARG002 - and never fails
    ) -> Delivered:
        """Print a message that is no alert, with a rule above it."""
        self._print(message)
        return Delivered(address)

    async def send_file(
        self,
        address: str,
        attachment: Attachment,
        *,
        plain: bool = False,  # noqa: ARG002 - as above
        attempts: int = 0,  # noqa: ARG002 - as above
    ) -> Delivered:
        """Print the caption and where the file stands."""
        self._print(RenderedMessage((*attachment.caption.lines, line(str(attachment.path)))))
        return Delivered(address)

    def _print(self, message: RenderedMessage) -> None:
        self._console.rule(style="dim")
        # Only a terminal wraps: at words, and never an address, which could then not be followed.
        on_terminal = self._console.is_terminal
        self._console.print(Group(*on_console(message)), soft_wrap=not on_terminal, crop=False)


def console_channel(parts: ChannelParts) -> ConsoleChannel | None:
    """Return the console channel if there is a console."""
    return ConsoleChannel(parts.console, parts.render, parts.digests) if parts.console is not None else None


def on_console(message: RenderedMessage) -> list[Text]:
    """Return a message as lines for a terminal: bold and italics shown, a bar before quotations, addresses below."""
    rows = ("  ".join(f"[ {button.text} ]" for button in row) for row in message.rows)
    buttons = (Text(row, style="cyan") for row in rows)
    return [*chain.from_iterable(map(_lines, message.lines)), *buttons]


def _lines(line: Line) -> Iterator[Text]:
    shown = Text("▎ " if line.quoted else "")
    for span in line.spans:
        shown.append(span.text, style=_LOOKS[span.style])
    yield shown
    for span in line.spans:
        if span.url:
            yield Text(span.url, style="blue underline", no_wrap=True, overflow="ignore")
