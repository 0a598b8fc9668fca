"""The settings of when a chat is told: at once or in a digest, at what hour, and when nothing comes; pure."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.choosing import Wish, data_of
from bot.choosing_times import HOLD, HOURS, MONTHLY_REPORT, QUIET, WEEKLY, WEEKLY_POST, WEEKLY_REPORT, ZONES, quiet_of
from bot.markup import Button, Line, RenderedMessage, bold, line
from bot.screens import Screen
from bot.texts import marked
from domain.telling import Mode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.texts import Texts
    from domain.subscriber import Subscriber
    from domain.telling import Timing

TITLES = MappingProxyType(
    {
        Screen.TIMING: marked("When messages come"),
        Screen.HOUR: marked("Hour of the digest"),
        Screen.QUIET: marked("Quiet hours"),
        Screen.ZONE: marked("Time zone"),
    }
)

_EXPLANATIONS = MappingProxyType(
    {
        Screen.TIMING: marked("A digest holds several developments in one message."),
        Screen.HOUR: marked("The digest comes at this hour, if there is anything to tell."),
        Screen.QUIET: marked(
            "Nothing comes in these hours; what is found meanwhile comes at their end, as one digest."
        ),
        Screen.ZONE: marked("Hours and dates in messages are of this zone."),
    }
)

_MODES = MappingProxyType(
    {
        Mode.USUAL: marked("Important at once, the rest in the digest"),
        Mode.ALL_AT_ONCE: marked("Everything at once"),
        Mode.ALL_IN_DIGEST: marked("Everything in the digest"),
    }
)

_ON = "✅ "


def timing_screen(shown: Screen, subscriber: Subscriber, texts: Texts) -> RenderedMessage:
    """Return the settings message at one of the screens about time."""
    screens: dict[Screen, Callable[[], Iterator[Button]]] = {
        Screen.TIMING: lambda: _timing(subscriber, texts),
        Screen.HOUR: lambda: (
            _choice(Screen.HOUR, value, f"{at:%H:%M}", chosen=at == subscriber.timing.digest_at)
            for value, at in HOURS.items()
        ),
        Screen.QUIET: lambda: (
            _choice(Screen.QUIET, value, _hours(value, texts), chosen=value == quiet_of(subscriber.timing))
            for value in QUIET
        ),
        Screen.ZONE: lambda: (
            replace(_choice(Screen.ZONE, zone, texts.city(zone), chosen=zone == subscriber.zone), beside=place % 2 == 1)
            for place, zone in enumerate(ZONES)
        ),
    }
    above = Screen.MENU if shown is Screen.TIMING else Screen.TIMING
    lines = (line(bold(texts.say(TITLES[shown]))), line(texts.say(_EXPLANATIONS[shown])))
    return RenderedMessage(lines, (*screens[shown](), Button(texts.say("Back"), data_of(Wish(above)))))


def mode_line(timing: Timing, texts: Texts) -> Line:
    """Say what goes at once, in one line."""
    mode = texts.say(_MODES[timing.mode])
    return line(texts.say("{setting}: {value}", setting=texts.say(TITLES[Screen.TIMING]), value=mode))


def _timing(subscriber: Subscriber, texts: Texts) -> Iterator[Button]:
    timing = subscriber.timing
    for mode, name in _MODES.items():
        yield _choice(Screen.TIMING, mode, texts.say(name), chosen=mode is timing.mode)
    yield _switch(WEEKLY, texts.say("Digest once a week, with a chart"), on=timing.weekly)
    if subscriber.is_group or timing.hold_until_reviewed:
        yield _switch(HOLD, texts.say("Hold messages until an editor has accepted them"), on=timing.hold_until_reviewed)
    quiet = quiet_of(timing)
    hours = _hours(quiet, texts) if quiet else f"{timing.quiet_from:%H:%M}–{timing.quiet_until:%H:%M}"
    values = {Screen.HOUR: f"{timing.digest_at:%H:%M}", Screen.QUIET: hours, Screen.ZONE: texts.city(subscriber.zone)}
    for screen, value in values.items():
        said = texts.say("{setting}: {value}", setting=texts.say(TITLES[screen]), value=value)
        yield Button(said, data_of(Wish(screen)))
    yield _switch(WEEKLY_POST, texts.say("Weekly post on Mondays"), on=subscriber.gets_weekly_post)
    yield _switch(WEEKLY_REPORT, texts.say("Weekly report as a file"), on=timing.weekly_report)
    yield _switch(MONTHLY_REPORT, texts.say("Monthly report as a file"), on=timing.monthly_report)


def _choice(screen: Screen, value: str, name: str, *, chosen: bool) -> Button:
    return Button(f"{_ON if chosen else ''}{name}", data_of(Wish(screen, value, on=True)))


def _switch(value: str, name: str, *, on: bool) -> Button:
    return Button(f"{_ON if on else ''}{name}", data_of(Wish(Screen.TIMING, value, on=not on)))


def _hours(value: str, texts: Texts) -> str:
    begins, ends = QUIET[value]
    return texts.say("none") if begins == ends else f"{begins:%H:%M}–{ends:%H:%M}"
