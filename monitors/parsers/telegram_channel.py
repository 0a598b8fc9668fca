"""Public previews of Telegram channels (``t.me/s/NAME``): the newest twenty posts or so, oldest first.

Form of the pages after the selectors by which RSS-Bridge and snscrape read them (2026). A post becomes an item with its
first line as title. Posts of pictures only and what Telegram itself says in a channel (created, renamed, "pinned")
are no news; such a notice repeats the post that was pinned.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from domain.entry import RawEntry
from domain.errors import ParseError
from domain.source import Verdict
from monitors.parsers.legibility import refuse_garbled
from monitors.parsers.page import tree_of
from monitors.parsers.post_text import MOST_LINES, Post, post_of
from monitors.plain_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from domain.fetching import Fetched
    from domain.source import Source, SourceId

MOST_POSTS = 100
"""Five times what a preview shows."""

_POST = ".tgme_widget_message[data-post]"
_TEXT = ".tgme_widget_message_text.js-message_text"
_STAMP = ".tgme_widget_message_date time[datetime]"
_FORWARDED = ".tgme_widget_message_forwarded_from_name"
_PREVIEW_TITLE = ".link_preview_title"
_PREVIEW_TEXT = ".link_preview_description"
_CHANNEL = ".tgme_channel_info, .tgme_channel_history, .tgme_widget_message"
_CONTACT = ".tgme_page"

_NAMED = re.compile(r"(\w{1,64})/(\d{1,12})")
_LINES = re.compile(r"<br\s*/?>|</?(?:p|div|blockquote|pre)\b[^>]*>", re.IGNORECASE)


def parse_telegram_channel(fetched: Fetched, source: Source) -> Sequence[RawEntry]:
    """Return the posts with text, oldest first as the page has them.

    Raises:
        ParseError: the contact page of a channel without preview, or another page (NOT_A_FEED); no post, or none with
            text (EMPTY); too large; or in the wrong encoding (GARBLED).
    """
    tree = tree_of(fetched, source)
    posts = _posts(tree)
    if not posts:
        raise _without_posts(tree, source.id)
    entries = [entry for (name, number), node in posts.items() if (entry := _entry(name, number, node))]
    if not entries:
        detail = f"none of the {len(posts)} posts shown has a text"
        raise ParseError(source.id, Verdict.EMPTY, detail)
    refuse_garbled(entries, source.id)
    return entries


def post_numbers(fetched: Fetched, source: Source) -> list[int]:
    """Return the numbers of all posts of a page, those without text included, in rising order.

    Raises:
        ParseError: it is no page for people.
    """
    return sorted(number for _, number in _posts(tree_of(fetched, source)))


def _posts(tree: LexborHTMLParser) -> dict[tuple[str, int], LexborNode]:
    """Return the posts of a page by channel and number, each once."""
    found: dict[tuple[str, int], LexborNode] = {}
    for node in tree.css(_POST)[:MOST_POSTS]:
        named = _NAMED.fullmatch(node.attributes.get("data-post") or "")
        if named:
            found.setdefault((named[1], int(named[2])), node)
    return found


def _without_posts(tree: LexborHTMLParser, source_id: SourceId) -> ParseError:
    if tree.css_first(_CHANNEL):
        return ParseError(source_id, Verdict.EMPTY, "a channel without a single post")
    if tree.css_first(_CONTACT):
        detail = "no preview: the name answers with its contact page, so it is wrong, or no public channel"
        return ParseError(source_id, Verdict.NOT_A_FEED, detail)
    return ParseError(source_id, Verdict.NOT_A_FEED, "not the preview of a channel: a web page of another kind")


def _entry(name: str, number: int, node: LexborNode) -> RawEntry | None:
    """Return a post as an item; None where it is no news."""
    if "service_message" in (node.attributes.get("class") or "").split():
        return None
    post = _post(node)
    if post is None:
        return None
    stamp = node.css_first(_STAMP)
    return RawEntry(
        guid=f"{name.lower()}/{number}",
        link=f"https://t.me/{name}/{number}",
        title=html.escape(post.title, quote=False),
        summary=html.escape(post.rest, quote=False),
        published_raw=(stamp.attributes.get("datetime") or "") if stamp else "",
        outlet=_shown(node, _FORWARDED),
    )


def _post(node: LexborNode) -> Post | None:
    """Return the text of a post; of one that only links to a page, what the preview of that page says."""
    text = node.css_first(_TEXT)
    parts = _LINES.split(text.html or "", MOST_LINES)[:MOST_LINES] if text else []
    lines = [plain_text(part) for part in parts]
    return post_of(lines) or post_of([_shown(node, _PREVIEW_TITLE), _shown(node, _PREVIEW_TEXT)])


def _shown(node: LexborNode, selector: str) -> str:
    found = node.css_first(selector)
    return plain_text(found.html or "") if found else ""
