"""Scheduled reports: the last whole week and month, each written once, told to the operators and sent as a file."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.freezing import draft_folder, make_folder, put_folder, snapshot_files
from bot.operators import operators
from bot.parcels import Rhythm, parcel_notice, parcels_of
from domain.identity import stable_id
from domain.notice import Notice, NoticeId, NoticeKind
from reports.material import ReportScope

if TYPE_CHECKING:
    from bot.reporting import ReportingParts
    from config.settings import Settings
    from domain.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Period:
    """A whole week or month.

    Attributes:
        name: of its folder, ``weekly-2026-W03`` or ``monthly-2026-01``. since, until: days, inclusive.
    """

    rhythm: Rhythm
    name: str
    since: date
    until: date


def last_periods(today: date) -> tuple[Period, Period]:
    """Return the last week (Monday to Sunday) and the last calendar month that are over."""
    sunday = today - timedelta(days=today.isoweekday())
    year, week, _ = sunday.isocalendar()
    end = today.replace(day=1) - timedelta(days=1)
    return (
        Period(Rhythm.WEEKLY, f"weekly-{year}-W{week:02}", sunday - timedelta(days=6), sunday),
        Period(Rhythm.MONTHLY, f"monthly-{end:%Y-%m}", end.replace(day=1), end),
    )


def write_due_reports(parts: ReportingParts, settings: Settings) -> list[str]:
    """Write what is due and not there yet; return the names of the folders written.

    A period before the declaration, or one without a single poll, is passed over: the installation is younger, or
    was switched off.

    Raises:
        ConfigError: a folder cannot be written. StorageError: the database cannot be used; the next ring tries again.
    """
    with parts.assessing.open_unit_of_work(writes=False) as work:
        known = operators(settings, work)
    zone = ZoneInfo(known[0].zone if known else "UTC")
    now = parts.assessing.clock.now()
    written = []
    for period in last_periods(now.astimezone(zone).date()):
        due = period.until >= parts.assessing.declaration.adopted and not (settings.reports_dir / period.name).exists()
        if due and _was_watched(parts, period, zone):
            _write(parts, settings, period, now)
            written.append(period.name)
    return written


def _was_watched(parts: ReportingParts, period: Period, zone: ZoneInfo) -> bool:
    since = datetime.combine(period.since, time(), zone)
    until = datetime.combine(period.until + timedelta(days=1), time(), zone)
    with parts.assessing.open_unit_of_work(writes=False) as work:
        record = work.watch.record_of(since, until, timedelta())
    return any(source.polls for source in record.sources)


def _write(parts: ReportingParts, settings: Settings, period: Period, now: datetime) -> None:
    """Write one report; what tells of it is stored between draft and move: a crash loses and repeats nothing."""
    make_folder(settings.reports_dir)
    period = replace(period, since=max(period.since, parts.assessing.declaration.adopted))
    files = snapshot_files(parts, ReportScope(since=period.since, until=period.until, made_at=now))
    folder = settings.reports_dir / period.name
    data = {"since": period.since.isoformat(), "until": period.until.isoformat(), "folder": str(folder)}
    notice = Notice(NoticeId(stable_id("report", period.name)), now, NoticeKind.REPORT, data=data)
    draft = draft_folder(folder, files, frozen=False)
    with parts.assessing.open_unit_of_work() as work:
        work.notices.add([notice])
        _hand_to_delivery(work, settings, period, now)
        work.commit()
    put_folder(draft, folder, frozen=False)
    log.info("report written to %s", folder)


def _hand_to_delivery(work: UnitOfWork, settings: Settings, period: Period, now: datetime) -> None:
    """Store the report's parcels; one that is there from an earlier writing stays as it is."""
    notice = parcel_notice(period.rhythm, period.name, period.since, period.until, now)
    if work.notices.find(notice.id) is not None:
        return
    work.notices.add([notice])
    for each in parcels_of(notice, operators(settings, work), work.subscribers.list_active(), now):
        work.notices.save_message(each)
