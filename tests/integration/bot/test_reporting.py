"""Reports from a real database: as of the period's end, frozen for good, and written each week and month once."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from bot.assessing import AssessingParts, record_assessments
from bot.bootstrap import bootstrap, migrate_database
from bot.channels.console import ConsoleChannel
from bot.freezing import freeze
from bot.operators import OperatorParts, tell_operators
from bot.parcels import Rhythm
from bot.reporting import ReportingParts, read_material, rendered, report_in, reporting_parts
from bot.scheduled_reports import Period, last_periods, write_due_reports
from bot.service import Service
from config.declarations import load_declaration
from config.ladders import load_ladders
from config.settings import Settings
from config.units import load_units
from domain.commitment import READER_LANGUAGES
from domain.development import Stage
from domain.errors import ConfigError
from domain.match import Facts, Instrument, Tie
from domain.notice import NoticeKind
from domain.source import SourceId, SourceState, Tier
from reports.formats import FORMATS
from reports.material import ReportScope
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_judgement, a_source
from tests.fakes import FixedClock
from tests.integration.bot.outbox import DIGESTS
from tests.integration.storage.outcomes import a_report, an_opening, an_outcome
from tests.servers.installation import compiled_once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.story import JudgedStory
    from reports.model import CommitmentPart

MINISTRY = a_source(id=SourceId("jp-ministry"), name="Ministry", country="JP", tier=Tier.OFFICIAL)
DECLARATION = load_declaration()
UNITS = load_units(DECLARATION)
MONDAY = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
TODAY = MONDAY.date()


@pytest.fixture
def parts(empty: Path) -> Iterator[ReportingParts]:
    engine = create_engine(f"sqlite:///{empty}")
    opens = open_unit_of_work(engine)
    with opens() as work:
        work.seed(DECLARATION, [MINISTRY])
        work.commit()
    assessing = AssessingParts(opens, DECLARATION, UNITS, load_ladders(), FixedClock(MONDAY))
    yield reporting_parts(assessing, None)
    engine.dispose()


def a_grant() -> JudgedStory:
    judgement = a_judgement(26, stage=Stage.AGREED, tie=Tie.EXPLICIT, facts=Facts(instrument=Instrument.GRANT))
    return a_report("grant", source=MINISTRY, judgement=judgement)


def tell(parts: ReportingParts, *reports: JudgedStory, at: datetime = NOON) -> None:
    opened = tuple(an_opening(report) for report in reports)
    state = SourceState(MINISTRY.id, last_polled_at=at, last_success_at=at)
    with parts.assessing.open_unit_of_work() as work:
        work.record(replace(an_outcome(*reports, source=MINISTRY, at=at, opened=opened), state=state), "m1")
        work.commit()


def customs(parts: ReportingParts, until: date = TODAY) -> CommitmentPart:
    scope = ReportScope(DECLARATION.adopted, until, MONDAY)
    report = report_in("en", read_material(parts, scope), scope)
    return next(each for each in report.commitments if each.number == 26)


def settings_at(folder: Path) -> Settings:
    return Settings(home=folder, console_zone="UTC")


def test_a_report_tells_what_stood_at_the_end_of_its_period(parts: ReportingParts) -> None:
    tell(parts, a_grant())
    after = customs(parts)
    assert [item.headline for item in after.timeline] == [a_grant().story.title]
    assert after.step is not None
    before = customs(parts, until=NOON.date() - timedelta(days=1))
    assert (before.timeline, before.step, before.newest) == ((), None, None)


def test_the_log_of_statuses_is_read(parts: ReportingParts) -> None:
    tell(parts, a_grant(), at=MONDAY)
    record_assessments(parts.assessing)
    scope = ReportScope(DECLARATION.adopted, TODAY, MONDAY)
    report = report_in("ru", read_material(parts, scope), scope)
    assert [(each.commitment, each.before, each.reason.code) for each in report.changes] == [(26, None, "first")]


def test_a_frozen_report_is_whole_dated_and_never_replaced(parts: ReportingParts, tmp_path: Path) -> None:
    tell(parts, a_grant())
    scope = ReportScope(DECLARATION.adopted, TODAY, MONDAY)
    folder = freeze(parts, scope, "briefing", tmp_path / "reports")
    assert folder == tmp_path / "reports" / "briefing-2026-02-02"
    manifest = json.loads((folder / "manifest.json").read_text())
    names = {f"report.{language}.{suffix}" for language in READER_LANGUAGES for suffix in FORMATS} | {"evidence.jsonl"}
    assert {each["name"] for each in manifest["files"]} == names
    for each in manifest["files"]:
        content = (folder / each["name"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (each["bytes"], each["sha256"])
    assert {path.stat().st_mode & 0o222 for path in (folder, *folder.iterdir())} == {0}
    (line,) = [json.loads(each) for each in (folder / "evidence.jsonl").read_text(encoding="utf-8").splitlines()]
    assert line["text"] == f"{a_grant().story.title}\n{a_grant().story.summary}"
    assert hashlib.sha256(line["text"].encode()).hexdigest() == line["sha256"]
    assert line["sha256"][:16] in (folder / "report.ja.md").read_text(encoding="utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    tell(parts, a_report("later", source=MINISTRY), at=MONDAY)
    with pytest.raises(ConfigError, match="never replaced"):
        freeze(parts, scope, "briefing", tmp_path / "reports")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "имя", "x" * 65])
def test_a_name_that_could_lead_elsewhere_is_refused(parts: ReportingParts, tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="a name has letters"):
        freeze(parts, ReportScope(DECLARATION.adopted, TODAY, MONDAY), name, tmp_path / "reports")
    assert not (tmp_path / "reports").exists()


def test_a_folder_that_cannot_be_written_is_named(parts: ReportingParts, tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file")
    with pytest.raises(ConfigError, match="reports"):
        freeze(parts, ReportScope(DECLARATION.adopted, TODAY, MONDAY), "briefing", tmp_path / "reports")


def test_same_data_same_bytes(parts: ReportingParts) -> None:
    tell(parts, a_grant())
    scope = ReportScope(DECLARATION.adopted, TODAY, MONDAY)
    once, again = (report_in("ja", read_material(parts, scope), scope) for _ in range(2))
    quick = [form for form in FORMATS.values() if not form.charts]
    assert rendered(once, quick) == rendered(again, quick)


@pytest.mark.parametrize(
    ("today", "week", "month"),
    [
        (date(2026, 2, 2), ("weekly-2026-W05", date(2026, 1, 26)), ("monthly-2026-01", date(2026, 1, 31))),
        (date(2026, 2, 1), ("weekly-2026-W04", date(2026, 1, 19)), ("monthly-2026-01", date(2026, 1, 31))),
        (date(2027, 1, 4), ("weekly-2026-W53", date(2026, 12, 28)), ("monthly-2026-12", date(2026, 12, 31))),
    ],
)
def test_periods_are_the_last_whole_ones(today: date, week: tuple[str, date], month: tuple[str, date]) -> None:
    weekly, monthly = last_periods(today)
    assert (weekly.name, weekly.since) == week
    assert weekly.until - weekly.since == timedelta(days=6)
    assert (monthly.name, monthly.until) == month
    assert monthly == Period(Rhythm.MONTHLY, month[0], month[1].replace(day=1), month[1])


def test_week_and_month_are_written_once_and_told_to_the_operators(
    parts: ReportingParts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One language: charts of three take seconds, and show nothing more here.
    monkeypatch.setattr("bot.freezing.READER_LANGUAGES", ("en",))
    settings = settings_at(tmp_path)
    tell(parts, a_grant())
    tell(parts, at=MONDAY - timedelta(days=2))
    assert write_due_reports(parts, settings) == ["weekly-2026-W05", "monthly-2026-01"]
    assert write_due_reports(parts, settings) == []
    text = (settings.reports_dir / "monthly-2026-01" / "report.en.md").read_text(encoding="utf-8")
    assert "Period: 1 Jan 2026 to 31 Jan 2026" in text
    assert a_grant().story.title in text
    assert (settings.reports_dir / "weekly-2026-W05" / "manifest.json").exists()
    (settings.reports_dir / "weekly-2026-W05").rename(tmp_path / "elsewhere")
    assert write_due_reports(parts, settings) == ["weekly-2026-W05"]
    with parts.assessing.open_unit_of_work(writes=False) as work:
        waiting = work.notices.list_waiting()
    assert [notice.kind for notice in waiting] == [NoticeKind.REPORT] * 2
    screen = StringIO()
    clock = FixedClock(MONDAY + timedelta(minutes=15))
    channel = ConsoleChannel(Console(file=screen, width=400), lambda _: (), DIGESTS)
    asyncio.run(
        tell_operators(OperatorParts(parts.assessing.open_unit_of_work, {channel.name: channel}, {}, clock, settings))
    )
    assert "Reports written" in screen.getvalue()
    assert "weekly-2026-W05" in screen.getvalue()
    for name, path in (("Weekly report", "weekly-2026-W05"), ("Monthly report", "monthly-2026-01")):
        assert screen.getvalue().count(name) == 1, "a folder that is written again sends nothing again"
        assert str(settings.reports_dir / path / "report.en.docx") in screen.getvalue()
    assert (settings.reports_dir / "weekly-2026-W05" / "report.en.docx").exists()


def test_a_period_without_polls_or_before_the_declaration_is_passed_over(parts: ReportingParts, tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    assert write_due_reports(parts, settings) == []
    early = replace(parts, assessing=replace(parts.assessing, clock=FixedClock(datetime(2025, 12, 20, tzinfo=UTC))))
    tell(parts, at=datetime(2025, 12, 10, tzinfo=UTC))
    assert write_due_reports(early, settings) == []
    assert not settings.reports_dir.exists()


async def test_the_service_goes_on_where_the_reports_folder_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.bootstrap.build_matcher", lambda *_: compiled_once())
    settings = Settings(home=tmp_path, builtin_sources=False, reports_dir=Path("var/cajad.sqlite3"))
    migrate_database(settings)
    app = bootstrap(settings, clock=FixedClock(MONDAY))
    with app.open_unit_of_work() as work:
        work.seed(DECLARATION, [MINISTRY])
        work.commit()
    tell(app.reporting, at=MONDAY - timedelta(days=2))
    screen = Console(file=StringIO())
    await Service(app, screen, screen)._write_reports()
    assert "reports were not written" in caplog.text
    with app.open_unit_of_work(writes=False) as work:
        assert work.notices.list_waiting() == []
