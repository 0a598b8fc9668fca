"""Commands of a bot as the emulator takes them: scopes, languages, limits, and which of them somebody is shown."""

from __future__ import annotations

import json
import re
from typing import Any

from lo_bot_api_emulator import ApiRefusal

OF_COMMANDS = ("getMyCommands", "setMyCommands", "deleteMyCommands")
DEFAULT_SCOPE = {"type": "default"}
COMMANDS_LIMIT, DESCRIPTION_LIMIT = 100, 256

_NAME = re.compile(r"[a-z0-9_]{1,32}")
_FIELDS = {
    "default": set(),
    "all_private_chats": set(),
    "all_group_chats": set(),
    "all_chat_administrators": set(),
    "chat": {"chat_id"},
    "chat_administrators": {"chat_id"},
    "chat_member": {"chat_id", "user_id"},
}
"""What each type of scope names (BotCommandScope)."""
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")


class Commands:
    """What the bot registered, for each scope and language on its own.

    Attributes:
        scoped: outside of the default scope, which stands among the ``texts`` of the bot.
        strangers: people who never wrote to the bot, so that it has no chat with them.
    """

    def __init__(self, texts: dict[tuple[str, str], dict[str, str]]) -> None:
        self._texts = texts
        self.scoped: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.strangers: set[int] = set()

    def in_chat(self, chat_id: int) -> list[dict[str, str]]:
        """The commands of one chat, for all languages."""
        return self.scoped.get((_name({"type": "chat", "chat_id": chat_id}), ""), [])

    def shown(
        self, language: str, chat_id: int, user_id: int | None = None, *, administers: bool = False
    ) -> list[dict[str, str]]:
        """The menu of somebody whose Telegram speaks ``language``, as the Bot API determines lists of commands.

        The first list that is set, from the narrowest scope to the widest, each in the own language before others.

        Args:
            language: two letters. chat_id: below zero for a group. user_id: the chat itself where left out.
            administers: whether they are an admin of the group.
        """
        user_id = chat_id if user_id is None else user_id
        for scope in _scopes_in_group(chat_id, user_id, administers=administers) if chat_id < 0 else _private(chat_id):
            for code in (language, ""):
                if commands := self._set_for(scope, code):
                    return commands
        return []

    def answer(self, method: str, fields: dict[str, str]) -> Any:
        """Tell, set or delete the commands of one scope and language; raises ApiRefusal."""
        scope, language = scope_of(fields), language_of(fields)
        if scope.get("chat_id") in self.strangers:
            raise ApiRefusal("Bad Request: chat not found")
        key, own = (_name(scope), language), ("setMyCommands", language)
        is_default = scope == DEFAULT_SCOPE
        if method == "getMyCommands":
            return self._set_for(scope, language)
        commands = commands_in(fields) if method == "setMyCommands" else []
        if not is_default:
            self.scoped[key] = commands
        elif commands:
            self._texts[own] = fields
        else:
            self._texts.pop(own, None)
        return True

    def _set_for(self, scope: dict[str, Any], language: str) -> list[dict[str, str]]:
        if scope != DEFAULT_SCOPE:
            return self.scoped.get((_name(scope), language), [])
        fields = self._texts.get(("setMyCommands", language), {})
        commands: list[dict[str, str]] = json.loads(fields.get("commands", "[]"))
        return commands


def language_of(fields: dict[str, str]) -> str:
    """The language of a request about the bot itself: two letters (ISO 639-1), or none for all other languages."""
    language = fields.get("language_code", "")
    if _LANGUAGE.fullmatch(language) is None:
        raise ApiRefusal("Bad Request: invalid language code specified")
    return language


def scope_of(fields: dict[str, str]) -> dict[str, Any]:
    """The scope of a request, the default one where none is given."""
    scope: dict[str, Any] = json.loads(fields.get("scope", json.dumps(DEFAULT_SCOPE)))
    named = _FIELDS.get(str(scope.get("type")))
    if named is None or set(scope) - {"type"} != named:
        raise ApiRefusal("Bad Request: can't parse BotCommandScope")
    return scope


def commands_in(fields: dict[str, str]) -> list[dict[str, str]]:
    """The commands of a request, within the limits of setMyCommands and BotCommand."""
    commands: list[dict[str, str]] = json.loads(fields["commands"])
    if len(commands) > COMMANDS_LIMIT:
        raise ApiRefusal("Bad Request: BOT_COMMANDS_TOO_MUCH")
    for each in commands:
        if not _NAME.fullmatch(each["command"]):
            raise ApiRefusal("Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(each["description"]) <= DESCRIPTION_LIMIT:
            raise ApiRefusal("Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    return commands


def _private(chat_id: int) -> list[dict[str, Any]]:
    return [{"type": "chat", "chat_id": chat_id}, {"type": "all_private_chats"}, DEFAULT_SCOPE]


def _scopes_in_group(chat_id: int, user_id: int, *, administers: bool) -> list[dict[str, Any]]:
    for_admins = {"type": "chat_administrators", "chat_id": chat_id}
    return [
        {"type": "chat_member", "chat_id": chat_id, "user_id": user_id},
        *([for_admins] if administers else []),
        {"type": "chat", "chat_id": chat_id},
        *([{"type": "all_chat_administrators"}] if administers else []),
        {"type": "all_group_chats"},
        DEFAULT_SCOPE,
    ]


def _name(scope: dict[str, Any]) -> str:
    return json.dumps(scope, sort_keys=True)
