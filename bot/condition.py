"""Condition: what operators are told of the installation itself: that it works, what was not delivered, a full disk.

Each is decided from what is stored and from the last notice of its kind, so that nothing is told twice and a restart
forgets nothing.
"""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.alert import DeliveryState
from domain.notice import NoticeKind, make_notice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from domain.alert import SetAside
    from domain.notice import Notice
    from domain.ports import Clock
    from domain.source import WatchedSource
    from domain.unit_of_work import OpenUnitOfWork

DISK_LOW = 500_000_000
"""Free bytes below which the disk is told of: a week of news and a backup still fit."""
DISK_ENOUGH = 1_000_000_000
"""Free bytes from which on it is well again."""

FIRST_LOOK = timedelta(hours=2)
"""A new installation is told of when every source was asked, or after so long."""
IS_NEW = timedelta(days=2)

NAMED_MOST = 3
"""Refused messages that are named one by one; usually all of them have the same cause."""


@dataclass(frozen=True, slots=True)
class Condition:
    """How the installation stands.

    Attributes:
        watched: every source. messages: numbers of messages by state. free: bytes on the disk of the database.
        last: the newest notice of each kind that there is. set_aside: what was refused last, newest first.
    """

    watched: Sequence[WatchedSource]
    messages: Mapping[str, int]
    free: int
    last: Mapping[NoticeKind, Notice]
    set_aside: Sequence[SetAside] = ()


def note_condition(open_unit_of_work: OpenUnitOfWork, clock: Clock, home: Path) -> int:
    """Note what operators are to be told of the installation; return how many notices there are now for them.

    Args:
        home: folder on the disk that is looked at.
    """
    now = clock.now()
    kinds = (NoticeKind.FIRST_DAY, NoticeKind.DELIVERIES, NoticeKind.DISK_LOW, NoticeKind.DISK_BACK)
    with open_unit_of_work(writes=False) as work:
        last = {kind: found for kind in kinds if (found := work.notices.find_last([kind])) is not None}
        condition = Condition(
            watched=work.sources.list_all(),
            messages=work.outbox.count_by_state(),
            free=shutil.disk_usage(home).free,
            last=last,
            set_aside=work.outbox.list_set_aside(NAMED_MOST),
        )
    notices = notices_of(condition, now)
    if notices:
        with open_unit_of_work() as work:
            work.notices.add(notices)
            work.commit()
    return len(notices)


def notices_of(condition: Condition, now: datetime) -> list[Notice]:
    """Return what is new to be told."""
    found = (_first_day(condition, now), _deliveries(condition, now), _disk(condition, now))
    return [notice for notice in found if notice is not None]


def _first_day(condition: Condition, now: datetime) -> Notice | None:
    enabled = [each for each in condition.watched if each.source.enabled]
    polled = [each.state.last_polled_at for each in enabled if each.state.last_polled_at is not None]
    baselines = [each.state.baseline_at for each in enabled if each.state.baseline_at is not None]
    if NoticeKind.FIRST_DAY in condition.last or not baselines:
        return None
    since = min(baselines)
    is_due = len(polled) == len(enabled) or now - since >= FIRST_LOOK
    if not is_due or now - since > IS_NEW:
        return None
    return make_notice(NoticeKind.FIRST_DAY, now, data={"answering": len(baselines), "sources": len(enabled)})


def _deliveries(condition: Condition, now: datetime) -> Notice | None:
    last = condition.last.get(NoticeKind.DELIVERIES)
    totals = {
        state.value: condition.messages.get(state, 0) for state in (DeliveryState.REFUSED, DeliveryState.UNCERTAIN)
    }
    told = {state: _number(last, f"{state}_in_all") for state in totals}
    # Whoever deletes their data takes messages away, so a total may fall.
    new = {state: max(total - told[state], 0) for state, total in totals.items()}
    if not any(new.values()):
        return None
    in_all = {f"{state}_in_all": total for state, total in totals.items()}
    named = [asdict(each) for each in condition.set_aside[: min(new[DeliveryState.REFUSED.value], NAMED_MOST)]]
    return make_notice(NoticeKind.DELIVERIES, now, data={**new, **in_all, **({"set_aside": named} if named else {})})


def _disk(condition: Condition, now: datetime) -> Notice | None:
    low, back = (condition.last.get(kind) for kind in (NoticeKind.DISK_LOW, NoticeKind.DISK_BACK))
    is_told = low is not None and (back is None or back.at < low.at)
    if condition.free < DISK_LOW and not is_told:
        return make_notice(NoticeKind.DISK_LOW, now, data={"free": condition.free})
    if condition.free >= DISK_ENOUGH and is_told:
        return make_notice(NoticeKind.DISK_BACK, now, data={"free": condition.free})
    return None


def _number(notice: Notice | None, key: str) -> int:
    found = notice.data.get(key, 0) if notice else 0
    return found if isinstance(found, int) else 0
