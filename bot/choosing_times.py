"""Choosing times: what buttons offer for when a chat is told, and the subscriber after one is pressed; pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bot.screens import Screen
from domain.telling import MIDNIGHT, Mode

if TYPE_CHECKING:
    from domain.subscriber import Subscriber
    from domain.telling import Timing

TIMED = (Screen.TIMING, Screen.HOUR, Screen.QUIET, Screen.ZONE)
"""Screens that change when a chat is told, and not of what."""

HOURS = MappingProxyType({str(hour): time(hour) for hour in (7, 9, 12, 18, 21)})
"""When the digest may come, by what a button says."""

NEVER_QUIET = "off"
QUIET = MappingProxyType(
    {
        "21-07": (time(21), time(7)),
        "22-08": (time(22), time(8)),
        "23-07": (time(23), time(7)),
        "00-09": (time(0), time(9)),
        NEVER_QUIET: (MIDNIGHT, MIDNIGHT),
    }
)
"""Quiet hours that can be chosen, by what a button says: from, until."""

ZONES = (
    "Asia/Tashkent",
    "Asia/Almaty",
    "Asia/Bishkek",
    "Asia/Dushanbe",
    "Asia/Ashgabat",
    "Asia/Tokyo",
    "Europe/Moscow",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "UTC",
)
"""Zones that can be chosen, IANA names; any other is set with ``cajad channel add --zone``."""

WEEKLY = "weekly"
WEEKLY_REPORT, MONTHLY_REPORT = "weekly-report", "monthly-report"
WEEKLY_POST = "weekly-post"
HOLD = "hold"
_SWITCHES = MappingProxyType(
    {
        HOLD: "hold_until_reviewed",
        WEEKLY: "weekly",
        WEEKLY_POST: "weekly_post",
        WEEKLY_REPORT: "weekly_report",
        MONTHLY_REPORT: "monthly_report",
    }
)
"""What can be switched on and off, by what a button says: the field of the timing."""

OFFERED = MappingProxyType(
    {
        Screen.TIMING: (*Mode, *_SWITCHES),
        Screen.HOUR: tuple(HOURS),
        Screen.QUIET: tuple(QUIET),
        Screen.ZONE: ZONES,
    }
)
"""What buttons of each screen can say."""


def retimed(subscriber: Subscriber, screen: Screen, value: str, *, on: bool) -> Subscriber:
    """Return the subscriber after a button; weekly digest and reports can be switched off, other choices replace.

    Args:
        screen: one of TIMED. value: one of those it offers.
    """
    timing = subscriber.timing
    if screen is Screen.TIMING and value in _SWITCHES:
        switched: dict[str, Any] = {_SWITCHES[value]: on}
        return replace(subscriber, timing=replace(timing, **switched))
    if not on:
        return subscriber
    match screen:
        case Screen.ZONE:
            return replace(subscriber, zone=value)
        case Screen.HOUR:
            timing = replace(timing, digest_at=HOURS[value])
        case Screen.QUIET:
            timing = replace(timing, quiet_from=QUIET[value][0], quiet_until=QUIET[value][1])
        case _:
            timing = replace(timing, mode=Mode(value))
    return replace(subscriber, timing=timing)


def quiet_of(timing: Timing) -> str:
    """Return which of the offered quiet hours hold, empty for others."""
    if not timing.has_quiet_hours:
        return NEVER_QUIET
    return next((value for value, hours in QUIET.items() if hours == (timing.quiet_from, timing.quiet_until)), "")
