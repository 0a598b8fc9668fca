"""The report as a whole: what it is about, what moved, and all its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from reports.model.commitments import CommitmentPart
    from reports.model.record import (
        AgreementLine,
        ChangeLine,
        CorrectionLine,
        CoveragePart,
        DuePart,
        Footnote,
        LedgerPart,
    )
    from reports.model.values import Named

VERSION = "1.1"
"""Of the model, and of the JSON written from it: the first figure rises when something is renamed or removed."""


@dataclass(frozen=True, slots=True)
class DeclarationHead:
    """Which declaration is followed."""

    name: str
    short_name: str
    adopted: date
    url: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What the report is about.

    Attributes:
        since, until: days, inclusive. made_at: UTC. language: the reader's.
        commitment: the only one asked for, None = no such choice; so pillar and country.
    """

    since: date
    until: date
    made_at: datetime
    language: str
    commitment: int | None = None
    pillar: Named | None = None
    country: Named | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """A unit whose status or remarks changed in the period; ``rose`` is None where only remarks did."""

    unit_id: str
    commitment: int
    title: str
    at: datetime
    before: Named
    after: Named
    rose: bool | None


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many tracked commitments have a status."""

    status: Named
    commitments: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What moved in the period.

    Attributes:
        developments, reports: of the period. touched: tracked commitments with at least one; tracked: all in scope.
        unreviewed: developments that nobody has looked at.
        scored, verifiable, units: of the units in scope, always told together.
        percent: (mean score + 1) / 2 in percent; None over too few scored units.
    """

    developments: int
    reports: int
    touched: int
    tracked: int
    unreviewed: int
    scored: int
    verifiable: int
    units: int
    percent: float | None
    moved: tuple[Movement, ...]
    statuses: tuple[StatusCount, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report holds.

    Attributes:
        commitments: the tracked ones in scope, in order. method: paragraphs.
        due: what is due after the period, soonest first. changes: of the period, newest first.
    """

    declaration: DeclarationHead
    scope: Scope
    summary: Summary
    commitments: tuple[CommitmentPart, ...]
    ledger: LedgerPart
    due: tuple[DuePart, ...]
    coverage: CoveragePart
    changes: tuple[ChangeLine, ...]
    corrections: tuple[CorrectionLine, ...]
    agreement: tuple[AgreementLine, ...]
    method: tuple[str, ...]
    footnotes: tuple[Footnote, ...]
    version: str = VERSION
