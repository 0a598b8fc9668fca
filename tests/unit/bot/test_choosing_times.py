"""When a chat is told, chosen by buttons: each does what it says, and nothing that no button offers is taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.choosing import CHOOSE, data_of, wish_of
from bot.choosing_times import OFFERED, QUIET, TIMED, ZONES, quiet_of, retimed
from bot.markup import CALLBACK_LIMIT, utf16_length
from bot.replies.timing import timing_screen
from bot.screens import Screen
from bot.texts import DEFAULT_ZONES, texts_for
from config.declarations import load_declaration
from domain.commitment import READER_LANGUAGES
from domain.telling import Mode, Timing, next_digest
from tests.builders import a_subscriber
from tests.golden_files import assert_golden
from tests.servers.telegram_html import parse_html

DECLARATION = load_declaration()
CHOSEN = a_subscriber(
    zone="Asia/Tokyo", timing=Timing(digest_at=time(18), quiet_from=time(23), quiet_until=time(7), weekly=True)
)


@pytest.mark.parametrize("language", READER_LANGUAGES)
@pytest.mark.parametrize("screen", TIMED)
def test_every_screen_about_time_is_as_its_golden_file(screen: Screen, language: str) -> None:
    message = timing_screen(screen, CHOSEN, texts_for(language, DEFAULT_ZONES[language]))
    buttons = "\n".join(" ".join(f"[{button.text}] {button.data}" for button in row) for row in message.rows)
    parse_html(message.html)
    assert_golden(f"settings/{screen}.{language}.txt", f"{message.html}\n{buttons}\n")


@pytest.mark.parametrize("screen", TIMED)
def test_every_button_about_time_is_understood_and_a_second_press_changes_nothing(screen: Screen) -> None:
    for button in timing_screen(screen, CHOSEN, texts_for("ru", "UTC")).buttons:
        wish = wish_of(button.data, DECLARATION, ())
        assert wish is not None
        assert data_of(wish) == button.data
        assert len(button.data.encode()) <= CALLBACK_LIMIT
        assert utf16_length(button.text) <= 64
        if wish.on is not None:
            once = retimed(CHOSEN, wish.screen, wish.value, on=wish.on)
            assert retimed(once, wish.screen, wish.value, on=wish.on) == once
            assert once.facets == CHOSEN.facets


@pytest.mark.parametrize("data", ["hour:10:1", "quiet:22-09:1", "zone:Europe/Paris:1", "timing:never:1", "hour:ask"])
def test_times_that_no_button_offers_are_no_wish(data: str) -> None:
    assert wish_of(f"{CHOOSE}{data}", DECLARATION, ()) is None


def test_what_is_pressed_holds() -> None:
    known = a_subscriber(zone="UTC")
    known = retimed(known, Screen.HOUR, "21", on=True)
    known = retimed(known, Screen.QUIET, "22-08", on=True)
    known = retimed(known, Screen.ZONE, "Asia/Bishkek", on=True)
    known = retimed(known, Screen.TIMING, "all_in_digest", on=True)
    known = retimed(known, Screen.TIMING, "weekly", on=True)
    assert known.zone == "Asia/Bishkek"
    assert known.timing == Timing(
        digest_at=time(21), quiet_from=time(22), quiet_until=time(8), weekly=True, mode=Mode.ALL_IN_DIGEST
    )
    assert retimed(known, Screen.TIMING, "weekly", on=False).timing.weekly is False
    assert retimed(known, Screen.HOUR, "7", on=False) == known


def test_each_report_as_a_file_is_off_until_it_is_switched_on_by_itself() -> None:
    assert not Timing().weekly_report
    assert not Timing().monthly_report
    weekly = retimed(CHOSEN, Screen.TIMING, "weekly-report", on=True)
    assert weekly == replace(CHOSEN, timing=replace(CHOSEN.timing, weekly_report=True))
    both = retimed(weekly, Screen.TIMING, "monthly-report", on=True)
    shown = timing_screen(Screen.TIMING, both, texts_for("en", "UTC"))
    assert {"✅ Weekly report as a file", "✅ Monthly report as a file"} <= {each.text for each in shown.buttons}
    assert retimed(both, Screen.TIMING, "weekly-report", on=False).timing.monthly_report


def test_quiet_hours_that_no_button_offers_are_shown_as_they_are() -> None:
    timing = Timing(quiet_from=time(1, 30), quiet_until=time(4))
    assert quiet_of(timing) == ""
    shown = timing_screen(Screen.TIMING, replace(CHOSEN, timing=timing), texts_for("en", "UTC"))
    assert any("01:30–04:00" in button.text for button in shown.buttons)


@pytest.mark.parametrize(
    ("eve", "hour"),
    [
        pytest.param(datetime(2026, 3, 28, 12, tzinfo=UTC), 7, id="clocks go forward on 29 March"),
        pytest.param(datetime(2026, 3, 27, 12, tzinfo=UTC), 8, id="the day before they do"),
        pytest.param(datetime(2026, 10, 24, 12, tzinfo=UTC), 8, id="clocks go back on 25 October"),
        pytest.param(datetime(2026, 10, 23, 12, tzinfo=UTC), 7, id="the day before they do so"),
    ],
)
def test_a_digest_at_nine_in_berlin_stays_at_nine_across_the_change_of_clocks(eve: datetime, hour: int) -> None:
    known = a_subscriber(zone="UTC")
    for screen, label in ((Screen.ZONE, "Berlin"), (Screen.HOUR, "09:00")):
        button = next(
            each for each in timing_screen(screen, known, texts_for("en", "UTC")).buttons if label in each.text
        )
        wish = wish_of(button.data, DECLARATION, ())
        assert wish is not None
        known = retimed(known, wish.screen, wish.value, on=bool(wish.on))
    at = next_digest(eve, known.timing, known.zone)
    assert (at.day, at.hour, at.minute) == (eve.day + 1, hour, 0)
    assert at.astimezone(ZoneInfo("Europe/Berlin")).time() == time(9)


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_zones_stand_in_pairs_under_names_of_the_language(language: str) -> None:
    shown = timing_screen(Screen.ZONE, CHOSEN, texts_for(language, "UTC"))
    *rows, back = shown.rows
    assert [len(row) for row in rows] == [2] * (len(ZONES) // 2) + [1] * (len(ZONES) % 2)
    assert len(back) == 1
    assert len({each.text for each in shown.buttons}) == len(ZONES) + 1


def test_every_offer_is_a_zone_and_the_defaults_are_among_them() -> None:
    assert all(ZoneInfo(zone).key == zone for zone in ZONES)
    assert set(DEFAULT_ZONES.values()) <= set(ZONES)
    assert quiet_of(Timing()) in QUIET
    assert set(OFFERED) == set(TIMED)
