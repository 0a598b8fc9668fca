"""The past: how far backfills have come, and recording what a step into it found."""

from __future__ import annotations

import zlib
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from domain.fetching import Fetched
from domain.past import STEPS_KEPT_FIRST, Backfill, BackfillId
from domain.source import SourceId
from storage.groups import save_signals
from storage.leads import lead_values
from storage.past_tables import BackfillRow, BackfillStepRow
from storage.recording import record_stories, record_told
from storage.sources import declared_values
from storage.tables import LeadRow, SourceRow
from storage.writing import insert_new, upsert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from domain.past import PastFinding


class SqlBackfillRepository:
    """The backfills of one transaction; see ``domain.repositories.BackfillRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, backfill_id: BackfillId) -> Backfill | None:
        """Return how far a backfill has come, None = not begun."""
        row = self._connection.execute(select(BackfillRow).where(BackfillRow.id == backfill_id)).first()
        return None if row is None else Backfill(**{**row._asdict(), "id": BackfillId(row.id)})

    def save(self, backfill: Backfill) -> None:
        """Store how far a backfill has come; one at its end needs the bodies of its documents no longer."""
        upsert(self._connection, BackfillRow, [asdict(backfill)])
        if backfill.done_at is not None:
            steps = update(BackfillStepRow).where(BackfillStepRow.backfill_id == backfill.id)
            self._connection.execute(steps.values(body=None))

    def steps(self, backfill_id: BackfillId) -> Sequence[Fetched]:
        """Return the documents of a backfill in the order read, those far from both ends without their bodies."""
        chosen = select(BackfillStepRow).where(BackfillStepRow.backfill_id == backfill_id)
        rows = self._connection.execute(chosen.order_by(BackfillStepRow.position))
        return [
            Fetched(
                source_id=SourceId(""),
                url=row.url,
                body=zlib.decompress(row.body) if row.body else b"",
                headers={"content-type": row.content_type} if row.content_type else {},
                body_hash="",
                duration=0.0,
                is_missing=row.is_missing,
            )
            for row in rows
        ]

    def forget(self, backfill_id: BackfillId) -> None:
        """Forget a backfill, so that it begins anew; what it found stays."""
        self._connection.execute(delete(BackfillStepRow).where(BackfillStepRow.backfill_id == backfill_id))
        self._connection.execute(delete(BackfillRow).where(BackfillRow.id == backfill_id))


def record_past(connection: Connection, finding: PastFinding, matcher_version: str) -> None:
    """Write every row of one step into the past; recording it twice changes nothing.

    Args:
        connection: of a writing transaction.
        finding: what the step changes.
        matcher_version: of the matcher that judged its stories.
    """
    insert_new(connection, SourceRow, [declared_values(source) for source in finding.publishers])
    judgements = {judged.story.id: judged.judgement for judged in finding.judged}
    record_stories(connection, finding.sifted, judgements, matcher_version)
    insert_new(connection, LeadRow, [lead_values(lead) for lead in finding.leads])
    save_signals(connection, finding.judged)
    record_told(connection, finding.opened, finding.confirmed, (), finding.at)
    SqlBackfillRepository(connection).save(finding.progress)
    if finding.step is not None:
        _add_step(connection, finding.progress, finding.step, finding.keeps)


def _add_step(connection: Connection, progress: Backfill, step: Fetched, keeps: int) -> None:
    place = progress.position - 1
    values = {
        "backfill_id": progress.id,
        "position": place,
        "url": step.url,
        "content_type": step.headers.get("content-type", ""),
        "is_missing": step.is_missing,
        "body": zlib.compress(step.body) if step.body else None,
    }
    insert_new(connection, BackfillStepRow, [values])
    far = update(BackfillStepRow).where(
        BackfillStepRow.backfill_id == progress.id,
        BackfillStepRow.position == place - keeps,
        BackfillStepRow.position >= STEPS_KEPT_FIRST,
    )
    connection.execute(far.values(body=None))
