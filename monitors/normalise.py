"""From the items of a document to entries: addresses, texts, dates, language and the keys that identify them.

Identity (design rules 1 and 2): an item has up to three keys. Its guid and its address count only where no other item
of the document has the same, and guids that merely number the items of a document count never. Title, day and source
make the last key, which every entry has.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.entry import Entry, EntryId, EntryKey
from domain.identity import stable_id
from domain.moment import Moment, Precision
from domain.source import SourceKind
from monitors.canonical import address_key, open_address
from monitors.dates import publication
from monitors.plain_text import one_line, plain_text, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, tzinfo

    from domain.entry import RawEntry
    from domain.source import Source

LONGEST_TITLE = 500
LONGEST_SUMMARY = 2_000
LONGEST_OUTLET = 80
_TITLE_FROM_SUMMARY = 120
_LONGEST_DATE = 100
_FULL_STOPS = 10

_TRAILING_NUMBER = re.compile(r"(\D*)(\d{1,9})")
_NOT_WORDS = re.compile(r"[\W_]+")

_LANGUAGE_CODES = {
    "eng": "en",
    "jpn": "ja",
    "kaz": "kk",
    "kir": "ky",
    "rus": "ru",
    "tgk": "tg",
    "tuk": "tk",
    "uzb": "uz",
    "jp": "ja",
    "kz": "kk",
    "kg": "ky",
    "tj": "tg",
    "tm": "tk",
}
"""ISO 639-2 codes, and country codes that publishers give for their languages."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """An item with its parts normalised, before it is compared with the others of its document.

    Attributes:
        guid: as given, empty where guids of the document are not to be trusted.
        address: key form of ``url``. name: title as compared, with the day, and the outlet where one is named.
    """

    guid: str
    url: str
    address: str
    title: str
    summary: str
    language: str
    published: Moment
    published_raw: str
    name: tuple[str, ...]
    outlet: str


def normalise(raw: Sequence[RawEntry], source: Source, document_url: str, now: datetime) -> list[Entry]:
    """Return the entries of one document, in its order.

    Items with neither title nor summary are dropped, and so are repetitions that nothing tells apart.

    Args:
        raw: items as parsed.
        document_url: address that answered; relative links start there.
        now: when the document was fetched (UTC).
    """
    zone = ZoneInfo(source.zone)
    own_pages = _own_pages(source, document_url)
    numbered = _are_numbered([item.guid for item in raw])
    drafts = []
    for item in raw:
        draft = _draft(item, source, document_url, zone, now)
        if draft.title:
            drafts.append(_distrusted(draft, numbered=numbered, own_pages=own_pages))
    return _entries(drafts, source, now)


def url_key(address: str) -> str:
    """Return what ``Entry.url_key`` holds for an address, empty where it is none."""
    folded = address_key(address)
    return stable_id("url", folded) if folded else ""


def _own_pages(source: Source, document_url: str) -> frozenset[str]:
    """Return the addresses that lead to the list and to no item; of numbered pages each is the item itself."""
    own = [source.url] if source.kind is SourceKind.RISING_ID else [document_url, source.url]
    return frozenset(map(address_key, own))


def _draft(item: RawEntry, source: Source, document_url: str, zone: tzinfo, now: datetime) -> _Draft:
    title = shorten(plain_text(item.title), LONGEST_TITLE)
    summary = shorten(plain_text(item.summary), LONGEST_SUMMARY)
    if not title:
        title = shorten(summary, _TITLE_FROM_SUMMARY)
    published = publication(item.published_raw, item.published_guess, zone, now)
    url = open_address(item.link, document_url) if item.link.strip() else ""
    outlet = shorten(plain_text(item.outlet), LONGEST_OUTLET)
    name = (_compared(title), _day(published, zone))
    return _Draft(
        guid=item.guid.strip(),
        url=url,
        address=address_key(url),
        title=title,
        summary="" if _repeats(summary, title) else summary,
        language=_language(item.language, source.languages),
        published=published,
        published_raw=one_line(item.published_raw[:_LONGEST_DATE]),
        name=(*name, _compared(outlet)) if outlet else name,
        outlet=outlet,
    )


def _distrusted(draft: _Draft, *, numbered: bool, own_pages: Iterable[str]) -> _Draft:
    """Return the draft without a guid that is a mere number, and without an address that is the feed itself."""
    guid = "" if numbered else draft.guid
    if draft.address in own_pages:
        return replace(draft, guid=guid, url="", address="")
    return replace(draft, guid=guid)


def _are_numbered(guids: Sequence[str]) -> bool:
    """Tell whether the guids merely count the items (item_1, item_2, ...), so that each new item moves them on.

    Seen at the Japanese Prime Minister's Office, 2026.
    """
    parts = [_TRAILING_NUMBER.fullmatch(guid.strip()) for guid in guids]
    numbers = [int(part[2]) for part in parts if part]
    prefixes = {part[1] for part in parts if part and not part[1].startswith("http")}
    counted = len(guids)
    counts = (range(counted), range(1, counted + 1), range(counted, 0, -1))
    return len(prefixes) == 1 and numbers in [list(count) for count in counts]


def _entries(drafts: Sequence[_Draft], source: Source, now: datetime) -> list[Entry]:
    guids = Counter(draft.guid for draft in drafts)
    addresses = Counter(draft.address for draft in drafts)
    names = Counter(draft.name for draft in drafts)
    entries: dict[EntryId, Entry] = {}
    for draft in drafts:
        own_guid = draft.guid if guids[draft.guid] == 1 else ""
        own_address = draft.address if addresses[draft.address] == 1 else ""
        keys = _keys(draft, own_guid, own_address, source, name_is_unique=names[draft.name] == 1)
        entry = _entry(draft, keys, own_address, source, now)
        entries.setdefault(entry.id, entry)
    return list(entries.values())


def _keys(draft: _Draft, guid: str, address: str, source: Source, *, name_is_unique: bool) -> tuple[EntryKey, ...]:
    """Return the keys, strongest first; a title that others share is told apart by address and summary."""
    name = (source.id, *draft.name) if name_is_unique else (source.id, *draft.name, draft.address, draft.summary)
    keys = [stable_id("title", *name)]
    if address:
        keys.insert(0, stable_id("url", address))
    if guid:
        keys.insert(0, stable_id("guid", guid))
    return tuple(EntryKey(key) for key in keys)


def _entry(draft: _Draft, keys: tuple[EntryKey, ...], address: str, source: Source, now: datetime) -> Entry:
    return Entry(
        id=EntryId(stable_id("entry", source.id, keys[0])),
        source_id=source.id,
        keys=keys,
        url_key=stable_id("url", address) if address else "",
        fingerprint=stable_id("text", draft.title, draft.summary),
        url=draft.url,
        title=draft.title,
        summary=draft.summary,
        language=draft.language,
        published=draft.published,
        published_raw=draft.published_raw,
        first_seen_at=now,
        outlet=draft.outlet,
    )


def _repeats(summary: str, title: str) -> bool:
    """Tell whether the summary says nothing but the title, give or take a full stop or quotation marks."""
    return len(summary) <= len(title) + _FULL_STOPS and _compared(summary) == _compared(title)


def _compared(title: str) -> str:
    """Return the title as compared: without case, width and punctuation, whose correction makes no other title."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return _NOT_WORDS.sub(" ", folded).strip() or folded


def _day(published: Moment, zone: tzinfo) -> str:
    """Return the calendar day at the source, or nothing where only we know when we saw the item."""
    if published.precision is Precision.UNKNOWN:
        return ""
    if published.precision is Precision.DAY:
        return published.at.date().isoformat()
    return published.at.astimezone(zone).date().isoformat()


def _language(tag: str, declared: Sequence[str]) -> str:
    primary = re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]
    code = _LANGUAGE_CODES.get(primary, primary)
    if code in declared:
        return code
    return declared[0] if len(declared) == 1 else ""
