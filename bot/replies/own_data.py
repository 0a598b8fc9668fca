"""Answers about what is stored of a chat: what, how long, how to get it and how to delete it; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.markup import Button, RenderedMessage, bold, line

if TYPE_CHECKING:
    from bot.texts import Texts

DELETE = "delete:"
"""Opens the callback data of the buttons that confirm or call off a deletion."""

YES, NO = "yes", "no"


def privacy(texts: Texts) -> RenderedMessage:
    """Say what is stored about a chat, how long, and what can be done about it."""
    stored = (
        texts.say(
            "The number of this chat, and of its topic in a forum; of a channel or group its title; no names of "
            "people, and of what is written here only what follows."
        ),
        texts.say(
            "Language, time zone, the choice of what comes and when, with the words and outlets named in it, and since "
            "when."
        ),
        texts.say("Which messages this chat received, when, and which storylines it muted."),
        texts.say("Mail addresses to which digests were ordered here: until /delete, or two days where unconfirmed."),
        texts.say("That a chat was refused by a bot open to listed chats: for 30 days, or until it is admitted."),
        texts.say("Links and wrong matches reported from here; after a deletion editors no longer see from where."),
    )
    return RenderedMessage(
        (
            line(bold(texts.say("What is stored about this chat"))),
            *(line(f"• {each}") for each in stored),
            line(texts.say("It is kept until it is deleted: that log keeps any message from coming twice.")),
            line(texts.say("It stays in the database of this bot's operator and is passed on to nobody.")),
            line(
                texts.say(
                    "Decisions of an editor stay in the record of corrections, without saying whose they are. What the "
                    "operator's own backups hold goes with them."
                )
            ),
            line(texts.say("/export sends all of it as a file. /delete deletes all of it at once.")),
        )
    )


def export_caption(texts: Texts) -> RenderedMessage:
    """Return what stands below the file."""
    return RenderedMessage((line(texts.say("Everything that is stored about this chat.")),))


def nothing_stored(texts: Texts) -> RenderedMessage:
    """Say that there is nothing to hand out or delete."""
    return RenderedMessage((line(texts.say("Nothing is stored about this chat.")),))


def delete_question(texts: Texts) -> RenderedMessage:
    """Ask whether everything shall really be deleted."""
    return RenderedMessage(
        (
            line(bold(texts.say("Delete everything that is stored about this chat?"))),
            line(texts.say("No alerts will come, and the choice of what comes is lost. This cannot be undone.")),
        ),
        (
            Button(texts.say("Delete everything"), f"{DELETE}{YES}"),
            Button(texts.say("Keep it"), f"{DELETE}{NO}"),
        ),
    )


def deleted(texts: Texts) -> RenderedMessage:
    """Confirm the deletion."""
    return RenderedMessage(
        (line(texts.say("Everything that was stored about this chat has been deleted. /start begins anew.")),)
    )


def kept(texts: Texts) -> RenderedMessage:
    """Confirm that nothing was deleted."""
    return RenderedMessage((line(texts.say("Nothing was deleted.")),))


def admins_only(texts: Texts) -> RenderedMessage:
    """Refuse a member of a group what only its admins may do."""
    return RenderedMessage((line(texts.say("Only admins of this chat may do this.")),))
