"""Due: a day that passed without a report, as a development that no story tells.

It is told once and counts as no evidence: its development never ``counts``, has no report, and its lead is an entry of
a built-in source, the calendar of the declaration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from domain.commitment import Texts
    from domain.development import DevelopmentId
    from domain.unit import UnitId

CALENDAR_PREFIX = "calendar-"
"""Opens the id of the source that stands for a declaration's calendar; it is never declared, polled or counted."""


@dataclass(frozen=True, slots=True)
class DueNotice:
    """A day that passed without a report.

    Attributes:
        id: of its development; made of what was due and of the day, so that it is told once.
        numbers: paragraphs concerned, the one it is most about first. countries: ISO codes; empty = all parties.
        watched, unreachable: the sources behind the silence.
        noticed_at: when the day was found to have passed so (UTC).
        unit_id, title: of the unit whose day it was. announced_by: the development that announced the day; one of the
            two is None. headline, source_name, url: of the announcing report, in its own words.
        answered_at: when evidence was found after all, None = still without.
    """

    id: DevelopmentId
    day: date
    numbers: tuple[int, ...]
    watched: int
    unreachable: int
    noticed_at: datetime
    countries: tuple[str, ...] = ()
    unit_id: UnitId | None = None
    title: Texts | None = None
    announced_by: DevelopmentId | None = None
    headline: str = ""
    source_name: str = ""
    url: str = ""
    answered_at: datetime | None = None
