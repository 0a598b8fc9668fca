"""Items: developments as feeds tell them, the same in each format; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.cards import cards

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.commitment import Declaration
    from domain.showing import ShownDevelopment
    from web.parts import Reader

NAMESPACE = "urn:cajad-monitor"


@dataclass(frozen=True, slots=True)
class FeedHead:
    """What a feed is.

    Attributes:
        id: stable. page: address of the page that shows the same; address: its own. language: of our words in it.
    """

    id: str
    title: str
    page: str
    address: str
    language: str


@dataclass(frozen=True, slots=True)
class FeedItem:
    """A development.

    Attributes:
        id: stable, whatever language and address. page: ours; source_url: of its lead, empty = none.
        published, updated: UTC. tags: commitments and countries.
    """

    id: str
    title: str
    text: str
    page: str
    source_url: str
    published: datetime
    updated: datetime
    tags: tuple[str, ...]


def feed_items(
    found: Sequence[ShownDevelopment], declaration: Declaration, reader: Reader, url: str
) -> tuple[FeedItem, ...]:
    """Return developments as items.

    Args:
        url: public address of the page.
    """
    say = reader.texts.say
    items = []
    for each in cards(found, declaration, reader):
        told = [each.headline, f"“{each.passage}”" if each.passage else "", ", ".join(each.names), each.when]
        if not each.reviewed:
            told.append(say("unreviewed"))
        numbers = [say("{number} · {label}", number=one.number, label=one.label) for one in each.bearings]
        items.append(
            FeedItem(
                id=f"{NAMESPACE}:development:{each.id}",
                title=each.gist,
                text="\n".join(part for part in (*told, "; ".join(numbers)) if part),
                page=f"{url}/{reader.language}/developments/{each.id}",
                source_url=each.url,
                published=each.published,
                updated=max(each.updated, each.published),
                tags=(*numbers, *(name for _, name in each.countries)),
            )
        )
    return tuple(items)
