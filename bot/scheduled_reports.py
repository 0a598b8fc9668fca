"""Scheduled reports: the last whole week and the last whole month, each written once and told to the operators."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.freezing import draft_folder, make_folder, put_folder, snapshot_files
from bot.operators import operators
from domain.identity import stable_id
from domain.notice import Notice, NoticeId, NoticeKind
from reports.material import ReportScope

if TYPE_CHECKING:
    from bot.reporting import ReportingParts
    from config.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Period:
    """A whole week or month.

    Attributes:
        name: of its folder, ``weekly-2026-W03`` or ``monthly-2026-01``. since, until: days, inclusive.
    """

    name: str
    since: date
    until: date


def last_periods(today: date) -> tuple[Period, Period]:
    """Return the last week (Monday to Sunday) and the last calendar month that are over."""
    sunday = today - timedelta(days=today.isoweekday())
    year, week, _ = sunday.isocalendar()
    end = today.replace(day=1) - timedelta(days=1)
    return (
        Period(f"weekly-{year}-W{week:02}", sunday - timedelta(days=6), sunday),
        Period(f"monthly-{end:%Y-%m}", end.replace(day=1), end),
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
    """Write one report; the notice is stored between draft and move: a crash loses neither, and repeats no notice."""
    make_folder(settings.reports_dir)
    since = max(period.since, parts.assessing.declaration.adopted)
    files = snapshot_files(parts, ReportScope(since=since, until=period.until, made_at=now))
    folder = settings.reports_dir / period.name
    data = {"since": since.isoformat(), "until": period.until.isoformat(), "folder": str(folder)}
    notice = Notice(NoticeId(stable_id("report", period.name)), now, NoticeKind.REPORT, data=data)
    draft = draft_folder(folder, files, frozen=False)
    with parts.assessing.open_unit_of_work() as work:
        work.notices.add([notice])
        work.commit()
    put_folder(draft, folder, frozen=False)
    log.info("report written to %s", folder)
