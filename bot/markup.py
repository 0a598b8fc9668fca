"""Markup: a message as lines of spans, and the two forms in which Telegram takes it.

Markup is made from text at the very end, so that a foreign string is always escaped, a tag is never cut and no
tag outside ``b i code a blockquote`` can occur. Lengths are counted as Telegram counts them: in UTF-16 units, and
in formatted text after the tags are parsed away.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

MESSAGE_LIMIT = 4096
"""UTF-16 units of a text message (Bot API, sendMessage)."""

CAPTION_LIMIT = 1024
"""UTF-16 units of a text below a photo or document (Bot API, sendPhoto)."""

CALLBACK_LIMIT = 64
"""Bytes of a button's callback data (Bot API, InlineKeyboardButton)."""

ENTITIES_MOST = 100
"""Formatted stretches of one message; Telegram shows those after them as plain text (its limits, messages)."""

ROW_MOST = 8
"""Buttons that Telegram shows side by side."""

BUTTON_LIMIT = 60
"""UTF-16 units of a button's text. Telegram sets no limit to it, but to a keyboard as a whole. A phone shows about 40
Latin letters, or 20 kanji, of a button as wide as the message and cuts off the rest: what tells buttons apart has to
stand there. The rest is for tablets and computers."""

LISTED_MOST = 30
"""Buttons of one screen that stand for entries of a list, which may be long: with the longest labels and data they take
9 kB. Telegram takes 100 buttons and answers "reply markup is too long" from about 10 kB on, whatever their number."""

_ADDRESS_LIMIT = 2000
"""Bytes of an address worth sending; longer ones are no addresses of articles, and browsers differ on them."""

_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
_ELLIPSIS = "…"
_BREAKING_SPACES = re.compile(r"[^\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")
"""Runs of white space, but for what holds figures together."""


class Style(StrEnum):
    """How a span looks; the value is Telegram's tag."""

    PLAIN = ""
    BOLD = "b"
    ITALIC = "i"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style; cleaned on construction.

    Attributes:
        url: where it leads, or empty; use ``link`` to make one from a foreign address.
    """

    text: str
    style: Style = Style.PLAIN
    url: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean(self.text))

    @property
    def html(self) -> str:
        """The span for a message in HTML."""
        marked_up = html.escape(self.text)
        if self.style is not Style.PLAIN:
            marked_up = f"<{self.style}>{marked_up}</{self.style}>"
        return f'<a href="{html.escape(self.url)}">{marked_up}</a>' if self.url else marked_up

    @property
    def plain(self) -> str:
        """The span without markup, its address on a line of its own."""
        return f"{self.text}\n{self.url}" if self.url else self.text


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a message; without spans a gap.

    Attributes:
        quoted: stands as a quotation.
    """

    spans: tuple[Span, ...] = ()
    quoted: bool = False

    @property
    def text(self) -> str:
        """What the reader sees."""
        return "".join(span.text for span in self.spans)

    @property
    def html(self) -> str:
        """The line for a message in HTML."""
        marked_up = "".join(span.html for span in self.spans)
        return f"<blockquote>{marked_up}</blockquote>" if self.quoted else marked_up

    @property
    def plain(self) -> str:
        """The line without markup."""
        text = "".join(span.plain for span in self.spans)
        return f"> {text}" if self.quoted else text


