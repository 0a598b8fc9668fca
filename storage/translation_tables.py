"""The table of translated headlines."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations when the tables are made

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Table


class TranslationRow(Table):
    """A headline, by its hash, in another language; ``characters`` of the original count against the budget."""

    __tablename__ = "translations"

    title_hash: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    translator: Mapped[str]
    characters: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)
