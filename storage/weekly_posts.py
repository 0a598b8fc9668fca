"""Weekly posts: which were written, what they tell of and what they named; see ``domain.weekly_post``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from domain.development import DevelopmentId
from domain.subscriber import SubscriberId
from storage.amendment_tables import MuteRow
from storage.assessments import COUNTING
from storage.due_notices import IS_REPORTED
from storage.pages import SqlPageRepository
from storage.post_tables import PostMentionRow, WeeklyPostRow
from storage.queries import BY_PUBLICATION, STANDS
from storage.tables import DevelopmentRow, StoryRow
from storage.writing import in_lots, insert_new

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from domain.notice import OperatorMessageId
    from domain.showing import ShownDevelopment


class SqlWeeklyPostRepository:
    """The weekly posts of one transaction; see ``domain.weekly_post.WeeklyPostRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def written(self, mondays: Collection[date]) -> Collection[tuple[SubscriberId, date]]:
        """Return who has the post of which of these Mondays."""
        row = WeeklyPostRow
        chosen = select(row.subscriber_id, row.monday).where(row.monday.in_(mondays))
        return {(SubscriberId(subscriber_id), monday) for subscriber_id, monday in self._connection.execute(chosen)}

    def note_written(self, subscriber_id: SubscriberId, monday: date, now: datetime) -> bool:
        """Note that a post was written; return whether it was not noted before."""
        if (subscriber_id, monday) in self.written([monday]):
            return False
        insert_new(
            self._connection,
            WeeklyPostRow,
            [{"subscriber_id": subscriber_id, "monday": monday, "written_at": now}],
        )
        return True

    def note_named(
        self, message_id: OperatorMessageId, subscriber_id: SubscriberId, named: Collection[DevelopmentId]
    ) -> None:
        """Note which developments a post names, so that it can be corrected when one of them is withdrawn."""
        rows = [
            {
                "message_id": message_id,
                "development_id": each,
                "subscriber_id": subscriber_id,
                "withdrawn_at": None,
                "withdraw_reason": "",
                "withdrawal_shown": False,
            }
            for each in dict.fromkeys(named)
        ]
        insert_new(self._connection, PostMentionRow, rows)

    def standing(self, named: Collection[DevelopmentId]) -> Collection[DevelopmentId]:
        """Return those of the developments that are neither rejected nor merged into others."""
        chosen = select(DevelopmentRow.id).where(DevelopmentRow.merged_into.is_(None), STANDS)
        return {
            DevelopmentId(each)
            for lot in in_lots(named)
            for each in self._connection.scalars(chosen.where(DevelopmentRow.id.in_(lot)))
        }

    def muting(self) -> Collection[SubscriberId]:
        """Return who muted any storyline."""
        return {SubscriberId(each) for each in self._connection.scalars(select(MuteRow.subscriber_id).distinct())}

    def found_in(self, since: datetime, until: datetime) -> Sequence[ShownDevelopment]:
        """Return the developments that count and were found first in a period, its end not included."""
        chosen = (
            select(DevelopmentRow.id)
            .join(StoryRow, BY_PUBLICATION)
            .where(*COUNTING, STANDS, DevelopmentRow.opened_at >= since, DevelopmentRow.opened_at < until, IS_REPORTED)
            .order_by(DevelopmentRow.opened_at, DevelopmentRow.id)
        )
        return SqlPageRepository(self._connection).list_by_id(
            [DevelopmentId(each) for each in self._connection.scalars(chosen)]
        )
