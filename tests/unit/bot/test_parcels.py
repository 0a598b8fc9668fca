"""Reports as files: who gets one and when, and what stands below it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.parcels import LOOK_AGAIN, LOOKS, Rhythm, attachment_of, missing, parcel_notice, parcels_of, put_off
from bot.texts import DEFAULT_ZONES, texts_for
from domain.commitment import READER_LANGUAGES
from domain.errors import DeliveryDelayed, MessageRefused
from domain.notice import Operator
from domain.subscriber import ChannelName, SubscriberId
from domain.telling import Timing
from tests.builders import a_subscriber
from tests.golden_files import assert_golden

if TYPE_CHECKING:
    from pathlib import Path

    from domain.subscriber import Subscriber

MONDAY = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
WEEK = parcel_notice(Rhythm.WEEKLY, "weekly-2026-W05", date(2026, 1, 26), date(2026, 2, 1), MONDAY)
MONTH = parcel_notice(Rhythm.MONTHLY, "monthly-2026-01", date(2026, 1, 1), date(2026, 1, 31), MONDAY)
ADMIN = Operator(ChannelName.TELEGRAM, "7", "ja", "Asia/Tokyo")


def reader(number: int, **timing: Any) -> Subscriber:
    chosen = replace(Timing(), **timing)
    return a_subscriber(id=SubscriberId(f"telegram:{number}"), address=str(number), timing=chosen)


def test_only_who_asked_for_it_and_the_operators_get_a_report() -> None:
    readers = [reader(1), reader(2, weekly_report=True), reader(3, monthly_report=True)]
    weekly = parcels_of(WEEK, [ADMIN], readers, MONDAY)
    assert {each.address for each in weekly} == {"2", "7"}
    assert {each.address for each in parcels_of(MONTH, [ADMIN], readers, MONDAY)} == {"3", "7"}
    assert {each.attachment for each in weekly} == {"weekly-2026-W05/report.ru.docx", "weekly-2026-W05/report.ja.docx"}


def test_a_subscriber_gets_it_at_the_hour_of_their_digest_and_an_operator_at_once() -> None:
    readers = [reader(2, weekly_report=True, digest_at=time(18)), reader(3, weekly_report=True, weekly=True)]
    due = {each.address: each.due_at for each in parcels_of(WEEK, [ADMIN], readers, MONDAY)}
    assert due == {
        "2": MONDAY.replace(hour=13),
        "3": MONDAY.replace(hour=4),
        "7": MONDAY,
    }


def test_an_operator_who_also_asked_for_it_gets_one() -> None:
    [only] = parcels_of(WEEK, [ADMIN], [reader(7, weekly_report=True)], MONDAY)
    assert only.due_at == MONDAY
    assert only.id == parcels_of(WEEK, [ADMIN], [], MONDAY + timedelta(hours=1))[0].id, "written anew it is the same"


def test_nothing_comes_in_quiet_hours_or_while_paused() -> None:
    assert put_off(reader(1), MONDAY) is None
    assert put_off(reader(1, paused_until=MONDAY), MONDAY) is None
    later = MONDAY + timedelta(days=3)
    assert put_off(reader(1, paused_until=later), MONDAY) == later
    quiet = reader(1, quiet_from=time(5), quiet_until=time(8))
    assert put_off(quiet, MONDAY) == MONDAY.replace(hour=3)


def test_a_missing_file_is_looked_for_and_then_given_up(tmp_path: Path) -> None:
    path = tmp_path / "report.ru.docx"
    delayed = missing(path, LOOKS - 1, MONDAY)
    assert isinstance(delayed, DeliveryDelayed)
    assert delayed.retry_at == MONDAY + LOOK_AGAIN
    assert isinstance(missing(path, LOOKS, MONDAY), MessageRefused)
    path.write_bytes(b"x")
    assert missing(path, 0, MONDAY) is None


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_what_stands_below_a_report_is_as_its_golden_file(language: str, tmp_path: Path) -> None:
    texts = texts_for(language, DEFAULT_ZONES[language])
    shown = [attachment_of(tmp_path / "report.docx", each, texts) for each in (WEEK, MONTH)]
    assert [each.name for each in shown] == ["cajad-weekly-2026-W05.docx", "cajad-monthly-2026-01.docx"]
    assert_golden(f"operators/parcel.{language}.txt", "\n\n".join(each.caption.html for each in shown) + "\n")
