"""Invitations: codes that make their sender an editor, or only admit them; only hashes are kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, select, update

from domain.invitation import Invitation
from storage.tables import InvitationRow
from storage.writing import insert_new

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

ID_LENGTH = 16
"""Hexadecimal digits of a hash that name an invitation; they lead to no code."""


class SqlInvitationRepository:
    """The invitations of one transaction; see ``domain.ports.InvitationRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, code: str, expires_at: datetime, *, editor: bool = True, uses: int = 1) -> None:
        """Store a hash of the code, never the code. Codes are long and random, so a plain hash protects them."""
        row = {"code_hash": _hash(code), "expires_at": expires_at, "editor": editor, "uses": uses}
        insert_new(self._connection, InvitationRow, [row])

    def makes_editor(self, code: str) -> bool:
        """Tell whether the code, used or not, is one that makes an editor."""
        made = select(InvitationRow.editor).where(InvitationRow.code_hash == _hash(code))
        return bool(self._connection.execute(made).scalar())

    def redeem(self, code: str, now: datetime) -> bool:
        """Use the code once; False if it is unknown, used up or expired."""
        once = {InvitationRow.used: InvitationRow.used + 1, InvitationRow.used_at: now}
        redeemed = update(InvitationRow).where(InvitationRow.code_hash == _hash(code), *_open(now)).values(once)
        return self._connection.execute(redeemed).rowcount == 1

    def is_usable(self, code: str, now: datetime) -> bool:
        """Tell whether the code can still be used."""
        return (
            self._connection.execute(
                select(InvitationRow.code_hash).where(InvitationRow.code_hash == _hash(code), *_open(now))
            ).first()
            is not None
        )

    def list_open(self, now: datetime) -> Sequence[Invitation]:
        """Return the invitations that can still be used, those that expire first at the head."""
        rows = self._connection.execute(
            select(InvitationRow).where(*_open(now)).order_by(InvitationRow.expires_at, InvitationRow.code_hash)
        )
        return [Invitation(row.code_hash[:ID_LENGTH], row.editor, row.uses, row.used, row.expires_at) for row in rows]

    def revoke(self, invitation_id: str) -> bool:
        """Forget an invitation, so that its code is good for nothing; False if there is none of this id."""
        begins = InvitationRow.code_hash.startswith(invitation_id, autoescape=True)
        return self._connection.execute(delete(InvitationRow).where(begins)).rowcount > 0


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return InvitationRow.used < InvitationRow.uses, InvitationRow.expires_at > now


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
