"""Evidence: the kept texts of all reports of developments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from domain.development import DevelopmentId
from domain.evidence import KeptText
from storage.queries import JOIN_ORDER
from storage.stories import STORY_COLUMNS, to_story
from storage.tables import DevelopmentRow, LeadRow, ReportRow, SourceRow, StoryRow
from storage.writing import in_lots

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

_KEPT = (
    select(
        ReportRow.development_id,
        func.coalesce(LeadRow.text, "").label("lead_text"),
        *STORY_COLUMNS,
    )
    .join(DevelopmentRow, DevelopmentRow.id == ReportRow.development_id)
    .join(StoryRow, StoryRow.id == ReportRow.story_id)
    .join(SourceRow, SourceRow.id == StoryRow.source_id)
    .outerjoin(LeadRow, LeadRow.story_id == StoryRow.id)
    .order_by(*JOIN_ORDER)
)


class SqlEvidenceRepository:
    """The kept texts of one transaction; see ``domain.repositories.EvidenceRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_of(self, development_ids: Collection[DevelopmentId]) -> Mapping[DevelopmentId, Sequence[KeptText]]:
        """Return the reports of each development, its lead first; one that is not known has none."""
        found: dict[DevelopmentId, list[KeptText]] = {each: [] for each in development_ids}
        for lot in in_lots(development_ids):
            for row in self._connection.execute(_KEPT.where(ReportRow.development_id.in_(lot))):
                found[DevelopmentId(row.development_id)].append(KeptText(to_story(row), row.lead_text))
        return found
