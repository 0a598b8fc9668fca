"""The table of the search: which word stands in which report."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import NARROW, Table


class SearchWordRow(Table):
    """A word (``storage.search_words``) of a story that tells of a development."""

    __tablename__ = "search_words"
    __table_args__ = (NARROW,)

    word: Mapped[str] = mapped_column(Text().with_variant(Text(collation="C"), "postgresql"), primary_key=True)
    story_id: Mapped[str] = mapped_column(ForeignKey("stories.id"), primary_key=True, index=True)
