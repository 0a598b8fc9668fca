"""What a report is made of: the values that were read, and what the reader asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from domain.assessment.gathering import ToldDevelopment
    from domain.calendar import Event
    from domain.commitment import Commitment, Declaration, Pillar
    from domain.coverage import WatchRecord
    from domain.development import DevelopmentId
    from domain.evidence import KeptText
    from domain.ladder import Ladders
    from domain.ledger import Ledger
    from domain.review import Correction
    from domain.source import WatchedSource
    from domain.status import Assessment, StatusChange
    from domain.unit import Unit
    from reports.agreement import Agreement


@dataclass(frozen=True, slots=True)
class ReportScope:
    """What a report is asked about.

    Attributes:
        since, until: days, inclusive. made_at: when the report was made (UTC).
        commitment: the only paragraph asked for; pillar: the only pillar; country: ISO code; None or empty = all.
    """

    since: date
    until: date
    made_at: datetime
    commitment: int | None = None
    pillar: Pillar | None = None
    country: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out but by period."""
        return self.commitment is None and self.pillar is None and not self.country

    def chosen(self, declaration: Declaration) -> tuple[Commitment, ...]:
        """Return the tracked commitments asked for, in order."""
        return tuple(
            each
            for each in declaration.tracked
            if self.commitment in (None, each.number) and self.pillar in (None, each.pillar)
        )


@dataclass(frozen=True, slots=True)
class Material:
    """All that was read for a report; nothing in it depends on the reader's language.

    Attributes:
        told: every development that counts, published up to the end of the period, oldest first.
        kept: the texts of their reports, by development, lead first.
        assessments: of all units, as of the end of the period.
        calendar: all events; watch: how the period was watched; sources: with their state.
        changes, corrections: the logs, newest first.
        match_agreement, codebook_agreement: of editors who judged the same; None = not computed.
    """

    declaration: Declaration
    units: tuple[Unit, ...]
    ladders: Ladders
    told: tuple[ToldDevelopment, ...]
    kept: Mapping[DevelopmentId, Sequence[KeptText]]
    assessments: tuple[Assessment, ...]
    ledger: Ledger
    calendar: tuple[Event, ...]
    watch: WatchRecord
    sources: tuple[WatchedSource, ...] = ()
    changes: tuple[StatusChange, ...] = ()
    corrections: tuple[Correction, ...] = ()
    match_agreement: Agreement | None = None
    codebook_agreement: Agreement | None = None
