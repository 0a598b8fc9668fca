"""Reads message HTML as Telegram does: the tags it knows, each closed, or the message is refused.

After the formatting section of the Bot API manual and the messages real bots get for broken markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SIMPLE_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_TAG = re.compile(r"<(/?)([^\s<>/]*)([^<>]*)>")
_ATTRIBUTE = re.compile(r"([\w-]+)\s*(?:=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_ENTITY = re.compile(r"&(?:(lt|gt|amp|quot);?|#(\d+);?|#x([0-9a-fA-F]+);?)")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


class CannotParse(Exception):
    """What Telegram answers after ``Bad Request: can't parse entities:``."""


@dataclass(frozen=True)
class Entity:
    """A formatted stretch; offset and length in UTF-16 units, as Telegram counts."""

    kind: str
    offset: int
    length: int
    url: str = ""


@dataclass(frozen=True)
class Parsed:
    """The text a reader sees, and its formatting."""

    text: str
    entities: tuple[Entity, ...]


def utf16_length(text: str) -> int:
    """Length in UTF-16 units, in which all of Telegram's limits are counted."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(markup: str) -> Parsed:
    """Read ``markup``.

    Raises:
        CannotParse: an unknown, unclosed or wrongly nested tag.
    """
    text, opened, entities, at = "", [], [], 0
    while (start := markup.find("<", at)) >= 0:
        text += _unescape(markup[at:start])
        tag = _TAG.match(markup, start)
        if tag is None:
            raise CannotParse(f"Unclosed start tag at byte offset {_byte(markup, start)}")
        closing, name, rest = tag.group(1), tag.group(2).lower(), tag.group(3)
        if closing:
            entities.append(_close(opened, name, text, _byte(markup, start)))
        else:
            opened.append((name, utf16_length(text), *_kind(name, rest, _byte(markup, start))))
        at = tag.end()
    text += _unescape(markup[at:])
    if opened:
        raise CannotParse(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    return Parsed(text, tuple(each for each in entities if each.length))


def _close(opened: list[tuple[str, int, str, str]], name: str, text: str, offset: int) -> Entity:
    if not opened:
        raise CannotParse(f"Unexpected end tag at byte offset {offset}")
    began, start, kind, url = opened.pop()
    if name not in ("", began):
        raise CannotParse(f'Unmatched end tag at byte offset {offset}, expected "</{began}>", found "</{name}>"')
    return Entity(kind, start, utf16_length(text) - start, url)


def _kind(name: str, rest: str, offset: int) -> tuple[str, str]:
    attributes = {key.lower(): value.strip("\"'") for key, value in _ATTRIBUTE.findall(rest)}
    if name == "a":
        return "text_link", _unescape(attributes.get("href", ""))
    if name == "span":
        if attributes.get("class") != "tg-spoiler":
            raise CannotParse(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
        return "spoiler", ""
    if name == "tg-emoji":
        return "custom_emoji", ""
    if name not in SIMPLE_TAGS:
        raise CannotParse(f'Unsupported start tag "{name}" at byte offset {offset}')
    return SIMPLE_TAGS[name], ""


def _unescape(text: str) -> str:
    def replaced(found: re.Match[str]) -> str:
        name, decimal, hexadecimal = found.groups()
        if name:
            return _NAMED[name]
        return chr(int(decimal) if decimal else int(hexadecimal, 16))

    return _ENTITY.sub(replaced, text)


def _byte(markup: str, index: int) -> int:
    return len(markup[:index].encode())
