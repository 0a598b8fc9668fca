"""OPML: lists of feeds as feed readers exchange them; the only door to listparser."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import listparser

from domain.errors import ConfigError
from domain.source import FEED_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from domain.source import Source

MOST_BYTES = 5_000_000
"""A list of a thousand feeds has a tenth of it."""

_ENCODING = re.compile(rb"""\s*<\?xml[^>]{0,100}encoding=["']([\w.-]{1,40})["']""")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """One feed of a list.

    Attributes:
        name: as the list calls it; may be empty.
    """

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Outlines:
    """A list as OPML.

    Attributes:
        text: the document. left_out: sources that are no feeds, which OPML has no words for, or that are switched off.
    """

    text: str
    left_out: tuple[Source, ...]


def read_opml(path: Path) -> Sequence[ListedFeed]:
    """Return the feeds of a list in its order, each address once.

    Raises:
        ConfigError: the file cannot be read, is too large, or lists no feed.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise ConfigError([f"{path}: {error.strerror}"]) from error
    if len(content) > MOST_BYTES:
        raise ConfigError([f"{path}: is larger than {MOST_BYTES:,} bytes"])
    found: dict[str, ListedFeed] = {}
    # As bytes: listparser would fetch a text that looks like an address.
    for feed in listparser.parse(_as_utf8(content))["feeds"] if content.strip() else ():
        url = str(feed.get("url") or "").strip()
        if url:
            found.setdefault(url, ListedFeed(" ".join(str(feed.get("title") or "").split()), url))
    if not found:
        raise ConfigError([f"{path}: lists no feed"])
    return list(found.values())


def _as_utf8(content: bytes) -> bytes:
    """Return a document in the encoding that listparser expects, whatever its declaration names."""
    named = _ENCODING.match(content)
    try:
        return content.decode(named[1].decode("ascii")).encode() if named else content
    except (LookupError, UnicodeError):
        return content


def write_opml(sources: Iterable[Source], created: datetime) -> Outlines:
    """Return the feeds among the sources as OPML 2.0, grouped by country.

    Args:
        created: when the list is made (UTC).
    """
    groups: defaultdict[str, list[Source]] = defaultdict(list)
    left_out: list[Source] = []
    for source in sources:
        if source.enabled and source.kind in FEED_KINDS:
            groups[source.country].append(source)
        else:
            left_out.append(source)
    root = ET.Element("opml", version="2.0")
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "title").text = "Sources of the CA+JAD Monitor"
    ET.SubElement(head, "dateCreated").text = created.strftime("%a, %d %b %Y %H:%M:%S GMT")
    body = ET.SubElement(root, "body")
    for country, members in sorted(groups.items()):
        group = ET.SubElement(body, "outline", text=country)
        for source in members:
            name = _ILLEGAL.sub("", source.name)
            language = {"language": source.languages[0]} if len(source.languages) == 1 else {}
            ET.SubElement(
                group, "outline", {"type": "rss", "text": name, "title": name, "xmlUrl": source.url, **language}
            )
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode", xml_declaration=False)
    return Outlines(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n', tuple(left_out))
