"""Figures: what is counted over everything stored, kept until the stored changes."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock, Thread
from typing import TYPE_CHECKING

from domain.assessment.assess import commitment_status
from domain.calendar import calendar_of
from domain.errors import StorageError
from domain.ledger import ledger_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from domain.calendar import Event
    from domain.ledger import Ledger
    from domain.showing import Count, Totals
    from domain.status import RecordedAssessment, Status
    from domain.unit_of_work import UnitOfWork
    from web.parts import WebParts

log = logging.getLogger(__name__)

FEW = 10_000
"""Developments that are counted within a few tenths of a second."""

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
    """Hands out figures; counted anew when the stored has changed.

    Args:
        parts: what the page works with.
        few: developments up to which a visitor waits for the count; over more it is done beside the visits.
    """

    def __init__(self, parts: WebParts, few: int = FEW) -> None:
        self._parts = parts
        self._few = few
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
        if kept is not None and kept.figures.totals.developments > self._few:
            Thread(target=self._count_beside, name="figures", daemon=True).start()
            return kept.figures
        try:
            if self._kept is None or not self._kept.is_good(version, now):
                self._kept = _Kept(_counted(self._parts, work, version, now.date()), now)
            return self._kept.figures
        finally:
            self._lock.release()

    def _count_beside(self) -> None:
        """Count in a transaction of its own while visitors are shown the figures before; ends by giving the lock back.

        What fails leaves the figures as they are: the next visitor's request tries again.
        """
        try:
            now = self._parts.clock.now()
            with self._parts.open_unit_of_work(writes=False) as work:
                version = work.pages.version()
                self._kept = _Kept(_counted(self._parts, work, version, now.date()), now)
        except StorageError as error:
            log.warning("the figures of the page could not be counted: %s", error)
        finally:
            self._lock.release()


class FileKeeper:
    """Files made of figures; each is made once for the same figures and day."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Figures, date, bytes]] = {}

    def file(self, name: str, figures: Figures, day: date, make: Callable[[], bytes]) -> bytes:
        """Return a file.

        Args:
            name: one for each file. figures: what it is made of. day: for which. make: makes it.
        """
        kept = self._kept.get(name)
        if kept is None or kept[0] is not figures or kept[1] != day:
            kept = self._kept[name] = (figures, day, make())
        return kept[2]


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
        calendar=tuple(calendar_of(pages.list_ahead(since, today), parts.units, work.assessments.list_due())),
        assessments=assessments,
        statuses={number: commitment_status([each.status for each in found]) for number, found in assessments.items()},
    )
