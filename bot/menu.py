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
    Command("latest", marked("the newest developments")),
    Command("commitment", marked("what was promised and what has happened since; add a paragraph number")),
    Command("settings", marked("choose what comes: topics, countries, sources")),
    Command("language", marked("language of this chat")),
    Command("about", marked("what this bot is and where its news comes from")),
    Command("help", marked("all commands")),
)


def profile(texts: Texts) -> tuple[str, str]:
    """Return what Telegram shows of the bot before it is started (up to 512 characters) and in shares (up to 120)."""
    description = texts.say(
        "Follows in the news of eight languages what becomes of the Tokyo Declaration of Japan and the five Central "
        "Asian states. One message for each new development, with the passage that shows it and a link."
    )
    return description, texts.say("Follows up on the Tokyo Declaration of the Central Asia plus Japan Dialogue.")
