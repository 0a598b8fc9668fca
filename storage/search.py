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
"""Reports whose words are made, or that are walked past, at a time."""

OFTEN = 3_000
"""Reports from which on it is quicker to walk back from the newest than to gather all that hold a word."""


class SqlSearchRepository:
    """The search of one transaction; see ``domain.showing.SearchRepository``.

    Args:
        connection: of the transaction. often: in so many reports a word is taken to stand nearly everywhere.
    """

    def __init__(self, connection: Connection, often: int = OFTEN) -> None:
        self._connection = connection
        self._often = often

    def find(self, text: str, limit: int, offset: int = 0) -> Sequence[DevelopmentId]:
        """Return developments told of by a report that holds every word of the text, newest first."""
        counted = sorted((self._reports_with(word), word) for word in asked_words(text))
        if not counted:
            return []
        rarest, others = counted[0], [word for _, word in counted[1:]]
        if rarest[0] >= self._often:
            return self._walked([word for _, word in counted], limit, offset)
        newest = func.max(StoryRow.published_at)
        chosen = (
            select(ReportRow.development_id)
            .join(DevelopmentRow, DevelopmentRow.id == ReportRow.development_id)
            .join(StoryRow, StoryRow.id == ReportRow.story_id)
            .where(_is_among(rarest[1]), *(_holds(word) for word in others), *COUNTING, STANDS)
            .group_by(ReportRow.development_id)
            .order_by(newest.desc(), ReportRow.development_id)
            .limit(limit)
            .offset(offset)
        )
        return [DevelopmentId(found) for found in self._connection.scalars(chosen)]

    def _reports_with(self, word: AskedWord) -> int:
        """Return how many reports hold a word, or as many as count as often."""
        some = select(SearchWordRow.story_id).where(*_range(word)).limit(self._often).subquery()
        return self._connection.scalar(select(func.count()).select_from(some)) or 0

    def _walked(self, asked: Sequence[AskedWord], limit: int, offset: int) -> Sequence[DevelopmentId]:
        """Return what holds words that stand nearly everywhere, by walking back from the newest report.

        Gathering all such reports to sort them took two seconds over 100,000; a page of them is met within a few rows.
        """
        chosen = (
            select(ReportRow.development_id)
            .join(DevelopmentRow, DevelopmentRow.id == ReportRow.development_id)
            .join(StoryRow, StoryRow.id == ReportRow.story_id)
            .where(*(_holds(word) for word in asked), *COUNTING, STANDS)
            .order_by(StoryRow.published_at.desc(), ReportRow.development_id)
            .execution_options(yield_per=LOT)
        )
        found: dict[DevelopmentId, None] = {}
        with self._connection.scalars(chosen) as walk:
            for development_id in walk:
                found[DevelopmentId(development_id)] = None
                if len(found) == offset + limit:
                    break
        return list(found)[offset:]

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


def _is_among(word: AskedWord) -> ColumnElement[bool]:
    """Return the condition that a report holds a word, asked from the word: right for a rare one."""
    return ReportRow.story_id.in_(select(SearchWordRow.story_id).where(*_range(word)))


def _holds(word: AskedWord) -> ColumnElement[bool]:
    """Return the condition that a report holds a word, asked from the report: right for few reports."""
    return exists().where(SearchWordRow.story_id == ReportRow.story_id, *_range(word))


def _range(word: AskedWord) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return SearchWordRow.word >= word.first, SearchWordRow.word < word.last
