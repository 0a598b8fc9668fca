"""The week's coverage, noted for the operators each Monday at nine; due times are read off what is noted already."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.operators import operators
from domain.notice import NoticeKind, make_notice
from reports.coverage import MEASURED_OVER, as_data, coverage_of

if TYPE_CHECKING:
    from config.settings import Settings
    from domain.ports import Clock
    from domain.unit_of_work import OpenUnitOfWork

WEEKDAY, HOUR = 0, time(9)
"""Monday, nine o'clock."""


def last_week(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """Return the week that ended last Monday at nine on the operator's clock, as UTC times.

    Args:
        zone: IANA name; a week in which clocks change is an hour longer or shorter.
    """
    local = now.astimezone(ZoneInfo(zone))
    monday = local.date() - timedelta(days=(local.weekday() - WEEKDAY) % 7)
    if datetime.combine(monday, HOUR, ZoneInfo(zone)) > now:
        monday -= timedelta(days=7)
    since, until = (datetime.combine(day, HOUR, ZoneInfo(zone)) for day in (monday - timedelta(days=7), monday))
    return since.astimezone(UTC), until.astimezone(UTC)


def note_week(open_unit_of_work: OpenUnitOfWork, clock: Clock, settings: Settings) -> bool:
    """Note the coverage of the week that ended last, once; return whether it was noted now.

    A week without a single poll is passed over: the installation is younger, or was switched off.
    """
    now = clock.now()
    with open_unit_of_work(writes=False) as work:
        known = operators(settings, work)
        since, until = last_week(now, known[0].zone if known else "UTC")
        last = work.notices.find_last([NoticeKind.COVERAGE])
        if last is not None and last.at >= until:
            return False
        record = work.watch.record_of(since, until, MEASURED_OVER)
    if not any(source.polls for source in record.sources):
        return False
    with open_unit_of_work() as work:
        work.notices.add([make_notice(NoticeKind.COVERAGE, until, data=as_data(coverage_of(record)))])
        work.commit()
    return True
