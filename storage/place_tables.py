"""The tables of chats that are not subscribers, or not yet: where the bot stands, and who asked to be admitted.

Both name a chat by channel and address, so its own data covers them.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations when the tables are made

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Table


class JoinedChatRow(Table):
    """A channel or group that the bot was added to."""

    __tablename__ = "joined_chats"

    channel: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    since: Mapped[datetime]


class AdmissionRequestRow(Table):
    """A chat that asked to be admitted."""

    __tablename__ = "admission_requests"

    channel: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str]
    is_group: Mapped[bool]
    asked_at: Mapped[datetime]
