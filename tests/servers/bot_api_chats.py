"""Chats of the emulator: what a chat has really received, and the objects the Bot API shows of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.servers.bot_api_texts import Media
    from tests.servers.telegram_html import Entity


FORCE_REPLY = {"force_reply": True}
"""Reply markup that opens a reply at once; the package knows keyboards only."""


@dataclass
class Accepted:
    """A message as its chat shows it: markup parsed away.

    Attributes:
        markup: the text as sent. buttons: rows of (label, callback data or address).
        at: monotonic seconds when it was accepted. edits: earlier texts.
        media: a photo or document; then the text is its caption.
    """

    chat_id: int
    thread_id: int | None
    message_id: int
    text: str
    entities: tuple[Entity, ...]
    markup: str
    keyboard: dict[str, Any] | None
    at: float
    reply_to: int | None = None
    preview: bool = True
    edits: list[str] = field(default_factory=list)
    media: Media | None = None

    @property
    def buttons(self) -> list[tuple[str, str]]:
        rows = (self.keyboard or {}).get("inline_keyboard", [])
        return [(each["text"], each.get("callback_data") or each.get("url", "")) for row in rows for each in row]

    def as_message(self, bot: dict[str, Any]) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "message_id": self.message_id,
            "date": int(time.time()),
            "chat": chat_object(self.chat_id),
            "from": bot,
        }
        entities = [_entity_object(each) for each in self.entities]
        if self.media is None:
            shown |= {"text": self.text, "entities": entities}
        else:
            shown |= {"caption": self.text, "caption_entities": entities, **self.media.as_object(self.message_id)}
        if self.thread_id is not None:
            shown |= {"message_thread_id": self.thread_id, "is_topic_message": True}
        if self.keyboard is not None and "inline_keyboard" in self.keyboard:
            shown["reply_markup"] = self.keyboard
        return shown


@dataclass(frozen=True)
class Call:
    """One request as it came in, and the status it was answered with (0 = the connection was closed)."""

    method: str
    fields: dict[str, str]
    status: int
    description: str
    at: float


@dataclass(frozen=True)
class Answer:
    """What a pressed button showed."""

    query_id: str
    text: str
    alert: bool


def chat_object(chat_id: int) -> dict[str, Any]:
    if chat_id > 0:
        return {"id": chat_id, "type": "private", "first_name": f"Person {chat_id}"}
    if str(chat_id).startswith("-100999"):
        return {"id": chat_id, "type": "channel", "title": f"Channel {chat_id}"}
    kind = "supergroup" if str(chat_id).startswith("-100") else "group"
    return {"id": chat_id, "type": kind, "title": f"Newsroom {chat_id}"}


def text_message(
    message_id: int, chat_id: int, sender: dict[str, Any], text: str, thread: int | None
) -> dict[str, Any]:
    """A message from a person; a leading command is marked as one, as Telegram does."""
    message = {
        "message_id": message_id,
        "date": int(time.time()),
        "chat": chat_object(chat_id),
        "from": sender,
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    if thread is not None:
        message |= {"message_thread_id": thread, "is_topic_message": True}
    return message


def membership(chat_id: int, actor: dict[str, Any], bot: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """A ``my_chat_member`` update: the bot's own place in a chat changed."""
    return {
        "chat": chat_object(chat_id),
        "from": actor,
        "date": int(time.time()),
        "old_chat_member": _member(bot, old),
        "new_chat_member": _member(bot, new),
    }


def chat_member(user: dict[str, Any], *, owns: bool) -> dict[str, Any]:
    """A person's place in a chat, as ``getChatMember`` tells it."""
    return {"status": "creator", "user": user, "is_anonymous": False} if owns else _member(user, "member")


def full_chat(chat_id: int) -> dict[str, Any]:
    """A chat as ``getChat`` tells it."""
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    return chat_object(chat_id) | {"accent_color_id": 0, "max_reaction_count": 1, "accepted_gift_types": gifts}


def bot_as_admin(bot: dict[str, Any]) -> dict[str, Any]:
    """The bot as an admin of a channel that may post."""
    rights = ("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats")
    more = ("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories")
    rest = ("can_edit_stories", "can_delete_stories")
    return {
        "status": "administrator",
        "user": bot,
        **dict.fromkeys(rights + more + rest, False),
        "can_post_messages": True,
    }


def _member(user: dict[str, Any], status: str) -> dict[str, Any]:
    if status == "administrator":
        return bot_as_admin(user)
    member: dict[str, Any] = {"user": user, "status": status}
    return member | ({"until_date": 0} if status == "kicked" else {})


def _entity_object(entity: Entity) -> dict[str, Any]:
    shown: dict[str, Any] = {"type": entity.kind, "offset": entity.offset, "length": entity.length}
    return shown | ({"url": entity.url} if entity.url else {})
