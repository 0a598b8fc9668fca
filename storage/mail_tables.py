"""The tables of mail: consents, and for a day how often a confirmation was asked for."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations when the tables are made

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Table


class MailConsentRow(Table):
    """That somebody asked for mail, and whether its reader agreed; goes with the subscriber by mail."""

    __tablename__ = "mail_consents"

    subscriber_id: Mapped[str] = mapped_column(ForeignKey("subscribers.id"), primary_key=True)
    stop_key: Mapped[str]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    code_hash: Mapped[str] = mapped_column(index=True)
    asker_id: Mapped[str | None] = mapped_column(ForeignKey("subscribers.id", ondelete="SET NULL"), index=True)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("subscribers.id", ondelete="SET NULL"), index=True)
    confirmed_at: Mapped[datetime | None]


class MailAskedRow(Table):
    """A confirmation asked for, by hashes of address and chat; so the limits outlive deleted data for a day."""

    __tablename__ = "mail_asked"

    address_hash: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    asker_hash: Mapped[str | None] = mapped_column(index=True)
