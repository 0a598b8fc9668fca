"""Seeding: declared commitments and sources into the tables; doing it twice changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, update

from domain.due import CALENDAR_PREFIX
from domain.past import ARCHIVE_PREFIX
from storage.sources import declared_values
from storage.tables import CommitmentRow, DeclarationRow, SourceRow
from storage.writing import upsert

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from domain.commitment import Commitment, Declaration, Texts
    from domain.source import Source

NO_LONGER_DECLARED = "no longer declared"


def seed(connection: Connection, declaration: Declaration, sources: Collection[Source]) -> None:
    """Bring declared commitments and sources into the tables.

    What polling has shown about a source stays. A source no longer declared is disabled with that reason, never
    deleted, and comes back as it was when it is declared again. Publishers of archives and the declaration's calendar
    were never declared and stay.
    """
    upsert(connection, DeclarationRow, [_declaration_values(declaration)])
    upsert(connection, CommitmentRow, [_commitment_values(declaration, each) for each in declaration.commitments])
    upsert(connection, SourceRow, [declared_values(source) for source in sources])
    never_declared = or_(*(SourceRow.id.startswith(prefix) for prefix in (ARCHIVE_PREFIX, CALENDAR_PREFIX)))
    undeclared = and_(SourceRow.id.not_in([source.id for source in sources]), ~never_declared)
    connection.execute(update(SourceRow).where(undeclared).values(enabled=False, reason=NO_LONGER_DECLARED))


def _declaration_values(declaration: Declaration) -> dict[str, Any]:
    return {
        "id": declaration.id,
        "adopted": declaration.adopted,
        "url": declaration.url,
        "names": _texts(declaration.name),
    }


def _commitment_values(declaration: Declaration, commitment: Commitment) -> dict[str, Any]:
    return {
        "declaration_id": declaration.id,
        "number": commitment.number,
        "pillar": commitment.pillar.value,
        "kind": commitment.kind.value,
        "tracked": commitment.tracked,
        "labels": _texts(commitment.label),
        "due": commitment.due,
    }


def _texts(texts: Texts) -> dict[str, str]:
    return {"en": texts.en, "ru": texts.ru, "ja": texts.ja}
