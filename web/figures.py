"""Figures: what is counted over everything stored, kept until the stored changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from domain.assessment.assess import commitment_status
from domain.calendar import calendar_of
from domain.ledger import ledger_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from domain.calendar import Event
    from domain.ledger import Ledger
    from domain.ports import UnitOfWork
    from domain.showing import Count, Totals
    from domain.status import RecordedAssessment, Status
    from web.parts import WebParts

LONGEST = timedelta(minutes=5)
"""After an editor's decision, which changes no development, figures are at most so old."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is told of everything stored.

    Attributes:
        by_commitment, by_country: developments. calendar: all events.
        assessments: of units, as recorded last, by paragraph. statuses: of paragraphs; one never assessed has none.
        version: of what is stored.
    """

    version: str
    totals: Totals
    by_commitment: Mapping[int, Count]
    by_country: Mapping[str, Count]
    ledger: Ledger
    calendar: tuple[Event, ...]
    assessments: Mapping[int, tuple[RecordedAssessment, ...]]
    statuses: Mapping[int, Status]


@dataclass(frozen=True, slots=True)
class _Kept:
    figures: Figures
    at: datetime

    def is_good(self, version: str, now: datetime) -> bool:
        same = self.figures.version == version and self.at.date() == now.date()
        return same and now - self.at < LONGEST


class FigureKeeper:
    """Hands out figures; counted anew when the stored has changed."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts
        self._lock = Lock()
        self._kept: _Kept | None = None

    def figures(self, work: UnitOfWork) -> Figures:
        """Return the figures of what is stored now."""
        version, now = work.pages.version(), self._parts.clock.now()
        kept = self._kept
        if kept is not None and kept.is_good(version, now):
            return kept.figures
        # One visitor counts; the others are shown what was counted before, and wait only where nothing was.
        if not self._lock.acquire(blocking=kept is None) and kept is not None:
            return kept.figures
        try:
            if self._kept is None or not self._kept.is_good(version, now):
                self._kept = _Kept(_counted(self._parts, work, version, now.date()), now)
            return self._kept.figures
        finally:
            self._lock.release()


def _counted(parts: WebParts, work: UnitOfWork, version: str, today: date) -> Figures:
    pages, since = work.pages, parts.declaration.adopted
    assessments: dict[int, tuple[RecordedAssessment, ...]] = {}
    for each in work.assessments.list_all():
        number = int(each.number)
        assessments[number] = (*assessments.get(number, ()), each)
    return Figures(
        version=version,
        totals=pages.totals(),
        by_commitment=pages.count_by_commitment(),
        by_country=pages.count_by_country(),
        ledger=ledger_of(pages.list_with_sums(since, today), parts.rates, parts.ledger_rules),
        calendar=tuple(calendar_of(pages.list_ahead(since, today), parts.units)),
        assessments=assessments,
        statuses={number: commitment_status([each.status for each in found]) for number, found in assessments.items()},
    )
