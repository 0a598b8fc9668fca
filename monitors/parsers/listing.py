"""What stands on a listing page, in its order: headings, and links that are news, each with its row.

Second door to selectolax, beside ``monitors/plain_text.py``. A row is what belongs to one link: where the source does
not say which elements are rows, it is the largest element around the link that holds no other link of the list. So the
shape of the addresses is enough to find titles and dates, and a redesign of the page breaks nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from monitors.canonical import open_address
from monitors.parsers.nesting import well_nested
from monitors.parsers.page import base_of
from monitors.plain_text import one_line, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from monitors.parsers.list_shape import ListShape

MOST_LINKS = 3_000
"""Links looked at, five times those of the longest page that was seen; one of more is an archive or a trap."""

_LONGEST_ROW = 1_000
"""Characters of a row that are searched for its date."""

_SHARED = "shared"
"""Owner of an element around several links; no address is spelled so."""


class TooManyLinks(ValueError):
    """The page has more than MOST_LINKS of them."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that may date the rows below it."""

    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One link of the list.

    Attributes:
        address: absolute, without tracking parameters.
        title: plain text, may be empty.
        dated: text of the element that holds its date, or empty where the source names none.
        text: the rest of the row, without the title.
    """

    address: str
    title: str
    dated: str
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What was read of a page.

    Attributes:
        parts: headings and rows in document order.
        links: links of any kind on the page.
        year: text of the element that names the year of the list, or empty.
    """

    parts: tuple[Heading | Row, ...]
    links: int
    year: str


def read_listing(page: str, address: str, shape: ListShape) -> Listing:
    """Return what stands on a page.

    Args:
        page: HTML, however broken.
        address: of the page.
        shape: which links, rows and headings count.

    Raises:
        TooManyTags, TooManyLinks: it is no list for people.
    """
    tree = LexborHTMLParser(well_nested(page, remarks=shape.remarks))
    links = tree.css("a[href]")
    if len(links) > MOST_LINKS:
        raise TooManyLinks(f"more than {MOST_LINKS:,} links")
    fitting = _fitting(links, base_of(tree, address), shape)
    rows = _Rows(links, fitting, _ids(tree, shape.rows) if shape.rows else None)
    parts = tuple(_parts(tree, fitting, rows, shape))
    return Listing(parts, len(links), _first_text(tree, shape.year))


def _fitting(links: list[LexborNode], base: str, shape: ListShape) -> dict[int, str]:
    """Return the addresses of the links that are news, by the identity of their nodes."""
    known: dict[str, str] = {}
    fitting = {}
    for link in links:
        href = link.attributes.get("href") or ""
        if href not in known:
            address = open_address(href, base) if href.strip() else ""
            known[href] = address if address and shape.fits(address) else ""
        if known[href]:
            fitting[link.mem_id] = known[href]
    return fitting


def _ids(tree: LexborHTMLParser, selector: str) -> frozenset[int]:
    return frozenset(node.mem_id for node in tree.css(selector))


def _first_text(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector) if selector else None
    return _text(node) if node else ""


def _parts(tree: LexborHTMLParser, fitting: dict[int, str], rows: _Rows, shape: ListShape) -> Iterator[Heading | Row]:
    headings = _ids(tree, shape.heading) if shape.heading else frozenset()
    surroundings: dict[int, _Surroundings] = {}
    for node in tree.css(f"a[href], {shape.heading}" if shape.heading else "a[href]"):
        if node.mem_id in headings:
            yield Heading(_text(node))
        elif node.mem_id in fitting and (row := rows.around(node)):
            if row.mem_id not in surroundings:
                surroundings[row.mem_id] = _surroundings(row, shape)
            yield _row(node, fitting[node.mem_id], surroundings[row.mem_id])


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What a row holds beside its link.

    Attributes:
        text: all of it, the link's too.
        title, title_text: of the element declared as title, for the reader and as it stands in ``text``; or empty.
        stamp: visible text of the element that holds the date, or empty.
        dated: the date as that element has it, the machine's form before the reader's.
    """

    text: str
    title: str
    title_text: str
    stamp: str
    dated: str


def _surroundings(row: LexborNode, shape: ListShape) -> _Surroundings:
    titled = row.css_first(shape.title) if shape.title else None
    stamp = row.css_first(shape.date or "time[datetime]")
    visible = _text(stamp) if stamp else ""
    return _Surroundings(
        text=_text(row)[:_LONGEST_ROW],
        title=_title(titled) if titled else "",
        title_text=_text(titled) if titled else "",
        stamp=visible,
        dated=(one_line(stamp.attributes.get("datetime") or "") or visible) if stamp else "",
    )


def _row(link: LexborNode, address: str, around: _Surroundings) -> Row:
    """Return a row; a date that stands inside of the link is no part of the title."""
    title = around.title or _title(link)
    if around.stamp:
        title = one_line(title.replace(around.stamp, " ", 1))
    return Row(address, title, around.dated, around.text.replace(around.title_text or _text(link), " ", 1))


def _title(node: LexborNode) -> str:
    """Return the text of a link, else its title, else what its picture is said to show."""
    picture = node.css_first("img[alt]")
    candidates = (plain_text(node.html or ""), node.attributes.get("title"), picture and picture.attributes.get("alt"))
    return next((title for text in candidates if text and (title := one_line(text))), "")


def _text(node: LexborNode) -> str:
    return one_line(node.text(deep=True, separator=" "))


class _Rows:
    """Finds the row of a link.

    Args:
        links: of the page.
        fitting: addresses of those that are news, by the identity of their nodes.
        declared: identities of the elements that the source calls rows; None to find them by shape.
    """

    def __init__(self, links: list[LexborNode], fitting: dict[int, str], declared: frozenset[int] | None) -> None:
        self._fitting = fitting
        self._declared = declared
        self._owners: dict[int, str] = {}
        for link in links if declared is None else ():
            if link.mem_id in fitting:
                self._own(link, fitting[link.mem_id])

    def around(self, link: LexborNode) -> LexborNode | None:
        """Return the row of a link; None if it stands outside of the declared rows."""
        if self._declared is None:
            return self._alone_with(link)
        row: LexborNode | None = link
        while row is not None and row.mem_id not in self._declared:
            row = row.parent
        return row

    def _own(self, link: LexborNode, address: str) -> None:
        """Note whose link is the only one in each element around it; an element around two belongs to none."""
        node: LexborNode | None = link
        while node is not None:
            owner = self._owners.get(node.mem_id)
            if owner in (address, _SHARED):
                return
            self._owners[node.mem_id] = _SHARED if owner else address
            node = node.parent

    def _alone_with(self, link: LexborNode) -> LexborNode:
        row, address = link, self._fitting[link.mem_id]
        while row.parent is not None and self._owners.get(row.parent.mem_id) == address:
            row = row.parent
        return row
