"""Source: a publisher's channel we watch, what is declared about it and what polling has shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

from domain.rhythm import Rhythm

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

SourceId = NewType("SourceId", str)


class SourceKind(StrEnum):
    """What a source's address answers with; each kind has one parser."""

    RSS = "rss"
    ATOM = "atom"
    RDF = "rdf"
    JSON = "json"
    SITEMAP = "sitemap"
    HTML_LIST = "html_list"
    TELEGRAM_CHANNEL = "telegram_channel"
    API = "api"
    GDELT = "gdelt"
    NEWS_SEARCH = "news_search"
    RISING_ID = "rising_id"


FEED_KINDS = frozenset({SourceKind.RSS, SourceKind.ATOM, SourceKind.RDF, SourceKind.JSON})
"""Kinds that need nothing but an address."""


class Tier(StrEnum):
    """How near a publisher stands to the act it reports."""

    OFFICIAL = "official"
    AGENCY = "agency"
    PRESS = "press"
    AGGREGATOR = "aggregator"


class Quote(StrEnum):
    """How much of a publisher's words alerts and reports may repeat, beside headline and link."""

    FULL = "full"
    """Published for reuse (an open licence): passages may stand in full."""
    SHORT = "short"
    """One short passage, as the right of quotation has it."""
    NONE = "none"
    """Nothing beyond the headline: the publisher forbids it."""


class Verdict(StrEnum):
    """What one poll showed about a source."""

    NEW = "new"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    BLOCKED = "blocked"
    GONE = "gone"
    NOT_A_FEED = "not_a_feed"
    TOO_LARGE = "too_large"
    TIMED_OUT = "timed_out"
    TLS = "tls"
    DNS = "dns"
    REFUSED_ADDRESS = "refused_address"
    ROBOTS = "robots"
    """robots.txt forbids us the address."""
    UNREACHABLE = "unreachable"
    """No connection, or one that broke off."""
    SERVER_ERROR = "server_error"
    """An HTTP status that is neither success nor any of the above."""
    GARBLED = "garbled"
    """The text came in another encoding than declared: too many replacement characters."""

    BROKEN = "broken"
    """Our own fault while reading it; the log has the traceback."""

    @property
    def is_success(self) -> bool:
        """Whether the source answered as it should."""
        return self in (Verdict.NEW, Verdict.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Source:
    """A declared source; one table in ``config/sources``.

    Attributes:
        country: ISO 3166 alpha-2, ``INT`` for international.
        languages: ISO 639-1 codes of what it publishes.
        zone: IANA name of the zone of its stamps without zone.
        gap_hours: hours that usually lie between two entries.
        verified: day on which the address was last seen to work, None = never.
        reason: why it is disabled; empty where it is enabled.
        options: what only its kind knows; empty for feeds.
        lead: whether the pages of its articles may be read for their first paragraphs.
        quote: how much of its words may be repeated.
        min_items: fewest items of a document that is whole; fewer mean a changed layout or a block page.
        proxy: address of the proxy it is asked through, without user or password; empty = none.
        fallback: words of a news search that stands in while the source refuses us; empty = none.
    """

    id: SourceId
    name: str
    kind: SourceKind
    url: str
    country: str
    languages: tuple[str, ...]
    tier: Tier
    owner_type: str = ""
    zone: str = "UTC"
    gap_hours: float = 24.0
    enabled: bool = True
    reason: str = ""
    verified: date | None = None
    user_agent: str | None = None
    encoding: str | None = None
    terms: str = ""
    note: str = ""
    options: Mapping[str, object] = field(default_factory=dict, hash=False)
    lead: bool = True
    quote: Quote = Quote.SHORT
    min_items: int = 1
    proxy: str = ""
    fallback: str = ""


class Trouble(StrEnum):
    """What the operator was told is wrong with a source; each trouble is told once, and its end once."""

    NONE = ""
    FAILING = "failing"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class SourceState:
    """What polling has shown about a source so far; all times UTC, None = not yet.

    Attributes:
        failures: polls failed in a row.
        baseline_at: when the first successful poll was recorded; entries of that poll never alert.
        last_full_at: when the whole document was last fetched without asking for changes only.
        newest_entry_at: publication time of the newest entry seen; for one without a usable date, of its first sight.
        cursor: how far its numbered items were read, for kinds that count (highest number of a page or post).
        rhythm: how often it publishes, as its documents show.
        failing_since: when the first of the failures in a row happened. told: of which trouble the operator knows.
    """

    source_id: SourceId
    next_poll_at: datetime | None = None
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_full_at: datetime | None = None
    baseline_at: datetime | None = None
    newest_entry_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    verdict: Verdict | None = None
    detail: str = ""
    failures: int = 0
    cursor: str = ""
    rhythm: Rhythm = field(default_factory=Rhythm)
    failing_since: datetime | None = None
    told: Trouble = Trouble.NONE


@dataclass(frozen=True, slots=True)
class WatchedSource:
    """A declared source together with its state."""

    source: Source
    state: SourceState


@dataclass(frozen=True, slots=True)
class PollRecord:
    """One line of a source's history.

    Attributes:
        duration: seconds from request to record.
        entries: items in the document; new_entries: those never seen before.
    """

    source_id: SourceId
    at: datetime
    verdict: Verdict
    detail: str
    duration: float
    entries: int
    new_entries: int
