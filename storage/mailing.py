"""Mail: consents, and how often confirmations were asked for; see ``domain.mailing``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, or_, select, update

from domain.identity import stable_id
from domain.mailing import ASKED_AGAIN_AFTER, MailConsent, code_hash, code_of
from domain.subscriber import SubscriberId, SubscriberState
from storage.mail_tables import MailAskedRow, MailConsentRow
from storage.tables import SubscriberRow
from storage.writing import insert_new, upsert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row


class SqlMailRepository:
    """The consents of one transaction; see ``domain.mailing.MailRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, subscriber_id: SubscriberId) -> MailConsent | None:
        """Return the consent of a subscriber by mail, or None."""
        chosen = select(MailConsentRow).where(MailConsentRow.subscriber_id == subscriber_id)
        row = self._connection.execute(chosen).first()
        return None if row is None else _consent(row)

    def with_code(self, code: str, now: datetime) -> MailConsent | None:
        """Return the consent of this code, waiting or used, None if it is unknown or expired."""
        if code_of(code) is None:
            return None
        valid = (MailConsentRow.code_hash == code_hash(code), MailConsentRow.expires_at > now)
        row = self._connection.execute(select(MailConsentRow).where(*valid)).first()
        return None if row is None else _consent(row)

    def of_chat(self, chat_id: SubscriberId) -> Sequence[MailConsent]:
        """Return what a chat has asked for, waiting or agreed to, oldest first."""
        return mail_of_chat(self._connection, chat_id)

    def list_all(self) -> Sequence[MailConsent]:
        """Return every consent, oldest first."""
        chosen = select(MailConsentRow).order_by(MailConsentRow.asked_at, MailConsentRow.subscriber_id)
        return [_consent(row) for row in self._connection.execute(chosen)]

    def save(self, consent: MailConsent) -> None:
        """Add the consent or replace what is stored of its subscriber."""
        names = MailConsentRow.__table__.columns.keys()
        upsert(self._connection, MailConsentRow, [{name: getattr(consent, name) for name in names}])

    def note_asked(self, address: str, asker_id: SubscriberId | None, now: datetime) -> None:
        """Count a confirmation for an address and the chat that asked; only hashes are kept, and only for a day."""
        asker_hash = _hash(asker_id) if asker_id else None
        insert_new(
            self._connection, MailAskedRow, [{"address_hash": _hash(address), "at": now, "asker_hash": asker_hash}]
        )

    def take_back_asked(self, address: str, at: datetime) -> None:
        """Count one no longer that was surely not sent."""
        taken_back = (MailAskedRow.address_hash == _hash(address), MailAskedRow.at == at)
        self._connection.execute(delete(MailAskedRow).where(*taken_back))

    def asked_since(self, who: str, since: datetime) -> int:
        """Return how many confirmations were counted for an address, or for a chat by its id."""
        about = or_(MailAskedRow.address_hash == _hash(who), MailAskedRow.asker_hash == _hash(who))
        return self._connection.scalar(select(func.count()).where(about, MailAskedRow.at > since)) or 0


def mail_of_chat(connection: Connection, chat_id: SubscriberId) -> Sequence[MailConsent]:
    """Return what a chat has asked for, waiting or agreed to, oldest first; what another took over is not its own."""
    waiting = (MailConsentRow.asker_id == chat_id) & (MailConsentRow.confirmed_at.is_(None))
    chosen = select(MailConsentRow).where(or_(MailConsentRow.owner_id == chat_id, waiting))
    rows = connection.execute(chosen.order_by(MailConsentRow.asked_at, MailConsentRow.subscriber_id))
    return [_consent(row) for row in rows]


def forget_unconfirmed(connection: Connection, now: datetime) -> None:
    """Delete addresses that nobody confirmed in time, codes that are valid no more, and counts older than a day."""
    expired = select(MailConsentRow.subscriber_id).where(
        MailConsentRow.confirmed_at.is_(None), MailConsentRow.expires_at <= now
    )
    found = list(connection.scalars(expired))
    connection.execute(delete(MailConsentRow).where(MailConsentRow.subscriber_id.in_(found)))
    # Stopped before anything was sent: nothing refers to them.
    stopped = SubscriberRow.state == SubscriberState.STOPPED.value
    connection.execute(delete(SubscriberRow).where(SubscriberRow.id.in_(found), stopped))
    over = (MailConsentRow.expires_at <= now, MailConsentRow.code_hash != "")
    connection.execute(update(MailConsentRow).where(*over).values(code_hash=""))
    connection.execute(delete(MailAskedRow).where(MailAskedRow.at <= now - ASKED_AGAIN_AFTER))


def _consent(row: Row[Any]) -> MailConsent:
    return MailConsent(
        subscriber_id=SubscriberId(row.subscriber_id),
        stop_key=row.stop_key,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        code_hash=row.code_hash,
        asker_id=SubscriberId(row.asker_id) if row.asker_id else None,
        owner_id=SubscriberId(row.owner_id) if row.owner_id else None,
        confirmed_at=row.confirmed_at,
    )


def _hash(who: str) -> str:
    return stable_id("mail asked", who)
