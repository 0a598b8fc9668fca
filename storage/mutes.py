"""Mutes: storylines of which subscribers want to hear nothing more.

Kept is the development under whose alert the button was pressed. What it covers is read off the developments as they
are now, so that merging and grouping anew change nothing for the reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from domain.alert import DeliveryState
from storage.amendment_tables import MuteRow
from storage.tables import DevelopmentRow, OutboxRow
from storage.writing import insert_new

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from domain.development import DevelopmentId
    from domain.subscriber import SubscriberId

_Pressed, _Kept = aliased(DevelopmentRow, name="pressed"), aliased(DevelopmentRow, name="kept")

MUTED = "muted"
"""Detail of a message that was cancelled because its reader muted the storyline."""


class SqlMuteRepository:
    """The mutes of one transaction; see ``domain.amendment.MuteRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def set(self, subscriber_id: SubscriberId, development_id: DevelopmentId, now: datetime) -> None:
        """Mute the storyline of a development; what waits of it is cancelled."""
        row = {"subscriber_id": subscriber_id, "development_id": development_id, "at": now}
        insert_new(self._connection, MuteRow, [row])
        self._cancel(OutboxRow.subscriber_id == subscriber_id)

    def clear(self, subscriber_id: SubscriberId, development_id: DevelopmentId) -> None:
        """Let the storyline of a development be heard again."""
        covering = _covering(subscriber_id, development_id)
        pressed = self._connection.scalars(select(MuteRow.development_id).where(covering)).all()
        mine = (MuteRow.subscriber_id == subscriber_id, MuteRow.development_id.in_(pressed))
        self._connection.execute(delete(MuteRow).where(*mine))

    def covers(self, subscriber_id: SubscriberId, development_id: DevelopmentId) -> bool:
        """Whether a subscriber muted the storyline of a development."""
        return covers(self._connection, subscriber_id, development_id)

    def cancel(self, now: datetime, subscriber_ids: Collection[SubscriberId]) -> int:
        """Cancel what is due of storylines that these subscribers muted; return how many messages."""
        muting = select(MuteRow.subscriber_id).where(MuteRow.subscriber_id.in_(subscriber_ids)).distinct()
        found = self._connection.scalars(muting).all()
        return self._cancel((OutboxRow.due_at <= now) & OutboxRow.subscriber_id.in_(found)) if found else 0

    def _cancel(self, which: ColumnElement[bool]) -> int:
        muted = exists().where(_covering(OutboxRow.subscriber_id, OutboxRow.development_id)).correlate(OutboxRow)
        waits = and_(OutboxRow.state == DeliveryState.DUE.value, OutboxRow.named.is_(False), which)
        changed = update(OutboxRow).where(waits, muted)
        return self._connection.execute(changed.values(state=DeliveryState.CANCELLED.value, detail=MUTED)).rowcount


def covers(connection: Connection, subscriber_id: SubscriberId, development_id: DevelopmentId) -> bool:
    """Whether a subscriber muted the storyline of a development."""
    chosen = select(MuteRow.development_id).where(_covering(subscriber_id, development_id)).limit(1)
    return connection.scalar(chosen) is not None


def _covering(subscriber_id: object, development_id: object) -> ColumnElement[bool]:
    """Return the condition on mutes of a subscriber that cover a development, given as values or as columns."""
    same = func.coalesce(_Pressed.merged_into, _Pressed.id)
    covered = (
        select(_Kept.id)
        .join(
            _Pressed,
            or_(same == _Kept.id, same == _Kept.merged_into, _Pressed.storyline_id == _Kept.storyline_id),
        )
        .where(_Kept.id == development_id, _Pressed.id == MuteRow.development_id)
    )
    correlated = (MuteRow, OutboxRow) if not isinstance(development_id, str) else (MuteRow,)
    return and_(MuteRow.subscriber_id == subscriber_id, covered.correlate(*correlated).exists())
