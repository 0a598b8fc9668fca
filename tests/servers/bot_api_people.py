"""People in front of the emulated Bot API: what they say, press, post and change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.servers.bot_api_chats import membership, text_message

if TYPE_CHECKING:
    from tests.servers.bot_api import BotApi
    from tests.servers.bot_api_chats import Accepted

BOT = {"id": 7000001, "is_bot": True, "first_name": "CA+JAD Monitor", "username": "cajad_test_bot"}


@dataclass(frozen=True)
class Person:
    """Somebody with a Telegram account."""

    api: BotApi
    id: int
    language_code: str | None
    first_name: str

    @property
    def user(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        return shown | ({"language_code": self.language_code} if self.language_code else {})

    def says(
        self,
        text: str,
        *,
        chat_id: int | None = None,
        thread_id: int | None = None,
        replying_to: Accepted | None = None,
        as_chat: bool = False,
    ) -> None:
        """Write a message, as a reply where ``replying_to`` is given; ``as_chat`` in the name of the group itself."""
        message = text_message(self.api.next_id(), chat_id or self.id, self.user, text, thread_id)
        replied = {"reply_to_message": replying_to.as_message(BOT)} if replying_to else {}
        self.api.enqueue("message", message | replied | ({"sender_chat": message["chat"]} if as_chat else {}))

    def posts(self, text: str, chat_id: int) -> None:
        """Post in a channel, whose posts name no person."""
        post = text_message(self.api.next_id(), chat_id, self.user, text, None)
        del post["from"]
        self.api.enqueue("channel_post", post | {"sender_chat": post["chat"]})

    def turns_topic(self, chat_id: int, thread_id: int, notice: str) -> None:
        """Close or reopen a topic of a forum."""
        message = text_message(self.api.next_id(), chat_id, self.user, "", thread_id)
        del message["text"]
        self.api.enqueue("message", message | {notice: {}})

    def renames(self, chat_id: int, title: str) -> None:
        """Give a group or channel another title, of which a service message in it tells; in a channel it is a post."""
        message = text_message(self.api.next_id(), chat_id, self.user, "", None)
        del message["text"]
        message |= {"chat": message["chat"] | {"title": title}, "new_chat_title": title}
        if message["chat"]["type"] == "channel":
            del message["from"]
            message |= {"sender_chat": message["chat"]}
            self.api.enqueue("channel_post", message)
        else:
            self.api.enqueue("message", message)

    def forwards(self, text: str, entities: tuple[dict[str, Any], ...] = ()) -> None:
        """Forward a post of a channel to the bot."""
        message = text_message(self.api.next_id(), self.id, self.user, text, None)
        origin = {"type": "channel", "date": message["date"], "chat": {"id": -100777, "type": "channel", "title": "C"}}
        origin["message_id"] = 7
        self.api.enqueue("message", message | {"forward_origin": origin, "entities": list(entities)})

    def presses(self, message: Accepted, label: str) -> str:
        """Press the button of ``message`` with this label; return the id of the query."""
        return self.sends_callback(message, dict(message.buttons)[label])

    def sends_callback(self, message: Accepted, data: str) -> str:
        """Send callback data, also such as no button offers."""
        query_id = str(self.api.next_id())
        self.api.open_queries.add(query_id)
        content = {
            "id": query_id,
            "from": self.user,
            "chat_instance": "1",
            "data": data,
            "message": message.as_message(BOT),
        }
        self.api.enqueue("callback_query", content)
        return query_id

    def blocks_bot(self) -> None:
        self.api.closed_chats.add(self.id)
        self.api.enqueue("my_chat_member", membership(self.id, self.user, BOT, "member", "kicked"))

    def unblocks_bot(self) -> None:
        self.api.closed_chats.discard(self.id)
        self.api.enqueue("my_chat_member", membership(self.id, self.user, BOT, "kicked", "member"))

    def removes_bot_from(self, chat_id: int) -> None:
        self.api.closed_chats.add(chat_id)
        self.api.enqueue("my_chat_member", membership(chat_id, self.user, BOT, "member", "left"))

    def adds_bot_to(self, chat_id: int, *, as_admin: bool = False) -> None:
        """Add the bot; to a channel it can only be added as an admin."""
        self.api.closed_chats.discard(chat_id)
        if as_admin:
            self.api.admins.add((chat_id, BOT["id"]))
        new = "administrator" if as_admin else "member"
        self.api.enqueue("my_chat_member", membership(chat_id, self.user, BOT, "left", new))
