"""The tables of weekly posts: which chat was told of which week, and which developments its post named."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations when the tables are made

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Table


class WeeklyPostRow(Table):
    """The post of a Monday for one chat; it is written once."""

    __tablename__ = "weekly_posts"

    subscriber_id: Mapped[str] = mapped_column(ForeignKey("subscribers.id"), primary_key=True)
    monday: Mapped[date] = mapped_column(primary_key=True)
    written_at: Mapped[datetime]


class PostMentionRow(Table):
    """A development that a post named; ``message_id``: of the post, which may have been deleted since.

    ``withdrawn_at``, ``withdrawal_shown``: as of the alerts about it.
    """

    __tablename__ = "post_mentions"
    __table_args__ = (
        # Few rows are true; an index of all of them would never be used.
        Index(
            "ix_post_mentions_withdrawal_shown",
            "withdrawal_shown",
            sqlite_where=text("withdrawal_shown IS 1"),
            postgresql_where=text("withdrawal_shown IS true"),
        ),
    )

    message_id: Mapped[str] = mapped_column(primary_key=True)
    development_id: Mapped[str] = mapped_column(ForeignKey("developments.id"), primary_key=True, index=True)
    subscriber_id: Mapped[str] = mapped_column(ForeignKey("subscribers.id"), index=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(index=True)
    withdraw_reason: Mapped[str] = mapped_column(default="")
    withdrawal_shown: Mapped[bool] = mapped_column(default=False)
