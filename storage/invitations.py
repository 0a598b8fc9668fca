"""Invitations: one-time codes that make their sender an editor, or only admit them; only hashes are kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, select, update

from storage.tables import InvitationRow
from storage.writing import insert_new

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


class SqlInvitationRepository:
    """The invitations of one transaction; see ``domain.ports.InvitationRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, code: str, expires_at: datetime, *, editor: bool = True) -> None:
        """Store a hash of the code, never the code. Codes are long and random, so a plain hash protects them."""
        row = {"code_hash": _hash(code), "expires_at": expires_at, "editor": editor}
        insert_new(self._connection, InvitationRow, [row])

    def makes_editor(self, code: str) -> bool:
        """Tell whether the code, used or not, is one that makes an editor."""
        made = select(InvitationRow.editor).where(InvitationRow.code_hash == _hash(code))
        return bool(self._connection.execute(made).scalar())

    def redeem(self, code: str, now: datetime) -> bool:
        """Use the code up; False if it is unknown, used or expired."""
        redeemed = update(InvitationRow).where(*_usable(code, now)).values(used_at=now)
        return self._connection.execute(redeemed).rowcount == 1

    def is_usable(self, code: str, now: datetime) -> bool:
        """Tell whether the code can still be used."""
        return self._connection.execute(select(InvitationRow.code_hash).where(*_usable(code, now))).first() is not None


def _usable(code: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        InvitationRow.code_hash == _hash(code),
        InvitationRow.used_at.is_(None),
        InvitationRow.expires_at > now,
    )


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
