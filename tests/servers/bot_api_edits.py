"""Edits, replies and refusals of the emulator: what a later request does to a message that is there already."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aiohttp import web
from lo_bot_api_emulator import ApiRefusal

from tests.servers.bot_api_texts import parsed_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tests.servers.bot_api_chats import Accepted

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


def edit_text(accepted: Sequence[Accepted], fields: dict[str, str], keyboard: dict[str, Any] | None) -> Accepted:
    """The message with another text; raises ApiRefusal."""
    message = _wanted(accepted, fields)
    if message.media is not None:
        raise ApiRefusal("Bad Request: there is no text in the message to edit")
    parsed = parsed_text(fields)
    if (parsed.text, parsed.entities, keyboard) == (message.text, message.entities, message.keyboard):
        raise ApiRefusal(NOT_MODIFIED)
    message.edits.append(message.text)
    message.text, message.entities, message.keyboard = parsed.text, parsed.entities, keyboard
    message.markup = fields["text"]
    return message


def edit_keyboard(accepted: Sequence[Accepted], fields: dict[str, str], keyboard: dict[str, Any] | None) -> Accepted:
    """The message with other buttons; raises ApiRefusal."""
    message = _wanted(accepted, fields)
    if keyboard == message.keyboard:
        raise ApiRefusal(NOT_MODIFIED)
    message.keyboard = keyboard
    return message


def replied(deleted: Collection[tuple[int, int]], fields: dict[str, str]) -> int | None:
    """The message that a new one answers, None where it was deleted and may be sent without; raises ApiRefusal."""
    reply = json.loads(fields.get("reply_parameters", "{}"))
    if (int(fields["chat_id"]), reply.get("message_id")) not in deleted:
        return reply.get("message_id")
    if not reply.get("allow_sending_without_reply"):
        raise ApiRefusal("Bad Request: message to be replied not found")
    return None


def _wanted(accepted: Sequence[Accepted], fields: dict[str, str]) -> Accepted:
    wanted = int(fields["chat_id"]), int(fields["message_id"])
    message = next((each for each in accepted if (each.chat_id, each.message_id) == wanted), None)
    if message is None:
        raise ApiRefusal("Bad Request: message to edit not found")
    return message


def refused(refusal: ApiRefusal) -> web.Response:
    """The answer to a request that was refused."""
    body = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    return web.json_response(
        body | ({"parameters": refusal.parameters} if refusal.parameters else {}), status=refusal.status
    )
