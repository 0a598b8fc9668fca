"""Entry: one item of a feed, first as the parser read it, then normalised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from datetime import datetime

    from domain.moment import Moment
    from domain.source import SourceId

EntryId = NewType("EntryId", str)
EntryKey = NewType("EntryKey", str)


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One item as the document has it: nothing trusted, nothing repaired but the encoding.

    Attributes:
        guid: identifier given by the publisher, or empty.
        link: address as given (may be relative or empty), resolved against the document where possible.
        title, summary: may hold markup and entities.
        published_raw: the date text as published, or empty.
        published_guess: UTC reading of it by the parsing library, a last resort.
        language: language tag of the item or its document, or empty.
        outlet: who published it, where the source only passes it on and says so; else empty.
        outlet_url: address of that publisher, or empty.
    """

    guid: str
    link: str
    title: str
    summary: str
    published_raw: str
    published_guess: datetime | None = None
    language: str = ""
    outlet: str = ""
    outlet_url: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a source after normalisation.

    Attributes:
        keys: what identifies it within its source, strongest first: guid (only where unique in its
            document), canonical address, title with day.
        url_key: key of the canonical address over all sources; empty where the item has no address, or
            shares it with another item of its document (then the address is a page's, not the item's).
        fingerprint: hash of title and summary; another one under a known key is an edited version.
        title, summary: plain text; language: ISO 639-1 or empty where not known.
        published: falls back to first_seen_at with precision UNKNOWN.
        outlet: who published it, where the source only passes it on and says so; else empty.
    """

    id: EntryId
    source_id: SourceId
    keys: tuple[EntryKey, ...]
    url_key: str
    fingerprint: str
    url: str
    title: str
    summary: str
    language: str
    published: Moment
    published_raw: str
    first_seen_at: datetime
    outlet: str = ""
