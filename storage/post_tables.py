"""The table of weekly posts: which chat was told of which week."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations when the tables are made

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Table


class WeeklyPostRow(Table):
    """The post of a Monday for one chat; it is written once."""

    __tablename__ = "weekly_posts"

    subscriber_id: Mapped[str] = mapped_column(ForeignKey("subscribers.id"), primary_key=True)
    monday: Mapped[date] = mapped_column(primary_key=True)
    written_at: Mapped[datetime]
