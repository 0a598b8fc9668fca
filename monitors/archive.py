"""Items of an archive (``domain.match.Item``) as entries of their publishers; pure.

An item belongs to the watched source on whose site it stands, so that polls and archives know it as one. What stands
nowhere we watch gets a publisher of its own: named as the archive names it, never polled.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from domain.entry import RawEntry
from domain.identity import stable_id
from domain.past import ARCHIVE_PREFIX
from domain.source import Source, SourceId, SourceKind, Tier
from monitors.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from domain.entry import Entry
    from domain.match import Item

REASON = "stands in archives that were read; nobody polls it"

UNKNOWN_COUNTRY = "INT"

_WHOLE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHARED_HOSTS = frozenset({"t.me"})
"""Hosts on which the first part of the path names the publisher."""

_NOT_PUBLISHERS = frozenset({SourceKind.NEWS_SEARCH, SourceKind.GDELT})
_COUNTRY = re.compile(r"[A-Z]{2}")


def sites_of(sources: Iterable[Source]) -> Mapping[str, Sequence[Source]]:
    """Return the declared sources that publish on each site, those that are polled first."""
    found: defaultdict[str, list[Source]] = defaultdict(list)
    for source in sorted(sources, key=lambda each: not each.enabled):
        is_declared = not source.id.startswith(ARCHIVE_PREFIX)
        if is_declared and source.kind not in _NOT_PUBLISHERS and source.tier is not Tier.AGGREGATOR:
            found[site_of(source.url)].append(source)
    return found


def site_of(address: str) -> str:
    """Return the site an address stands on: its host without ``www.``, on shared hosts with the name that follows."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    names = [name for name in parts.path.split("/") if name and name != "s"]
    return f"{host}/{names[0].lower()}" if host in _SHARED_HOSTS and names else host


def publisher_of(item: Item, sites: Mapping[str, Sequence[Source]]) -> Source:
    """Return the source that an item belongs to: of several on one site the one in its language, else the first."""
    site = site_of(item.url)
    known = sites.get(site, ()) if site else ()
    speaking = [source for source in known if item.lang in source.languages]
    return (speaking or list(known) or [_unwatched(item, site)])[0]


def entry_of(item: Item, publisher: Source, now: datetime) -> Entry | None:
    """Return an item as an entry, None where it has no whole day or nothing that could be read."""
    if not _WHOLE_DAY.match(item.date):
        return None
    raw = RawEntry(
        guid="",
        link=item.url,
        title=html.escape(item.title, quote=False),
        summary=html.escape(item.summary, quote=False),
        published_raw=item.date,
        language=item.lang,
    )
    return next(iter(normalise([raw], publisher, publisher.url, now)), None)


def _unwatched(item: Item, site: str) -> Source:
    """Return the publisher of an item that stands nowhere we watch; of one name and site there is one."""
    name = item.source.strip() or site or "archive"
    return Source(
        id=SourceId(f"{ARCHIVE_PREFIX}{stable_id('archive', name.casefold(), site)[:12]}"),
        name=name,
        kind=SourceKind.JSON,
        url=f"https://{site}/" if site else "",
        country=item.country if _COUNTRY.fullmatch(item.country) else UNKNOWN_COUNTRY,
        languages=(item.lang,) if item.lang else (),
        tier=Tier.PRESS,
        enabled=False,
        reason=REASON,
        lead=False,
    )
