"""Retention: what is not kept for ever. Only the history of polls is; entries, keys and messages are never deleted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, tuple_

from storage.tables import PollRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

POLLS_KEPT_FOR = timedelta(days=90)
POLLS_KEPT_AT_LEAST = 30


def tidy(connection: Connection, now: datetime) -> int:
    """Delete polls older than 90 days but for the newest 30 of each source; return how many."""
    place = func.row_number().over(partition_by=PollRow.source_id, order_by=PollRow.at.desc()).label("place")
    ranked = select(PollRow.source_id, PollRow.at, place).subquery()
    spare = select(ranked.c.source_id, ranked.c.at).where(
        ranked.c.at < now - POLLS_KEPT_FOR, ranked.c.place > POLLS_KEPT_AT_LEAST
    )
    return connection.execute(delete(PollRow).where(tuple_(PollRow.source_id, PollRow.at).in_(spare))).rowcount
