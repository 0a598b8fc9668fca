"""The tables of what delivered messages show, of replies about withdrawals, and of what readers muted."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations when the tables are made

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.message_rows import MessageColumns
from storage.tables import Table


class AmendmentRow(Table):
    """What a message showed when it was last written; ``address`` is the chat that it is in, whatever comes later.

    ``not_before``: it is not edited again before. ``aside``: it cannot be edited any more. ``uncertain``: ids of the
    messages that may not have arrived when it was written, which it names.
    """

    __tablename__ = "amendments"
    __table_args__ = (Index(None, "told_at", "development_id", "reports", "reviewed"),)

    message_id: Mapped[str] = mapped_column(ForeignKey("outbox.id"), primary_key=True)
    development_id: Mapped[str] = mapped_column(ForeignKey("developments.id"))
    address: Mapped[str]
    told_at: Mapped[datetime]
    reports: Mapped[int]
    reviewed: Mapped[bool]
    not_before: Mapped[datetime]
    aside: Mapped[bool]
    uncertain: Mapped[list[str]]


class WithdrawalReplyRow(MessageColumns, Table):
    """A reply that tells a chat of a withdrawal, and what became of it."""

    __tablename__ = "withdrawal_replies"
    __table_args__ = (Index(None, "state", "due_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    subscriber_id: Mapped[str] = mapped_column(ForeignKey("subscribers.id"), index=True)
    development_id: Mapped[str] = mapped_column(ForeignKey("developments.id"))
    reply_to: Mapped[str]
    reason: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="withdrawn")
    named: Mapped[bool] = mapped_column(server_default=false())


class MuteRow(Table):
    """A development of whose storyline a subscriber wants to hear nothing more."""

    __tablename__ = "mutes"

    subscriber_id: Mapped[str] = mapped_column(ForeignKey("subscribers.id"), primary_key=True)
    development_id: Mapped[str] = mapped_column(ForeignKey("developments.id"), primary_key=True)
    at: Mapped[datetime]
