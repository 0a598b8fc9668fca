"""The tables of grouping: storylines, revisions, what stories are compared and found by, editors' decisions."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations when the tables are made
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import NARROW, Table


class StorylineRow(Table):
    """What developments of one project have in common."""

    __tablename__ = "storylines"

    id: Mapped[str] = mapped_column(primary_key=True)
    opened_at: Mapped[datetime]


class RevisionRow(Table):
    """What a report changed in a development; ``changes`` holds what stood before and what stands now."""

    __tablename__ = "revisions"

    development_id: Mapped[str] = mapped_column(ForeignKey("developments.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    story_id: Mapped[str] = mapped_column(ForeignKey("stories.id"))
    at: Mapped[datetime]
    changes: Mapped[dict[str, Any]]


class StorySignalsRow(Table):
    """What grouping compares of a relevant story; ``ahead_until``: no day ahead of it that it names lies later."""

    __tablename__ = "story_signals"

    story_id: Mapped[str] = mapped_column(ForeignKey("stories.id"), primary_key=True)
    signals: Mapped[dict[str, Any]]
    ahead_until: Mapped[date | None] = mapped_column(index=True)


class StoryKeyRow(Table):
    """A key under which grouping finds a relevant story; ``at`` is when the story was published."""

    __tablename__ = "story_keys"
    __table_args__ = (NARROW,)

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    story_id: Mapped[str] = mapped_column(ForeignKey("stories.id"), primary_key=True, index=True)


class GroupDecisionRow(Table):
    """An editor's decision that two stories belong together or apart; the smaller id is ``one``."""

    __tablename__ = "group_decisions"
    __table_args__ = (NARROW,)

    one: Mapped[str] = mapped_column(ForeignKey("stories.id"), primary_key=True)
    other: Mapped[str] = mapped_column(ForeignKey("stories.id"), primary_key=True, index=True)
    ruling: Mapped[str]
    who: Mapped[str]
    at: Mapped[datetime]
