"""Search: the words of every report, one ordinary table, the same on both databases.

The rows of a report are written in the transaction that records it, from what is stored of its text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, func, select

from domain.development import DevelopmentId
from storage.assessments import COUNTING
from storage.queries import STANDS
from storage.search_tables import SearchWordRow
from storage.search_words import asked_words, words_of
from storage.tables import DevelopmentRow, LeadRow, MatchRow, ReportRow, StoryRow
from storage.writing import in_lots, insert_new

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Connection

    from storage.search_words import AskedWord

LOT = 1_000
"""Reports whose words are made at a time."""


class SqlSearchRepository:
    """The search of one transaction; see ``domain.showing.SearchRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, text: str, limit: int, offset: int = 0) -> Sequence[DevelopmentId]:
        """Return developments told of by a report that holds every word of the text, newest first."""
        asked = asked_words(text)
        if not asked:
            return []
        newest = func.max(StoryRow.published_at)
        chosen = (
            select(ReportRow.development_id)
            .join(DevelopmentRow, DevelopmentRow.id == ReportRow.development_id)
            .join(StoryRow, StoryRow.id == ReportRow.story_id)
            .where(*(_holds(word) for word in asked), *COUNTING, STANDS)
            .group_by(ReportRow.development_id)
            .order_by(newest.desc(), ReportRow.development_id)
            .limit(limit)
            .offset(offset)
        )
        return [DevelopmentId(found) for found in self._connection.scalars(chosen)]

    def complete(self) -> int:
        """Index the reports that are not indexed yet; return how many."""
        missing = select(ReportRow.story_id).where(~exists().where(SearchWordRow.story_id == ReportRow.story_id))
        found = list(self._connection.scalars(missing))
        index_reports(self._connection, found)
        return len(found)

    def rebuild(self) -> int:
        """Index every report anew; return how many."""
        self._connection.execute(delete(SearchWordRow))
        return self.complete()


def index_reports(connection: Connection, story_ids: Collection[str]) -> None:
    """Write the words of these stories as they are stored now; those that tell of nothing are passed over."""
    for lot in in_lots(story_ids):
        for start in range(0, len(lot), LOT):
            _index(connection, lot[start : start + LOT])


def _index(connection: Connection, story_ids: Sequence[str]) -> None:
    texts = (
        select(StoryRow.id, StoryRow.title, StoryRow.summary, StoryRow.outlet, func.coalesce(LeadRow.text, ""))
        .join(ReportRow, ReportRow.story_id == StoryRow.id)
        .outerjoin(LeadRow, LeadRow.story_id == StoryRow.id)
        .where(StoryRow.id.in_(story_ids))
    )
    passages: dict[str, str] = {}
    for story_id, evidence in connection.execute(
        select(MatchRow.story_id, MatchRow.evidence).where(MatchRow.story_id.in_(story_ids))
    ):
        passages[story_id] = f"{passages.get(story_id, '')}\n{evidence}"
    rows = [
        {"word": word, "story_id": story_id}
        for story_id, *parts in connection.execute(texts)
        for word in sorted(words_of("\n".join((*parts, passages.get(story_id, "")))))
    ]
    connection.execute(delete(SearchWordRow).where(SearchWordRow.story_id.in_(story_ids)))
    insert_new(connection, SearchWordRow, rows)


def _holds(word: AskedWord) -> ColumnElement[bool]:
    among = select(SearchWordRow.story_id).where(SearchWordRow.word >= word.first, SearchWordRow.word < word.last)
    return ReportRow.story_id.in_(among)
