"""Console channel: alerts on standard output, as Telegram would show them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from bot.markup import Line, RenderedMessage, Style
from domain.alert import Delivered
from domain.subscriber import ChannelName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from bot.channels.parts import ChannelParts, Render
    from domain.alert import Alert

_LOOKS = {Style.PLAIN: "", Style.BOLD: "bold", Style.ITALIC: "italic", Style.CODE: "cyan"}


class ConsoleChannel:
    """Prints alerts.

    Args:
        console: where to print. render: alert to message.
    """

    name = ChannelName.CONSOLE

    def __init__(self, console: Console, render: Render) -> None:
        self._console = console
        self._render = render

    async def send(self, alert: Alert) -> Delivered:
        """Print one alert, with a rule above it."""
        self._print(self._render(alert))
        return Delivered(alert.message.id)

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

    def _print(self, message: RenderedMessage) -> None:
        self._console.rule(style="dim")
        # Only a terminal wraps: at words, and never an address, which could then not be followed.
        on_terminal = self._console.is_terminal
        self._console.print(Group(*on_console(message)), soft_wrap=not on_terminal, crop=False)


def console_channel(parts: ChannelParts) -> ConsoleChannel | None:
    """Return the console channel if there is a console."""
    return ConsoleChannel(parts.console, parts.render) if parts.console is not None else None


def on_console(message: RenderedMessage) -> list[Text]:
    """Return a message as lines for a terminal: bold and italics shown, a bar before quotations, addresses below."""
    buttons = (Text(f"[ {button.text} ]", style="cyan") for button in message.buttons)
    return [*chain.from_iterable(map(_lines, message.lines)), *buttons]


def _lines(line: Line) -> Iterator[Text]:
    shown = Text("▎ " if line.quoted else "")
    for span in line.spans:
        shown.append(span.text, style=_LOOKS[span.style])
    yield shown
    for span in line.spans:
        if span.url:
            yield Text(span.url, style="blue underline", no_wrap=True, overflow="ignore")
