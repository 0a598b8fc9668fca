"""Chats: where a Telegram update comes from and who speaks, in our own words; pure."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from telegram import Message

if TYPE_CHECKING:
    from telegram import CallbackQuery, MaybeInaccessibleMessage, Update

READS = MappingProxyType(
    {"ru": "ru", "ja": "ja", "kk": "ru", "ky": "ru", "tg": "ru", "tk": "ru", "uz": "ru"},
)
"""Language we speak to a reader by the language of their Telegram; everybody else reads English.

Russian is the language that most readers of the Central Asian press share.
"""


@dataclass(frozen=True, slots=True)
class ChatKey:
    """A chat, or one topic of a forum: what a subscription is tied to (design rule 25).

    Attributes:
        thread_id: topic of a forum group, None elsewhere.
    """

    chat_id: int
    thread_id: int | None = None

    @classmethod
    def of(cls, address: str) -> Self:
        """Read a subscriber's address: ``chat`` or ``chat/thread``."""
        chat_id, _, thread_id = address.partition("/")
        return cls(int(chat_id), int(thread_id) if thread_id else None)

    @property
    def address(self) -> str:
        """The address under which the subscriber is stored."""
        return str(self.chat_id) if self.thread_id is None else f"{self.chat_id}/{self.thread_id}"

    def in_chat(self, chat_id: int) -> Self:
        """Return the same topic under another chat id (a group that became a supergroup)."""
        return type(self)(chat_id, self.thread_id)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who speaks to the bot, and where.

    Attributes:
        user_id: None where Telegram does not say (anonymous admins, channels).
        language: one of the readers' languages, from the language of their Telegram.
        is_chat: an admin writes in the name of the group itself.
    """

    chat: ChatKey
    user_id: int | None
    language: str
    is_group: bool
    is_chat: bool = False


def reader_language(code: str | None) -> str:
    """Return the language we speak to somebody whose Telegram speaks ``code`` (IETF tag, may be absent)."""
    return READS.get((code or "").lower().partition("-")[0], "en")


def asker_of(update: Update) -> Asker:
    """Read who speaks from a message, a pressed button or a change of membership.

    Raises:
        ValueError: the update belongs to no chat.
    """
    chat, message, user = update.effective_chat, message_of(update), update.effective_user
    if chat is None:
        raise ValueError("an update without chat")
    # A pressed button is below a message of ours, whose sender says nothing about who pressed it.
    sender = message.sender_chat if message is not None and update.callback_query is None else None
    return Asker(
        chat=ChatKey(chat.id) if message is None else chat_of(message),
        user_id=user.id if user else None,
        language=reader_language(user.language_code if user else None),
        is_group=chat.type != chat.PRIVATE,
        is_chat=sender is not None and sender.id == chat.id,
    )


def message_of(update: Update) -> Message | None:
    """Return the message of an update; None where there is none, or Telegram shows it no more."""
    query = update.callback_query
    if query is None:
        return update.effective_message
    message = query.message
    return message if isinstance(message, Message) and message.is_accessible else None


def chat_of(message: MaybeInaccessibleMessage) -> ChatKey:
    """Return the chat of a message, and its topic if Telegram still shows that."""
    # In ordinary supergroups a thread id only groups replies; in forums it names the topic.
    topic = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
    return ChatKey(message.chat.id, topic)


def is_in_channel(query: CallbackQuery) -> bool:
    """Whether a button below a post of a channel was pressed, where every reader would see an answer."""
    return query.message is not None and query.message.chat.type == query.message.chat.CHANNEL


def is_in_place(query: CallbackQuery) -> bool:
    """Whether a button was pressed where its press can be taken: it is known for which chat, and its own people press.

    An inline message names no chat; of a message that Telegram shows no more the topic is unknown in a forum; below
    the messages of a private chat nobody presses but its person.
    """
    message = query.message
    if message is None:
        return False
    if message.chat.type == message.chat.PRIVATE:
        return message.chat.id == query.from_user.id
    return message.is_accessible or not message.chat.is_forum
