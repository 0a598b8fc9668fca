"""Web pages written anew, so that building a tree of them is cheap whatever they hold.

The rules by which browsers mend broken markup (HTML Living Standard, section 13.2) take time with the square of the
depth, and formatting elements that are left open are opened again in every paragraph, which takes memory without
measure: a hundred thousand nested elements took 18 s, five thousand open ``font`` elements all memory. So a page is
first rewritten in one pass: every element is closed in the order in which it was opened, none stands deeper than
DEEPEST, and what holds no text to be read (scripts, styles, drawings, formatting) is gone. The tree of a sound page
stays as it was but for these.
"""

from __future__ import annotations

import re
from collections import Counter

DEEPEST = 200
"""Elements open at a time; pages of news need a tenth of it."""

MOST_TAGS = 60_000
"""Opening and closing ones together; the longest listing pages that were seen have 4,000."""
_LONGEST_TAG = 2_000
"""Characters; attributes cost the square of their number. A longer tag keeps its name only."""

_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*)((?>[^>=]+|=\s*(?>"[^"]*"|'[^']*')?)*+)>""")
_NAME_FOLLOWS = re.compile(r"</?[a-zA-Z]")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LEFT_OUT = _names("b big code em font frameset i nobr s small strike strong tt u")
_VOID = _names("area base br col embed frame hr img input link meta param source track wbr")
_SWALLOWING = _names("script style plaintext textarea title xmp")
"""Without an end they reach to the end of the page."""
_UNSEEN = _SWALLOWING | _names("iframe math noembed noframes noscript object select svg template")

_TRANSPARENT = _names("abbr bdi cite data dfn ins label mark q span sub sup time")
_CELL = _names("td th p")
_GROUP = _names("thead tbody tfoot tr") | _CELL
_ENDED_BY = {
    "li": _names("li p"),
    "dt": _names("dt dd p"),
    "dd": _names("dt dd p"),
    "td": _CELL,
    "th": _CELL,
    "tr": _CELL | {"tr"},
    "thead": _GROUP,
    "tbody": _GROUP,
    "tfoot": _GROUP,
    **dict.fromkeys(
        _names(
            "address article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr "
            "main nav ol p pre section table ul"
        ),
        _names("p"),
    ),
}
"""What a start tag ends that was left open before it."""


class TooManyTags(ValueError):
    """The page has more than MOST_TAGS of them."""


def well_nested(page: str, *, remarks: bool = False) -> str:
    """Return the page rewritten.

    Args:
        page: HTML, however broken.
        remarks: keep the text of comments, as text.

    Raises:
        TooManyTags: it is no page for people.
    """
    writer = _Writer()
    scanner = _Scanner(page, writer, remarks=remarks)
    at = 0
    while (start := page.find("<", at)) >= 0:
        writer.text(page[at:start])
        at = scanner.construct(start)
    writer.text(page[at:])
    return writer.finish()


class _Scanner:
    """Tells where what begins with ``<`` ends, and hands it to the writer."""

    def __init__(self, page: str, writer: _Writer, *, remarks: bool) -> None:
        self._page = page
        self._writer = writer
        self._remarks = remarks
        self._endless: set[str] = set()
        self._tags = 0

    def construct(self, start: int) -> int:
        self._tags += 1
        if self._tags > MOST_TAGS:
            raise TooManyTags(f"more than {MOST_TAGS:,} tags")
        page = self._page
        if page.startswith("<!--", start):
            return self._remark(start + 4)
        if page.startswith(("<!", "<?"), start):
            return self._after(">", start)
        tag = _TAG.match(page, start)
        if tag is None:
            return self._no_tag(start)
        name = tag[2].lower()
        if tag[1]:
            self._writer.close(name)
        elif name in _UNSEEN:
            return self._unseen(name, tag)
        else:
            self._writer.open(name, tag.group())
        return tag.end()

    def _remark(self, start: int) -> int:
        end = self._after("-->", start)
        if self._remarks:
            self._writer.text(f" {self._page[start:end].removesuffix('-->')} ")
        return end

    def _no_tag(self, start: int) -> int:
        """Step over a ``<`` that is text; a tag in which the page breaks off is its end."""
        if _NAME_FOLLOWS.match(self._page, start):
            return len(self._page)
        self._writer.text("<")
        return start + 1

    def _unseen(self, name: str, tag: re.Match[str]) -> int:
        if name not in self._endless and not (tag.group().endswith("/>") and name not in _SWALLOWING):
            end = re.compile(rf"</{name}\b[^>]*>", re.IGNORECASE).search(self._page, tag.end())
            if end:
                self._writer.text(" ")
                return end.end()
            self._endless.add(name)
        return len(self._page) if name in _SWALLOWING else tag.end()

    def _after(self, mark: str, start: int) -> int:
        found = self._page.find(mark, start)
        return len(self._page) if found < 0 else found + len(mark)


class _Writer:
    """Writes tags in sound order.

    A link stands outside of that order: publishers close it after the block that it opened, or not at all, and the
    rules for it keep to one open link at a time anyway.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._open: list[str] = []
        self._times: Counter[str] = Counter()
        self._in_link = False

    def text(self, text: str) -> None:
        if text:
            self._parts.append(text.replace("<", "&lt;"))

    def open(self, name: str, tag: str) -> None:
        if name in _LEFT_OUT:
            return
        self._end_what_it_ends(name)
        if name == "a":
            self._end_link()
            self._in_link = True
        elif name not in _VOID:
            if len(self._open) >= DEEPEST:
                return
            self._open.append(name)
            self._times[name] += 1
        self._parts.append(tag if len(tag) <= _LONGEST_TAG else f"<{name}>")

    def close(self, name: str) -> None:
        if name == "a":
            self._end_link()
        elif self._times[name]:
            self._close_down_to(len(self._open) - 1 - self._open[::-1].index(name))

    def finish(self) -> str:
        self._end_link()
        self._close_down_to(0)
        return "".join(self._parts)

    def _end_link(self) -> None:
        if self._in_link:
            self._parts.append("</a>")
            self._in_link = False

    def _end_what_it_ends(self, name: str) -> None:
        ended = _ENDED_BY.get(name)
        while ended and (place := self._nearest(ended)) is not None:
            self._close_down_to(place)

    def _nearest(self, names: frozenset[str]) -> int | None:
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place] in names:
                return place
            if self._open[place] not in _TRANSPARENT:
                return None
        return None

    def _close_down_to(self, place: int) -> None:
        while len(self._open) > place:
            name = self._open.pop()
            self._times[name] -= 1
            self._parts.append(f"</{name}>")
