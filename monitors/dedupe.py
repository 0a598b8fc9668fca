"""From the entries of one document to what is new in it; pure.

An article has several keys (design rule 1). An entry that shares a strong key (guid, address) with a known one
is a version of it, whatever its headline says now. The last key of an entry, title with day, is weak: it holds
only for a known entry that no other item of the same document claims by a strong key, so that two items with
one headline stay two and an article whose address moved stays one.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from domain.identity import stable_id
from domain.story import CarriedEntry, EditedEntry, Known, KnownEntry, Sifted, Story, StoryId, shown_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.entry import Entry, EntryId
    from domain.source import Source


def dedupe(entries: Sequence[Entry], known: Known, source: Source) -> Sifted:
    """Return what of ``entries`` is new or changed, in document order.

    Args:
        entries: one document, normalised.
        known: what storage holds under any of their keys.
        source: where the document came from.
    """
    recognised = _recognise(entries, known)
    addresses = Counter(entry.url_key for entry in entries)
    stories: list[Story] = []
    carried: list[CarriedEntry] = []
    edited: list[EditedEntry] = []
    for entry in entries:
        before = recognised.get(entry.id)
        if before is not None:
            edited.extend(_edit(entry, before, known))
            continue
        shared = known.stories.get(entry.url_key) if entry.url_key and addresses[entry.url_key] == 1 else None
        if shared is None:
            stories.append(story_of(entry, source, StoryId(stable_id("story", entry.id))))
        carried.append(CarriedEntry(entry, shared or stories[-1].id))
    return Sifted(tuple(stories), tuple(carried), tuple(edited))


def story_of(entry: Entry, source: Source, story_id: StoryId) -> Story:
    """Return the story that ``entry`` brings."""
    return Story(
        id=story_id,
        source_id=source.id,
        source_name=shown_name(entry.outlet, source.name),
        tier=source.tier,
        country=source.country,
        url=entry.url,
        url_key=entry.url_key,
        title=entry.title,
        summary=entry.summary,
        language=entry.language,
        published=entry.published,
        first_seen_at=entry.first_seen_at,
        outlet=entry.outlet,
        quote=source.quote,
    )


def _recognise(entries: Sequence[Entry], known: Known) -> dict[EntryId, KnownEntry]:
    """Find for each entry of the document the known one it is a version of, strong keys first."""
    found: dict[EntryId, KnownEntry] = {}
    for entry in entries:
        hits = (known.entries[key] for key in entry.keys[:-1] if key in known.entries)
        hit = next(hits, None)
        if hit is not None:
            found[entry.id] = hit
    claimed = {hit.entry_id for hit in found.values()}
    for entry in entries:
        hit = known.entries.get(entry.keys[-1])
        if entry.id not in found and hit is not None and hit.entry_id not in claimed:
            found[entry.id] = hit
            claimed.add(hit.entry_id)
    return found


def _edit(entry: Entry, before: KnownEntry, known: Known) -> list[EditedEntry]:
    """Return the edit that a known entry shows, if it shows one."""
    text_changed = entry.fingerprint != before.fingerprint
    if not text_changed and all(key in known.entries for key in entry.keys):
        return []
    return [
        EditedEntry(
            entry_id=before.entry_id,
            story_id=before.story_id,
            entry=entry,
            version=before.version + text_changed,
            text_changed=text_changed,
            rejudge=text_changed and before.leads and not before.told,
        )
    ]
