"""The bot's commands, once: for Telegram's menu, for /help, and for what the bot says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.texts import marked

if TYPE_CHECKING:
    from bot.texts import Texts


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        name: as typed, without the slash. explanation: English text and key of the catalogues, at most 256 characters.
    """

    name: str
    explanation: str


COMMANDS = (
    Command("start", marked("receive alerts")),
    Command("stop", marked("receive no more alerts")),
    Command("latest", marked("what this chat has not received, and the newest developments")),
    Command("commitment", marked("what was promised and how far it is; add a paragraph number or words")),
    Command("search", marked("search the reports; add words")),
    Command("status", marked("how far the commitments are, as a picture")),
    Command("report", marked("a report as a file: Word, Excel, web page or table")),
    Command("calendar", marked("what is due and announced next, with a calendar file")),
    Command("why", marked("why something did or did not come: reply to a message, or add a link")),
    Command("pause", marked("receive nothing for a while; then everything at once")),
    Command("email", marked("digests by e-mail as well; add an address")),
    Command("settings", marked("choose what comes: topics, countries, sources")),
    Command("language", marked("language of this chat")),
    Command("channels", marked("set up a channel or group of which you are an admin")),
    Command("privacy", marked("what is stored about this chat")),
    Command("export", marked("everything that is stored about this chat, as a file")),
    Command("delete", marked("delete everything that is stored about this chat")),
    Command("about", marked("what this bot is and where its news comes from")),
    Command("help", marked("all commands")),
)


EDITOR_COMMANDS = (
    Command("review", marked("review what waits, card by card")),
    Command("figures", marked("figures of the review")),
)
OPERATOR_COMMANDS = (
    Command("health", marked("how the installation stands")),
    Command("sources", marked("sources that do not work")),
    Command("broadcast", marked("a message to all subscribers; add its text")),
    Command("invite", marked("invite readers or an editor by a link")),
    Command("admit", marked("admit who asked to use the bot; or add a number")),
)


def duties(*, operates: bool) -> tuple[Command, ...]:
    """Return the commands of an editor beside those of readers, or of an operator, who reviews as well."""
    return (*EDITOR_COMMANDS, *(OPERATOR_COMMANDS if operates else ()))


def profile(texts: Texts) -> tuple[str, str]:
    """Return what Telegram shows of the bot before it is started (up to 512 characters) and in shares (up to 120)."""
    description = texts.say(
        "Follows in the news of eight languages what becomes of the Tokyo Declaration of Japan and the five Central "
        "Asian states. One message for each new development, with the passage that shows it and a link."
    )
    return description, texts.say("Follows up on the Tokyo Declaration of the Central Asia plus Japan Dialogue.")
