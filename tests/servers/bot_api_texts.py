"""Texts, captions and files of requests as the emulator's chats show them, refused where Telegram refuses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lo_bot_api_emulator import ApiRefusal

from tests.servers.telegram_html import CannotParse, Parsed, parse_html, utf16_length

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITIES = 100
"""Formatted stretches of a message; Telegram leaves out those after them and says nothing."""
FILE_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
"""Bytes (Bot API: sending files)."""

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


@dataclass(frozen=True)
class Media:
    """A photo or document that a chat received."""

    kind: str
    name: str
    data: bytes

    def as_object(self, message_id: int) -> dict[str, Any]:
        """What the Bot API shows of it."""
        file = {"file_id": f"{self.kind}-{message_id}", "file_unique_id": f"unique-{message_id}"}
        if self.kind == "photo":
            return {"photo": [file | {"width": 1260, "height": 800}]}
        return {"document": file | {"file_name": self.name, "file_size": len(self.data)}}


def parsed_text(fields: dict[str, str]) -> Parsed:
    """Text as the reader sees it; Telegram trims it before counting."""
    parsed = _parsed(fields.get("text", ""), fields)
    if not parsed.text:
        raise ApiRefusal("Bad Request: message text is empty")
    if utf16_length(parsed.text) > TEXT_LIMIT:
        raise ApiRefusal("Bad Request: message is too long")
    return parsed


def parsed_caption(fields: dict[str, str]) -> Parsed:
    """Caption as the reader sees it; it may be empty."""
    parsed = _parsed(fields.get("caption", ""), fields)
    if utf16_length(parsed.text) > CAPTION_LIMIT:
        raise ApiRefusal("Bad Request: message caption is too long")
    return parsed


def uploaded(kind: str, fields: dict[str, str], uploads: dict[str, Any]) -> Media:
    """The file of a request, sent as a part of its own under its kind or a name given by ``attach://``."""
    place = fields.get(kind, "").removeprefix("attach://") if kind in fields else kind
    if place not in uploads:
        raise ApiRefusal(f"Bad Request: there is no {kind} in the request")
    content = uploads[place]["data"]
    if not content:
        raise ApiRefusal("Bad Request: file must be non-empty")
    if len(content) > (PHOTO_LIMIT if kind == "photo" else FILE_LIMIT):
        raise ApiRefusal("Request Entity Too Large", 413)
    if kind == "photo" and not content.startswith((PNG, JPEG)):
        raise ApiRefusal("Bad Request: IMAGE_PROCESS_FAILED")
    return Media(kind, uploads[place]["filename"], content)


def _parsed(text: str, fields: dict[str, str]) -> Parsed:
    try:
        parsed = parse_html(text) if fields.get("parse_mode") == "HTML" else Parsed(text, ())
    except CannotParse as reason:
        raise ApiRefusal(f"Bad Request: can't parse entities: {reason}") from reason
    return Parsed(parsed.text.strip(), parsed.entities[:ENTITIES])
