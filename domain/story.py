"""Story: one article after deduplication, with the entries that carry it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NewType

from domain.source import Quote

if TYPE_CHECKING:
    from datetime import datetime

    from domain.entry import Entry, EntryId, EntryKey
    from domain.match import Judgement
    from domain.moment import Moment
    from domain.source import SourceId, Tier

StoryId = NewType("StoryId", str)


@dataclass(frozen=True, slots=True)
class Story:
    """One article. Its texts are those of the entry that brought it first, in their newest version.

    Attributes:
        source_id, tier, country: of the source that brought it first.
        source_name: what to call who published it (``shown_name``). outlet: the publisher whom a source that only
            passes it on names, empty where the source itself is the publisher.
        url: canonical address, or empty.
        url_key: key of that address; two entries with one url_key are one story.
        quote: how much of its words that source lets others repeat.
    """

    id: StoryId
    source_id: SourceId
    source_name: str
    tier: Tier
    country: str
    url: str
    url_key: str
    title: str
    summary: str
    language: str
    published: Moment
    first_seen_at: datetime
    outlet: str = ""
    quote: Quote = Quote.SHORT

    def quotable(self, passage: str) -> str:
        """Return what may be repeated of a passage of this story; empty where nothing beyond the headline may."""
        return "" if self.quote is Quote.NONE else passage


def shown_name(outlet: str, source_name: str) -> str:
    """Return what to call who published a story: the outlet and, in brackets, who found it; else the source.

    ``storage.stories.SHOWN_NAME`` says the same to the database.
    """
    return f"{outlet} ({source_name})" if outlet else source_name


@dataclass(frozen=True, slots=True)
class JudgedStory:
    """A story with the matcher's judgement of it.

    Attributes:
        keys: under which grouping finds a relevant one again.
    """

    story: Story
    judgement: Judgement
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """What storage knows of an entry found under one of its keys.

    Attributes:
        leads: whether it is the entry that brought its story. told: whether the story tells of a development.
    """

    entry_id: EntryId
    story_id: StoryId
    fingerprint: str
    version: int
    leads: bool = True
    told: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What storage knows about the entries of one document: by entry key, and stories by address key."""

    entries: dict[EntryKey, KnownEntry]
    stories: dict[str, StoryId]


@dataclass(frozen=True, slots=True)
class CarriedEntry:
    """A new entry and the story it carries."""

    entry: Entry
    story_id: StoryId


@dataclass(frozen=True, slots=True)
class EditedEntry:
    """A known entry whose text changed, or that now also answers to other keys.

    Attributes:
        version: number of this version; equal to the known one where only keys were added.
        rejudge: whether the story's text changed and tells of no development yet, so that the new text may.
    """

    entry_id: EntryId
    story_id: StoryId
    entry: Entry
    version: int
    text_changed: bool
    rejudge: bool = False


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is new in one document: new stories, the new entries that carry stories, edits of known ones."""

    stories: tuple[Story, ...]
    carried: tuple[CarriedEntry, ...]
    edited: tuple[EditedEntry, ...]
