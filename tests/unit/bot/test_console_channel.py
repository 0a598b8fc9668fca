"""Alerts on a terminal, as Telegram would show them."""

from __future__ import annotations

import io

from rich.console import Console

from bot.channels.console import ConsoleChannel, on_console
from bot.digests import DigestWriter
from bot.markup import GAP, Button, RenderedMessage, bold, line, link, quote
from tests.builders import a_declaration, an_alert

DIGESTS = DigestWriter(a_declaration(), {}, lambda _language, _zone: None)
MESSAGE = RenderedMessage(
    (line(bold("🇯🇵→🇰🇿 [b]Gist[/b]")), GAP, quote("Said."), line(link("Headline", "https://a.example/?a=1&b=2"))),
    (Button("Show again", "again:1"),),
)


def test_quotations_have_a_bar_addresses_are_spelled_out_and_buttons_stand_below() -> None:
    assert [shown.plain for shown in on_console(MESSAGE)] == [
        "🇯🇵→🇰🇿 [b]Gist[/b]",
        "",
        "▎ Said.",
        "Headline",
        "https://a.example/?a=1&b=2",
        "[ Show again ]",
    ]


async def test_what_is_printed_to_a_file_wraps_nothing_and_obeys_no_markup_of_the_text() -> None:
    file = io.StringIO()
    channel = ConsoleChannel(Console(file=file, width=20), lambda _: MESSAGE, DIGESTS)
    alert = an_alert()

    delivered = await channel.send(alert)

    assert delivered.remote_id == alert.message.id
    lines = "\n".join(shown.plain for shown in on_console(MESSAGE))
    assert file.getvalue() == f"{'─' * 20}\n{lines}\n"


async def test_a_terminal_wraps_at_words_and_leaves_addresses_whole() -> None:
    file = io.StringIO()
    message = RenderedMessage(
        (line("Customs training and equipment"), line(link("Seen", "https://a.example/long/way")))
    )

    console = Console(file=file, width=20, force_terminal=True, color_system=None)
    await ConsoleChannel(console, lambda _: message, DIGESTS).send(an_alert())

    assert [shown.rstrip() for shown in file.getvalue().splitlines()[1:]] == [
        "Customs training and",
        "equipment",
        "Seen",
        "https://a.example/long/way",
    ]


async def test_a_terminal_shows_the_gist_in_bold() -> None:
    file = io.StringIO()

    await ConsoleChannel(Console(file=file, force_terminal=True), lambda _: MESSAGE, DIGESTS).send(an_alert())

    assert "\x1b[1m🇯🇵→🇰🇿" in file.getvalue()
