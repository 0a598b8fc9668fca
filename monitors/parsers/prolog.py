"""What stands before the first element of an XML document, and what a document is that is no feed.

The document type declaration never reaches an XML parser: entities declared in it could expand without end, or name
files and hosts. Feeds need none; the named entities of HTML are understood without declaration.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.errors import ParseError
from domain.source import Verdict

if TYPE_CHECKING:
    from domain.source import SourceId

FEED_ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
"""Local names of the elements that a feed may begin with (``channel``: CDF, and RSS without its shell)."""

_MOST_ENTITIES = 256
"""The character entities of HTML 4 number 252; more of them, or longer ones, are no typographer's list."""
_LONGEST_ENTITY = 1_000

_MISCELLANY = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_FEED_START = re.compile(r"<\?xml\b|<(?:\w+:)?(?:rss|feed|RDF)\b")
_LONGEST_NOISE = 4_096
"""Characters of blank lines or warnings that some servers put before the document."""
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_DTD_TOKEN = re.compile(r"""["'\[\]>]|<!--""")
_ENTITY = re.compile(r"""<!ENTITY\s+(?:%\s+)?[^\s"'>]+\s+("[^"]*"|'[^']*')""", re.IGNORECASE)
_REFERENCE = re.compile(r"[&%](?!amp;|lt;|gt;|quot;|apos;)[^\W\d][\w.-]*;")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CHARACTER_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9A-Fa-f]+)|0*([0-9]+));?")
_TAG = re.compile(r"""<([a-zA-Z_][^\s/<>]*+)((?>[^<>=]+|=\s*+(?>"[^"]*"|'[^']*')?)*+)>""")
_LONGEST_TAG = 5_000
"""Characters; attributes cost the square of their number (20,000 took 5 s). A longer tag keeps its name only."""

_MAGIC = {
    b"\x1f\x8b": "gzip data inside the answer",
    b"PK\x03\x04": "a ZIP archive",
    b"%PDF": "a PDF document",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
}


@dataclass(frozen=True, slots=True)
class Markup:
    """An XML document ready for parsing.

    Attributes:
        text: from the first element on, without prolog, without characters that XML forbids and without the attributes
            of tags that have too many.
        root: local name of the first element in lower case, or empty.
    """

    text: str
    root: str


def refuse_binary(body: bytes, source_id: SourceId) -> None:
    """Check that a document can be text at all.

    Raises:
        ParseError: it is empty or of a known binary kind (verdict NOT_A_FEED).
    """
    if not body.strip():
        raise ParseError(source_id, Verdict.NOT_A_FEED, "not a feed: an empty answer")
    for magic, name in _MAGIC.items():
        if body.startswith(magic):
            raise ParseError(source_id, Verdict.NOT_A_FEED, f"not a feed: {name}")


def open_markup(text: str, source_id: SourceId) -> Markup:
    """Return the document without its prolog.

    Raises:
        ParseError: it is a web page, JSON, plain text or an entity bomb (verdict NOT_A_FEED).
    """
    start, root = _first_element(text, source_id)
    noisy = root not in FEED_ROOTS and root != "html" and _FEED_START.search(text, start + 1, _LONGEST_NOISE)
    if noisy:
        text = text[noisy.start() :]
        start, root = _first_element(text, source_id)
    if root == "html":
        raise ParseError(source_id, Verdict.NOT_A_FEED, "not a feed: a web page")
    if not root:
        raise ParseError(source_id, Verdict.NOT_A_FEED, f"not a feed: {_name_of_markless(text)}")
    return Markup(_TAG.sub(_short_tag, _legal(text[start:])), root)


def _first_element(text: str, source_id: SourceId) -> tuple[int, str]:
    """Return where the first element stands and its local name; the place of the first text if there is none."""
    at = _end_of_miscellany(text, 0)
    while text[at : at + 9].lower() == "<!doctype":
        end = _doctype_end(text, at)
        declaration = text[at:end]
        _refuse_bomb(declaration, source_id)
        if re.match(r"<!doctype\s+html\b", declaration, re.IGNORECASE):
            return at, "html"
        at = _end_of_miscellany(text, end)
    root = _ROOT.match(text, at)
    return at, root[1].lower() if root else ""


def _end_of_miscellany(text: str, at: int) -> int:
    matched = _MISCELLANY.match(text, at)
    return matched.end() if matched else at


def _doctype_end(text: str, at: int) -> int:
    """Return where the declaration that starts at ``at`` ends; the end of the text if it does not."""
    depth = 0
    while token := _DTD_TOKEN.search(text, at):
        mark, at = token.group(), token.end()
        if mark == ">" and depth == 0:
            return at
        if mark in "[]":
            depth += 1 if mark == "[" else -1
        elif mark != ">":
            closing = "-->" if mark == "<!--" else mark
            found = text.find(closing, at)
            at = len(text) if found < 0 else found + len(closing)
    return len(text)


def _refuse_bomb(declaration: str, source_id: SourceId) -> None:
    values = _ENTITY.findall(declaration)
    nested = any(_REFERENCE.search(value) for value in values)
    if nested or len(values) > _MOST_ENTITIES or any(len(value) > _LONGEST_ENTITY for value in values):
        detail = "refused: the document declares entities that expand without measure (an entity bomb)"
        raise ParseError(source_id, Verdict.NOT_A_FEED, detail)


def _name_of_markless(text: str) -> str:
    beginning = text.lstrip()[:1]
    if not beginning:
        return "an empty answer"
    if beginning in "{[":
        return "JSON, not XML"
    return "cut off before its first element" if beginning == "<" else "plain text"


def _short_tag(tag: re.Match[str]) -> str:
    if tag.end() - tag.start() <= _LONGEST_TAG:
        return tag.group()
    return f"<{tag[1]}/>" if tag.group().endswith("/>") else f"<{tag[1]}>"


def _legal(text: str) -> str:
    """Return the text without what XML forbids; surrogates written as two references become one character."""
    if "&#" in text:
        text = _CHARACTER_REFERENCE.sub(_legal_reference, text)
        if _SURROGATE.search(text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _ILLEGAL.sub("", text)


def _legal_reference(reference: re.Match[str]) -> str:
    digits, base = (reference[1], 16) if reference[1] else (reference[2], 10)
    code = int(digits, base) if len(digits) <= len(str(sys.maxunicode)) else sys.maxunicode + 1
    if code > sys.maxunicode or _ILLEGAL.match(chr(code)):
        return ""
    return chr(code) if _SURROGATE.match(chr(code)) else reference.group()