GAP = Line()


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: when it is pressed something comes back, or a page is opened; cleaned on construction.

    Attributes:
        text: what stands on it, at most ``BUTTON_LIMIT``; never empty, which Telegram refuses.
        data: what comes back, 1 to 64 bytes. url: a whole web address in place of it.
        beside: it stands in one row with the button before it.
    """

    text: str
    data: str = ""
    url: str = ""
    beside: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clip(self.text, BUTTON_LIMIT) or _ELLIPSIS)
        if self.url:
            if self.data or not is_web_address(self.url):
                raise ValueError("a button has either callback data or a whole web address")
            return
        if not 1 <= len(self.data.encode()) <= CALLBACK_LIMIT:
            raise ValueError(f"callback data of {len(self.data.encode())} bytes: {self.data!r}")


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """A message ready to be sent: its lines, and the buttons below it, one a row unless they are to stand together."""

    lines: tuple[Line, ...]
    buttons: tuple[Button, ...] = ()

    @property
    def html(self) -> str:
        """The message for ``parse_mode=HTML``."""
        return "\n".join(line.html for line in self.lines)

    @property
    def plain(self) -> str:
        """The same without markup."""
        return "\n".join(line.plain for line in self.lines)

    @property
    def rows(self) -> tuple[tuple[Button, ...], ...]:
        """The buttons by row."""
        rows: list[tuple[Button, ...]] = []
        for button in self.buttons:
            if button.beside and rows and len(rows[-1]) < ROW_MOST:
                rows[-1] = (*rows[-1], button)
            else:
                rows.append((button,))
        return tuple(rows)

    @property
    def fits(self) -> bool:
        """Whether Telegram takes it in either form, and shows it as it is meant."""
        seen = "\n".join(line.text for line in self.lines)
        return max(utf16_length(seen), utf16_length(self.plain)) <= MESSAGE_LIMIT and self.entities <= ENTITIES_MOST

    @property
    def entities(self) -> int:
        """How many formatted stretches Telegram counts in it."""
        return sum(each.quoted + sum(bool(span.style) + bool(span.url) for span in each.spans) for each in self.lines)


def line(*parts: str | Span) -> Line:
    """Return a line of these parts; text is taken as it is, markup in it is shown and not obeyed."""
    return Line(tuple(part if isinstance(part, Span) else Span(part) for part in parts))


def quote(text: str) -> Line:
    """Return a quoted line."""
    return Line((Span(text),), quoted=True)


def bold(text: str) -> Span:
    """Return text in bold."""
    return Span(text, Style.BOLD)


def italic(text: str) -> Span:
    """Return text in italics."""
    return Span(text, Style.ITALIC)


def link(text: str, url: str) -> Span:
    """Return text that leads to ``url`` if that is a whole http or https address, else the text alone."""
    return Span(text, url=url if is_web_address(url) else "")


def clean(text: str) -> str:
    """Return ``text`` on one line, without control, bidirectional and other invisible characters.

    Joiners stay: emoji and some scripts need them.
    """
    kept = text if text.isprintable() else "".join(map(_shown, text))
    return _BREAKING_SPACES.sub(" ", kept)


def clip(text: str, limit: int) -> str:
    """Return ``text`` cleaned and cut to at most ``limit`` UTF-16 units, at a word if possible, with an ellipsis."""
    text = clean(text).strip()
    if utf16_length(text) <= limit:
        return text
    kept = text.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", "ignore")
    head, space, _ = kept.rpartition(" ")
    # A script without spaces, or one very long word: cut it where the room ends.
    at_word = head if space and 2 * len(head) >= len(kept) else kept
    return at_word.rstrip(" ,;:" + _JOINERS) + _ELLIPSIS


def utf16_length(text: str) -> int:
    """Return the number of UTF-16 units in ``text``."""
    return len(text.encode("utf-16-le")) // 2


def pages(blocks: Sequence[Sequence[Line]]) -> tuple[RenderedMessage, ...]:
    """Return as few messages as hold all blocks in order, a gap between them; a block is never divided.

    Args:
        blocks: each fits into a message by itself.
    """
    messages: list[RenderedMessage] = []
    for block in blocks:
        fresh = RenderedMessage(tuple(block))
        joined = RenderedMessage((*messages[-1].lines, GAP, *block)) if messages else fresh
        if messages and joined.fits:
            messages[-1] = joined
        else:
            messages.append(fresh)
    return tuple(messages)


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category == "Cs" or (category == "Cf" and character not in _JOINERS):
        return ""
    return character


def is_web_address(url: str) -> bool:
    """Whether this is a whole http or https address, such as Telegram takes for a button.

    It refuses the message where a host is a single word without a dot, or the port is none (TDLib, link manager).
    """
    if url != clean(url) or " " in url or len(url.encode()) > _ADDRESS_LIMIT:
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and ("." in host.strip(".") or ":" in host)
