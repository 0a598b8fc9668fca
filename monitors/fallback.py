"""Covering a source that refuses us by a news search for what it publishes; pure.

The verdict of the source stays what it was: the operator has to see that it refuses us, and that it is covered. What
the search finds is taken in as the source's own only if it stands on the source's own site, as the words ``site:`` of
the declared search name it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from domain.source import SourceKind, Tier, Verdict
from monitors.routes.news_search import SEARCHES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from domain.entry import RawEntry
    from domain.source import Source, WatchedSource

REFUSALS = frozenset(
    {
        Verdict.BLOCKED,
        Verdict.ROBOTS,
        Verdict.GONE,
        Verdict.TLS,
        Verdict.REFUSED_ADDRESS,
        Verdict.NOT_A_FEED,
        Verdict.EMPTY,
    }
)
"""Verdicts that the next poll will most likely give again: the server does not want us, the address has moved, its
certificate does not hold, or a puzzle or another layout stands where the list was. Somebody has to act; until then the
search stands in at once."""

TRANSIENT = frozenset(
    {Verdict.DNS, Verdict.UNREACHABLE, Verdict.TIMED_OUT, Verdict.SERVER_ERROR, Verdict.TOO_LARGE, Verdict.GARBLED}
)
PERSISTENT = 3
"""Failures in a row from which the search stands in whatever they are: some protections let connections time out. A
fault of ours (BROKEN) is none of the source's, and hiding it helps nobody."""

ASKED_EVERY = timedelta(hours=6)
"""Longest wait between two polls of a covered source. Four requests a day do not press a server that refuses us, and
what the search finds is no more than six hours late."""

DAYS = 7
"""Older reports make no alert (see ``AlertRules.max_age``)."""

EDITIONS: Mapping[str, tuple[str, str]] = MappingProxyType({"ja": ("ja", "JP"), "en": ("en-US", "US")})
OTHER_EDITION = ("ru", "RU")
"""Editions of Google News by the first language of a source; there is none in the languages of Central Asia, whose
outlets the Russian one knows."""

_SITE = re.compile(r"(?<![\w-])site:([\w.-]+)", re.IGNORECASE)


def stands_in(watched: WatchedSource, verdict: Verdict) -> bool:
    """Tell whether the search is to be read after a poll that ended so.

    Args:
        watched: the source as it was before the poll. verdict: of the poll.
    """
    if not watched.source.fallback:
        return False
    return verdict in REFUSALS or (verdict in TRANSIENT and watched.state.failures + 1 >= PERSISTENT)


def search_for(source: Source) -> Source:
    """Return the news search that stands in for a source: the same id, name and country, another way to read it."""
    language, country = EDITIONS.get(source.languages[0], OTHER_EDITION)
    return replace(
        source,
        kind=SourceKind.NEWS_SEARCH,
        url=SEARCHES["google"],
        tier=Tier.AGGREGATOR,
        zone="UTC",
        user_agent=None,
        encoding=None,
        min_items=0,
        options={
            "engine": "google",
            "queries": (source.fallback,),
            "language": language,
            "country": country,
            "days": DAYS,
        },
    )


def own_entries(found: Sequence[RawEntry], source: Source) -> list[RawEntry]:
    """Return what stands on the source's own site, as the outlet's address or the article's own says.

    Args:
        found: what the search found. source: the one it stands in for; ``config`` sees to it that a site is named.

    Returns:
        Items without outlet: it is the source itself.
    """
    sites = [site.lower().strip(".") for site in _SITE.findall(source.fallback)]
    return [
        replace(entry, outlet="")
        for entry in found
        if any(_is_within(address, site) for address in (entry.outlet_url, entry.link) for site in sites)
    ]


def _is_within(address: str, site: str) -> bool:
    try:
        host = (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return False
    site = site.removeprefix("www.")
    return host == site or host.endswith(f".{site}")
