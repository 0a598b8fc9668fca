"""Patience: how long is waited for an editor, and for a reader who cannot be reached; rules on values.

Neither wait is for ever: what nobody reviews lapses before it is old news, and an address that refuses everything for
days is asked no more. Neither loses anything at once: one refusal is no proof (design rule 25), and what is accepted
late is still told in a digest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from domain.subscriber import SubscriberId

REVIEW_AWAITED_FOR = timedelta(days=7)
"""How long a message waits for an editor: as long as a report is news (``CAJAD_ALERT_MAX_AGE_DAYS`` by default)."""

TOLD_LATE_FOR = timedelta(days=30)
"""What is accepted after its message lapsed comes in a digest for so long; what is older stands in /latest alone."""

REMINDED_FROM = timedelta(days=3)
"""Editors are reminded when something has waited so long: four days are left to look."""

REMINDED_EVERY = timedelta(days=3)

NOT_REVIEWED = "not reviewed in time"
"""Detail of a message that lapsed."""

TRIED_AGAIN_AFTER = timedelta(hours=12)
"""An address that refuses is tried again so much later; what is due to it waits meanwhile."""

UNREACHED_FOR, UNREACHED_TIMES = timedelta(days=2), 3
"""An address that refused for so long, and so often, is believed; some refuse while they are being repaired. For so
long, too, everything is kept for who blocked or removed us."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """What waits for an editor before subscribers who want only reviewed messages hear of it.

    Attributes:
        developments, chats: how many, and how many subscribers wait. oldest: since when (UTC), None = nothing waits.
    """

    developments: int = 0
    chats: int = 0
    oldest: datetime | None = None


NOTHING_AWAITED = Awaited()


class Unreached(NamedTuple):
    """How often in a row an address refused, and since when (UTC)."""

    times: int
    since: datetime

    def is_believed(self, now: datetime) -> bool:
        """Whether nobody is there any more."""
        return self.times >= UNREACHED_TIMES and now - self.since >= UNREACHED_FOR


def once_more(known: Unreached | None, now: datetime) -> Unreached:
    """Return the count after one more refusal."""
    return Unreached(1, now) if known is None else Unreached(known.times + 1, known.since)


def is_time_to_remind(awaited: Awaited, last: datetime | None, now: datetime) -> bool:
    """Tell whether editors are to hear that something waits for them.

    Args:
        last: when they heard it last (UTC), None = never.
    """
    if awaited.oldest is None or now - awaited.oldest < REMINDED_FROM:
        return False
    return last is None or now - last >= REMINDED_EVERY


class PatienceRepository(Protocol):
    """What waits for an editor, and subscribers who could not be reached."""

    def awaited(self) -> Awaited:
        """Return what waits for an editor."""
        ...

    def lapse(self, now: datetime) -> int:
        """Cancel messages that waited for an editor too long; return how many."""
        ...

    def revive(self, now: datetime) -> int:
        """Make due, for the next digest, what lapsed and was accepted since; return how many messages."""
        ...

    def lapsed(self, since: datetime, until: datetime) -> int:
        """Return how many messages lapsed in a period, its end not included."""
        ...

    def note_unreached(self, subscriber_id: SubscriberId, unreached: Unreached, until: datetime) -> None:
        """Note that a subscriber refused, and let what is due to them wait until a moment (UTC)."""
        ...

    def give_up(self, now: datetime) -> int:
        """Cancel what is due to subscribers who stayed away for longer than is waited (UTC); return how many."""
        ...

    def waiting(self, subscriber_id: SubscriberId, now: datetime) -> int:
        """Return of how many developments a subscriber could be told now (UTC), by alerts and digests that are due."""
        ...

    def note_reached(self, subscriber_ids: Collection[SubscriberId], now: datetime) -> None:
        """Note that subscribers who are active can be reached, and let what waited for that be due."""
        ...
