"""The status picture: counted right, drawn once for the same data."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.report_desk import KEPT_FOR, ReportDesk
from reports.material import ReportScope
from tests.fakes import FixedClock
from tests.integration.bot.test_reporting import MONDAY, a_grant, parts, tell

if TYPE_CHECKING:
    from datetime import datetime

    from bot.reporting import ReportingParts

__all__ = ["parts"]


def at(parts: ReportingParts, now: datetime) -> ReportingParts:
    return replace(parts, assessing=replace(parts.assessing, clock=FixedClock(now)))


def test_commitments_are_counted_by_status_and_what_nobody_reviewed_is_told(parts: ReportingParts) -> None:
    tell(parts, a_grant(), at=MONDAY)
    picture = ReportDesk(parts).picture("en")
    assert picture is not None
    assert sum(number for _, number in picture.counts) == picture.commitments == 47
    assert picture.unreviewed == 1
    assert dict(picture.counts)["under way"] == 1
    assert len(picture.alt) == 8
    assert all(":" in each for each in picture.alt)
    assert any("under way 1" in each for each in picture.alt)


def test_a_picture_is_kept_until_data_or_time_have_changed(parts: ReportingParts) -> None:
    desk = ReportDesk(parts)
    first = desk.picture("ru")
    assert desk.picture("ru") is first
    assert desk.picture("ja") is not first
    tell(parts, a_grant(), at=MONDAY)
    second = desk.picture("ru")
    assert second is not first
    desk.parts = at(parts, MONDAY + KEPT_FOR - timedelta(seconds=1))
    assert desk.picture("ru") is second
    desk.parts = at(parts, MONDAY + KEPT_FOR)
    assert desk.picture("ru") is not second


def test_a_file_that_is_too_large_is_none(parts: ReportingParts) -> None:
    scope = ReportScope(parts.assessing.declaration.adopted, MONDAY.date(), MONDAY)
    content = ReportDesk(parts).report(scope, "en", "csv")
    assert content is not None
    assert ReportDesk(parts, largest=len(content)).report(scope, "en", "csv") == content
    assert ReportDesk(parts, largest=len(content) - 1).report(scope, "en", "csv") is None
