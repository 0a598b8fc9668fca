"""Condition: what operators are told of the installation: that it works, what was not delivered, who asks, the disk.

Each is decided from what is stored and from the last notice of its kind, so that nothing is told twice and a restart
forgets nothing.
"""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from domain.alert import DeliveryState
from domain.identity import stable_id
from domain.notice import NoticeKind, make_notice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from domain.alert import SetAside
    from domain.notice import Notice
    from domain.place import AdmissionRequest
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

_MARK_LETTERS = 4
_KINDS = (
    NoticeKind.FIRST_DAY,
    NoticeKind.DELIVERIES,
    NoticeKind.DISK_LOW,
    NoticeKind.DISK_BACK,
    NoticeKind.ADMISSION,
)

NAMED_MOST = 3
"""Refused messages, and uncertain ones, that are named one by one; usually all of them have the same cause."""

ASKS_ON = timedelta(days=7)
"""A chat that still asks so long after operators were told of it is told of once more."""


@dataclass(frozen=True, slots=True)
class Condition:
    """How the installation stands.

    Attributes:
        watched: every source. messages: numbers of messages by state. free: bytes on the disk of the database.
        last: the newest notice of each kind that there is. set_aside: what was refused last, newest first.
        in_doubt: what may not have arrived, newest first. asking: chats that asked to be admitted, oldest first.
    """

    watched: Sequence[WatchedSource]
    messages: Mapping[str, int]
    free: int
    last: Mapping[NoticeKind, Notice]
    set_aside: Sequence[SetAside] = ()
    in_doubt: Sequence[SetAside] = ()
    asking: Sequence[AdmissionRequest] = ()


def note_condition(open_unit_of_work: OpenUnitOfWork, clock: Clock, home: Path) -> int:
    """Note what operators are to be told of the installation; return how many notices there are now for them.

    Args:
        home: folder on the disk that is looked at.
    """
    now = clock.now()
    with open_unit_of_work(writes=False) as work:
        last = {kind: found for kind in _KINDS if (found := work.notices.find_last([kind])) is not None}
        condition = Condition(
            watched=work.sources.list_all(),
            messages=work.outbox.count_by_state(),
            free=shutil.disk_usage(home).free,
            last=last,
            set_aside=work.outbox.list_set_aside(NAMED_MOST),
            in_doubt=work.outbox.list_set_aside(NAMED_MOST, DeliveryState.UNCERTAIN),
            asking=work.admissions.list_open(now),
        )
    notices = notices_of(condition, now)
    if notices:
        with open_unit_of_work() as work:
            work.notices.add(notices)
            work.commit()
    return len(notices)


def notices_of(condition: Condition, now: datetime) -> list[Notice]:
    """Return what is new to be told; a notice with its time of delivery only corrects the counts of the last one."""
    deciding = (_first_day, _deliveries, _admissions, _disk)
    found = (decide(condition, now) for decide in deciding)
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
    # Whoever deletes their data takes messages away, and old ones are tidied up, so a total may fall.
    new = {state: max(total - told[state], 0) for state, total in totals.items()}
    in_all = {f"{state}_in_all": total for state, total in totals.items()}
    if any(new.values()):
        return make_notice(NoticeKind.DELIVERIES, now, data={**new, **in_all, **_named(condition, new)})
    if last is None or last.delivered_at is None or not any(total < told[state] for state, total in totals.items()):
        return None
    # Counted from what there is now, or as many further failures as went would never be told.
    return replace(make_notice(NoticeKind.DELIVERIES, now, data={**new, **in_all}), delivered_at=last.delivered_at)


def _named(condition: Condition, new: Mapping[str, int]) -> dict[str, object]:
    """Return the messages that are named one by one, of those that failed since the last notice."""
    refused = condition.set_aside[: min(new[DeliveryState.REFUSED.value], NAMED_MOST)]
    in_doubt = condition.in_doubt[: min(new[DeliveryState.UNCERTAIN.value], NAMED_MOST)]
    told = {"set_aside": refused, "in_doubt": in_doubt}
    return {key: [asdict(each) for each in failed] for key, failed in told.items() if failed}


def _admissions(condition: Condition, now: datetime) -> Notice | None:
    last = condition.last.get(NoticeKind.ADMISSION)
    told = cast("Sequence[str]", last.data["told"]) if last else ()
    asks_on = [each for each in condition.asking if last is not None and each.asked_at - last.at >= ASKS_ON]
    marks = [_mark(each) for each in condition.asking]
    if not asks_on and all(mark in told for mark in marks):
        return None
    return make_notice(NoticeKind.ADMISSION, now, data={"waiting": len(marks), "told": marks})


def _mark(asked: AdmissionRequest) -> str:
    """Return by what it is known that a chat was told of: too little to find the chat by once its wish is deleted."""
    return stable_id("asked to be admitted", asked.address)[:_MARK_LETTERS]


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
