"""From what was seen of an address to the source one would declare for it, with a remark on each guess; pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from config.codes import COUNTRIES, INTERNATIONAL, LANGUAGES
from domain.moment import Precision
from domain.rhythm import Rhythm
from domain.source import Source, SourceId, SourceKind, Tier
from monitors.rhythm import rhythm_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from config.opml import ListedFeed
    from domain.entry import Entry
    from monitors.adding import Sighting

ZONES: Mapping[str, str] = MappingProxyType(
    {
        "JP": "Asia/Tokyo",
        "KZ": "Asia/Almaty",
        "KG": "Asia/Bishkek",
        "TJ": "Asia/Dushanbe",
        "TM": "Asia/Ashgabat",
        "UZ": "Asia/Tashkent",
    }
)
"""Zones of the six countries."""

USUAL_LANGUAGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "JP": ("ja",),
        "KZ": ("kk", "ru"),
        "KG": ("ky", "ru"),
        "TJ": ("tg", "ru"),
        "TM": ("tk", "ru"),
        "UZ": ("uz", "ru"),
        "RU": ("ru",),
    }
)
"""In what a country's press publishes, where nothing of it was read."""

OTHERWISE = ("en",)

_SOLD = frozenset({"AI", "CC", "CO", "FM", "IO", "LY", "ME", "TO", "TV", "WS"})
"""Endings that anybody may buy and that say nothing of a country."""
_OTHER_CODES: Mapping[str, str] = MappingProxyType({"UK": "GB"})
_STATE = re.compile(r"(?:^|\.)(?:gov|go|gob|mil)\.[a-z]{2}$|(?:^|\.)(?:president|government)\.[a-z]{2}$")
_NOT_NAMES = frozenset({"www", "news", "rss", "feed", "feeds", "m", "en", "ru", "com", "co", "org", "net", "gov", "go"})
_NOT_ID = re.compile(r"[^a-z0-9]+")

SHARE = 5
"""A language is one of a source's if every fifth of its titles is in it."""
LONGEST_NAME = 80
LONGEST_ID = 48


@dataclass(frozen=True, slots=True)
class Proposal:
    """A source to declare.

    Attributes:
        remarks: what is guessed, by key (``config.source_blocks.source_block``).
    """

    source: Source
    remarks: Mapping[str, str]


def proposal_of(sighting: Sighting, identify: Callable[[str], str], taken: Collection[str], now: datetime) -> Proposal:
    """Return the source one would declare for what was seen.

    Args:
        identify: returns the likeliest language of a text, or empty.
        taken: ids in use. now: times after it are mistakes.
    """
    remarks: dict[str, str] = {"": _seen(sighting)}
    host = _host(sighting.behind or sighting.url)
    is_channel = sighting.kind is SourceKind.TELEGRAM_CHANNEL
    country = INTERNATIONAL if is_channel else country_of(host)
    if country == INTERNATIONAL:
        remarks["country"] = "the address does not tell: put the ISO 3166 code if it belongs to a country"
    languages = _languages(sighting.entries, identify) or USUAL_LANGUAGES.get(country, OTHERWISE)
    gap = rhythm_of(sighting.entries, Rhythm(), None, now).gap
    remarks["languages"] = f"told from {len(sighting.entries)} items"
    if gap is None:
        remarks["url"] = "too few dated items to tell how often it publishes: 24 hours is taken for gap_hours"
    if sighting.guessed:
        remarks["options"] = "guessed from the links of the page: see that these are the news and nothing else"
    label = sighting.url.rpartition("/")[2] if is_channel else host
    source = Source(
        id=SourceId(free_id(label, country, taken)),
        name=_name(sighting.title, label),
        kind=sighting.kind,
        url=sighting.url,
        country=country,
        languages=languages,
        tier=Tier.OFFICIAL if _STATE.search(host) else Tier.PRESS,
        zone=ZONES.get(country, "UTC"),
        verified=now.date(),
        gap_hours=24.0 if gap is None else max(round(gap.total_seconds() / 3600, 1), 0.1),
        options=dict(sighting.options),
    )
    remarks["tier"] = "told from the address" if source.tier is Tier.OFFICIAL else "official, agency, press, aggregator"
    return Proposal(source, remarks)


def listed_proposal(feed: ListedFeed, taken: Collection[str]) -> Proposal:
    """Return the source one would declare for a feed of a list, of which nothing was read."""
    host = _host(feed.url)
    country = country_of(host)
    remarks = {"languages": "the usual ones of its country, nothing was read: see that they are right"}
    if country == INTERNATIONAL:
        remarks["country"] = "the address does not tell: put the ISO 3166 code if it belongs to a country"
    source = Source(
        id=SourceId(free_id(host, country, taken)),
        name=_name(feed.name, host),
        kind=SourceKind.RSS,
        url=feed.url,
        country=country,
        languages=USUAL_LANGUAGES.get(country, OTHERWISE),
        tier=Tier.OFFICIAL if _STATE.search(host) else Tier.PRESS,
        zone=ZONES.get(country, "UTC"),
    )
    return Proposal(source, remarks)


def country_of(host: str) -> str:
    """Return the country that the ending of a host stands for, else INT."""
    ending = host.rpartition(".")[2].upper()
    code = _OTHER_CODES.get(ending, ending)
    return code if code in COUNTRIES and code not in _SOLD else INTERNATIONAL


def free_id(label: str, country: str, taken: Collection[str]) -> str:
    """Return an id made of the country and what tells the host from others; numbered if it is in use."""
    parts = [part for part in label.lower().split(".") if part not in _NOT_NAMES]
    names = parts[:-1] if len(parts) > 1 else parts
    name = _NOT_ID.sub("-", "-".join(names)).strip("-")[:LONGEST_ID].strip("-") or "source"
    base = f"{country.lower()}-{name}"
    numbered = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(each for each in numbered if each not in taken)


def _seen(sighting: Sighting) -> str:
    found = f"found on {sighting.behind}; " if sighting.behind else ""
    dates = [each.published.at for each in sighting.entries if each.published.precision is not Precision.UNKNOWN]
    newest = f", the newest of {max(dates):%Y-%m-%d}" if dates else ""
    return f"{found}{len(sighting.entries)} items{newest}"


def _languages(entries: Sequence[Entry], identify: Callable[[str], str]) -> tuple[str, ...]:
    """Return the languages of the items, the commonest first: as their documents say, else as their titles read."""
    said = Counter(entry.language or identify(entry.title) for entry in entries)
    whole = sum(said.values())
    return tuple(code for code, count in said.most_common() if code in LANGUAGES and SHARE * count >= whole)


def _name(title: str, host: str) -> str:
    """Return what to call the source: its own title, as far as it is a name, else its host."""
    short = re.split(r"\s+[|–—:»]\s+|\s+-\s+", title.strip())[0].strip()
    return (short or host)[:LONGEST_NAME].strip()


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower().removeprefix("www.")
