"""The set-up of a channel or group, shown to one of its admins in their own chat with the bot; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.choosing import Wish, data_of
from bot.markup import GAP, LISTED_MOST, Button, Line, RenderedMessage, bold, clip, line
from bot.placing import SETUP, SetupAct, at, for_chat
from bot.replies.choice_words import chosen_lines
from bot.replies.subscriptions import LANGUAGE, LANGUAGE_NAMES
from bot.screens import Screen
from domain.commitment import READER_LANGUAGES
from domain.subscriber import SubscriberState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.texts import Texts
    from domain.commitment import Declaration
    from domain.organisation import Organisation
    from domain.place import JoinedChat
    from domain.subscriber import Subscriber

TITLE_LIMIT = 50
_ON = "✅ "


def setup_screen(
    title: str,
    chat: Subscriber,
    declaration: Declaration,
    organisations: Sequence[Organisation],
    texts: Texts,
) -> RenderedMessage:
    """Return the set-up of one chat.

    Args:
        title: of the chat. chat: as it is stored, or as it would be.
        texts: of the admin, who may speak another language than the chat.
    """
    is_on = chat.state is SubscriberState.ACTIVE
    state = (
        texts.say("Messages come there now.")
        if is_on
        else texts.say("Nothing comes there yet, and these buttons post nothing there.")
    )
    chosen = chosen_lines(chat.facets, declaration, organisations, texts)
    lines: tuple[Line, ...] = (
        line(bold(clip(title, TITLE_LIMIT))),
        line(state),
        *(chosen or (GAP, line(texts.say("Everything comes.")))),
    )
    return for_chat(RenderedMessage(lines, tuple(_buttons(chat, texts, is_on=is_on))), chat.address)


def placed_settings(title: str, shown: RenderedMessage, address: str, texts: Texts) -> RenderedMessage:
    """Return a screen of the settings for another chat, headed by its title, with a way back to its set-up."""
    back = Button(texts.say("Back to the set-up"), f"{SETUP}{SetupAct.MENU}")
    head = line(clip(title, TITLE_LIMIT))
    return for_chat(RenderedMessage((head, *shown.lines), (*shown.buttons, back)), address)


def chats_list(chats: Sequence[JoinedChat], texts: Texts) -> RenderedMessage:
    """Return the chats that somebody may set up, and how a further one is set up that is not listed."""
    heading = (
        texts.say("Which channel or group shall be set up?")
        if chats
        else texts.say("There is no channel or group yet that has this bot and you as an admin.")
    )
    how = texts.say(
        "To add one: make this bot an admin of the channel with the right to post, or a member of the group. "
        "A channel or group that is not listed: /channels @name"
    )
    listed = chats[:LISTED_MOST]
    buttons = (Button(clip(each.title, TITLE_LIMIT), at(each.address, f"{SETUP}{SetupAct.MENU}")) for each in listed)
    return RenderedMessage((line(bold(heading)), line(how)), tuple(buttons))


def not_your_chat(texts: Texts) -> RenderedMessage:
    """Say that a chat was not found, or that the asker is no admin of it; which of both is nobody's business."""
    return RenderedMessage((line(texts.say("There is no such chat that has this bot and you as an admin.")),))


def added_to_group(texts: Texts) -> RenderedMessage:
    """Return the one line for a group whose admin could not be written to."""
    said = texts.say("An admin sets this bot up: /start here, or /channels in a private chat with it.")
    return RenderedMessage((line(said),))


def _buttons(chat: Subscriber, texts: Texts, *, is_on: bool) -> Iterator[Button]:
    for place, code in enumerate(READER_LANGUAGES):
        said = f"{_ON if code == chat.language else ''}{LANGUAGE_NAMES[code]}"
        yield Button(said, f"{LANGUAGE}{code}", beside=place > 0)
    yield Button(texts.say("Ready-made choices"), data_of(Wish(Screen.PRESET)))
    yield Button(texts.say("Topics"), data_of(Wish(Screen.TOPICS)))
    yield Button(texts.say("Countries"), data_of(Wish(Screen.COUNTRIES)), beside=True)
    held = chat.timing.hold_until_reviewed
    hold = texts.say("Only what is reviewed")
    yield Button(f"{_ON if held else ''}{hold}", f"{SETUP}{SetupAct.FREE if held else SetupAct.HOLD}")
    yield Button(texts.say("All settings"), data_of(Wish(Screen.MENU)))
    if is_on:
        yield Button(texts.say("Send no more"), f"{SETUP}{SetupAct.OFF}")
    else:
        yield Button(texts.say("Finish: let messages come"), f"{SETUP}{SetupAct.ON}")
