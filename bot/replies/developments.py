"""Lists of developments: what a chat missed, the newest, what a search found; pure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from bot.markup import Button, RenderedMessage, Span, Style, bold, line
from bot.replies.listing import Stretch, listing
from bot.replies.subscriptions import development_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.markup import Line
    from bot.texts import Texts
    from domain import commitment
    from domain.development import Development

LATEST = "latest:"
"""Opens the callback data of the buttons below /latest: which list and from where on follow."""

SEARCH = "search:"
"""Opens the callback data of the buttons below a search; what is sought stands in the message."""

QUERY_LIMIT = 100
"""Letters of a search that are looked at; they stand in the message."""


class Newest(StrEnum):
    """Which developments /latest lists."""

    MISSED = "missed"
    """Those that this chat chose to hear of and has not received."""
    ALL = "all"


def latest(
    found: Sequence[Development],
    kind: Newest,
    offset: int,
    declaration: commitment.Declaration,
    places: Mapping[str, commitment.Texts],
    texts: Texts,
    *,
    is_subscribed: bool = True,
) -> RenderedMessage:
    """List developments in the order given.

    Args:
        found: from the offset on, one more than shown where there are more.
        is_subscribed: whether the chat has a choice of its own, and so two lists.
    """
    items = [development_lines(each, declaration, places, texts) for each in found]
    shown = listing(_heading(kind, texts, is_empty=not found), items, Stretch(f"{LATEST}{kind}:", offset), texts)
    other = _other_list(kind, texts) if is_subscribed else ()
    return RenderedMessage(shown.lines, (*shown.buttons, *other))


def search_page(
    query: str,
    found: Sequence[Development],
    offset: int,
    declaration: commitment.Declaration,
    places: Mapping[str, commitment.Texts],
    texts: Texts,
) -> RenderedMessage:
    """List what a search found; ``found`` as for ``latest``."""
    asked = line(texts.say("Sought:"), " ", Span(query, Style.CODE))
    if not found:
        none = texts.say("No report holds all of these words. Fewer words, or another language, find more.")
        return RenderedMessage((asked, line(none)))
    items = [development_lines(each, declaration, places, texts) for each in found]
    return listing((asked,), items, Stretch(SEARCH, offset), texts)


def search_hint(texts: Texts) -> RenderedMessage:
    """Say how to search."""
    return RenderedMessage(
        (
            line(texts.say("Add what to look for, for instance /search {words}.", words=texts.say("hydrogen"))),
            line(texts.say("Reports are searched in the language in which they were published.")),
        )
    )


def _heading(kind: Newest, texts: Texts, *, is_empty: bool) -> tuple[Line, ...]:
    if kind is Newest.MISSED:
        said = texts.say("Not yet received by this chat")
        explained = texts.say("Developments that pass the choice of this chat and that no message has told it of.")
        nothing = texts.say("Nothing: this chat has received everything that passes its choice.")
        return line(bold(said)), line(nothing if is_empty else explained)
    heading = line(bold(texts.say("The newest developments")))
    return (heading, line(texts.say("No development has been found so far."))) if is_empty else (heading,)


def _other_list(kind: Newest, texts: Texts) -> tuple[Button, ...]:
    if kind is Newest.MISSED:
        return (Button(texts.say("All the newest"), f"{LATEST}{Newest.ALL}:0"),)
    return (Button(texts.say("Only what this chat has not received"), f"{LATEST}{Newest.MISSED}:0"),)
