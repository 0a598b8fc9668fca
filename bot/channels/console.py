"""Console channel: alerts on standard output, as Telegram would show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from bot.markup import Line, RenderedMessage, Style
from domain.alert import Delivered
from domain.subscriber import ChannelName

if TYPE_CHECKING:
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
        self._console.rule(style="dim")
        self._console.print(on_console(self._render(alert)), soft_wrap=True)
        return Delivered(alert.message.id)


def console_channel(parts: ChannelParts) -> ConsoleChannel | None:
    """Return the console channel if there is a console."""
    return ConsoleChannel(parts.console, parts.render) if parts.console is not None else None


def on_console(message: RenderedMessage) -> Text:
    """Return a message for a terminal: bold and italics shown, a bar before quotations, addresses spelled out."""
    shown = Text("\n").join(_line(line) for line in message.lines)
    for button in message.buttons:
        shown.append(f"\n[ {button.text} ]", style="cyan")
    return shown


def _line(line: Line) -> Text:
    shown = Text("▎ " if line.quoted else "")
    for span in line.spans:
        shown.append(span.text, style=_LOOKS[span.style])
        if span.url:
            shown.append(f"\n{span.url}", style="blue underline")
    return shown
