"""The record in a report: money, days, coverage, logs and the sources cited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from reports.model.values import Named, Sum


@dataclass(frozen=True, slots=True)
class LedgerBar:
    """What the deals of one class and stage come to, each deal at its furthest stage."""

    counted: Named
    stage: Named
    total: Sum
    deals: int
    official: int


@dataclass(frozen=True, slots=True)
class DealLine:
    """One deal.

    Attributes:
        money: as told; yen: converted, None where there is no rate; rate_day: of the rate.
        beside: sums named with it and not added. differing: those that other reports name for it.
        footnote: of the report that tells it, None where it is not in the report.
    """

    key: str
    day: date
    money: Sum
    yen: Sum | None
    rate_day: date | None
    stage: Named
    instrument: Named | None
    receivers: tuple[Named, ...]
    payer: Named
    counted: Named
    reason: Named
    official: bool
    commitments: tuple[int, ...]
    title: str
    source_name: str
    url: str
    beside: tuple[Sum, ...]
    differing: tuple[Sum, ...]
    footnote: int | None


@dataclass(frozen=True, slots=True)
class LedgerPart:
    """The money since the declaration's day; bars are of all deals, the deals listed are those in scope."""

    target: Sum
    bars: tuple[LedgerBar, ...]
    deals: tuple[DealLine, ...]


@dataclass(frozen=True, slots=True)
class DuePart:
    """Something due or announced for a day to come; source and address are empty for a deadline."""

    key: str
    kind: Named
    day: date
    last: date
    commitments: tuple[int, ...]
    countries: tuple[Named, ...]
    title: str
    source_name: str
    url: str


@dataclass(frozen=True, slots=True)
class WatchedLine:
    """How one language of one country was watched; ``mute``: sources whose polls all failed."""

    country: Named
    language: Named
    sources: int
    mute: int
    polls: int
    answered: int


@dataclass(frozen=True, slots=True)
class FailingSource:
    """A source that does not answer; ``since`` None = not known."""

    id: str
    name: str
    country: Named
    reason: Named
    failures: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class SourceShare:
    """How many footnotes of the report one publisher's texts in one language make."""

    publisher: str
    tier: Named
    language: Named
    reports: int


@dataclass(frozen=True, slots=True)
class MissedLine:
    """A relevant report that only a news search brought; ``found_by`` names the search."""

    title: str
    url: str
    found_by: str


@dataclass(frozen=True, slots=True)
class CoveragePart:
    """What was watched; the history of polls is kept for 90 days, so ``since`` may lie after the period's start.

    Attributes:
        sources, polls, answered: in all. missed_in_all: relevant reports that only searches found.
        missed: the sentence on them; missed_stories: the first few. searches: how many answered; they count as no
            source. shares: who supplied the evidence, most reports first.
    """

    since: date
    until: date
    sources: int
    polls: int
    answered: int
    lines: tuple[WatchedLine, ...]
    failing: tuple[FailingSource, ...]
    missed_in_all: int
    missed: str
    shares: tuple[SourceShare, ...]
    searches: int = 0
    missed_stories: tuple[MissedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One line of the log of statuses; ``before`` None = the unit's first assessment."""

    unit_id: str
    commitment: int
    title: str
    at: datetime
    before: Named | None
    after: Named
    overlays_before: tuple[Named, ...]
    overlays_after: tuple[Named, ...]
    reason: Named
    who: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """Something published that was put right; ``before`` and ``after`` in the reader's language."""

    at: datetime
    subject: str
    before: str
    after: str
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """How far two people agreed who coded the same items.

    Attributes:
        subject: what was coded. items: coded by both. agreed: share, 0 to 1; alpha: Krippendorff's; None = too few.
    """

    subject: str
    items: int
    agreed: float | None
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Footnote:
    """A report as a source to be cited.

    Attributes:
        number: from 1, in order of first mention. published: in words; day: None where the source gave none.
        accessed: day on which the text was first read. digest: SHA-256 of the text kept here, hexadecimal.
    """

    number: int
    publisher: str
    tier: Named
    language: Named
    title: str
    url: str
    published: str
    day: date | None
    accessed: date
    digest: str

    @property
    def short_digest(self) -> str:
        """The first 16 digits, as footnotes show them."""
        return self.digest[:16]
