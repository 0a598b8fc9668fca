"""From what publishers put into titles and summaries to one line of plain text."""

from __future__ import annotations

import html
import re
import unicodedata

from selectolax.lexbor import LexborHTMLParser

_LONGEST_MARKUP = 20_000
"""Characters of markup that are read: ten times the longest summary we keep, and a bound on hostile nesting."""

_MOST_TAGS = 1_000
"""Above it tags are cut out without building a tree, whose cost grows with the square of the depth."""

_MOST_ROUNDS = 10
"""Each round undoes one escaping; publishers do it twice, three times at most."""

_ESCAPED_AMPERSAND = re.compile(r"&(?:(?:amp|#0*38|#[xX]0*26);)+")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);")
_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>")
_OPEN_TAG_AT_END = re.compile(r"<(?:/?[A-Za-z]+\s[^<>]*|/?)\Z")
_BREAK = re.compile(
    r"<(?=/?(?:address|article|aside|blockquote|br|caption|center|dd|div|dl|dt|fieldset|figcaption|figure|footer|form"
    r"|h[1-6]|header|hr|img|li|main|nav|ol|option|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul|video)\b)",
    re.IGNORECASE,
)
_EMBEDDED_IMAGE = re.compile(r"data:image/[^\"'\s>]+")
_UNSEEN = ["script", "style", "noscript", "template", "iframe", "object", "svg", "math"]
_UNSEEN_START = re.compile(rf"<(?:{'|'.join(_UNSEEN)})\b", re.IGNORECASE)
_UNSEEN_PART = re.compile(r"<(script|style|noscript|iframe|svg)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)

_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
"""Control characters other than line breaks, soft hyphens, zero-width spaces and everything that turns the writing
direction, which could make a headline read as something else."""

_SURROGATES = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_CUT_WITHIN = 40
"""Characters given up at most to end on a word; Japanese has no spaces, so there a cut falls anywhere."""


def plain_text(markup: str) -> str:
    """Return the text of an HTML fragment as one line.

    Entities are decoded also where they were escaped twice, block elements become spaces, scripts and styles go,
    characters that do not show or change the direction of writing too. Plain text comes back unchanged, and so
    does the result when given again.
    """
    if "<" not in markup and "&" not in markup:
        return one_line(markup[:_LONGEST_MARKUP])
    text = markup if len(markup) <= _LONGEST_MARKUP else _shortened(markup)
    for _ in range(_MOST_ROUNDS):
        unescaped = one_line(_unescaped(text))
        if unescaped == text:
            break
        text = unescaped
    return text


def one_line(text: str) -> str:
    """Return ``text`` without control characters and lone surrogates, white space folded, in Unicode's form C."""
    if text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text):
        return text.strip()
    if not text.isascii():
        text = unicodedata.normalize("NFC", _SURROGATES.sub("\ufffd", text))
    return _SPACES.sub(" ", _CONTROLS.sub("", text)).strip()


def shorten(text: str, length: int) -> str:
    """Return at most ``length`` characters of ``text``, ending on a whole word where words have spaces."""
    if len(text) <= length:
        return text
    space = text.rfind(" ", length - _CUT_WITHIN, length + 1)
    return text[: space if space > 0 else length].rstrip()


def _shortened(markup: str) -> str:
    return _EMBEDDED_IMAGE.sub("", markup[: 50 * _LONGEST_MARKUP])[:_LONGEST_MARKUP]


def _unescaped(text: str) -> str:
    if "&" in text:
        text = _ESCAPED_AMPERSAND.sub("&", text)
    if "<" in text:
        text = _without_open_end(text)
        if _TAG.search(text):
            return _without_tags(text)
    return html.unescape(text) if _ENTITY.search(text) else text


def _without_open_end(markup: str) -> str:
    """Return the markup without a remark or tag in which it breaks off."""
    remark = markup.find("<!--", markup.rfind("-->") + 1)
    return _OPEN_TAG_AT_END.sub("", markup if remark < 0 else markup[:remark])


def _without_tags(markup: str) -> str:
    spaced = _BREAK.sub(" <", markup)
    if spaced.count("<") > _MOST_TAGS:
        return html.unescape(_TAG.sub(" ", _UNSEEN_PART.sub(" ", spaced)))
    tree = LexborHTMLParser(_SURROGATES.sub("\ufffd", spaced))
    if _UNSEEN_START.search(spaced):
        tree.strip_tags(_UNSEEN, recursive=True)
    return tree.body.text() if tree.body else ""
