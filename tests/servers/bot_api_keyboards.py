"""Inline keyboards as Telegram takes them: numbers, labels, callback data, addresses and size, refused in its words.

The figures are those of the Bot API manual where it gives any. The others were met by developers of bots: a keyboard of
more than 100 buttons, or of about 10,000 bytes whatever their number, is "too long". Addresses are read as TDLib's link
manager reads them.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import SplitResult, urlsplit

from lo_bot_api_emulator import ApiRefusal

BUTTONS, IN_ROW = 100, 8
KEYBOARD_BYTES = 10_000
DATA_BYTES, ADDRESS_BYTES = 64, 2048

_BUTTON = "Bad Request: can't parse inline keyboard button: "
_ACTIONS = ("callback_data", "url")


def checked_keyboard(keyboard: dict[str, Any]) -> None:
    """Raise ApiRefusal for an inline keyboard that Telegram does not take; of other reply markup nothing is said."""
    rows = keyboard.get("inline_keyboard")
    if rows is None:
        return
    buttons = [button for row in rows for button in row]
    for button in buttons:
        _check(button)
    size = len(json.dumps(keyboard, ensure_ascii=False, separators=(",", ":")).encode())
    if len(buttons) > BUTTONS or size > KEYBOARD_BYTES or any(len(row) > IN_ROW for row in rows):
        raise ApiRefusal("Bad Request: reply markup is too long")


def _check(button: dict[str, Any]) -> None:
    if not isinstance(button.get("text"), str):
        raise ApiRefusal(f'{_BUTTON}Field "text" must be of type String')
    if not button["text"].strip():
        raise ApiRefusal("Bad Request: BUTTON_TEXT_INVALID")
    actions = [button[key] for key in _ACTIONS if button.get(key)]
    if not actions:
        raise ApiRefusal(f"{_BUTTON}Text buttons are unallowed in the inline keyboard")
    if len(button.get("callback_data", "").encode()) > DATA_BYTES or len(actions) > 1:
        raise ApiRefusal("Bad Request: BUTTON_DATA_INVALID")
    if "url" in button and (problem := _wrong(button["url"])):
        raise ApiRefusal(f"Bad Request: inline keyboard button URL '{button['url']}' is invalid: {problem}")


def _wrong(url: str) -> str:
    """What is wrong with an address, empty where nothing is."""
    try:
        parts: SplitResult = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "Wrong port number specified in the URL"
    if parts.scheme not in ("", "http", "https"):
        return "Unsupported URL protocol"
    if any(character.isspace() for character in url) or not ("." in host or ":" in host):
        return "Wrong HTTP URL"
    return "URL is too long" if len(url.encode()) > ADDRESS_BYTES else ""
