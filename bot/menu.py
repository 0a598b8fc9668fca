"""The bot's commands, once: for Telegram's menu, for /help, and for what the bot says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from bot.texts import marked

if TYPE_CHECKING:
    from bot.texts import Texts


class Audience(Enum):
    """Whom a command serves in a group; in private chats all of them serve everybody, or all of the staff."""

    EVERYBODY = auto()
    ADMINS = auto()
    NOBODY = auto()


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        name: as typed, without the slash. explanation: English text and key of the catalogues, at most 256 characters.
        in_groups: whom it serves there; what only shows to others how a group is set up serves its admins.
    """

    name: str
    explanation: str
    in_groups: Audience = Audience.EVERYBODY


COMMANDS = (
    Command("start", marked("receive alerts"), Audience.ADMINS),
    Command("stop", marked("receive no more alerts"), Audience.ADMINS),
    Command("latest", marked("what this chat has not received, and the newest developments")),
    Command("commitment", marked("what was promised and how far it is; add a paragraph number or words")),
    Command("search", marked("search the reports; add words")),
    Command("status", marked("how far the commitments are, as a picture")),
    Command("report", marked("a report as a file; you may add a period and a country")),
    Command("calendar", marked("what is due and announced next, with a calendar file; you may add a country")),
    Command("why", marked("why something did or did not come: reply to a message, or add a link")),
    Command(
        "pause",
        marked("receive nothing for a while, then everything at once; you may add days or a date"),
        Audience.ADMINS,
    ),
    Command("email", marked("digests by e-mail as well; add an address"), Audience.NOBODY),
    Command("settings", marked("choose what comes: topics, countries, sources"), Audience.ADMINS),
    Command("language", marked("language of this chat; you may add its name"), Audience.ADMINS),
    Command("channels", marked("set up a channel or group of which you are an admin"), Audience.NOBODY),
    Command("privacy", marked("what is stored about this chat")),
    Command("export", marked("everything that is stored about this chat, as a file"), Audience.ADMINS),
    Command("delete", marked("delete everything that is stored about this chat"), Audience.ADMINS),
    Command("about", marked("what this bot is and where its news comes from")),
    Command("help", marked("all commands")),
)


EDITOR_COMMANDS = (
    Command("review", marked("review what waits, card by card"), Audience.NOBODY),
    Command("figures", marked("figures of the review"), Audience.NOBODY),
)
OPERATOR_COMMANDS = (
    Command("health", marked("how the installation stands"), Audience.NOBODY),
    Command("sources", marked("sources that do not work"), Audience.NOBODY),
    Command("broadcast", marked("a message to all subscribers; add its text"), Audience.NOBODY),
    Command("invite", marked("invite readers or an editor by a link"), Audience.NOBODY),
    Command("admit", marked("admit who asked to use the bot; or add a number"), Audience.NOBODY),
)


def group_commands(*audiences: Audience) -> tuple[Command, ...]:
    """Return the commands that serve these people in a group."""
    return tuple(each for each in COMMANDS if each.in_groups in audiences)


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
