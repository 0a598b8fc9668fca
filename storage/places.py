"""Where the bot stands, and who asked to be admitted; see ``domain.place``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from domain.place import REQUEST_LIFETIME, REQUESTS_KEPT, AdmissionRequest, JoinedChat
from domain.subscriber import ChannelName
from storage.place_tables import AdmissionRequestRow, JoinedChatRow
from storage.writing import upsert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

_CHANNEL = ChannelName.TELEGRAM.value


class SqlJoinedChatRepository:
    """The joined chats of one transaction; see ``domain.place.JoinedChatRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, chat: JoinedChat) -> None:
        """Add the chat or replace what is stored under its address."""
        row = {"channel": _CHANNEL, "address": chat.address, "title": chat.title, "since": chat.since}
        upsert(self._connection, JoinedChatRow, [row])

    def remove(self, address: str) -> None:
        """Forget a chat; one that is not known is no error."""
        self._connection.execute(delete(JoinedChatRow).where(JoinedChatRow.address == address))

    def find(self, address: str) -> JoinedChat | None:
        """Return the chat of this number, or None."""
        row = self._connection.execute(select(JoinedChatRow).where(JoinedChatRow.address == address)).first()
        return None if row is None else JoinedChat(row.address, row.title, row.since)

    def list_newest(self, limit: int) -> Sequence[JoinedChat]:
        """Return the chats that the bot was added to last."""
        newest = select(JoinedChatRow).order_by(JoinedChatRow.since.desc(), JoinedChatRow.address).limit(limit)
        return [JoinedChat(row.address, row.title, row.since) for row in self._connection.execute(newest)]


class SqlAdmissionRepository:
    """The wishes to be admitted of one transaction; see ``domain.place.AdmissionRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, request: AdmissionRequest) -> None:
        """Keep a wish, one for each chat; what is too old or too much is forgotten."""
        row = {
            "channel": _CHANNEL,
            "address": request.address,
            "language": request.language,
            "is_group": request.is_group,
            "asked_at": request.asked_at,
        }
        upsert(self._connection, AdmissionRequestRow, [row])
        newest = select(AdmissionRequestRow.address).order_by(AdmissionRequestRow.asked_at.desc()).limit(REQUESTS_KEPT)
        kept = set(self._connection.execute(newest).scalars())
        self._connection.execute(delete(AdmissionRequestRow).where(AdmissionRequestRow.address.not_in(kept)))
        too_old = AdmissionRequestRow.asked_at <= request.asked_at - REQUEST_LIFETIME
        self._connection.execute(delete(AdmissionRequestRow).where(too_old))

    def remove(self, address: str) -> None:
        """Forget a wish; one that is not known is no error."""
        self._connection.execute(delete(AdmissionRequestRow).where(AdmissionRequestRow.address == address))

    def list_open(self, now: datetime) -> Sequence[AdmissionRequest]:
        """Return the wishes that are still good, oldest first."""
        young = AdmissionRequestRow.asked_at > now - REQUEST_LIFETIME
        rows = select(AdmissionRequestRow).where(young).order_by(AdmissionRequestRow.asked_at)
        return [
            AdmissionRequest(row.address, row.language, row.is_group, row.asked_at)
            for row in self._connection.execute(rows)
        ]
